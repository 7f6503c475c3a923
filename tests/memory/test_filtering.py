"""One filter, one answer: what it keeps, what it refuses, and that it reads back from an address."""

from __future__ import annotations

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.memory.shown import LAST_DAY
from truceline.errors import UsageError
from truceline.memory import Published, filter_of, select
from truceline.model.selection import REVIEWED, Filter, Selection, cell_id
from truceline.model.status import Status

quick = settings(settings.get_profile("laws"), max_examples=60)
days = st.integers(1, 12).map(lambda day: f"2019-08-{day:02}")


def some(values: tuple[Any, ...]) -> st.SearchStrategy[tuple[Any, ...]]:
    return st.one_of(st.just(()), st.lists(st.sampled_from(values), min_size=1, max_size=2, unique=True).map(tuple))


filters = st.builds(
    Filter,
    since=st.one_of(st.none(), days),
    until=st.one_of(st.none(), days),
    term=some(("aug-halt", "aug-calm", "sochi-6")),
    party=some(("syria", "opposition", "radical")),
    status=some((Status.ALLEGED, Status.UNKNOWN, Status.DISPUTED)),
    type=some(("attack", "weapons.withdrawn", "coverage")),
    source=some(("sana", "reuters")),
    place=some(("geonames:9", "Bridge")),
    zone=some(("deescalation",)),
    area=st.sampled_from([None, (36.5, 35.9, 36.8, 36.0), (10.0, 10.0, 11.0, 11.0)]),
    reviewed=st.sampled_from([None, None, "reviewed", "machine"]),
)


def ids(found: Selection) -> tuple[set[str], set[str], set[str], set[str]]:
    """The ids of a selection: cells, claims, occurrences, reports."""
    return (
        {cell_id(cell) for cell in found.cells},
        {listed.claim.id for listed in found.claims},
        {incident.id for incident in found.incidents},
        {source.id for source in found.sources},
    )


@quick
@given(wanted=filters)
def test_a_filter_reads_back_from_an_address(wanted: Filter) -> None:
    """Names and values give the filter again, in whatever order; and so does its JSON."""
    again = filter_of(reversed(wanted.pairs()))
    assert again.pairs() == wanted.pairs()
    assert filter_of(again.pairs()) == again
    assert msgspec.json.decode(msgspec.json.encode(again), type=Filter) == again


@quick
@given(wanted=filters)
def test_the_rows_are_closed(published: Published, wanted: Filter) -> None:
    """Every row is one that was asked for, counts are right, and what belongs to a listed claim is listed."""
    found = select(published, wanted)
    cells, claims, incidents, sources = ids(found)
    stamp = found.stamp
    assert (len(cells), len(claims), len(incidents), len(sources)) == (
        stamp.cells, stamp.claims, stamp.incidents, stamp.reports,
    )  # fmt: skip
    assert len(cells) == len(found.cells)
    assert len(claims) == len(found.claims)
    assert sources == {listed.claim.report for listed in found.claims}
    assert {id_ for incident in found.incidents for id_ in incident.claims} == {
        listed.claim.id for listed in found.claims if listed.incident is not None
    }
    named = {id_ for cell in found.cells for id_ in cell.claims}
    for cell in found.cells:
        assert not wanted.term or cell.term in wanted.term
        assert not wanted.party or cell.party in wanted.party
        assert not wanted.status or cell.status in wanted.status
        assert cell.day.rpartition("/")[2] <= min(wanted.until or LAST_DAY, LAST_DAY)
        assert cell.day[:10] >= (wanted.since or "")
        assert not wanted.asks_claims or claims & {*cell.claims}
    for listed in found.claims:
        assert not wanted.asks_cells or listed.claim.id in named
        assert wanted.reviewed is None or (listed.review in REVIEWED) == (wanted.reviewed == "reviewed")
        assert not wanted.source or listed.claim.source in wanted.source
        assert listed.terms == tuple(sorted({c.term for c in found.cells if listed.claim.id in c.claims}))


@quick
@given(wanted=filters, other=filters)
def test_asking_for_less_gives_less(published: Published, wanted: Filter, other: Filter) -> None:
    """A filter with one more condition gives some of the rows of the filter without it; days change no other row."""
    whole = ids(select(published, wanted))
    for name in ("status", "type", "source", "place", "zone", "area", "reviewed"):
        if not getattr(wanted, name):
            narrower = ids(select(published, msgspec.structs.replace(wanted, **{name: getattr(other, name)})))
            assert narrower[0] <= whole[0], name
            assert narrower[1] <= whole[1], name
            assert narrower[3] <= whole[3], name


def test_everything_is_listed_when_nothing_is_asked(published: Published) -> None:
    """All cells of the table, silent days too, and all claims that hold and may be shown."""
    found = select(published, Filter())
    assert found.days[0] == "2019-08-01"
    assert found.days[-1] == LAST_DAY
    duties = [(t.id, p) for t in found.agreement.terms if t.verb != "may" for p in t.party]
    expected = {f"{t}/{p}/{d}" for t, p in duties for d in (*found.days, f"{found.days[0]}/{found.days[-1]}")}
    assert {cell_id(cell) for cell in found.cells} == expected
    assert found.stamp.filter == "none"
    assert found.stamp.withheld == published.withheld
    assert found.stamp.replaced > 0
    told = {c.id for c in published.claims()}
    listed = {item.claim.id for item in found.claims}
    assert listed <= told
    assert {"machine", "accepted", "corrected", "added", "unsure"} <= {i.review for i in found.claims}


@pytest.mark.parametrize(
    ("pairs", "words"),
    [
        ([("terms", "x")], "There is no filter 'terms'"),
        ([("since", "yesterday")], "'yesterday' is not a day"),
        ([("status", "guilty")], "The filter cannot be used"),
        ([("reviewed", "maybe")], "The filter cannot be used"),
        ([("area", "1,2,3")], "must be WEST,SOUTH,EAST,NORTH"),
        ([("area", "3,2,1,nan")], "must be WEST,SOUTH,EAST,NORTH"),
        ([("as_of", "noon")], "is no instant"),
    ],
)
def test_what_cannot_be_asked_is_refused(pairs: list[tuple[str, str]], words: str) -> None:
    """One sentence says which part of the filter it is."""
    with pytest.raises(UsageError, match=words):
        filter_of(pairs)


@pytest.mark.parametrize("name", ["term", "party", "zone", "type"])
def test_a_name_that_is_not_there_is_refused(published: Published, name: str) -> None:
    """Instead of an empty table, that would be taken for an answer."""
    with pytest.raises(UsageError, match=f"has no {name} nowhere; it has "):
        select(published, Filter(**{name: ("nowhere",)}))


def test_hostile_values_are_only_values(published: Published) -> None:
    """Quotes and wild cards are compared like other words."""
    for word in ("' OR 1=1 --", "%", '"', "\u202e", "a&b=c"):
        for name in ("source", "report", "place"):
            found = select(published, filter_of([(name, word)]))
            assert not found.claims
            assert not found.cells
