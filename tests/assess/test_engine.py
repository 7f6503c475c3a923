"""Claims that come one by one, in any order and with corrections, leave the books that the whole file leaves."""

from __future__ import annotations

import datetime as dt
import itertools
import json
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.assess.drawn import as_line, claims, small, told, worlds
from tests.assess.drawn_more import more_case
from tests.assess.drawn_wide import drawn_case
from tests.assess.worlds import HALT, Table, agreement, assessed, claim, read, table
from truceline.assess import Engine, decode_claims
from truceline.assess import table as engine_table
from truceline.assess.record import Record, read_record
from truceline.errors import UsageError
from truceline.model.agreement import Agreement

laws = settings.get_profile("laws")


def records(found: Agreement, lines: list[dict[str, Any]]) -> list[Record]:
    """Each line by itself as a record."""
    read = [read_record(line, 1, found) for line in lines]
    return [record for record in read if isinstance(record, Record)]


def came(found: Agreement, lines: list[dict[str, Any]]) -> Engine:
    engine = Engine(found)
    for record in records(found, lines):
        engine.add(record)
    return engine


def cells(engine: Engine, **options: Any) -> Table:
    return {(c.term, c.party, c.day): (c.status.value, c.pro.value, c.con.value) for c in engine.cells(**options)}


LATE = "2030-01-01T00:00:00Z"
TIMES = [
    ("2020-05-02", "2020-05-03T09:00"),  # ends as the instrument begins
    ("2020-05-02", "2020-05-03T10:00"),
    ("2020-05-03T09:00", "2020-05-04"),
    ("2020-05-03T10:00", "2020-05-03T11:00"),
    ("2020-05-03", "2020-05-05"),
    ("2020-05-03T10:00", "2020-05-05"),
    ("2020-05-04", "2020-05-05"),
    ("2020-05-04T00:30", "2020-05-05"),
    ("2020-05-04", "2020-05-04T23:30"),
    ("2020-05-04", "2020-05-04"),
    ("2020-05-04T20:00", "2020-05-06T04:00"),
    ("2020-05-05T12:00", None),
    ("2020-05-25", None),  # begins after it is recorded
    (None, "2020-05-05T12:00"),
    ("2020-05-05", "2020-05-20"),
    ("2020-05-07T14:00", "2020-05-07T16:00"),
    ("2020-05-07T15:00", "2020-05-08"),  # begins as it ends
    ("2020-03-01", "2020-09-01"),
]
KINDS = ["attack.air", "weapons.withdrawn", "weapons.deployed", "coverage", "ceasefire.suspended"]


@pytest.mark.parametrize("ends", ["2020-05-07T15:00Z", None])
def test_one_claim_of_each_form_is_counted_alike_by_itself_and_in_a_file(ends: str | None) -> None:
    instrument = {"id": "i", "in_force": "2020-05-03T09:00Z", "suspends": {"by": ["east"], "needs": "announcement"}}
    pull = {"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": "east", "by": "2020-05-03"}
    found = agreement(
        instruments=[instrument | ({} if ends is None else {"ends": ends})], terms=[HALT["terms"][0], pull]
    )
    for type_, (start, end), polarity, mode, source in itertools.product(
        KINDS, TIMES, ["positive", "negative"], ["sometime", "throughout"], ["etv", "wire"]
    ):
        changes = {"polarity": polarity, "mode": mode, "time": {"start": start, "end": end}}
        line = claim("1", source, 20, type_=type_, **changes)
        engine = came(found, [line])
        assert cells(engine) == table(found, [line]), line
        engine.withdraw("1", by="desk", recorded=LATE)
        assert cells(engine) == {}, line


@laws
@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=8), data=st.data())
def test_one_by_one_is_all_at_once(world: dict[str, Any], drawn: list[dict[str, Any]], data: st.DataObject) -> None:
    lines = [as_line(c) for c in told(drawn)]
    shuffled = data.draw(st.permutations(lines))
    found = small(world)
    engine = came(found, shuffled)
    assert cells(engine) == table(found, lines)
    as_of = "2020-05-05T12:00:00Z"
    assert cells(engine, as_of=as_of) == table(found, lines, as_of=as_of)


@laws
@given(world=worlds, drawn=st.lists(claims, min_size=2, max_size=8), cut=st.integers(1, 7))
def test_a_file_first_and_the_rest_one_by_one(world: dict[str, Any], drawn: list[dict[str, Any]], cut: int) -> None:
    lines = [as_line(c) for c in told(drawn)]
    found = small(world)
    engine = Engine.of(found, decode_claims([json.dumps(line) for line in lines[:cut]], found)[0])
    for record in records(found, lines[cut:]):
        engine.add(record)
    assert cells(engine) == table(found, lines)


@laws
@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=6), extra=claims)
def test_what_is_withdrawn_never_was(world: dict[str, Any], drawn: list[dict[str, Any]], extra: dict[str, Any]) -> None:
    found, lines = small(world), [as_line(c) for c in told(drawn)]
    engine = came(found, lines)
    before = engine.cells()
    extra_line = as_line(told([extra])[0]) | {"id": "extra"}
    engine.add(records(found, [extra_line])[0])
    engine.withdraw("extra", by="desk", recorded="2020-06-01T00:00:00Z")
    assert engine.cells() == before


def test_copies_are_one_telling_until_the_last_of_them_goes() -> None:
    found = agreement()
    lines = [claim("1", "wtv", 3, origin="o"), claim("2", "wire", 3, origin="o"), claim("3", "nobody", 3, origin="p")]
    engine, seen = Engine(found), []
    for record in records(found, lines):
        engine.add(record)
        seen.append(cells(engine)["halt", "east", "2020-05-03"][1])
    for id_ in ("1", "3", "2"):
        engine.withdraw(id_, by="desk", recorded=LATE)
        seen.append(cells(engine).get(("halt", "east", "2020-05-03"), ("", "none"))[1])
    assert seen == ["single", "single", "corroborated", "single", "single", "none"]


def test_the_first_word_about_a_duty_without_an_end_wakes_no_day_before_it() -> None:
    """Of a duty that goes on for ever only the days in force are looked at, not those since the year 1."""
    pull = {"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": "west", "zone": "z"}
    found = agreement(terms=[HALT["terms"][0] | {"while": {"not_breached": ["pull"]}}, pull])
    lines = [claim("1", "obs", 3, type_="weapons.withdrawn", actors=["west"]), claim("2", "obs", 4)]
    with pytest.MonkeyPatch.context() as patch:
        looked: list[int] = []
        judge = engine_table.Table.verdict
        patch.setattr(engine_table.Table, "verdict", lambda *given_: (looked.append(given_[2]), judge(*given_))[1])
        engine = came(found, lines)
    assert len(looked) < 100
    assert cells(engine) == table(found, lines)


def test_silence_breaches_again_when_what_softened_it_is_withdrawn() -> None:
    """A silent day that nobody told of has to be looked at, too, when the notice that others wait for goes."""
    instruments = [{"id": "i", "in_force": "2020-05-01", "ends": "2020-05-08"}]
    open_ = {"id": "open", "of": "i", "must": "route.opened", "party": ["east", "west"], "before": "2020-05-04"}
    held = {"while": {"not_breached": ["halt"], "presume": "none"}, "on_release": {"needs": "announcement"}}
    terms = [HALT["terms"][0] | {"while": {"not_breached": ["open"]}}, open_ | held | {"silence": "breached"}]
    found = agreement(instruments=instruments, terms=terms)
    lines = [claim("1", "wtv", 5), claim("n", "west", 3, type_="ceasefire.suspended", actors=["west"], place=None)]
    engine = came(found, lines)
    assert cells(engine) == table(found, lines)
    engine.withdraw("n", by="desk", recorded=LATE)
    assert cells(engine) == table(found, lines[:1])
    assert cells(engine)["halt", "east", "2020-05-05"][0] == "suspended"


def deed(id_: str, source: str, first: str, last: str, **changes: Any) -> dict[str, Any]:
    time = {"start": f"2020-05-{first}", "end": f"2020-05-{last}"}
    return claim(id_, source, 20, type_="weapons.withdrawn", actors=["west"], time=time, **changes)


#: What comes late about a duty of the other side; deeds on a morning, over days, by two who tell of other days.
STORIES = [
    [deed("d", "obs", "06T06:00", "06T07:00")],
    [deed("d", "wire", "05T06:00", "05T07:00"), deed("e", "etv", "07T06:00", "07T07:00")],
    [deed("d", "etv", "04", "06"), deed("e", "obs", "08T06:00", "08T07:00")],
    [deed("d", "obs", "01", "02"), deed("e", "etv", "05", "06", polarity="negative", mode="throughout")],
    [deed("d", "etv", "05", "06", polarity="negative", mode="throughout"), deed("e", "west", "04", "07")],
    [deed("d", "nobody", "04", "31", polarity="negative"), deed("e", "west", "02", "03")],
    [deed("d", "etv", "04T06:00", "04T07:00"), deed("e", "obs", "06", "07", polarity="negative", mode="throughout")],
    [
        deed("d", "obs", "10T06:00", "10T07:00"),
        claim("n", "west", 4, type_="ceasefire.suspended", actors=["west"], place=None),
        claim("r", "west", 6, type_="ceasefire.declared", actors=["west"], place=None),
    ],
    [deed("n", "west", "06T06:00", "06T07:00") | {"withdraws": "d"}, deed("d", "obs", "04T06:00", "04T07:00")],
]


@pytest.mark.parametrize("story", STORIES)
@pytest.mark.parametrize("within", [1, 3, None])
@pytest.mark.parametrize("ends", ["2020-05-12", None])
def test_what_comes_late_wakes_every_day_that_waits_for_it(
    story: list[dict[str, Any]], within: int | None, ends: str | None
) -> None:
    """Its days are read by the later days of a second term, and these by a third's: all are right after each claim."""
    held = {"not_breached": ["pull"], "presume": "none"} | ({} if within is None else {"within_days": within})
    pull = {"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": "west", "zone": "z", "by": "2020-05-02"}
    instrument = {"id": "i", "in_force": "2020-05-01", "suspends": {"by": ["west"], "needs": "announcement"}}
    instrument |= {} if ends is None else {"ends": ends}
    calm = {"id": "calm", "of": "i", "must_not": "overflight", "party": "west"}
    calm["while"] = {"not_breached": ["halt"], "within_days": 1, "presume": "none"}
    found = agreement(instruments=[instrument], terms=[HALT["terms"][0] | {"while": held}, pull, calm])
    lines = [claim(f"a{day}", "obs", day) for day in range(2, 12)]
    lines += [claim(f"o{day}", "obs", day, type_="overflight", actors=["west"]) for day in range(2, 12)]
    engine = came(found, lines)
    for line in story:
        engine.add(records(found, [line])[0])
        lines.append(line)
        assert cells(engine) == table(found, lines)
    for line in story:
        engine.withdraw(line["id"], by="desk", recorded=LATE)
        lines.append({"id": f"back {line['id']}", "source": "desk", "recorded": LATE, "withdraws": line["id"]})
        assert cells(engine) == table(found, lines)


@pytest.mark.parametrize("pair", [*itertools.permutations(range(7), 2)], ids=str)
def test_windows_on_either_side_of_a_turn_of_membership_are_told_apart(pair: tuple[int, int]) -> None:
    """Claims of one kind, whose windows begin or end at, before or after the day on which a group joins or leaves."""
    hours = [(22, 23), (22, 24), (23, 25), (24, 26), (70, 72), (71, 73), (72, 74)]  # of 2 May; 24 to 72 is a member
    member = {"group": "g", "from": "2020-05-03", "until": "2020-05-05"}
    found = agreement(parties=HALT["parties"] | {"east": {"side": "e", "members": [member]}})
    start = dt.datetime(2020, 5, 2, tzinfo=dt.UTC)
    times = [
        {k: (start + dt.timedelta(hours=h)).isoformat() for k, h in zip(("start", "end"), hours[n], strict=True)}
        for n in pair
    ]
    lines = [claim(f"c{n}", "wtv", 3, actors=["g"], origin="o", time=time) for n, time in zip(pair, times, strict=True)]
    alone = [{key: grades[1] for key, grades in table(found, [line]).items()} for line in lines]
    wanted = {
        key: max((one.get(key, "none") for one in alone), key=["none", "possible", "single"].index)
        for key in alone[0].keys() | alone[1].keys()
    }
    for got in (table(found, lines), cells(came(found, lines))):
        assert {key: grades[1] for key, grades in got.items()} == wanted


def test_twins_and_rings_spoil_what_the_file_would_spoil() -> None:
    found = agreement()
    one, other = claim("1", "wtv", 3), claim("1", "wtv", 4)
    engine = came(found, [one])
    assert engine.add(records(found, [one])[0]) == ()
    assert [r.line for r in engine.add(records(found, [other])[0])] == [1, 1]
    assert [r.line for r in engine.add(records(found, [one])[0])] == [1]
    assert engine.cells() == ()
    ring = [
        claim("a", "wtv", 3, supersedes="b"),
        claim("b", "wtv", 4, withdraws="c"),
        claim("c", "wtv", 5, supersedes="a"),
    ]
    engine = came(found, ring)
    assert (engine.cells(), len(engine)) == ((), 0)
    engine.add(records(found, [claim("b", "wtv", 6)])[0])
    assert cells(engine) == table(found, [ring[0], ring[2]])


@laws
@given(
    st.lists(
        st.tuples(st.sampled_from(["", "supersedes", "withdraws"]), st.integers(0, 9), st.integers(0, 3)), max_size=9
    ),
    st.data(),
)
def test_references_in_any_order(drawn: list[tuple[str, int, int]], data: st.DataObject) -> None:
    lines = []
    for i, (verb, target, hour) in enumerate(drawn):
        one = claim(f"c{i}", "wtv", i + 1, recorded=f"2020-06-01T0{hour}:00:00Z")
        lines.append(one | ({verb: f"c{target}"} if verb else {}))
    found = agreement()
    usable, _ = decode_claims([json.dumps(line) for line in lines], found)
    wanted = cells(Engine.of(found, usable))
    assert cells(came(found, data.draw(st.permutations(lines)))) == wanted


@given(world=worlds, drawn=st.lists(claims, min_size=1, max_size=8), cut=st.integers(0, 7))
def test_what_is_saved_goes_on_where_it_stood(world: dict[str, Any], drawn: list[dict[str, Any]], cut: int) -> None:
    found, lines = small(world), [as_line(c) for c in told(drawn)]
    engine = Engine.load(found, came(found, lines[:cut]).save())
    for record in records(found, lines[cut:]):
        engine.add(record)
    assert cells(engine) == table(found, lines)


def test_what_was_refused_stays_refused_when_it_is_loaded() -> None:
    found = agreement()
    ring = [claim("a", "wtv", 3, supersedes="b"), claim("b", "wtv", 4, supersedes="a")]
    engine = Engine.load(found, came(found, [*ring, claim("1", "wtv", 3), claim("1", "wtv", 4)]).save())
    assert len(engine.add(records(found, [claim("1", "wtv", 3)])[0])) == 1
    engine.add(records(found, [claim("b", "wtv", 6)])[0])
    assert cells(engine) == table(found, ring[:1])


def test_other_bytes_are_refused() -> None:
    saved = came(agreement(), []).save()
    with pytest.raises(UsageError, match="no saved engine"):
        Engine.load(agreement(), saved[:-1])
    with pytest.raises(UsageError, match="saved under the agreement t, not other"):
        Engine.load(agreement(id="other"), saved)


def strays(number: int) -> Iterator[str]:
    """Where the engine strays from the whole file on a wide case: some claims loaded at once, the others one by one.

    Cells are compared whole, with their reasons and the claims that they name; then once more after withdrawals, some
    of them of withdrawals.
    """
    # Four piles to an agreement, as in test_against_sql.py, since reading one is slow beside judging.
    case, pick = (more_case if number % 2 else drawn_case)(number // 4, number), random.Random(number)
    found, lines = read(case.agreement), list(case.lines)
    pick.shuffle(lines)
    cut = pick.choice([0, pick.randint(0, len(lines))])
    engine = Engine.of(found, decode_claims([json.dumps(line) for line in lines[:cut]], found)[0])
    for record in records(found, lines[cut:]):
        engine.add(record)
    yield from apart(engine, found, lines)
    for _ in range(pick.randint(1, 3)):
        id_ = pick.choice(lines)["id"]
        engine.withdraw(id_, by="desk", recorded=LATE)
        back = {"id": f"withdrawal of {id_} by desk at {LATE}", "source": "desk", "recorded": LATE, "withdraws": id_}
        lines += [] if back in lines else [back]
    yield from apart(engine, found, lines)


def apart(engine: Engine, found: Agreement, lines: list[dict[str, Any]]) -> Iterator[str]:
    """The cells on which an engine and the whole file differ, and then the lines."""
    mine, whole = (
        {(c.term, c.party, c.day): c for c in cells_} for cells_ in (engine.cells(), assessed(found, lines).cells)
    )
    differing = [key for key in sorted(mine.keys() | whole.keys()) if mine.get(key) != whole.get(key)]
    yield from (f"{key}: one by one {mine.get(key)}, at once {whole.get(key)}" for key in differing)
    yield from map(json.dumps, lines if differing else [])


def test_the_rest_one_by_one_is_the_whole_file_where_terms_meet(pytestconfig: pytest.Config) -> None:
    for number in range(pytestconfig.getoption("--examples")):
        if found := [*strays(number)]:
            pytest.fail("\n".join([f"case {number}", *found]), pytrace=False)


def test_what_deeds_and_a_days_own_reports_come_to_together_wakes_those_who_wait() -> None:
    """Neither the day's own rank nor that of the deeds changes when the last report comes, and yet both together do."""
    terms = [
        {"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": "west", "zone": "z", "by": "2020-05-02"},
        {
            "id": "calm",
            "of": "i",
            "must_not": "attack",
            "party": "east",
            "zone": "z",
            "while": {"not_breached": ["pull"]},
        },
    ]
    found = agreement(instruments=[{"id": "i", "in_force": "2020-05-01", "ends": "2020-06-01"}], terms=terms)

    def told(id_: str, source: str, day: int, **changes: Any) -> dict[str, Any]:
        time = {"start": f"2020-05-{day:02}", "end": f"2020-05-{day + 1:02}"}
        return claim(id_, source, day, type_="weapons.withdrawn", actors=["west"], time=time, **changes)

    def not_yet(id_: str, source: str) -> dict[str, Any]:
        return told(id_, source, 4, polarity="negative", mode="throughout")

    attack = claim("attack", "obs", 6)
    for lines, last in (
        ([not_yet("1", "etv"), attack, told("2", "nobody knows", 9), told("3", "wire", 8)], "3"),
        ([not_yet("1", "nobody knows"), attack, told("2", "wire", 8), not_yet("3", "etv")], "3"),
    ):
        for order in itertools.permutations(lines):
            engine = came(found, list(order))
            assert cells(engine) == table(found, lines)
            assert cells(engine)["calm", "east", "2020-05-06"][0] == "suspended"
            engine.withdraw(last, by="desk", recorded=LATE)
            assert cells(engine)["calm", "east", "2020-05-06"][0] == "breached"


def test_a_claim_that_came_twice_can_be_withdrawn_after_loading() -> None:
    line = json.dumps(claim("1", "obs", 3))
    engine = Engine.of(agreement(), decode_claims([line, line], agreement())[0])
    loaded = Engine.load(agreement(), engine.save())
    assert cells(loaded) == cells(engine) != {}
    assert not loaded.withdraw("1", by="desk", recorded=LATE)
    assert cells(loaded) == {}
