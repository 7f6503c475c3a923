"""Nothing newer than the delay, nothing finer than its source or the floor: whatever is asked, and however."""

from __future__ import annotations

import datetime as dt
import math
import zoneinfo

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.memory.shown import LAST_DAY, NOW, PLACES
from truceline.assess import Assessment, decode_claims
from truceline.errors import UsageError
from truceline.geometry import corners_of, distance_km
from truceline.memory import Published, Release, chosen
from truceline.memory.floor import coarsened, unit_of
from truceline.model.claim import Claim
from truceline.model.world import Place
from truceline.store import Snapshot, Told

DAMASCUS = zoneinfo.ZoneInfo("Asia/Damascus")
quick = settings(settings.get_profile("laws"), max_examples=25)
instants = st.integers(0, 49 * 24 * 60).map(
    lambda minutes: (dt.datetime(2019, 8, 2, tzinfo=dt.UTC) + dt.timedelta(minutes=minutes)).isoformat()
)


def may_be_shown(row: Told, now: str, hours: int) -> bool:
    """The rule again, from the claim's own words: is the last day on which it may have happened old enough?"""
    claim = msgspec.json.decode(row.wire, type=Claim)
    if claim.event is None:
        return True
    time = claim.event.time
    end = (time.end if time is not None else None) or claim.recorded
    assert end is not None
    moment = dt.datetime.fromisoformat(end)
    moment = moment if moment.tzinfo else moment.replace(tzinfo=DAMASCUS)
    if time is not None and time.end is not None:
        moment -= dt.timedelta(microseconds=1)
    after_day = dt.datetime.combine(moment.astimezone(DAMASCUS).date() + dt.timedelta(days=1), dt.time(), DAMASCUS)
    passed = dt.datetime.fromisoformat(now) - dt.timedelta(hours=hours)
    # Days are the unit: a day is over for this rule when the day of the instant that is old enough is a later one.
    return after_day.date() <= passed.astimezone(DAMASCUS).date()


@quick
@given(now=instants, hours=st.sampled_from([24, 72, 100, 720]))
def test_what_is_shown_is_the_store_without_what_is_newer(shown: Snapshot, now: str, hours: int) -> None:
    """Claims, cells and occurrences are those of a store that never had the newer claims, but for corrections."""
    agreement = chosen(shown.agreements(), None)
    view = Published(shown, agreement, Release.published(now, delay_hours=hours))
    rows = shown.told(agreement.id)
    newer = {row.claim for row in rows if not may_be_shown(row, now, hours)}
    # What a claim that is held back corrects is held back with it: the words are known to be wrong.
    corrected = {row.target for row in rows if row.claim in newer and row.target is not None}
    assert view.held_back == newer | corrected
    assert view.withheld == len(view.held_back)
    assert {c.id for c in view.claims()} == {row.claim for row in rows} - view.held_back
    usable, _ = decode_claims([row.wire for row in rows if row.claim not in view.held_back], agreement)
    plain = Assessment(agreement, usable, ())
    shown_cells = {(c.term, c.party, c.day): (c.status, c.pro, c.con) for c in view.cells()}
    assert all(day <= view.last_day for _, _, day in shown_cells)
    assert shown_cells == {
        (c.term, c.party, c.day): (c.status, c.pro, c.con) for c in plain.cells if c.day <= view.last_day
    }
    assert not any(set(i.claims) & view.held_back for i in view.incidents())


@quick
@given(now=instants, as_of=instants)
def test_an_earlier_state_is_held_back_by_todays_clock(shown: Snapshot, now: str, as_of: str) -> None:
    """``as_of`` says what was known; the delay is counted from now."""
    agreement = chosen(shown.agreements(), None)
    view = Published(shown, agreement, Release.published(now), as_of=as_of)
    everything = Published(shown, agreement, Release.published(now))
    assert {c.id for c in view.claims()} <= {c.id for c in everything.claims()}
    assert view.withheld <= everything.withheld
    assert all(c.day <= view.last_day for c in view.cells())
    first, last = view.span(None, None)
    assert first is None or (first <= view.last_day and last is not None and last <= view.last_day)


def test_the_days_of_the_made_store(published: Published) -> None:
    """The delay is 72 hours: on the morning of the 13th the 9th is the last whole day that is old enough."""
    assert published.last_day == LAST_DAY
    assert published.withheld > 5
    assert published.partly_held
    with pytest.raises(UsageError, match="2019-08-10 is held back: what is shown is 72 hours old, to 2019-08-09"):
        published.explain("aug-halt", "syria", "2019-08-10")
    with pytest.raises(UsageError, match="held back"):
        published.explain("aug-halt", "syria", "2019-08-05/2019-08-10")
    assert published.explain("aug-halt", "syria", LAST_DAY).day == LAST_DAY


def test_a_rejection_holds_at_once(shown: Snapshot, published: Published) -> None:
    """Who rejects a claim today need not wait three days until others stop seeing it."""
    rejected = {d.about.id for d in shown.decisions() if d.does == "reject" and d.about is not None}
    assert rejected
    named = {id_ for cell in published.cells() for id_ in cell.claims}
    assert not rejected & named


@pytest.mark.parametrize(
    ("given", "words"),
    [({"delay_hours": 23}, "at least 24 hours"), ({"floor_km": 0.5}, "from 1 to 500 km")],
)
def test_looser_rules_are_refused(given: dict[str, float], words: str) -> None:
    """Nobody can ask for less than a day, or for the roof of a house."""
    with pytest.raises(UsageError, match=words):
        Release.published(NOW, **given)  # type: ignore[arg-type]


def test_reviewers_see_everything(shown: Snapshot) -> None:
    """Inside the house nothing is held back, and places are as the sources have them."""
    agreement = chosen(shown.agreements(), None)
    view = Published(shown, agreement, Release.inside(NOW))
    assert view.withheld == 0
    assert view.claims() == sorted(
        (msgspec.json.decode(row.wire, type=Claim) for row in shown.told(agreement.id)),
        key=lambda c: (c.report or "", c.start, c.end, c.id),
    )


discs = st.builds(
    lambda lat, lon, radius: Place(lat=lat, lon=lon, radius_km=radius),
    st.floats(-80, 80),
    st.floats(-179, 179),
    st.one_of(st.none(), st.floats(0, 400)),
)
floors = st.sampled_from([0.0, 1.0, 2.0, 5.0, 25.0, 100.0])


@given(place=discs, floor=floors)
def test_a_disc_only_grows_and_lies_on_the_lattice(place: Place, floor: float) -> None:
    """What is shown holds all of what was said, is no smaller than the floor, and has no digit that tells more."""
    found = coarsened(place, floor)
    assert place.lat is not None
    assert place.lon is not None
    assert found.lat is not None
    assert found.lon is not None
    assert found.radius_km is not None
    radius = place.radius_km or 0.0
    apart = distance_km(place.lat, place.lon, found.lat, found.lon)
    assert found.radius_km >= floor
    assert found.radius_km >= apart + radius - 1e-6 or (apart == 0 and found.radius_km >= radius)
    unit = unit_of(radius, floor)
    assert unit * 111.5 >= min(floor, 500)
    assert math.isclose(found.lat / unit, round(found.lat / unit), abs_tol=1e-6)
    assert len(f"{found.lat!r}".partition(".")[2]) <= max(1, -math.floor(math.log10(unit)))
    # A step of longitude is no shorter on the ground than the floor; near the poles and the date line it is cut off.
    steps = {coarsened(msgspec.structs.replace(place, lon=place.lon + d), floor).lon for d in (0.0, 0.003)}
    for a in steps:
        for b in steps:
            if a is not None and b is not None and a != b and abs(a) < 180 > abs(b):
                assert distance_km(place.lat, a, place.lat, b) >= floor * 0.98


@given(floor=floors, at=st.sampled_from([p for p in PLACES if p is not None and p.geometry is not None]))
def test_an_outline_stays_or_becomes_a_disc_that_holds_it(at: Place, floor: float) -> None:
    """A yard is not drawn; a province may be."""
    found = coarsened(at, floor)
    if found.geometry is not None:
        assert found == at
        return
    assert found.lat is not None
    assert found.lon is not None
    assert found.radius_km is not None
    assert found.radius_km >= floor
    for lon, lat in corners_of(at.geometry or {}):
        assert distance_km(found.lat, found.lon, lat, lon) <= found.radius_km + 1e-6


def test_the_claims_that_are_shown_are_as_coarse(published: Published, shown: Snapshot) -> None:
    """Claim by claim: never finer than the claim's own place, nor than the floor."""
    told = {r.claim: msgspec.json.decode(r.wire, type=Claim) for r in shown.told(published.agreement.id)}
    discs_seen = 0
    for claim in published.claims():
        own = told[claim.id].event
        assert (own is None) == (claim.event is None)
        if own is None or claim.event is None or own.place is None or own.place.lat is None:
            continue
        place = claim.event.place
        assert place is not None
        assert place.radius_km is not None
        assert place.radius_km >= max(own.place.radius_km or 0.0, 1.0)
        assert round(place.lat or 0.0, 2) == place.lat
        discs_seen += 1
    assert discs_seen > 20
