"""What must hold of every table, whatever the agreement and the claims.

Each law is tried on 1,000 cases in `make test` and on 20,000 in `make nightly`. A case is one of the small worlds of
``drawn.py``, which Hypothesis can make smaller still when a law fails, or one of the wide and dense ones of
``drawn_wide.py`` and ``drawn_more.py``. Two laws of the design are tested elsewhere: that a table kept up claim by
claim is the table of the whole pile, and what an explanation's claims settle.
"""

from __future__ import annotations

import datetime as dt
import json
import random
import re
from collections.abc import Callable, Iterator
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import assume, event, given, settings
from hypothesis import strategies as st

from tests.assess.drawn import as_line, claims, told, worlds, written
from tests.assess.drawn_more import more_case
from tests.assess.drawn_wide import AREA, CONTRARY, drawn_case
from tests.assess.sql_oracle import GRADES, Case
from tests.assess.sql_oracle import instant as microseconds
from tests.assess.worlds import HALT, Table, agreement, assessed, claim, read, table

Line = dict[str, Any]

laws = settings.get_profile("laws")
#: Few agreements and many piles, since reading an agreement is slow beside judging.
seeds = st.tuples(st.integers(0, laws.max_examples // 5), st.integers(0, 10**6))
piles = st.lists(claims, min_size=1, max_size=7).map(lambda drawn: [as_line(c) for c in told(drawn)])
small_cases = st.builds(Case, worlds.map(written), piles, st.none())
wide_cases = st.one_of(seeds.map(lambda pair: drawn_case(*pair)), seeds.map(lambda pair: more_case(*pair)))
cases = st.one_of(wide_cases, small_cases)
shuffles = st.integers(0, 10**6).map(random.Random)


def of(case: Case, lines: list[Line] | None = None) -> Table:
    """The printed cells of a case, or of other claims under its agreement."""
    return table(read(case.agreement), case.lines if lines is None else lines, as_of=case.as_of)


def instant(line: Line) -> dt.datetime:
    return dt.datetime.fromisoformat(line["recorded"])


def refers(line: Line) -> str | None:
    return line.get("withdraws") or line.get("supersedes")


def telling(lines: list[Line]) -> list[Line]:
    """The lines that say something by themselves and that no other line withdraws or replaces."""
    targets = {refers(line) for line in lines}
    return [line for line in lines if "event" in line and not refers(line) and line["id"] not in targets]


def renamed(value: Any, names: dict[str, str]) -> Any:
    """The same with other ids, wherever they stand, also as keys."""
    if isinstance(value, dict):
        return {names.get(k, k): renamed(v, names) for k, v in value.items()}
    if isinstance(value, list):
        return [renamed(v, names) for v in value]
    return names.get(value, value) if isinstance(value, str) else value


def parties(term: Line) -> list[str]:
    return [term["party"]] if isinstance(term["party"], str) else term["party"]


# --- what is known ---


@laws
@given(case=cases, shuffle=shuffles)
def test_the_order_of_claims_does_not_matter(case: Case, shuffle: random.Random) -> None:
    shuffled = list(case.lines)
    shuffle.shuffle(shuffled)
    assert of(case, shuffled) == of(case)


@laws
@given(case=cases, pick=shuffles)
def test_a_line_that_comes_twice_counts_once(case: Case, pick: random.Random) -> None:
    assert of(case, [*case.lines, pick.choice(case.lines)]) == of(case)


@laws
@given(case=cases, other=seeds, pick=shuffles, corrects=st.booleans())
def test_a_claim_that_is_withdrawn_leaves_no_trace(
    case: Case, other: tuple[int, int], pick: random.Random, corrects: bool
) -> None:
    """Nor does a correction; and not only in the printed cells, but also in those that nobody reports on."""
    added = drawn_like(case, other, pick) | {"id": "c5extra"}
    if corrects:
        added["supersedes"] = pick.choice(case.lines)["id"]
    back = {"id": "back", "source": "wire", "recorded": added["recorded"], "withdraws": "c5extra"}
    before = assessed(read(case.agreement), case.lines, as_of=case.as_of)
    after = assessed(read(case.agreement), [*case.lines, added, back], as_of=case.as_of)
    assert shown(after) == shown(before)
    term = pick.choice([t for t in case.agreement["terms"] if "may" not in t])
    force = next(i["in_force"] for i in case.agreement["instruments"] if i["id"] == term["of"])
    for party in parties(term):
        for n in range(1, 9):
            day = (dt.date.fromisoformat(force[:10]) + dt.timedelta(days=n)).isoformat()
            assert brief(after.cell(term["id"], party, day)) == brief(before.cell(term["id"], party, day))


def brief(cell: Any) -> tuple[str, str, str]:
    return cell.status.value, cell.pro.value, cell.con.value


def shown(found: Any) -> dict[tuple[str, str, str], tuple[Any, ...]]:
    """The printed cells with the claims that they name."""
    return {(c.term, c.party, c.day): (*brief(c), tuple(c.claims)) for c in found.cells}


@laws
@given(case=cases, pick=shuffles)
def test_copies_confirm_nothing(case: Case, pick: random.Random) -> None:
    """The same telling once more, under another id and of the same origin and source, changes nothing."""
    originals = telling(case.lines)
    assume(originals)
    original = pick.choice(originals)
    copy = original | {"id": "copy", "origin": original.get("origin", original["id"])}
    assert of(case, [*case.lines, copy]) == of(case)


@laws
@given(case=cases, pick=shuffles)
def test_what_was_known_then_is_what_was_recorded_by_then(case: Case, pick: random.Random) -> None:
    """At the instant of a record itself, too; and at the last one, everything is known."""
    then = pick.choice(case.lines)["recorded"]
    by_then = [line for line in case.lines if instant(line) <= dt.datetime.fromisoformat(then)]
    found = read(case.agreement)
    assert table(found, case.lines, as_of=then) == table(found, by_then)
    last = max(case.lines, key=instant)["recorded"]
    assert table(found, case.lines, as_of=last) == table(found, case.lines)


# --- evidence ---


@laws
@given(case=cases, other=seeds, pick=shuffles)
def test_more_evidence_lowers_nothing_on_its_side(case: Case, other: tuple[int, int], pick: random.Random) -> None:
    """On prohibitions, one more assertion leaves what is against alone and lowers nothing for; a denial likewise.

    Not on duties: doing what is due is for on the days before it and against on those after. Nor are statuses monotone,
    since a notice is an assertion.
    """
    added = drawn_like(case, other, pick) | {
        "id": "more",
        "source": pick.choice([*case.agreement["sources"], "nobody"]),
    }
    before, after = of(case), of(case, [*case.lines, added])
    denial = added.get("polarity") == "negative" or added.get("speech") == "denies"
    forbidding = {t["id"] for t in case.agreement["terms"] if "must_not" in t}
    for key in before.keys() | after.keys():
        if key[0] in forbidding:
            (_, pro, con), (_, more_pro, more_con) = before.get(key, NOTHING), after.get(key, NOTHING)
            same, grown = ((pro, more_pro), (con, more_con)) if denial else ((con, more_con), (pro, more_pro))
            assert same[0] == same[1]
            assert GRADES.index(grown[0]) <= GRADES.index(grown[1])


NOTHING = ("unknown", "none", "none")


def drawn_like(case: Case, seeds_: tuple[int, int], pick: random.Random) -> Line:
    """A claim that was drawn for another pile, about the days, the zones and a term's kind of act of this case."""
    model = pick.choice([line for line in drawn_case(*seeds_).lines if "event" in line])
    own = pick.choice([line for line in case.lines if "event" in line] or [model])
    zone = next(iter(case.agreement["zones"]))
    place = model["event"].get("place")
    place = {"zone": zone} if place and "zone" in place else place
    event_ = model["event"] | {"time": own["event"].get("time"), "actors": own["event"].get("actors"), "place": place}
    if pick.random() < 0.5:
        event_["type"] = own["event"]["type"]
    added = model | {"event": event_, "recorded": own["recorded"]}
    return {k: v for k, v in added.items() if k not in ("supersedes", "withdraws")}


@laws
@given(case=cases, pick=shuffles)
def test_narrowing_makes_nothing_less_certain(case: Case, pick: random.Random) -> None:
    """A positive claim with a narrower window, place or set of actors entails what it entailed, or leaves it alone.

    It leaves alone a day that the window no longer meets, and those past the last day that a duty without an end is
    carried to. Denials go the other way: their scope must contain the cell's.
    """
    model = pick.choice(firm(case))
    line = {k: v for k, v in model.items() if k in ("id", "event", "mode", "recorded")} | {"source": "wire"}
    event_ = line["event"]
    time = event_.get("time") or {}
    assume(time.get("start") and time.get("end"))
    narrower = dict(event_)
    if pick.random() < 0.7:
        narrower["time"] = within(time, case.agreement["timezone"], pick)
    if event_.get("place") and pick.random() < 0.7:
        narrower["place"] = smaller(event_["place"], case.agreement["zones"], pick)
    if event_.get("actors"):
        narrower["actors"] = pick.sample(event_["actors"], pick.randint(1, len(event_["actors"])))
    assume(narrower != event_)
    wide, narrow = of(case, [line]), of(case, [line | {"event": narrower}])
    entailed = 0
    for key, (_, *grades) in wide.items():
        for grade, later in zip(grades, narrow.get(key, NOTHING)[1:], strict=True):
            if GRADES.index(grade) >= 2:
                entailed += 1
                assert later == "none" or GRADES.index(later) >= 2
    event(f"entailed cells: {min(entailed, 1)}")


def firm(case: Case) -> list[Line]:
    """The lines with an event, or one in the middle of the first term's zone and days when there is none."""
    return [line for line in case.lines if "event" in line] or [claim("1", "wire", 2)]


def within(time: Line, timezone: str, pick: random.Random) -> Line:
    """A window in a window, in whole seconds; sometimes one instant of it."""
    start, end = (microseconds(time[key], timezone) or 0 for key in ("start", "end"))
    first, last = sorted(pick.randint(0, max((end - start) // 10**6 - 1, 0)) for _ in range(2))
    if pick.random() < 0.3:
        first = 0
    at = dt.datetime(1970, 1, 1, tzinfo=dt.UTC) + dt.timedelta(microseconds=start)
    return {
        "start": (at + dt.timedelta(seconds=first)).isoformat(),
        "end": (at + dt.timedelta(seconds=last)).isoformat(),
    }


def smaller(place: Line, zones: dict[str, Line], pick: random.Random) -> Line:
    """A disc in a place: for a zone, in its middle."""
    if "zone" not in place:
        return place | {"radius_km": place.get("radius_km", 0) * pick.random()}
    zone = zones[place["zone"]]
    if "beyond_km" in zone or "beyond_km" in zones.get(zone.get("inside"), {}):
        return place  # its middle lies outside
    middle = zones[place["zone"]].get("circle", {"lat": AREA[0], "lon": AREA[1]})
    return {"lat": middle["lat"], "lon": middle["lon"], "radius_km": pick.choice([0, 2])}


@laws
@given(case=cases, pick=shuffles)
def test_a_period_with_a_breached_day_is_breached(case: Case, pick: random.Random) -> None:
    """Whatever the period that encloses the day, as long as it lies in force."""
    days = sorted({day for _, _, day in of(case)})
    assume(days)
    period = (pick.choice(days), pick.choice(days))
    assume(period[0] <= period[1])
    found = assessed(read(case.agreement), case.lines, as_of=case.as_of, periods=[period])
    breached = {
        (c.term, c.party)
        for c in found.cells
        if "/" not in c.day and period[0] <= c.day <= period[1] and c.status.value == "breached"
    }
    whole = {(c.term, c.party): c.status.value for c in found.cells if "/" in c.day}
    event(f"breached: {min(len(breached), 1)}")
    assert {key: whole.get(key) for key in breached} == dict.fromkeys(breached, "breached")


@laws
@given(case=cases, pick=shuffles)
def test_the_claims_that_a_cell_lists_give_its_grades(case: Case, pick: random.Random) -> None:
    """By themselves, without what they refer to; the status may need other cells.

    So do the grades where a deadline is counted from what others did: whether there was something to do is told there.
    """
    found = assessed(read(case.agreement), case.lines, as_of=case.as_of)
    waiting = {
        t["id"] for t in case.agreement["terms"] for due in (t.get("by"), t.get("before")) if isinstance(due, dict)
    }
    own = [cell for cell in found.cells if cell.term not in waiting]
    assume(own)
    cell = pick.choice(own)
    listed = [
        {k: v for k, v in line.items() if k not in ("supersedes", "withdraws")}
        for line in case.lines
        if line["id"] in cell.claims
    ]
    alone = of(case, listed).get((cell.term, cell.party, cell.day), NOTHING)
    assert alone[1:] == brief(cell)[1:]


# --- nothing is special ---


@laws
@given(case=cases)
def test_both_sides_are_treated_alike(case: Case) -> None:
    """The one party, side and medium for the other everywhere, in the agreement and in the claims."""
    swap = both_ways(a="b", x="y", xtv="ytv", g="h") | both_ways(east="west", etv="wtv", e="w")
    found = of(Case(renamed(case.agreement, swap), renamed(case.lines, swap), case.as_of))
    assert {(t, swap.get(p, p), d): cell for (t, p, d), cell in found.items()} == of(case)


def both_ways(**pairs: str) -> dict[str, str]:
    return pairs | {other: one for one, other in pairs.items()}


@laws
@given(case=cases, pick=shuffles)
def test_names_are_only_names(case: Case, pick: random.Random) -> None:
    """Other ids for parties, sides, groups, sources, zones, instruments, terms, places, claims and origins.

    The ids of claims keep their order, by which the later of two corrections of one instant is found.
    """
    written_ = case.agreement
    ids = [*written_["parties"], *written_["sources"], *written_["zones"]]
    ids += [item["id"] for key in ("instruments", "terms") for item in written_[key]]
    ids += ["x", "y", "w", "e", "g", "h", "list", "stranger", "nobody", "hill", "mill", "inn", "o1", "o2", "o3"]
    fresh = [f"n{number}" for number in range(len(set(ids)))]
    pick.shuffle(fresh)
    names = dict(zip(sorted(set(ids)), fresh, strict=True))
    # "e" and "w" are sides of the small world only, "z" a zone of both: no id of one kind is a word of the format.
    names |= {line["id"]: f"k{line['id']}" for line in case.lines} | {"unheard": "kunheard"}
    found = of(Case(renamed(case.agreement, names), renamed(case.lines, names), case.as_of))
    assert found == {(names[t], names[p], d): cell for (t, p, d), cell in of(case).items()}


DATE = re.compile(r"\b\d{4}-\d{2}-\d{2}")


@laws
@given(case=cases, days=st.integers(-400, 400).filter(bool))
def test_the_calendar_has_no_favourite_days(case: Case, days: int) -> None:
    """All dates so many days later or earlier, where no clock changes."""
    lines = [line for line in case.lines if in_order(line.get("event", {}).get("time") or {})]
    here = Case(case.agreement | {"timezone": "UTC"}, lines, case.as_of)
    moved = Case(*json.loads(DATE.sub(by(days), json.dumps(here))))
    assert of(moved) == {(t, p, DATE.sub(by(days), d)): cell for (t, p, d), cell in of(here).items()}


def in_order(time: Line) -> bool:
    """Local times may change places with instants when they are read as UTC."""
    start, end = (microseconds(time.get(key), "UTC") for key in ("start", "end"))
    return start is None or end is None or start <= end


def by(days: int) -> Callable[[re.Match[str]], str]:
    return lambda found: (dt.date.fromisoformat(found[0]) + dt.timedelta(days=days)).isoformat()


# --- one term and another ---


@laws
@given(case=cases, pick=shuffles)
def test_no_cell_looks_ahead(case: Case, pick: random.Random) -> None:
    """Claims whose window begins after a day change no cell up to that day, unless they are about what is due.

    Doing late is evidence about the days before, and evidence on a later day says that a duty without an end is still
    carried on the days between. References are left out: a line that begins later may withdraw one that does not.
    """
    zone = case.agreement["timezone"]
    days = sorted({day for _, _, day in of(case)})
    assume(days)
    day = pick.choice(days)
    due = [term["must"] for term in case.agreement["terms"] if "must" in term]
    due += [CONTRARY[type_] for type_ in due if type_ in CONTRARY]
    lines = [line for line in case.lines if "event" in line and not refers(line)]
    kept = [
        line
        for line in lines
        if (begins := (line["event"].get("time") or {}).get("start")) is None
        or local_day(begins, zone) <= day
        or any(related(line["event"]["type"], type_) for type_ in due)
    ]
    event(f"left out: {min(len(lines) - len(kept), 2)}")
    assert until(day, of(case, lines)) == until(day, of(case, kept))


def related(one: str, other: str) -> bool:
    return one == other or one.startswith(other + ".") or other.startswith(one + ".")


def until(day: str, found: Table) -> Table:
    return {key: cell for key, cell in found.items() if key[2] <= day}


def local_day(moment: str, timezone: str) -> str:
    if len(moment) == 10:
        return moment
    at = dt.datetime.fromisoformat(moment)
    return (at.astimezone(ZoneInfo(timezone)) if at.tzinfo else at).date().isoformat()


def named_elsewhere(terms: list[Line]) -> Iterator[str]:
    for term in terms:
        for value in (*term.get("while", {}).values(), *term.get("after", {}).values()):
            yield from value if isinstance(value, list) else [value] if isinstance(value, str) else []
        if "replaces" in term:
            yield term["replaces"]
        for key in ("by", "before"):
            if isinstance(term.get(key), dict):
                yield from term[key]["after"].values()


@laws
@given(case=cases, pick=shuffles)
def test_a_term_that_no_other_names_is_no_matter_to_them(case: Case, pick: random.Random) -> None:
    terms = case.agreement["terms"]
    named = set(named_elsewhere(terms))
    free = [t for t in terms if t["id"] not in named and not {"may", "replaces"} & t.keys() and len(terms) > 1]
    assume(free)
    gone = pick.choice(free)
    fewer = case._replace(agreement=case.agreement | {"terms": [t for t in terms if t is not gone]})
    assert of(fewer) == {key: cell for key, cell in of(case).items() if key[0] != gone["id"]}


@laws
@given(case=wide_cases)
def test_a_term_of_several_parties_is_a_term_of_each(case: Case) -> None:
    """One term for each party, where no other term names it: the same cells under other ids."""
    terms = case.agreement["terms"]
    named = set(named_elsewhere(terms))
    apart = [
        term | ({} if term["id"] in named else {"id": f"{term['id']}-{party}", "party": party})
        for term in terms
        for party in (parties(term) if term["id"] not in named else [""])
    ]
    split = of(case._replace(agreement=case.agreement | {"terms": apart}))
    assert {(t.split("-")[0], p, d): cell for (t, p, d), cell in split.items()} == of(case)


HALVES = {
    "whole": [(37.53, 47.86), (38.07, 48.14)],
    "west": [(37.53, 47.86), (37.8, 48.14)],
    "east": [(37.8, 47.86), (38.07, 48.14)],
}


def rectangle(corners: list[tuple[float, float]]) -> Line:
    (west, south), (east, north) = corners
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"geometry": {"type": "Polygon", "coordinates": [ring]}}


@laws
@given(
    told=st.lists(
        st.tuples(
            st.sampled_from(["etv", "wtv", "wire", "obs", "nobody", "west"]),
            st.sampled_from(["o1", "o2", "o3"]),
            st.integers(1, 3),
            st.sampled_from([37.6, 37.7, 37.9, 38.0, 39.0]),
            st.sampled_from(["attack", "attack.air"]),
        ),
        min_size=1,
        max_size=6,
    )
)
def test_a_zone_in_two_halves_is_the_zone_for_claims_that_leave_nothing_open(told: list[tuple[Any, ...]]) -> None:
    """What entails the zone's cell entails that of one half and says nothing about the other.

    So the whole is confirmed iff a half is, and entailed at all iff a half is; it may be corroborated where each half
    has a single origin. Claims that only touch do not add up in this way, nor do denials, which must contain the zone.
    """
    terms = [HALT["terms"][0] | {"id": name, "zone": name} for name in HALVES]
    found = agreement(terms=terms, zones={name: rectangle(corners) for name, corners in HALVES.items()})
    lines = [
        claim(f"c{n}", source, day, type_=type_, origin=origin, place={"lat": 48.0, "lon": lon, "radius_km": 4})
        for n, (source, origin, day, lon, type_) in enumerate(told)
    ]
    cells = table(found, lines)
    for day in ("2020-05-01", "2020-05-02", "2020-05-03"):
        whole, west, east = (GRADES.index(cells.get((name, "east", day), NOTHING)[1]) for name in HALVES)
        assert whole >= max(west, east)
        assert (whole == 4) == (max(west, east) == 4)
        assert (whole >= 2) == (max(west, east) >= 2)
        if min(west, east) == 0:
            assert whole == max(west, east)


def test_silence_is_not_peace() -> None:
    found = assessed(agreement(), [claim("1", "obs", 3)])
    quiet = (dt.date(2020, 5, 3) + dt.timedelta(days=1)).isoformat()
    assert found.cell("halt", "east", quiet).status.value == "unknown"
