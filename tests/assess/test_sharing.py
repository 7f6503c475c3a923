"""A large file is read and listed by several processes; what comes out is the same, to the byte."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assess.drawn_more import more_case
from tests.assess.drawn_wide import drawn_case
from tests.assess.worlds import agreement, claim, read
from truceline import pipeline
from truceline.assess import Assessment, Claims, decode_claims, share_duties
from truceline.assess.record import Record, kind_of

laws = settings.get_profile("laws")

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


@laws
@given(st.integers(0, 2**32), st.integers(2, 4))
def test_shares_judged_apart_are_the_table(number: int, count: int) -> None:
    """Whoever decides about a share is in it: conditions, permissions, readings and notices."""
    case = (more_case if number % 2 else drawn_case)(number // 4, number)
    found = read(case.agreement)
    claims, refused = decode_claims([json.dumps(line) for line in case.lines], found, as_of=case.as_of)
    whole = Assessment(found, claims, refused)
    shares = share_duties(found, count)
    assert sorted(duty for share in shares for duty in share) == whole.duties
    for share in shares:
        apart = Assessment(found, claims, refused, asked=share)
        for duty in share:
            assert list(apart.cells_of(*duty)) == list(whole.cells_of(*duty))


def test_a_share_knows_how_parties_read_its_terms() -> None:
    read_so = [{"by": "east", "unless": {"target": "list"}}]
    terms = [
        {"id": "halt", "of": "i", "must_not": "attack", "party": ["east", "west"], "zone": "z", "readings": read_so}
    ]
    found = agreement(terms=terms)
    claims, _ = decode_claims([json.dumps(claim(str(day), "obs", day, recipients=["west"])) for day in (3, 4)], found)
    cells = list(Assessment(found, claims, asked=[("halt", "east")]).cells_of("halt", "east"))
    assert [(cell.status, [r.status for r in cell.readings]) for cell in cells] == [("breached", ["breached"])] * 2


def test_shares_are_of_about_one_size() -> None:
    terms = [{"id": f"t{i}", "of": "i", "must_not": "attack", "party": ["east", "west"]} for i in range(10)]
    assert [len(share) for share in share_duties(agreement(terms=terms), 3)] == [7, 7, 6]


IDS = st.lists(
    st.text(st.sampled_from("ab\0\xff\u0100\ud800\U0001f600"), max_size=20)
    | st.builds("one long beginning {}".format, st.text(st.sampled_from("01"), max_size=20)),
    unique=True,
)


@laws
@given(IDS)
def test_the_order_of_ids_is_that_of_their_code_points(ids: list[str]) -> None:
    claims = Claims()
    for id_ in ids:
        kind = kind_of("attack", (), (), None, None, None, None, None, "open")
        claims.append(Record(id_, 1, "etv", id_, 0, None, None, kind, None, 0, 1))
    assert [ids[row] for row in claims.ranks.argsort()] == sorted(ids)
