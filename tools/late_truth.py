"""The workload "late truth": a made-up agreement of 50 terms, and any number of claims about 1,000 days of it.

    python tools/late_truth.py 10000        # write it under build/, say where, and what it holds

The same seed gives the same bytes. What is told is drawn around incidents, so that sources agree, contradict and copy
one another; the shares of denials, doubts and copies stand in the text below as numbers. Nobody in it is anybody.
"""

from __future__ import annotations

import datetime as dt
import functools
import hashlib
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

SEED = 1648
DAYS = 1000
FIRST = dt.date(2020, 1, 1)
#: The orders in which the same claims arrive; the last adds corrections and withdrawals.
ORDERS = ("occurrence", "delayed", "shuffled", "corrected")
CORRECTIONS, WITHDRAWALS = 0.05, 0.02
COPIES = 0.3
#: A report comes this many days after what it tells of, in the middle; the spread is of the logarithm.
DELAY_DAYS, DELAY_SPREAD = 1.6, 1.6
_DAY = 1440  # minutes
_START = np.datetime64(FIRST, "m")

Ints = NDArray[np.int64]
Texts = NDArray[np.object_]

SIDES = {"n1": "north", "n2": "north", "n3": "north", "s1": "south", "s2": "south", "s3": "south", "h1": "hills"}
PARTIES = (*SIDES, "listed")
GROUPS = {
    **{f"{party}_{letter}": party for party in SIDES for letter in "ab"},
    **{f"listed_{letter}": "listed" for letter in "abc"},
}
#: Source -> side and role. Of every hundred reports of an act, so many come from each class of source.
SOURCES: dict[str, tuple[str, str | None]] = {
    **{f"mission_{i}": ("neutral", "observer") for i in (1, 2)},
    "panel": ("neutral", "reviewer"),
    **{f"wire_{i}": ("neutral", None) for i in (1, 2, 3, 4)},
    **{f"radio_{i}": ("none", None) for i in (1, 2)},
    **{f"{side}_{i}": (side, "party_media") for side in ("north", "south") for i in (1, 2, 3, 4)},
    **{f"hills_{i}": ("hills", "party_media") for i in (1, 2)},
    "liaison": ("north", "observer"),
}
_FIRST_HAND = ["mission_1", "mission_2", "panel"]
_THIRD = ["wire_1", "wire_2", "wire_3", "wire_4", "radio_1", "radio_2", "unlisted"]
_ATTACKS = ["attack.shelling", "attack.direct_fire", "attack.air", "attack.drone", "attack.explosive", "attack"]
_KINDS = {
    "attack": _ATTACKS,
    "attack.air": ["attack.air", "attack.air", "attack"],
    "weapons.withdrawn": ["weapons.withdrawn", "weapons.withdrawn", "weapons.deployed"],
    "forces.withdrawn": ["forces.withdrawn", "forces.withdrawn", "forces.deployed"],
    "route.opened": ["route.opened", "route.opened", "movement.restricted"],
}
_ELSEWHERE = ["talks", "displacement", "protest", "aid.delivered", "civilians.harmed"]
#: Days on which a party calls the truce off, or on again.
_NOTICES = {"ceasefire.suspended": (200, 600), "ceasefire.in_effect": (230, 610)}
ZONES = tuple(f"z{i:02}" for i in range(1, 25))
_NEAR, _VAGUE, _FAR = 100, 25, 600  # places: precise and imprecise in each zone, and anywhere


def day(number: int) -> str:
    """Day ``number`` of the thousand, as ISO 8601."""
    return (FIRST + dt.timedelta(days=number)).isoformat()


@functools.cache
def agreement() -> dict[str, Any]:
    """The agreement, as its file says it."""
    rng = np.random.default_rng(SEED)
    return {
        "id": "late-truth",
        "title": "A made-up truce for measuring",
        "timezone": "Asia/Damascus",
        "evidence": {"breach_at": "corroborated", "corroborate": {"origins": 2, "sides": 2}},
        "parties": {party: _party(party) for party in PARTIES},
        "sources": {name: {"side": side} | ({"role": role} if role else {}) for name, (side, role) in SOURCES.items()},
        "zones": {zone: _zone(i, rng) for i, zone in enumerate(ZONES)},
        "instruments": [
            {
                "id": "truce",
                "in_force": day(0),
                "ends": day(DAYS),
                "suspends": {"by": ["n1", "s1"], "needs": "announcement"},
            },
            {"id": "lines", "in_force": f"{day(60)}T06:00:00+02:00", "ends": day(DAYS)},
            *({"id": f"phase_{i}", "in_force": day(150 * i), "ends": day(150 * i + 60)} for i in range(1, 6)),
        ],
        "terms": _terms(),
    }


def _party(party: str) -> dict[str, Any]:
    members = [{"group": f"{party}_a", "from": day(0)}]
    if party == "listed":
        members += [{"group": "listed_b", "from": day(100), "until": day(700)}, {"group": "listed_c", "from": day(400)}]
    else:
        members.append({"group": f"{party}_b", "from": day(50), "until": day(800)})
    if party == "n3":
        members.append({"group": "n1_b", "from": day(800)})  # a group that changes its party
    return {"side": SIDES.get(party, "none"), "members": members}


def _centre(number: int) -> tuple[float, float]:
    return 34.6 + 0.75 * (number // 6), 36.4 + 0.6 * (number % 6)


def _zone(number: int, rng: np.random.Generator) -> dict[str, Any]:
    """Two of three are circles, some with a range for a radius; the others polygons; every other one has a margin."""
    lat, lon = _centre(number)
    radius = float(rng.integers(14, 22))
    margin = {"margin_km": float(rng.integers(1, 4))} if number % 2 else {}
    if number % 3 < 2:
        edge: Any = [radius, radius + 5] if number % 4 == 0 else radius
        return {"circle": {"lat": round(lat, 4), "lon": round(lon, 4), "radius_km": edge}, **margin}
    corners = [
        [round(lon + reach * np.cos(a) / 91, 4), round(lat + reach * np.sin(a) / 111, 4)]
        for a, reach in zip(np.arange(7) * np.pi * 2 / 7, radius * (0.8 + 0.4 * rng.random(7)), strict=True)
    ]
    return {"geometry": {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}, **margin}


def _terms() -> list[dict[str, Any]]:
    """38 prohibitions, 10 duties, 2 permissions."""
    bound = [["n1", "n2"], ["s1", "s2"], ["n3"], ["s3"], ["h1"], ["n1", "s1"]]
    halts: list[dict[str, Any]] = [
        {
            "id": f"halt_{i + 1:02}",
            "of": "truce" if i < 14 else "lines",
            "must_not": ["attack", "territory.captured"] if i % 3 == 0 else "attack",
            "party": bound[i % 6],
            "zone": ZONES[i],
        }
        for i in range(20)
    ]
    arms: list[dict[str, Any]] = [
        {
            "id": f"arms_{i + 1}",
            "of": "lines",
            "must_not": ["weapons.deployed", "forces.deployed"][i % 2],
            "party": bound[(i + 1) % 6],
            "zone": ZONES[3 * i],
        }
        for i in range(7)
    ]
    clauses: list[dict[str, Any]] = [
        {"within_days": 7},
        {"within_days": 3, "presume": "none"},
        {},
    ]
    mutual = [
        {
            "id": f"mutual_{p}{i}",
            "of": "lines",
            "must_not": "attack",
            "party": f"{p}{i}",
            "zone": ZONES[19 + i],
            "while": {"not_breached": [f"mutual_{q}{i}"], **clauses[i - 1]},
        }
        for i in (1, 2, 3)
        for p, q in ("ns", "sn")
    ]
    mutual.append(
        {
            "id": "mutual_h1",
            "of": "truce",
            "must_not": "attack",
            "party": "h1",
            "zone": ZONES[23],
            "while": {"not_breached": ["halt_01", "halt_02"], "within_days": 14},
            "on_release": {"effect": "suspend", "needs": "announcement"},
        }
    )
    spared: list[dict[str, Any]] = [
        {
            "id": f"spared_{i + 1}",
            "of": "truce",
            "must_not": "attack.air",
            "party": [["n1", "n2", "n3"], ["s1", "s2", "s3"]][i % 2],
            "zone": ZONES[2 + 5 * i],
            "unless": {"target": "listed"},
        }
        for i in range(4)
    ]
    duties: list[dict[str, Any]] = [
        {
            "id": f"duty_{i + 1:02}",
            "of": f"phase_{i // 2 + 1}",
            "must": ["weapons.withdrawn", "forces.withdrawn", "route.opened"][i % 3],
            "party": ["n1", "s1", "n2", "s2", "n3", "s3", "h1", "n1", "s1", "h1"][i],
            "zone": ZONES[2 * i],
            **({"by": day(150 * (i // 2 + 1) + 20)} if i % 4 else {"before": day(150 * (i // 2 + 1) + 25)}),
            **({"silence": "breached"} if i in (3, 8) else {}),
        }
        for i in range(10)
    ]
    permissions: list[dict[str, Any]] = [
        {
            "id": "may_answer",
            "of": "truce",
            "may": "attack",
            "party": ["s1", "s2"],
            "after": {"breach_of": ["halt_01", "halt_06", "halt_07"], "within_days": 3},
        },
        {"id": "may_hold", "of": "lines", "may": "weapons.deployed", "party": "s3", "zone": ZONES[6]},
    ]
    return [*halts, *arms, *mutual, *spared, *duties, *permissions]


def agreement_yaml() -> str:
    """The file: one line an entry, in the flow form that YAML shares with JSON."""
    lines = []
    for key, value in agreement().items():
        if key in ("parties", "sources", "zones"):
            lines += [f"{key}:", *(f"  {name}: {json.dumps(entry)}" for name, entry in value.items())]
        elif key in ("instruments", "terms"):
            lines += [f"{key}:", *(f"  - {json.dumps(entry)}" for entry in value)]
        else:
            lines.append(f"{key}: {json.dumps(value)}")
    return "\n".join(lines) + "\n"


@functools.cache
def places() -> list[dict[str, Any]]:
    """Some thousand places: by zone first the precise ones, then by zone the imprecise ones, then those anywhere."""
    rng = np.random.default_rng(SEED + 1)
    found: list[dict[str, Any]] = []
    for count, least, most in ((_NEAR, 0, 3), (_VAGUE, 12, 40)):
        for number in range(len(ZONES)):
            lat, lon = _centre(number)
            away, turn = 18 * np.sqrt(rng.random(count)), 2 * np.pi * rng.random(count)
            radii = rng.integers(least, most, count, endpoint=True)
            found += [
                {
                    "lat": round(float(lat + d * np.sin(a) / 111), 4),
                    "lon": round(float(lon + d * np.cos(a) / 91), 4),
                    "radius_km": float(r),
                }
                for d, a, r in zip(away, turn, radii, strict=True)
            ]
    found += [
        {"lat": round(float(34.2 + 3 * a), 4), "lon": round(float(36 + 4 * b), 4), "radius_km": 2.0}
        for a, b in rng.random((_FAR, 2))
    ]
    return [{"id": f"place:{i}", **place} for i, place in enumerate(found)]


# ------------------------------------------------------------ claims


class Claims(NamedTuple):
    """Claims as columns: indices into the pools of :class:`_Pools`, and minutes since the first day.

    ``style`` of the window: 0 instants, 1 civil days, 2 no end, 3 no start. ``occurred`` only sorts.
    """

    origin: Ints
    source: Ints
    occurred: Ints
    recorded: Ints
    speech: Ints
    type: Ints
    actors: Ints
    recipients: Ints
    place: Ints
    start: Ints
    end: Ints
    style: Ints
    how: Ints

    def at(self, rows: Ints) -> Claims:
        """These rows of every column."""
        return Claims(*(column[rows] for column in self))


class _Table:
    """Lists of choices of different lengths, one a row, to draw from for many rows at once."""

    def __init__(self, rows: Sequence[Sequence[int]]) -> None:
        self._size = np.array([len(row) for row in rows])
        self._cells = np.zeros((len(rows), int(self._size.max())), dtype=np.int64)
        for i, row in enumerate(rows):
            self._cells[i, : len(row)] = row

    def draw(self, rng: np.random.Generator, rows: Ints) -> Ints:
        chosen = (rng.random(len(rows)) * self._size[rows]).astype(np.int64)
        return np.asarray(self._cells[rows, chosen])


class _Pools:
    """What the columns index, as JSON texts."""

    def __init__(self) -> None:
        terms = [term for term in agreement()["terms"] if "may" not in term]
        kinds = {kind for kinds in _KINDS.values() for kind in kinds} | set(_NOTICES) | set(_ELSEWHERE)
        self.types = sorted(kinds | {"territory.captured", "weapons.deployed", "forces.deployed", "coverage"})
        self.sources = [*SOURCES, "unlisted", *PARTIES]
        singles = [*PARTIES, *GROUPS]
        self.actors: list[list[str]] = [[], *([a] for a in singles), *([p, q] for p in PARTIES for q in PARTIES)]
        self.speech = ["asserts", "accuses", "finds", "announces", "denies", "threatens"]
        # (polarity, certainty, modality, mode); the first two are the plain positive and the plain negative.
        self.how = [
            ("positive", "certain", "occurred", "sometime"),
            ("negative", "certain", "occurred", "throughout"),
            ("positive", "certain", "occurred", "throughout"),
            ("positive", "probable", "occurred", "sometime"),
            ("positive", "possible", "occurred", "sometime"),
            ("positive", "certain", "future", "sometime"),
            ("positive", "certain", "conditional", "sometime"),
            ("positive", "certain", "required", "sometime"),
        ]
        self.places = [*places(), *({"zone": zone} for zone in ZONES), None]
        self.null_place = len(self.places) - 1
        self.zone_place = len(places())
        type_of = {kind: i for i, kind in enumerate(self.types)}
        self.type_of = type_of
        source_of = {name: i for i, name in enumerate(self.sources)}
        party_of = {party: i for i, party in enumerate(PARTIES)}
        self.term_count = len(terms)
        self.must_not = [i for i, t in enumerate(terms) if "must_not" in t]
        self.must = [i for i, t in enumerate(terms) if "must" in t]
        told = [_listed(t.get("must_not") or t.get("must")) for t in terms]
        self.term_type = np.array([type_of[kinds[0]] for kinds in told])
        self.term_kinds = _Table([[type_of[k] for kind in kinds for k in _KINDS.get(kind, [kind])] for kinds in told])
        self.term_parties = _Table([[party_of[p] for p in _listed(t["party"])] for t in terms])
        self.term_zone = np.array([ZONES.index(t["zone"]) for t in terms])
        self.elsewhere = np.array([type_of[k] for k in _ELSEWHERE])
        self.phase_start = np.array([150 * int(t["of"][-1]) if "must" in t else 0 for t in terms])
        reporters, deniers = [], []
        for party in PARTIES:
            side = SIDES.get(party, "none")
            own = [s for s, (of, _) in SOURCES.items() if of == side and side != "none"] or _THIRD
            opposed = [s for s, (of, _) in SOURCES.items() if of in SIDES.values() and of != side]
            hundred = [*(_FIRST_HAND * 2)[:5], *_many(own, 5), *_many(opposed, 50), *_many(_THIRD, 40)]
            reporters.append([source_of[s] for s in hundred])
            deniers.append([source_of[s] for s in [party, party, *own]])
        self.reporters, self.deniers = _Table(reporters), _Table(deniers)
        self.watchers = np.array([source_of[s] for s in [*_FIRST_HAND, "wire_1", "wire_2", "radio_1"]])
        self.groups = _Table([[1 + singles.index(g) for g, of in GROUPS.items() if of == p] for p in PARTIES])

    def pair(self, one: Ints, other: Ints) -> Ints:
        """The index of "this party or that one"."""
        return 1 + len(PARTIES) + len(GROUPS) + one * len(PARTIES) + other


def _listed(value: Any) -> list[str]:
    return value if isinstance(value, list) else [value]


def _many(names: Sequence[str], count: int) -> list[str]:
    return [names[i % len(names)] for i in range(count)]


@functools.cache
def pools() -> _Pools:
    """The one set of pools: it holds nothing that depends on how many claims are drawn."""
    return _Pools()


def draw(count: int, seed: int = SEED) -> Claims:
    """``count`` claims, of which :data:`COPIES` are copies: the same words and source, recorded at another time."""
    rng = np.random.default_rng(seed)
    originals = _originals(max(1, round(count * (1 - COPIES))), rng)
    copied = rng.integers(0, len(originals.origin), count - len(originals.origin))
    claims = originals.at(np.concatenate([np.arange(len(originals.origin)), copied]))
    told_after = np.where(claims.style < 2, claims.end, claims.occurred)
    delay = np.exp(np.log(DELAY_DAYS * _DAY) + DELAY_SPREAD * rng.standard_normal(count))
    return claims._replace(recorded=told_after + np.minimum(delay, 3000 * _DAY).astype(np.int64))


class _Incidents(NamedTuple):
    """What happens, before anybody tells of it: under which term, when for how long, by whom, what, and where."""

    term: Ints
    minute: Ints
    lasts: Ints
    party: Ints
    type: Ints
    place: Ints
    announced: NDArray[np.bool_]


def _incidents(count: int, rng: np.random.Generator) -> _Incidents:
    """Mostly acts that a term forbids; some deeds of a duty; few announcements, on few days."""
    pool = pools()
    u = rng.random(count)
    dutiful, announced = u < 0.02, u > 0.997
    term = np.where(dutiful, rng.choice(pool.must, count), rng.choice(pool.must_not, count))
    minute = rng.integers(0, DAYS * _DAY, count)
    minute = np.where(dutiful, pool.phase_start[term] * _DAY + minute % (60 * _DAY), minute)
    party = pool.term_parties.draw(rng, term)
    party = np.where(rng.random(count) < 0.1, rng.integers(0, len(PARTIES), count), party)
    notices = [(pool.type_of[kind], number) for kind, days in _NOTICES.items() for number in days]
    notice_type, notice_day = np.array(notices)[rng.integers(0, len(notices), count)].T
    return _Incidents(
        term=term,
        minute=np.where(announced, notice_day * _DAY + 300 + minute % 720, minute),
        lasts=rng.integers(0, 360, count),
        party=np.where(announced, np.where(notice_day < 500, PARTIES.index("n1"), PARTIES.index("s1")), party),
        type=np.where(announced, notice_type, pool.term_kinds.draw(rng, term)),
        place=pool.term_zone[term] * _NEAR + rng.integers(0, _NEAR, count),
        announced=announced,
    )


def _originals(count: int, rng: np.random.Generator) -> Claims:
    """Claims about incidents, two or three about each."""
    pool = pools()

    def share(*shares: float) -> Ints:
        """For each claim the number of the share that it falls in."""
        return np.searchsorted(np.cumsum(shares), rng.random(count), side="right")

    incidents = _incidents(max(1, count * 2 // 5), rng)
    told = rng.integers(0, len(incidents.term), count)
    term, minute, lasts, party, type_, near = (column[told] for column in incidents[:6])
    announced = incidents.announced[told]
    kind = share(0.75, 0.15, 0.06)  # 0 positive, 1 denied by the accused, 2 watched and saw nothing, 3 not so
    positive = (kind == 0) | announced
    kind = np.where(positive, 0, kind)
    zone = pool.zone_place + pool.term_zone[term]
    vague_place = len(ZONES) * _NEAR + pool.term_zone[term] * _VAGUE + rng.integers(0, _VAGUE, count)
    far = len(ZONES) * (_NEAR + _VAGUE) + rng.integers(0, _FAR, count)
    null = np.full(count, pool.null_place)
    place = np.choose(share(0.57, 0.2, 0.1, 0.1), [near, vague_place, zone, far, null])
    place = np.where(positive, place, np.choose(np.where(kind == 2, 0, share(0.72, 0.25)), [zone, near, null]))
    type_ = np.where((share(0.08) == 0) & ~announced, rng.choice(pool.elsewhere, count), type_)
    type_ = np.where(positive, type_, np.where(kind == 2, pool.type_of["coverage"], pool.term_type[term]))

    # 0 the party, 1 a group of it, 2 this party or that one, 3 nobody is named.
    named = np.where(announced, 0, share(0.69, 0.177, 0.08))
    pair = pool.pair(party, (party + rng.integers(1, len(PARTIES), count)) % len(PARTIES))
    actors = np.choose(named, [1 + party, pool.groups.draw(rng, party), pair, np.zeros(count, np.int64)])
    actors = np.where(positive, actors, np.where(kind == 1, 1 + party, 0))
    someone = 1 + rng.integers(0, len(PARTIES) + len(GROUPS), count)
    listed = pool.groups.draw(rng, np.full(count, PARTIES.index("listed")))
    recipients = np.choose(share(0.6, 0.3), [np.zeros(count, np.int64), someone, listed])
    recipients = np.where(positive & ~announced, recipients, 0)

    today = (minute + 150) // _DAY  # the local day, near enough: clocks there are two or three hours ahead
    # Windows: 0 hours, 1 a day, 2 several days, 3 no end, 4 no start.
    width = np.where(announced, 1, share(0.5, 0.233, 0.22, 0.0462))
    width = np.where(positive, width, 1)
    before = np.where(width == 2, rng.integers(0, 3, count), 0)
    after = np.where(width == 2, rng.integers(1, 3, count), 0)
    after = np.where(positive, after, np.choose(share(0.6, 0.3), [0, 1, 6]))
    style = np.choose(width, [0, 1, 1, 2, 3])
    start = np.where(style == 1, (today - before) * _DAY, minute)
    end = np.where(style == 1, (today + after + 1) * _DAY, minute + lasts)

    source = np.choose(
        kind,
        [
            pool.reporters.draw(rng, party),
            pool.deniers.draw(rng, party),
            rng.choice(pool.watchers, count),
            pool.reporters.draw(rng, party),
        ],
    )
    source = np.where(announced, pool.deniers.draw(rng, party), source)
    speech = np.choose(np.where(announced, 4, kind), [share(0.8, 0.15, 0.04), 4, 0, 0, 3])
    speech = np.where(speech == 3, np.where(announced, 3, 5), speech)
    state = np.isin(type_, [pool.type_of[k] for k in ("weapons.deployed", "forces.deployed")])
    how = np.choose(share(0.9, 0.03, 0.03, 0.02, 0.01), [np.where(state, 2, 0), 3, 4, 5, 6, 7])
    how = np.where(announced, 0, np.where(positive, how, 1))
    return Claims(
        origin=np.arange(count),
        source=source,
        occurred=minute,
        recorded=minute,
        speech=speech,
        type=type_,
        actors=actors,
        recipients=recipients,
        place=place,
        start=start,
        end=end,
        style=style,
        how=how,
    )


def corrections(claims: Claims, targets: Ints, rng: np.random.Generator) -> Claims:
    """What is said instead of the targets: another place, another window, or less surely; a third each."""
    old = claims.at(targets)
    what = rng.integers(0, 3, len(targets))
    moved = np.where((old.place < len(ZONES) * _NEAR) & (what == 0), old.place // _NEAR * _NEAR, old.place)
    shift = np.where(what == 1, rng.integers(-1, 2, len(targets)) * _DAY, 0)
    return old._replace(
        place=moved,
        start=old.start + shift,
        end=old.end + shift,
        occurred=old.occurred + shift,
        how=np.where((what == 2) & (old.how == 0), 3, old.how),
        recorded=old.recorded + rng.integers(60, 30 * _DAY, len(targets)),
    )


def late_reports(count: int, *, open_ended: bool) -> Claims:
    """Claims of long ago that are recorded a hundred days after the last day; all with or all without an end."""
    drawn = draw(count * 40, SEED + 2)
    claims = drawn.at(np.flatnonzero(drawn.style == 2 if open_ended else drawn.style < 2)[:count])
    return claims._replace(recorded=(DAYS + 100) * _DAY + np.arange(count))


def ids(letter: str, count: int) -> list[str]:
    """``count`` ids that sort as they were drawn."""
    return [f"{letter}{i:07}" for i in range(count)]


def lines(claims: Claims, names: Sequence[str], supersedes: Sequence[str] | None = None) -> list[str]:
    """The claims as `truceline read` writes them, without the keys of the report's own words."""
    pool = pools()

    def texts(values: Sequence[Any], column: Ints, before: str = "", after: str = "") -> list[str]:
        written = [before + json.dumps(v, separators=(",", ":")) + after for v in values]
        return list(np.array(written, dtype=object)[column])

    tails = [f'"polarity":"{p}","certainty":"{c}","modality":"{m}","mode":"{o}",' for p, c, m, o in pool.how]
    start, end = _written(claims.start, claims.style, missing=3), _written(claims.end, claims.style, missing=2)
    columns = [
        names,
        texts(pool.speech, claims.speech, '","speech":', ',"event":{"type":'),
        texts(pool.types, claims.type),
        texts(pool.actors, claims.actors, ',"actors":'),
        texts(pool.actors, claims.recipients, ',"recipients":'),
        texts(pool.places, claims.place, ',"place":', ',"time":{"start":'),
        start,
        end,
        np.array(tails, dtype=object)[claims.how].tolist(),
        claims.origin.tolist(),
        texts(pool.sources, claims.source, '","source":', ',"recorded":"'),
        _instants(claims.recorded),
        [""] * len(names) if supersedes is None else [f',"supersedes":"{target}"' for target in supersedes],
    ]
    return [
        f'{{"kind":"claim","id":"{name}{speech}{type_}{actors}{recipients}{place}{start},"end":{end}}}}},{tail}'
        f'"origin":"o{origin:07}{source}{recorded}"{instead}}}'
        for name, speech, type_, actors, recipients, place, start, end, tail, origin, source, recorded, instead in zip(
            *columns, strict=True
        )
    ]


def _instants(minutes: Ints) -> list[str]:
    return [f"{text}:00Z" for text in np.datetime_as_string(_START + minutes).tolist()]


def _written(minutes: Ints, style: Ints, *, missing: int) -> list[str]:
    """One end of each window in quotes: an instant, a civil day, or null."""
    texts: Texts = np.array([f'"{text}"' for text in _instants(minutes)], dtype=object)
    civil = style == 1
    texts[civil] = [f'"{d}"' for d in np.datetime_as_string((_START + minutes[civil]).astype("M8[D]")).tolist()]
    texts[style == missing] = "null"
    return list(texts)


# ------------------------------------------------------------ files


class Workload(NamedTuple):
    """Where the files lie, and the share of each kind of claim."""

    folder: Path
    size: int
    shares: dict[str, float]

    @property
    def agreement(self) -> Path:
        return self.folder / "agreement.yaml"

    @property
    def late(self) -> Path:
        return self.folder / "late.jsonl"

    @property
    def late_open(self) -> Path:
        return self.folder / "late-open.jsonl"

    def claims(self, order: str) -> Path:
        return self.folder / f"{order}.jsonl"


def orders(count: int, seed: int = SEED) -> dict[str, list[str]]:
    """The lines of the claims in every order of arrival."""
    claims, rng = draw(count, seed), np.random.default_rng(seed + 3)
    names = ids("c", count)
    written: Texts = np.array(lines(claims, names), dtype=object)
    chosen = rng.permutation(count)
    corrected, withdrawn = np.split(chosen[: round(count * (CORRECTIONS + WITHDRAWALS))], [round(count * CORRECTIONS)])
    told = corrections(claims, corrected, rng)
    more = lines(told, ids("k", len(corrected)), [names[i] for i in corrected])
    gone = claims.at(withdrawn)
    sources = pools().sources
    more += [
        f'{{"kind":"claim","id":"{name}","source":"{sources[source]}","recorded":"{recorded}","withdraws":"{names[i]}"}}'
        for name, source, recorded, i in zip(
            ids("w", len(withdrawn)), gone.source, _instants(gone.recorded + _DAY), withdrawn, strict=True
        )
    ]
    everything: Texts = np.concatenate([written, np.array(more, dtype=object)])
    return {
        "occurrence": list(written[np.argsort(claims.occurred, kind="stable")]),
        "delayed": list(written[np.argsort(claims.recorded, kind="stable")]),
        "shuffled": list(written[rng.permutation(count)]),
        "corrected": list(everything[rng.permutation(len(everything))]),
    }


def shares(claims: Claims) -> dict[str, float]:
    """What part of the claims is of each kind."""
    pool = pools()
    negative = claims.how == 1
    imprecise = (claims.place >= len(ZONES) * _NEAR) & (claims.place < len(ZONES) * (_NEAR + _VAGUE))
    alternatives = claims.actors >= 1 + len(PARTIES) + len(GROUPS)
    return {
        "denials and other negatives": float(np.mean(negative)),
        "actor unknown or one of several": float(np.mean(~negative & ((claims.actors == 0) | alternatives))),
        "imprecise place": float(np.mean(imprecise)),
        "no place": float(np.mean(claims.place == pool.null_place)),
        "window of several days, or with an end missing": float(
            np.mean(~negative & ((claims.style >= 2) | ((claims.style == 1) & (claims.end - claims.start > _DAY))))
        ),
        "copies": 1 - len(np.unique(claims.origin)) / len(claims.origin),
        "recorded more than 7 days after": float(np.mean(claims.recorded - claims.occurred > 7 * _DAY)),
    }


def write(folder: Path, count: int) -> Workload:
    """The files of the workload below ``folder``, made unless this very program made them before."""
    version = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
    workload = Workload(folder / f"late-truth-{version}-{count}", count, shares(draw(count)))
    if workload.late_open.exists():  # the last to be written
        return workload
    workload.folder.mkdir(parents=True, exist_ok=True)
    workload.agreement.write_text(agreement_yaml(), encoding="utf-8")
    for order, told in orders(count).items():
        workload.claims(order).write_text("\n".join(told) + "\n", encoding="utf-8")
    for path, letter, size, open_ended in ((workload.late, "l", 2000, False), (workload.late_open, "m", 500, True)):
        late = lines(late_reports(size, open_ended=open_ended), ids(letter, size))
        path.write_text("\n".join(late) + "\n", encoding="utf-8")
    return workload


if __name__ == "__main__":
    made = write(Path(__file__).resolve().parent.parent / "build", int(sys.argv[1]))
    print(made.folder)
    for kind, part in made.shares.items():
        print(f"{part:6.1%}  {kind}")
