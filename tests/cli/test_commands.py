"""What every command promises: exit codes, one sentence for an error, streams, help that teaches."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tools.docs import commands, run_truceline
from truceline.errors import TrucelineError
from truceline.model.status import Status
from truceline.show import legend

TEXT = "Government artillery shelled the town of Khan Sheikhoun on Monday, a local council said.\n"
SHELL = [sys.executable, "-c", "import truceline.cli; truceline.cli.run()"]


@pytest.fixture
def report(tmp_path: Path) -> str:
    path = tmp_path / "report.txt"
    path.write_text(TEXT, encoding="utf-8")
    return str(path)


def is_one_sentence(words: str) -> bool:
    """One line that ends as a sentence does and is no traceback."""
    return words.count("\n") == 1 and words[-2] in ".?:)…" and "Traceback" not in words


# ---------------------------------------------------------------- exit codes and errors


@pytest.mark.parametrize(
    ("arguments", "code", "told"),
    [
        ("read", 2, "Name a report"),
        ("read no-such-report.txt", 3, "no such file"),
        ("read . no-such-report.txt --manifest m.jsonl", 2, "one folder at most"),
        ("read --manifest no-such.jsonl", 2, "cannot be opened"),
        ("read - report.txt", 2, "Give - alone"),
        ("read report.txt --published soon", 2, "--published 'soon'"),
        ("read report.txt --published 2019-02-30", 2, "--published '2019-02-30'"),
        ("read report.txt --published 2019-08-02T10:00", 2, "--published"),
        ("check report.txt -a nowhere", 2, "no agreement"),
        ("check report.txt --since yesterday", 2, "'yesterday' is not a day"),
        ("check report.txt --since 2019-08-03 --until 2019-08-02", 2, "is before --since"),
        ("check report.txt --as-of 2019-08-06", 2, "--as-of '2019-08-06'"),
        ("assess nowhere claims.jsonl", 2, "no agreement"),
        ("assess idlib no-such.jsonl", 2, "cannot be opened"),
        ("assess idlib empty.jsonl --as-of noon", 2, "--as-of 'noon'"),
        ("assess idlib empty.jsonl --period 2019-08-02", 2, "must be A/B"),
        ("assess idlib empty.jsonl --period 2019-08-02/then", 2, "'then' is not a day"),
        ("assess idlib empty.jsonl --period 2019-08-03/2019-08-02", 2, "ends before it begins"),
        ("agreement show nowhere", 2, "no agreement"),
        ("agreement show idlib --term no-term", 2, "has no term no-term"),
        ("gazetteer find Idlib --region nowhere", 2, "no agreement"),
    ],
)
def test_an_error_is_one_sentence(
    report: str, arguments: str, code: int, told: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What was wrong, in one sentence on standard error, with the code that the tree of errors gives."""
    monkeypatch.chdir(Path(report).parent)
    Path("empty.jsonl").touch()
    result = run_truceline([*arguments.split(), "--format", "jsonl"] if "read" in arguments else arguments.split())
    assert (result.code, told in result.err) == (code, True), result.err
    assert is_one_sentence(result.err), result.err


@pytest.mark.parametrize(
    "arguments", ["nonsense", "read --nonsense", "check x --fail-on broken", "gazetteer find", "read --format xml"]
)
def test_usage_is_told(arguments: str) -> None:
    """A command line that cannot be understood gives code 2 and points to the help."""
    result = run_truceline(arguments.split())
    assert (result.code, result.out) == (2, b"")
    assert "Error: " in result.err
    assert "Traceback" not in result.err


def test_a_bug_keeps_its_traceback(report: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """What is nobody's input is never swallowed."""

    def broken(*_: object, **__: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("truceline.pipeline.interpret", broken)
    with pytest.raises(ZeroDivisionError):
        run_truceline(["read", report])


def test_every_error_of_ours_has_its_code(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each leaf of the tree comes out as its exit code with its own words."""

    def leaves(kind: type[TrucelineError]) -> list[type[TrucelineError]]:
        return [leaf for child in kind.__subclasses__() for leaf in (child, *leaves(child))]

    for kind in leaves(TrucelineError):
        error = kind.__new__(kind)
        error.args = ("The words of the error.",)

        def fails(*_: object, error: TrucelineError = error, **__: object) -> None:
            raise error

        monkeypatch.setattr("truceline.agreement.library_names", fails)
        result = run_truceline(["agreement", "list"])
        assert (result.code, result.err) == (kind.exit_code, "The words of the error.\n")


def test_fail_on(report: str) -> None:
    """``--fail-on`` gives 1 when a cell has such a status; an unreadable report weighs more."""
    base = ["check", report, "--published", "2019-08-07"]
    assert run_truceline([*base, "--fail-on", "breached"]).code == 0
    assert run_truceline([*base, "--fail-on", "breached", "--fail-on", "alleged"]).code == 1
    assert run_truceline([*base, "no-such-file", "--fail-on", "alleged"]).code == 3


def test_agreement_check(tmp_path: Path) -> None:
    """Problems are data, a line each, and the closing count goes to standard error."""
    path = tmp_path / "valley.yaml"
    path.write_text("id: valley\ntimezone: Nowhere/Land\n", encoding="utf-8")
    result = run_truceline(["agreement", "check", str(path)])
    lines = result.text.splitlines()
    assert result.code == 3
    assert all(re.match(rf"{re.escape(str(path))}:\d+: .+", line) for line in lines)
    assert result.err.startswith(f"{len(lines)} problem")
    assert run_truceline(["agreement", "check", "idlib"]).code == 0
    # Laid beside a report, the same file gives the same problems.
    assert run_truceline(["check", "x.txt", "-a", str(path)]).err.splitlines() == lines


# ---------------------------------------------------------------- help and start-up


@pytest.mark.parametrize("name", ["", "agreement", "gazetteer", *commands()])
def test_help_teaches(name: str) -> None:
    """Every command says what it does and shows an example that starts with its own name; every option has words."""
    result = run_truceline([*name.split(), "--help"])
    assert result.code == 0
    assert result.err == ""
    help_ = result.text
    assert help_.splitlines()[0].startswith(f"Usage: truceline {name}".rstrip())
    if name in set(commands()):
        assert re.search(rf"^  (cat \S+ \| )?truceline {name}\b", help_, re.MULTILINE), help_
    body = help_.partition("Options:\n")[2].partition("\nCommands:")[0]
    for option in re.split(r"\n(?=  -)", body):
        assert re.search(r"\s{2,}[A-Za-z]", option.strip()), option


def test_version() -> None:
    """``--version`` prints the name and the version."""
    assert re.fullmatch(r"truceline \d+\.\d+\.\d+\S*\n", run_truceline(["--version"]).text)


def test_help_is_quick() -> None:
    """Neither a language model nor a gazetteer nor numbers are loaded to print help."""
    code = (
        "import sys, contextlib, io\n"
        "from truceline.cli import run\n"
        "sys.argv = ['truceline', 'read', '--help']\n"
        "with contextlib.redirect_stdout(io.StringIO()):\n"
        "    try: run()\n"
        "    except SystemExit: pass\n"
        "heavy = {'spacy', 'numpy', 'shapely', 'trafilatura', 'lxml', 'ruamel.yaml'} & set(sys.modules)\n"
        "sys.exit(str(heavy) if heavy else 0)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


# ---------------------------------------------------------------- streams


@pytest.mark.parametrize("arguments", ["demo", "schema", "agreement list"])
def test_a_reader_who_leaves_early(arguments: str) -> None:
    """A pipe that is closed early gives no traceback and no code that means something else."""
    with subprocess.Popen(
        [*SHELL, *arguments.split()], stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    ) as running:
        assert running.stdout is not None
        assert running.stderr is not None
        running.stdout.close()
        told = running.stderr.read().decode()
    assert told == ""
    assert running.returncode == 141


def test_standard_input(report: str) -> None:
    """``-`` reads one report from standard input and says the same as the file."""
    own = run_truceline(["read", report, "--published", "2019-08-07", "--format", "jsonl"])
    given = run_truceline(["read", "-", "--published", "2019-08-07", "--format", "jsonl"], stdin=TEXT.encode())
    assert given.code == 0
    assert given.text == own.text.replace(json.dumps(report), '"standard input"')
    empty = run_truceline(["read", "-", "--format", "jsonl"])
    assert (empty.code, empty.err) == (3, "standard input: the file is empty.\n")
    assert json.loads(empty.out) == {"kind": "report", "path": "standard input", "error": empty.err.strip()}


def test_a_name_cannot_steer_the_terminal() -> None:
    """Control and direction characters in a file's name are shown as marks."""
    result = run_truceline(["read", "a\x1b[31m\u202eb.txt"])
    assert result.code == 3
    assert "\x1b" not in result.err
    assert "\u202e" not in result.err


def test_odd_characters_are_shown_as_marks(tmp_path: Path) -> None:
    """Marks that would turn or hide words stand visible in tables; wide letters keep their place."""
    path = tmp_path / "odd.txt"
    path.write_text("Government forces shelled Morek\u202e\u200b on Monday, the 新聞 council said.\n", encoding="utf-8")
    result = run_truceline(["read", str(path), "--published", "2019-08-07", "--format", "table"])
    assert result.code == 0
    assert not set("\u202e\u200b\x1b") & set(result.text)
    wire = run_truceline(["read", str(path), "--published", "2019-08-07", "--format", "jsonl"])
    assert json.loads(wire.text.splitlines()[0])["text"].count("\u202e") == 1


# ---------------------------------------------------------------- demo and agreements


def test_demo() -> None:
    """The demonstration runs, explains its marks, has several statuses, and is the same bytes twice."""
    result = run_truceline(["demo"])
    assert (result.code, result.err) == (0, "")
    assert all(line in result.text for line in legend().splitlines())
    grid = result.text.partition("\nterm ")[2].partition("\n. no report")[0]
    assert sum(mark in grid for mark in ("≠", " / ", " ~ ", " : ", " . ", " n ")) >= 5
    assert "made up for this demonstration" in result.text
    assert result.text.count("\nTry next:\n") == 1
    assert run_truceline(["demo"]).out == result.out


def test_agreement_show_as_json() -> None:
    """One object with the sentence of each term; ``--term`` keeps the ones asked for."""
    whole = json.loads(run_truceline(["agreement", "show", "idlib", "--format", "json"]).out)
    assert list(whole)[:2] == ["kind", "id"]
    assert all(term["sentence"] for term in whole["terms"])
    one = json.loads(run_truceline(["agreement", "show", "idlib", "--term", "aug-halt"]).out)
    assert [term["id"] for term in one["terms"]] == ["aug-halt"]
    table = run_truceline(["agreement", "show", "idlib", "--term", "aug-halt", "--format", "table"])
    assert "clause: “" in table.text


def test_gazetteer_find() -> None:
    """Candidates come best first with what a program needs; a name that nobody knows gives none."""
    found = json.loads(run_truceline(["gazetteer", "find", "Khan Sheikhoun", "--region", "idlib"]).out)
    assert {"name", "lat", "lon", "radius_km", "score"} <= set(found[0])
    assert [c["score"] for c in found] == sorted((c["score"] for c in found), reverse=True)
    assert run_truceline(["gazetteer", "find", "Qwxzzqy"]).out == b"[]\n"
    told = run_truceline(["gazetteer", "find", "Qwxzzqy", "--format", "table"])
    assert (told.out, told.err) == (b"", "No place is known by the name 'Qwxzzqy'.\n")


def test_schemas_are_json() -> None:
    """Both schemas can be loaded; the nouns' names every status."""
    nouns = run_truceline(["schema"]).text
    json.loads(nouns)
    assert all(f'"{status.value}"' in nouns for status in Status)
    json.loads(run_truceline(["agreement", "schema"]).out)
