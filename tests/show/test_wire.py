"""The wire form carries any name of a file, and what it carries comes back."""

from __future__ import annotations

import json

import msgspec
import pytest

from tests.show.show_cells import claim
from truceline.model.claim import Claim, Reading
from truceline.model.text import Report, Unreadable
from truceline.show import claim_line, reading_lines, unreadable_line


@pytest.mark.parametrize("name", ["bad\udcff.txt", "\ud800", "tab\t.txt", 'quote".txt', "عربي.txt", "new\nline.txt"])
def test_any_name_of_a_file_is_a_line_of_json(name: str) -> None:
    """A name that is not UTF-8 reaches us with lone surrogates, which JSON cannot carry: they are written out."""
    report = Report(id="sha256:ab", text="Words.", path=name, title=name)
    unreadable = Unreadable(path=name, error=f"{name}: empty.")
    for line in (unreadable_line(unreadable), next(reading_lines(Reading(report=report)))):
        assert json.loads(line.decode("utf-8"))["path"] == name.encode("utf-8", "backslashreplace").decode()
        assert b"\n" not in line


def test_a_claim_survives_the_wire() -> None:
    """What was printed, read back, is the same claim."""
    made = claim("c1", "2021-03-01", None)
    assert msgspec.json.decode(claim_line(made), type=Claim) == made
