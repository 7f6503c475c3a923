"""The wide cases once more, with the words that the format's page does not have: deadlines that are counted, and more.

What is drawn for a wide case stays as it is; new words are drawn from a seed of their own and written into its terms.
The rules as SQL know nothing of them. The laws hold for these cases, too, and so does that claims one by one leave what
the whole file leaves.
"""

from __future__ import annotations

import copy
import datetime as dt
import random
from typing import Any

from tests.assess.drawn_wide import CONTRARY, drawn_case
from tests.assess.sql_oracle import Case

Term = dict[str, Any]


def box(west: float, south: float, east: float, north: float) -> list[list[float]]:
    """The ring of a box."""
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


ROAD = {"type": "LineString", "coordinates": [[37.0, 47.9], [37.8, 48.0], [38.6, 48.05]]}
#: The part of the widest zone near the road.
STRIP = {"inside": "wide", "depth_km": [9, 14], "from": "road", "margin_km": 1}
#: What some zones become: a corridor, an area with a hole or in two parts, a ring. All but the ring hold their middle.
SHAPES: dict[str, list[Term]] = {
    "near": [{"along": ROAD, "each_side_km": [8, 12]}, {"along": ROAD, "width_km": 40, "beyond_km": [1, 2]}],
    "box": [
        {"geometry": {"type": "Polygon", "coordinates": [box(37.5, 47.8, 38.1, 48.2), box(37.9, 48.05, 38.0, 48.1)]}},
        {
            "geometry": {
                "type": "MultiPolygon",
                "coordinates": [[box(37.5, 47.8, 37.9, 48.2)], [box(37.92, 47.8, 38.1, 48.2)]],
            }
        },
    ],
    "wide": [{"circle": {"lat": 48.0, "lon": 37.8, "radius_km": [50, 55]}, "beyond_km": [1, 2]}],
}


def more_case(agreement: int, pile: int) -> Case:
    """The case of two seeds with new words in its agreement, always the same."""
    case = drawn_case(agreement, pile)
    enriched = copy.deepcopy(case.agreement)
    pick = random.Random(f"more {agreement}")
    duties = [term for term in enriched["terms"] if "must" in term]
    while len(duties) < 2 and len(enriched["terms"]) < 6:
        duties.append(_duty(enriched, len(duties), pick))
        enriched["terms"].insert(0, duties[-1])
    _deadlines(enriched, duties, pick)
    if pick.random() < 0.35:
        _amend(enriched, pick)
    for term in duties:
        if pick.random() < 0.5:
            term["then"] = "maintain"
    for term in enriched["terms"]:
        if "must_not" in term and pick.random() < 0.25:
            term |= {"at_most": pick.choice([0, 3, 3]), "what": pick.choice(["tank", ["tank", "gun"]])}
        others = [p for p in "abc" if p not in term["party"]]
        if "may" not in term and others and pick.random() < 0.25:
            term["acts_of"] = pick.choice([others[0], others[-1], others])
    for name in enriched["zones"]:
        if name in SHAPES and pick.random() < 0.6:
            kept = {k: v for k, v in enriched["zones"][name].items() if k in ("margin_km", "contains")}
            enriched["zones"][name] = kept | pick.choice(SHAPES[name])
    if "wide" in enriched["zones"] and pick.random() < 0.5:
        enriched["zones"] |= {"road": {"along": ROAD}, "strip": STRIP}
        for term in enriched["terms"]:
            if "zone" in term and pick.random() < 0.4:
                term["zone"] = "strip"
    lines = [
        *_counted(case.lines, random.Random(f"counted {agreement} {pile}")),
        *_turns(enriched, random.Random(f"turns {agreement} {pile}")),
    ]
    return case._replace(agreement=enriched, lines=lines)


def _counted(lines: list[Term], pick: random.Random) -> list[Term]:
    """The same lines, some of which now tell of things and how many."""
    counts = [None, {"low": 5, "high": None}, {"low": 5, "high": 9}, {"low": 1, "high": 2}, {"low": 0, "high": 8}]
    found = []
    for line in lines:
        things = [{"class": pick.choice(["tank", "tank", "gun", None]), "count": pick.choice(counts)}]
        told = "event" in line and pick.random() < 0.4
        found.append(line | {"event": line["event"] | {"objects": things}} if told else line)
    return found


def _turns(agreement: dict[str, Any], pick: random.Random) -> list[Term]:
    """What is to be kept up, told to be done, undone and done again, mostly by those whose word confirms."""
    kept = [term for term in agreement["terms"] if "then" in term]
    first = dt.date.fromisoformat(agreement["instruments"][0]["in_force"][:10])
    lines: list[Term] = []
    for term in kept if pick.random() < 0.6 else []:
        zone = term.get("zone", term.get("from_zone"))
        parties = term.get("acts_of", term["party"])
        party = parties if isinstance(parties, str) else pick.choice(parties)
        for number, turn in enumerate(pick.sample(range(1, 6), pick.choice([2, 3, 4]))):
            day = (first + dt.timedelta(days=turn)).isoformat()
            done, contrary = number % 2 == pick.choice([0, 0, 0, 1]), CONTRARY.get(term["must"])
            line: Term = {
                "id": f"m{len(lines)}-{term['id']}",
                "source": pick.choice(["un", "court", party, "xtv", "wire"]),
                "recorded": f"{day}T23:00:00Z",
                "event": {
                    "type": term["must"] if done or contrary is None else contrary,
                    "actors": [party],
                    "place": {"zone": zone} if zone else None,
                    "time": {"start": f"{day}T09:00", "end": f"{day}T10:00"},
                },
            }
            if not done and contrary is None:
                line |= {"polarity": "negative", "mode": "throughout"}
                line["event"]["time"] = {
                    "start": day,
                    "end": (first + dt.timedelta(days=turn + 1)).isoformat(),
                }
            lines.append(line)
    return lines


def _duty(agreement: dict[str, Any], number: int, pick: random.Random) -> Term:
    """One more duty, of a kind that the piles tell of."""
    prohibition = pick.choice([term for term in agreement["terms"] if "may" not in term])
    kinds = prohibition.get("must_not", prohibition.get("must"))
    term: Term = {
        "id": f"d{number}",
        "of": pick.choice(agreement["instruments"])["id"],
        "must": kinds[0] if isinstance(kinds, list) else kinds,
        "party": pick.choice(["a", "b", ["a", "b"]]),
    }
    if (zone := prohibition.get("zone")) and pick.random() < 0.7:
        term["zone"] = zone
    return term


def _amend(agreement: dict[str, Any], pick: random.Random) -> None:
    """A later instrument, which ends an earlier one, puts off its end, or replaces one of its terms."""
    force = pick.choice(agreement["instruments"])
    first = dt.date.fromisoformat(force["in_force"][:10])
    later: dict[str, Any] = {"id": "k", "in_force": (first + dt.timedelta(days=pick.choice([2, 3]))).isoformat()}
    form = pick.choice(["supersedes", "replaces", "extends" if "ends" in force else "replaces"])
    if form == "supersedes":
        later["supersedes"] = force["id"]
    elif form == "extends":
        until = dt.date.fromisoformat(force["ends"][:10]) + dt.timedelta(days=2)
        # Two days on: where the first begins is written in UTC, whose date may be the day before.
        later |= {"extends": force["id"], "until": until.isoformat()}
        later["in_force"] = (first + dt.timedelta(days=2)).isoformat()
    own = [term for term in agreement["terms"] if term["of"] == force["id"]]
    if form == "replaces" and own:
        old = pick.choice(own)
        new = {key: value for key, value in old.items() if key not in ("while", "silence", "on_release")}
        agreement["terms"].insert(0, new | {"id": "later", "of": "k", "replaces": old["id"]})
    agreement["instruments"].append(later)


def _deadlines(agreement: dict[str, Any], duties: list[Term], pick: random.Random) -> None:
    """Deadlines that wait for an earlier duty, for a notice, or are counted from a day that is written down."""
    for earlier, term in zip([None, *duties], duties, strict=False):
        if pick.random() < 0.25:
            continue
        key = pick.choice(["by", "by", "before"])
        days = pick.choice([1, 1, 2, 3]) if key == "before" else pick.choice([0, 0, 1, 2])
        starts: list[dict[str, Any]] = [{"notice": pick.choice("ab"), "effect": pick.choice(["suspended", "revived"])}]
        if earlier is not None:
            starts += [{"kept": earlier["id"]}] * 6
        after = pick.choice(starts)
        if pick.random() < 0.15:
            force = agreement["instruments"][0]
            day = (dt.date.fromisoformat(force["in_force"][:10]) + dt.timedelta(days=2)).isoformat()
            after, days = pick.choice([{"in_force": force["id"]}, {"day": day}]), pick.choice([-1, 0, 1, 3])
        for other in ("by", "before"):
            term.pop(other, None)
        term[key] = {"days": days, "after": after}
