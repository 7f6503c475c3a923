"""A large file is read and listed by several processes; what comes out is the same, to the byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.assess.worlds import agreement, claim
from truceline import pipeline

LINES = [
    *(json.dumps(claim(f"c{i}", "wtv", 1 + i % 20, origin=f"o{i % 7}")) for i in range(60)),
    "",
    "not JSON",
    json.dumps(claim("c3", "wire", 9)),  # a twin of a line far above
    json.dumps(claim("c5", "wtv", 6, origin="o5")),  # the same line again
    json.dumps(claim("ring", "wtv", 3, supersedes="gnir")),
    *(json.dumps(claim(f"d{i}", "obs", 1 + i % 20, place={"lat": 10, "lon": 10 + i / 100})) for i in range(60)),
    json.dumps(claim("gnir", "wtv", 3, supersedes="ring")),
    json.dumps(claim("e", "etv", 4, supersedes="c1")),
]


@pytest.mark.parametrize("workers", [2, 3, 7])
@pytest.mark.parametrize("last", ["", "\n"])
def test_many_hands_make_the_same_table(
    workers: int, last: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(LINES) + last)
    with path.open("rb") as file:
        alone = pipeline.assess_file(file, agreement())
        wanted = alone.refused, b"".join(alone.lines)
    monkeypatch.setattr(pipeline, "_WORTH_SHARING", 0)
    with path.open("rb") as file:
        found = pipeline.assess_file(file, agreement(), workers=workers)
        assert (found.refused, b"".join(found.lines)) == wanted
    assert len(wanted[0]) == 5
    assert wanted[1].count(b"\n") == 20
