"""The pages tell the truth: what they show is what the commands print.

``make docs`` brings them up to date.
"""

from __future__ import annotations

import importlib
import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

import truceline
from tools import mutate_engine
from tools.docs import CLI_PAGE, DOORS, MAKE, PAGES, ROOT, cli_page, commands, render

STALE = "is stale: run `make docs`"


@pytest.mark.parametrize("name", PAGES)
def test_a_page_shows_what_is_printed(name: str) -> None:
    """Every command and every piece of Python is run, and its output is the one in the page."""
    page = (ROOT / name).read_text(encoding="utf-8")
    assert render(page) == page, f"{name} {STALE}"


def test_the_command_line_page_is_the_help() -> None:
    """The reference is made from the commands themselves."""
    assert (ROOT / CLI_PAGE).read_text(encoding="utf-8") == cli_page(), f"{CLI_PAGE} {STALE}"


def test_an_old_output_is_seen() -> None:
    """A page with another output is made anew; words outside the blocks stay."""
    old = "before\n\n```console\n$ truceline --version\ntruceline 0.0.0\n```\n\nafter `x`\n"
    new = render(old)
    assert new != old
    assert new.startswith("before\n\n```console\n$ truceline --version\ntruceline ")
    assert new.endswith("\n```\n\nafter `x`\n")
    assert render(new) == new


@pytest.mark.parametrize(
    ("cut", "kept"),
    [
        ("^a .. ^b", "a\n  a1\nb\n"),
        ("^a +", "a\n  a1\n"),
        ("^a | ^d", "a\n…\nd\n"),
        ("^c +", "c\n  c1\n    c2\n"),
    ],
)
def test_cuts(cut: str, kept: str) -> None:
    """A cut keeps the lines that it names, with an ellipsis between the pieces."""
    page = f"<!-- cut: {cut} -->\n```console\n$ printf 'a\\n  a1\\nb\\nc\\n  c1\\n    c2\\nd\\n'\n```\n"
    assert kept in render(page)
    assert render(page).count("\n") == page.count("\n") + kept.count("\n")


def test_a_cut_that_finds_nothing_is_an_error() -> None:
    """A page whose output has changed beyond its cut is not quietly emptied."""
    with pytest.raises(SystemExit, match="no line of the output"):
        render("<!-- cut: ^nowhere -->\n```console\n$ truceline --version\n```\n")


def test_make_does_what_the_pages_say() -> None:
    """The README runs what stands behind a make target; the Makefile says that it is the same."""
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    for target, command in MAKE.items():
        assert re.search(rf"^{target.removeprefix('make ')}:.*\n\t@\$\(BIN\)/{command}$", makefile, re.MULTILINE)
    for target in re.findall(r"^(?:\$ )?make (\w+)$", (ROOT / "README.md").read_text(encoding="utf-8"), re.MULTILINE):
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


@pytest.mark.parametrize("page", [*PAGES, CLI_PAGE, "CONTRIBUTING.md"])
def test_links_lead_somewhere(page: str) -> None:
    """A relative link names a file of the project."""
    for target in re.findall(r"\]\((?!https?:)([^)#]+)", (ROOT / page).read_text(encoding="utf-8")):
        assert ((ROOT / page).parent / target).resolve().exists(), target


def test_three_doors() -> None:
    """Each command has its line in the table, and its names in Python exist."""
    assert list(commands()) == list(DOORS)
    released = json.loads((ROOT / "tests" / "serve" / "openapi-released.json").read_text(encoding="utf-8"))["paths"]
    for python, http in DOORS.values():
        paths = re.findall(r"/api/v1/\S+", http)
        assert "/" in http or http in ("not yet", "-")
        assert set(paths) - {"/api/v1/openapi.json"} <= set(released)
        for name in python.split(", "):
            owner, _, attribute = name.rpartition(".")
            if owner[:1].isupper():
                assert hasattr(getattr(truceline, owner), attribute)
            else:
                assert hasattr(importlib.import_module(owner), attribute), name


def test_the_public_door() -> None:
    """``__all__`` is sorted and whole, a wrong name is an error, and the names come from their rooms."""
    assert truceline.__all__ == sorted(truceline.__all__)
    assert set(truceline.__all__) <= set(dir(truceline))
    for name in truceline.__all__:
        assert getattr(truceline, name).__name__ == name
    with pytest.raises(AttributeError, match="no_such_name"):
        _ = truceline.no_such_name


def test_the_door_opens_quickly(tmp_path: Path) -> None:
    """``import truceline`` loads no other room, and its docstring's example runs as it stands."""
    example = re.search(r"\n\n(    import truceline\n.*?)\n\nThe names", truceline.__doc__ or "", re.DOTALL)
    assert example is not None
    (tmp_path / "report.txt").write_text("Government forces shelled Khan Sheikhoun on Monday, a council said.\n")
    code = (
        "import sys, truceline\n"
        "assert {m for m in sys.modules if m.startswith('truceline')} == {'truceline'}\n"
        "assert not {'spacy', 'msgspec', 'rich', 'numpy'} & set(sys.modules)\n"
        + "\n".join(line.removeprefix("    ") for line in example[1].splitlines())
    )
    done = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "“Government forces shelled Khan Sheikhoun on " in done.stdout


def test_the_table_of_mistakes_is_the_list_of_the_script() -> None:
    """In its order; each can still be put in, and each names a test that there is."""
    table = mutate_engine.told(mutate_engine.PAGE.read_text(encoding="utf-8"))
    assert list(table) == [m.sentence for m in mutate_engine.MISTAKES], "run `tools/mutate_engine.py --new --write`"
    for mistake in mutate_engine.MISTAKES:
        assert mutate_engine.mistaken(mistake) != (mutate_engine.SOURCE / mistake.file).read_text(encoding="utf-8")
    written = {path.name: path.read_text(encoding="utf-8") for path in (ROOT / "tests").rglob("test_*.py")}
    for test in table.values():
        file, _, name = test.partition("::")
        assert f"def {name}(" in written[file], f"{test} is no test"


def test_a_mistake_that_cannot_be_put_in_is_said() -> None:
    """What is not found, or found twice, would be a mistake that nobody makes."""
    for old in ("no such words", "return"):
        with pytest.raises(ValueError, match="not once"):
            mutate_engine.mistaken(mutate_engine.Mistake("assess/days.py", old, "", "Nothing is wrong."))
