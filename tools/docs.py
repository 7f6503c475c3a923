"""Bring README.md, docs/tutorial.md and docs/cli.md up to date with what the commands really print.

    python tools/docs.py            # rewrite the pages
    python tools/docs.py --check    # change nothing; name the pages that are stale and exit 1

In a page, a ``console`` block holds commands after ``$`` and their output; both streams are shown as a terminal shows
them. Comments before a block, which no reader sees, say more:

    <!-- file: NAME -->             the block is written to NAME before what follows is run
    <!-- cut: A .. B | C + -->      of the output keep the lines from A to B, and C with what is indented below it
                                    (A, B, C are regular expressions; an ellipsis stands between the pieces)
    <!-- prints -->                 the block is what the ``python`` block before it prints

Everything runs in this process and in an empty folder, so that a whole page takes seconds.
"""

from __future__ import annotations

import contextlib
import io
import os
import re
import shlex
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple
from unittest import mock

ROOT = Path(__file__).resolve().parent.parent
PAGES = ("README.md", "docs/tutorial.md")
CLI_PAGE = "docs/cli.md"
#: How a terminal looks to the commands: wide enough for the grid, no colour, no styles.
TERMINAL = {"COLUMNS": "100", "LINES": "60", "TERM": "dumb", "NO_COLOR": "1"}
#: What the make targets in the pages come to; tests hold the Makefile to it.
MAKE = {"make demo": "truceline demo"}

_BLOCK = re.compile(r"(?:^<!-- (?P<note>[^\n]*) -->\n)?^```(?P<kind>\w+)\n(?P<body>.*?)^```$", re.MULTILINE | re.DOTALL)

#: Each command with its names in Python and over HTTP.
DOORS = {
    "read": ("truceline.read_report, truceline.read_bytes, truceline.interpret", "not yet"),
    "check": ("truceline.analyse, Analysis.explain", "not yet"),
    "assess": ("truceline.assess.assess_claims, truceline.assess.Engine", "not yet"),
    "gaps": ("truceline.assess.Assessment, truceline.memory.View", "GET /api/v1/gaps"),
    "demo": ("truceline.pipeline.demo_agreement, truceline.pipeline.demo_folder", "-"),
    "schema": ("truceline.model.schema.noun_schema", "GET /api/v1/openapi.json"),
    "archive": ("truceline.archive.Archive, truceline.archive.sum_up", "-"),
    "init": ("truceline.create_store, truceline.store.Store", "not yet"),
    "add": ("truceline.memory.add_files, truceline.memory.read_note", "POST /api/v1/notes (notes)"),
    "import": ("truceline.memory.import_rows", "not yet"),
    "status": ("truceline.memory.View, truceline.memory.grid_of", "GET /api/v1/cells"),
    "explain": ("truceline.memory.View", "GET /api/v1/cells/{term}/{party}/{day}"),
    "claims": ("truceline.memory.View", "GET /api/v1/claims"),
    "incidents": ("truceline.memory.View", "GET /api/v1/incidents"),
    "review": (
        "truceline.memory.decide, truceline.memory.add_missed, truceline.memory.undo",
        "GET and POST /api/v1/decisions",
    ),
    "erase": ("truceline.memory.erase", "not yet"),
    "export": ("truceline.memory.select, truceline.show.export_files", "not yet"),
    "report": ("truceline.memory.daily_contents, truceline.show.daily_document", "not yet"),
    "recompute": ("truceline.memory.recompute", "not yet"),
    "verify": ("truceline.store.Store, truceline.store.Verification", "not yet"),
    "backup": ("truceline.store.copy_store", "not yet"),
    "restore": ("truceline.store.copy_store", "not yet"),
    "serve": ("truceline.serve.make_app, truceline.serve.Settings", "-"),
    "agreement list": ("truceline.library_names", "GET /api/v1/agreements"),
    "agreement show": (
        "truceline.load_agreement, truceline.agreement.term_sentences",
        "GET /api/v1/agreements/{agreement}",
    ),
    "agreement check": ("truceline.check_agreement", "not yet"),
    "agreement calendar": ("truceline.agreement.agreement_dates, truceline.agreement.dates_ics", "not yet"),
    "agreement diff": ("truceline.agreement.agreement_changes", "not yet"),
    "agreement graph": ("truceline.agreement.agreement_links, truceline.agreement.svg", "not yet"),
    "agreement draft": ("truceline.pipeline.draft_agreement", "not yet"),
    "agreement schema": ("truceline.agreement.agreement_schema", "not yet"),
    "gazetteer find": ("truceline.locate.open_gazetteer", "not yet"),
    "gazetteer import": ("truceline.locate.read_places, truceline.locate.write_places", "not yet"),
    "access add": ("truceline.serve.add_account", "/accounts"),
    "access list": ("truceline.store.Snapshot", "/accounts"),
    "access revoke": ("truceline.store.Store", "/accounts"),
    "access audit": ("truceline.store.Snapshot", "/accounts"),
}


class Result(NamedTuple):
    """What a command did: its exit code and its two streams."""

    code: int
    out: bytes
    err: str

    @property
    def text(self) -> str:
        return self.out.decode()


class _Stream(io.TextIOWrapper):
    terminal = False

    def isatty(self) -> bool:
        return self.terminal


def run_truceline(
    arguments: Sequence[str], *, stdin: bytes = b"", terminal: bool = False, together: bool = False
) -> Result:
    """Run a command in this process. ``terminal`` lets it believe in one; ``together`` puts errors among the output."""
    from truceline.cli import run

    buffers = io.BytesIO(), io.BytesIO()
    out, err = (_Stream(b, encoding="utf-8", newline="\n", write_through=True) for b in buffers)
    out.terminal = terminal
    argv = ["truceline", *arguments]
    given = io.TextIOWrapper(io.BytesIO(stdin), encoding="utf-8")
    with (
        mock.patch.object(sys, "argv", argv),
        mock.patch.object(sys, "stdin", given),
        contextlib.redirect_stdout(out),
        contextlib.redirect_stderr(out if together else err),
    ):
        try:
            run()
        except SystemExit as stop:
            code = stop.code
    return Result(int(code or 0), buffers[0].getvalue(), buffers[1].getvalue().decode())


class Desk:
    """A folder of its own, and what the last command returned."""

    def __init__(self) -> None:
        self.code = 0
        self.names: dict[str, object] = {}

    def line(self, line: str) -> str:
        """What a terminal shows after a command line: commands of ours and small Unix ones, ``|`` and ``>``."""
        if line == "echo $?":
            return f"{self.code}\n"
        words = shlex.shlex(MAKE.get(line, line), posix=True, punctuation_chars="|>")
        words.whitespace_split = True
        stages: list[list[str]] = [[]]
        target = None
        for word in words:
            if word == "|":
                stages.append([])
            elif word == ">":
                target = next(words)
            else:
                stages[-1].append(word)
        data, told = b"", ""
        for number, (name, *arguments) in enumerate(stages):
            seen = number == len(stages) - 1 and target is None
            if name == "truceline":
                result = run_truceline(arguments, stdin=data, terminal=seen, together=seen)
                self.code, data = result.code, result.out
                told += result.err
            else:
                done = subprocess.run([name, *arguments], input=data, capture_output=True, check=False)
                self.code, data = done.returncode, done.stdout
                told += done.stderr.decode()
        if target is not None:
            Path(target).write_bytes(data)
            return told
        return told + data.decode()

    def python(self, code: str) -> str:
        """What a piece of Python prints; names stay for the next piece."""
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            exec(compile(code, "page", "exec"), self.names)
        return out.getvalue()


def render(page: str) -> str:
    """The page with every output block made anew, in an empty folder."""
    desk = Desk()
    printed = ""

    def made(block: re.Match[str]) -> str:
        nonlocal printed
        note, kind, body = block["note"] or "", block["kind"], block["body"]
        if note.startswith("file: "):
            Path(note.removeprefix("file: ")).write_text(body, encoding="utf-8")
        elif note == "prints":
            body = _clean(printed)
        elif kind == "python":
            printed = desk.python(body)
        elif kind == "console":
            cut = note.removeprefix("cut: ") if note.startswith("cut: ") else None
            body = "".join(
                f"$ {line}\n{_clean(_cut(desk.line(line), cut))}"
                for line in (row[2:] for row in body.splitlines() if row.startswith("$ "))
            )
        comment = f"<!-- {note} -->\n" if note else ""
        return f"{comment}```{kind}\n{body}```"

    with tempfile.TemporaryDirectory() as folder, contextlib.chdir(folder), mock.patch.dict(os.environ, TERMINAL):
        return _BLOCK.sub(made, page)


def _clean(output: str) -> str:
    return "".join(f"{line.rstrip()}\n" for line in output.splitlines())


def _cut(output: str, wanted: str | None) -> str:
    if wanted is None:
        return output
    lines = output.splitlines()
    kept: list[str] = []
    at = 0
    for piece in wanted.split(" | "):
        first, _, last = piece.partition(" .. ")
        below = first.endswith(" +")
        start = _find(lines, first.removesuffix(" +"), at)
        if below:
            depth = _depth(lines[start])
            end = next((i for i in range(start + 1, len(lines)) if _depth(lines[i]) <= depth), len(lines))
        else:
            end = _find(lines, last or first, start) + 1
        if kept:
            kept.append("…")
        kept += lines[start:end]
        at = end
    return "\n".join(kept)


def _find(lines: Sequence[str], expression: str, start: int) -> int:
    for number in range(start, len(lines)):
        if re.search(expression, lines[number]):
            return number
    raise SystemExit(f"tools/docs.py: no line of the output matches {expression!r}; change the page's cut.")


def _depth(line: str) -> int:
    return len(line) - len(line.lstrip())


def commands() -> Iterator[str]:
    """Every command of the command line, groups before their members left out."""
    from truceline.cli import access_app, agreement_app, app, gazetteer_app

    for prefix, group in (
        ("", app),
        ("agreement ", agreement_app),
        ("gazetteer ", gazetteer_app),
        ("access ", access_app),
    ):
        for command in group.registered_commands:
            yield prefix + str(command.name or getattr(command.callback, "__name__", ""))


def cli_page() -> str:
    """The reference of the command line, from the commands' own help and the tree of errors."""
    from truceline import errors

    codes = {0: ["done"], 1: ["`--fail-on` was met"], 2: [], 3: [], 4: []}
    for name in errors.__dict__:
        error = getattr(errors, name)
        if isinstance(error, type) and issubclass(error, errors.TrucelineError) and error is not errors.TrucelineError:
            codes[error.exit_code].append(f"`{name}`: {(error.__doc__ or '').splitlines()[0].replace('``', '`')}")
    lines = [
        "# The command line",
        "",
        "<!-- Made by `make docs` from the commands themselves; a change here is lost. -->",
        "",
        "Standard output is data; messages and progress go to standard error.",
        "People get tables and programs get JSON: without `--format` a terminal gets `table`, and a pipe gets `jsonl`.",
        "`demo` prints for people always.",
        "",
        "## Exit codes",
        "",
        "| code | meaning |",
        "|---|---|",
        *(f"| {code} | {'<br>'.join(meanings)} |" for code, meanings in codes.items()),
        "",
        "With code 3 the rest was kept, and each thing that could not be used is named on standard error.",
        "",
        "## The same thing by three doors",
        "",
        "| command | Python | HTTP |",
        "|---|---|---|",
    ]
    for name in commands():
        python, http = DOORS[name]
        lines.append(f"| `{name}` | {', '.join(f'`{n}`' for n in python.split(', '))} | {http} |")
    for name in ("", *commands()):
        with mock.patch.dict(os.environ, TERMINAL):
            text = run_truceline([*name.split(), "--help"]).text
        lines += ["", f"## truceline {name}".rstrip(), "", "```text", *_clean(text).rstrip("\n").split("\n"), "```"]
    return "\n".join(lines) + "\n"


def made_pages() -> Iterator[tuple[Path, str]]:
    """Each page that is made here, with what it should be."""
    for name in PAGES:
        yield ROOT / name, render((ROOT / name).read_text(encoding="utf-8"))
    yield ROOT / CLI_PAGE, cli_page()


def main() -> int:
    """Rewrite the pages, or with ``--check`` only name the stale ones."""
    stale = []
    for path, text in made_pages():
        if not path.exists() or path.read_text(encoding="utf-8") != text:
            stale.append(path.relative_to(ROOT).as_posix())
            if "--check" not in sys.argv:
                path.write_text(text, encoding="utf-8")
    if stale:
        print(("stale: " if "--check" in sys.argv else "rewritten: ") + ", ".join(stale))
    return 1 if stale and "--check" in sys.argv else 0


if __name__ == "__main__":
    sys.exit(main())
