"""Whole agreements and piles of claims drawn from a seed, so dense that terms, notices and conditions meet.

A pile is made of small affairs: a deed told by one, two or three sources, a deed and its denial, a watch over a zone,
a duty done late, a notice and its revival, a deed in answer to another, a correction. An affair aims at a cell of the
agreement; two in three are drawn to hold, the others are bent a little, so that they nearly hold: that is where the
rules decide. How often each status and each rule then comes up is asserted in ``test_against_sql.py``.

What the format's page leaves open is kept out: a group as recipient of a claim whose window is open at one end, local
times that a clock change gives twice or not at all (but days may begin late), places that graze an edge, and notices in
the file for a day before the instrument is in force.
"""

from __future__ import annotations

import datetime as dt
import random
from typing import Any
from zoneinfo import ZoneInfo

from tests.assess.sql_oracle import Case

Line = dict[str, Any]

#: Days of the calendar that a case uses, and where: a clock change falls inside most of them.
CALENDARS = [
    ("UTC", "2015-03-01"),
    ("Asia/Damascus", "2019-03-26"),  # midnight does not exist on 29 March
    ("Asia/Damascus", "2019-10-22"),
    ("Europe/Kyiv", "2015-03-26"),
    ("Europe/Kyiv", "2015-10-22"),
    ("America/Sao_Paulo", "2018-11-01"),  # midnight does not exist on 4 November
    ("Australia/Lord_Howe", "2015-04-02"),  # half an hour
    ("Asia/Kathmandu", "2010-01-01"),
]
DAYS = 7
FORBIDDEN = [
    ["attack"],
    ["attack"],
    ["attack.shelling"],
    ["attack.air", "attack.shelling"],
    ["overflight"],
    ["attack", "overflight"],
]
DUTIES = ["weapons.withdrawn", "forces.withdrawn", "route.opened", "release", "weapons.deployed"]
CONTRARY = {
    "weapons.withdrawn": "weapons.deployed",
    "weapons.deployed": "weapons.withdrawn",
    "forces.withdrawn": "forces.deployed",
    "route.opened": "movement.restricted",
}
SOURCES = {
    "xtv": {"side": "x", "role": "party_media"},
    "ytv": {"side": "y"},
    "xeye": {"side": "x", "role": "observer"},
    "un": {"side": "neutral", "role": "observer"},
    "wire": {"side": "neutral"},
    "press": {"side": "neutral", "role": "party_media"},
    "court": {"side": "none", "role": "reviewer"},
    "blog": {"side": "none", "role": "observer"},
}
#: Whose words: partisan far more often than those of who confirms at once.
VOICES = [
    "xtv",
    "xtv",
    "ytv",
    "ytv",
    "wire",
    "wire",
    "press",
    "xeye",
    "blog",
    "a",
    "b",
    "c",
    "nobody",
    "un",
    "un",
    "court",
]
AREA = (48.0, 37.8)
#: Zones: a range, a margin, a polygon of some 40 km by 30, one far away and small, one around all but that.
ZONES: dict[str, dict[str, Any]] = {
    "z": {"circle": {"lat": 48.0, "lon": 37.8, "radius_km": [15, 20]}, "contains": ["hill"]},
    "near": {"circle": {"lat": 48.05, "lon": 37.9, "radius_km": 12}, "margin_km": 3},
    "box": {
        "geometry": {
            "type": "Polygon",
            "coordinates": [[[37.53, 47.86], [38.07, 47.86], [38.07, 48.14], [37.53, 48.14], [37.53, 47.86]]],
        },
        "margin_km": 2,
        "contains": ["mill"],
    },
    "wide": {"circle": {"lat": 48.0, "lon": 37.8, "radius_km": [50, 55]}},
    "far": {"circle": {"lat": 48.6, "lon": 38.6, "radius_km": [4, 6]}, "margin_km": 1, "contains": ["hill", "mill"]},
}


class Pile:
    """What is drawn for one case, and how its moments are written."""

    def __init__(self, agreement: int, pile: int) -> None:
        self.random = random.Random(agreement)
        timezone, first = self.random.choice(CALENDARS)
        self.zone = ZoneInfo(timezone)
        self.timezone = timezone
        self.first = dt.date.fromisoformat(first)
        self.agreement = self._agreement()
        self.random = random.Random(f"{agreement}/{pile}")
        self.terms = [term for term in self.agreement["terms"] if "may" not in term]
        self.lines: list[Line] = []
        self.origins = 0
        #: Whether the affair at hand is drawn to hold: exact hours, the party itself, a place well inside.
        self.firm = False

    # --- moments

    def day(self, n: int) -> str:
        return (self.first + dt.timedelta(days=n)).isoformat()

    def moment(self, day: int, hour: float, *, civil: bool = True) -> str:
        """An instant of a local day, written in UTC, with an offset, or (away from clock changes) as local time."""
        naive = dt.datetime.combine(self.first + dt.timedelta(days=day), dt.time()) + dt.timedelta(hours=hour)
        local = naive.replace(tzinfo=self.zone)
        form = self.random.random()
        if civil and form < 0.15 and 5 <= naive.hour <= 22:
            return naive.isoformat()
        if form < 0.3:
            return local.astimezone(dt.timezone(dt.timedelta(hours=2))).isoformat()
        return local.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def edge(self, day: int) -> str:
        """The first instant of a local day, mostly as a date."""
        if self.random.random() < 0.7:
            return self.day(day)
        at = dt.datetime.combine(self.first + dt.timedelta(days=day), dt.time(), self.zone).astimezone(dt.UTC)
        # A midnight that a clock change swallows is read with the offset before it, and so is the day's first instant.
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def maybe(self, chance: float) -> bool:
        return self.random.random() < chance

    # --- the agreement

    def _agreement(self) -> dict[str, Any]:
        pick = self.random
        some = pick.sample(sorted(ZONES), pick.choice([1, 2, 3, 4]))
        found: dict[str, Any] = {
            "id": "drawn",
            "timezone": self.timezone,
            "evidence": {
                "breach_at": pick.choice(["corroborated", "corroborated", "corroborated", "confirmed"]),
                "corroborate": {"origins": pick.choice([2, 2, 2, 1, 3]), "sides": pick.choice([2, 2, 1, 1, 3])},
            },
            "parties": {
                "a": {"side": "x", "members": self._members()},
                "b": {"side": "y", "members": self._members()},
                "c": {"side": pick.choice(["none", "none", "x", "w"]), "members": self._members()},
            },
            "sources": SOURCES,
            "zones": {zone: ZONES[zone] for zone in some},
            "instruments": [self._instrument("i", 0.6)] + ([self._instrument("j", 0.4)] if self.maybe(0.4) else []),
            "terms": [],
        }
        # What is not written has a default.
        if self.maybe(0.1):
            del found["evidence"]
        elif self.maybe(0.1):
            del found["evidence"]["corroborate"][pick.choice(["origins", "sides"])]
        if self.maybe(0.35):
            self._mutual(found)
        else:
            for number in range(pick.choice([2, 3, 3, 4])):
                self._term(found, f"t{number}")
            self._conditions(found)
        if self.maybe(0.65):
            self._permission(found)
        return found

    def _members(self) -> list[dict[str, Any]]:
        members = []
        for group in ("g", "h"):
            for _ in range(self.random.choice([0, 0, 1, 1, 2])):
                member: dict[str, Any] = {"group": group}
                first = self.random.randrange(-1, DAYS)
                if self.maybe(0.5):
                    member["from"] = self.day(first)
                if self.maybe(0.5):
                    member["until"] = self.day(first + self.random.choice([1, 2, 4]))
                members.append(member)
        return members

    def _instrument(self, name: str, ends: float) -> dict[str, Any]:
        pick = self.random
        first = pick.choice([0, 0, 0, 1])
        force: dict[str, Any] = {
            "id": name,
            "in_force": self.day(first) if self.maybe(0.7) else self.moment(first, 9, civil=False),
        }
        if self.maybe(ends):
            last = pick.choice([DAYS, DAYS - 1, 4])
            force["ends"] = self.day(last) if self.maybe(0.6) else self.moment(last - 1, 15, civil=False)
        if self.maybe(0.35):
            force["suspends"] = {"by": pick.sample("abc", pick.choice([1, 1, 2])), "needs": "announcement"}
        if self.maybe(0.2):
            day = pick.randrange(1, 5)
            force["notices"] = [
                {
                    "by": pick.choice("ab"),
                    "effect": pick.choice(["suspended", "suspended", "revived"]),
                    "day": self.day(d),
                }
                for d in (day, day + pick.choice([0, 1, 2]))
            ]
        return force

    def _term(self, found: dict[str, Any], name: str) -> None:
        pick = self.random
        instrument = pick.choice(found["instruments"])
        term: dict[str, Any] = {"id": name, "of": instrument["id"]}
        zone = pick.choice([None, *found["zones"], *found["zones"]])
        parties: Any = pick.choice([["a", "b"], ["a", "b"], "a", "b", "c", ["a", "c"], ["a", "b", "c"]])
        if self.maybe(0.68):
            types = pick.choice(FORBIDDEN)
            term |= {"must_not": types[0] if len(types) == 1 and self.maybe(0.5) else types, "party": parties}
            if zone:
                term["zone"] = zone
            if self.maybe(0.2):
                term["unless"] = {"target": pick.choice("bc")}
        else:
            term |= {"must": pick.choice(DUTIES), "party": parties}
            if zone:
                term[pick.choice(["zone", "from_zone"])] = zone
            due = pick.choice([None, "by", "by", "before"])
            if due:
                term[due] = self.day(pick.choice([0, 1, 2, 3, 5]))
            if "ends" in instrument and self.maybe(0.3):
                term["silence"] = "breached"
        if self.maybe(0.04):
            term["not_assessed"] = "no report can settle it"
        found["terms"].append(term)

    def _mutual(self, found: dict[str, Any]) -> None:
        """Two terms of the same parties that wait for each other, and little else."""
        for name, other in (("t0", "t1"), ("t1", "t0")):
            self._term(found, name)
            term = found["terms"][-1]
            held: dict[str, Any] = {"not_breached": other}
            if self.maybe(0.4):
                held["presume"] = "none"
            if self.maybe(0.6):
                held["within_days"] = self.random.choice([1, 2])
            term |= {"of": "i", "party": ["a", "b"], "while": held}
            if "silence" in term and "ends" not in found["instruments"][0]:
                del term["silence"]
            if self.maybe(0.15):
                term["on_release"] = {"needs": "announcement"}

    def _permission(self, found: dict[str, Any]) -> None:
        pick = self.random
        forbidding = [term for term in found["terms"] if "must_not" in term]
        if not forbidding:
            # A permission to do what is a duty: it excuses nothing.
            term = found["terms"][0]
            found["terms"].append({"id": "lifted", "of": term["of"], "may": term["must"], "party": term["party"]})
            return
        term = pick.choice(forbidding)
        may: dict[str, Any] = {"id": "lifted", "of": pick.choice(found["instruments"])["id"], "party": term["party"]}
        if self.maybe(0.2):
            may["party"] = pick.choice("ab")
        may["may"] = term["must_not"] if self.maybe(0.75) else pick.choice(["attack", ["attack", "overflight"]])
        if self.maybe(0.4):
            may["zone"] = term.get("zone", pick.choice(list(found["zones"])))
        if self.maybe(0.75):
            named = [t["id"] for t in found["terms"]]
            after = named if self.maybe(0.6) else [pick.choice(named)]
            may["after"] = {"breach_of": after, "within_days": pick.choice([1, 2, 3, 5])}
        found["terms"].append(may)

    def _conditions(self, found: dict[str, Any]) -> None:
        pick = self.random
        names = [term["id"] for term in found["terms"] if "may" not in term]
        for term in found["terms"]:
            others = [name for name in names if name != term["id"]]
            if "may" in term or not others or not self.maybe(0.55):
                continue
            held: dict[str, Any] = {"not_breached": pick.sample(others, pick.choice([1, 1, len(others)]))}
            if self.maybe(0.5):
                held["presume"] = pick.choice(["none", "none", "kept"])
            if self.maybe(0.6):
                held["within_days"] = pick.choice([1, 1, 2, 3])
            term["while"] = held
            if self.maybe(0.4):
                needs = {"needs": "announcement"} if self.maybe(0.75) else {}
                term["on_release"] = {"effect": "suspend"} | needs

    # --- claims

    def pile(self) -> list[Line]:
        pick = self.random
        for _ in range(pick.choice([2, 3, 4, 5, 6, 7, 8])):
            term = pick.choice(self.terms)
            affairs = [self._deed, self._deed, self._watch, self._notice, self._noise]
            if self._suspenders(term):
                affairs += [self._notice, self._notice]
            if "while" in term or "may" in self.agreement["terms"][-1]:
                affairs += [self._answer, self._answer]
            affairs += [self._duty, self._duty] if "must" in term else [self._deed, self._deed, self._deed]
            self.firm = self.maybe(0.65)
            pick.choice(affairs)(term)
        if not self.lines:
            self._noise(self.terms[0])
        if self.maybe(0.5):
            self._afterthoughts()
        pick.shuffle(self.lines)
        return self.lines

    def _parties(self, term: Line) -> list[str]:
        return [term["party"]] if isinstance(term["party"], str) else term["party"]

    def _say(self, source: str, event: Line, day: int, **changes: Any) -> None:
        self.origins += 1
        late = self.random.choice([0, 0, 1, 1, 2])
        line: Line = {
            "id": f"c{len(self.lines)}",
            "source": source,
            "recorded": self._recorded(day + late),
            "event": event,
        }
        if self.maybe(0.7):
            line["origin"] = f"o{self.origins}" if self.maybe(0.85) else "o1"
        if self.maybe(0.06):
            line["certainty"] = "possible"
        if self.maybe(0.03):
            line["modality"] = self.random.choice(["future", "ongoing", "hypothetical"])
        if self.maybe(0.04):
            line["speech"] = self.random.choice(["threatens", "claims_responsibility", "accuses", "denies", "finds"])
        self.lines.append(line | changes)

    def _recorded(self, day: int) -> str:
        at = dt.datetime.combine(self.first + dt.timedelta(days=day), dt.time(self.random.randrange(24)), dt.UTC)
        return at.strftime("%Y-%m-%dT%H:%M:%SZ")

    def _place(self, term: Line) -> Line | None:
        """The term's zone or a disc that mostly lies well in it."""
        pick = self.random
        zone = term.get("zone", term.get("from_zone"))
        if zone is None or (not self.firm and self.maybe(0.15)):
            return pick.choice([None, {"zone": next(iter(self.agreement["zones"]))}])
        if self.firm or self.maybe(0.5):
            return {"zone": zone}
        lat, lon = (48.6, 38.6) if zone == "far" else AREA
        if self.maybe(0.25):
            return {"id": pick.choice(["hill", "mill", "inn"]), "lat": lat + 0.3, "lon": lon, "radius_km": 3}
        north, radius = pick.choice(
            [(0.0, 1), (0.01, None), (0.02, 2), (0.0, 60), (0.1, 7), (0.16, 1), (0.3, 3), (0.5, 4)]
        )
        disc: Line = {"lat": round(lat + north, 4), "lon": lon}
        return disc if radius is None else disc | {"radius_km": radius}

    def _around(self, term: Line) -> Line:
        """A disc or a zone that reaches over the term's zone, or nearly."""
        if self.maybe(0.3):
            return {"zone": self.random.choice(list(self.agreement["zones"]))}
        lat, lon = (48.6, 38.6) if term.get("zone", term.get("from_zone")) == "far" else AREA
        return {"lat": lat, "lon": lon, "radius_km": self.random.choice([6, 8, 18, 22, 26, 30, 52, 60])}

    def _time(self, day: int) -> Line:
        """Mostly some hours of one local day, else something less exact."""
        pick = self.random
        form = pick.random()
        hour = pick.choice([1, 6, 9, 14, 20])
        if self.firm or form < 0.4:
            return {"start": self.moment(day, hour), "end": self.moment(day, hour + pick.choice([1, 3]))}
        if form < 0.55:
            return {"start": self.edge(day), "end": self.edge(day + 1)}
        if form < 0.68:
            start = self.edge(day) if self.maybe(0.5) else self.moment(day, hour)
            return {"start": start, "end": start}
        if form < 0.85:
            return {"start": self.moment(day, hour), "end": self.moment(day + pick.choice([1, 2]), hour)}
        if form < 0.92:
            return {"start": self.moment(day + pick.choice([0, 0, 0, 3]), hour), "end": None}
        if form < 0.96:
            return {"end": self.moment(day, hour)}
        return pick.choice([{}, {"start": self.edge(day - 1), "end": self.edge(day + 1)}])

    def _actors(self, party: str) -> list[str]:
        if self.firm or self.maybe(0.5):
            return [party]
        return self.random.choice([[], ["g"], ["h"], [party, "g"], ["a", "b"], ["stranger"], [party, "stranger"]])

    def _recipients(self, time: Line) -> list[str] | None:
        if self.maybe(0.85 if self.firm else 0.5):
            return [] if self.maybe(0.9) else None
        groups = [["g"], ["h"], ["g", "b"]] if time.get("start") and time.get("end") else []
        return self.random.choice([["b"], ["c"], ["a"], ["b", "c"], ["stranger"], *groups])

    def _type(self, term: Line) -> str:
        verb = "must" if "must" in term else "must_not"
        named = term[verb]
        type_ = named if isinstance(named, str) else self.random.choice(named)
        if verb == "must_not" and type_ == "attack" and self.maybe(0.6):
            return self.random.choice(["attack.air", "attack.shelling"])
        if self.maybe(0.06):
            return pick_kind(type_, narrower=self.maybe(0.5))
        return type_

    def _event(self, term: Line, party: str, day: int) -> Line:
        time = self._time(day)
        return {
            "type": self._type(term),
            "actors": self._actors(party),
            "recipients": self._recipients(time),
            "place": self._place(term),
            "time": time,
        }

    def _tellers(self) -> list[str]:
        return self.random.sample(VOICES, self.random.choice([1, 1, 2, 2, 3]))

    def _answer(self, term: Line) -> None:
        """A deed of one party, and soon a deed of another under a term that waits for it or is lifted by it."""
        pick = self.random
        awaited = term.get("while", self.agreement["terms"][-1].get("after", {}))
        named: list[str] | str = next(iter(awaited.values()), [])
        others = [t for t in self.terms if t["id"] == named or t["id"] in named]
        if not others:
            return
        other, party = pick.choice(others), pick.choice(self._parties(term))
        theirs = [p for p in self._parties(other) if p != party] or [party]
        day = pick.choice([0, 0, 1, 2, 3])
        self._deed(other, day, pick.choice(theirs))
        self.firm = True
        self._deed(term, day + pick.choice([1, 1, 1, 2, 3]), party)
        self._say(pick.choice(["un", "court", party]), self._event(term, party, day + 1), day + 1)

    def _deed(self, term: Line, day: int | None = None, party: str | None = None) -> None:
        """An act, or a duty done or undone, by one to three tellers, now and then denied."""
        pick = self.random
        day = pick.choice([0, 1, 1, 2, 2, 3, 3, 4, 5, 6]) if day is None else day
        party = party or pick.choice(self._parties(term))
        event = self._event(term, party, day)
        if "must" in term and self.maybe(0.4):
            event["type"] = CONTRARY.get(event["type"], event["type"])
        for source in self._tellers():
            told = event if self.maybe(0.8) else self._event(term, party, day)
            changes = {"mode": "throughout"} if self.maybe(0.15) else {}
            self._say(source, told, day, **changes)
        if self.maybe(0.4):
            self._watch(term, day, party)

    def _watch(self, term: Line, day: int | None = None, party: str | None = None) -> None:
        """Somebody says that it did not happen, over one day or several, or watched and saw nothing."""
        pick = self.random
        day = pick.randrange(DAYS) if day is None else day
        party = party or pick.choice(self._parties(term))
        type_ = self._type(term)
        if "must_not" in term and self.maybe(0.6 if self.firm else 0.3):
            type_ = "coverage"
        elif "must" in term and self.maybe(0.4):
            type_ = CONTRARY.get(type_, type_)
        elif "must_not" in term and self.maybe(0.5):
            type_ = "attack"
        zone = term.get("zone", term.get("from_zone"))
        where = {"zone": zone} if zone else None
        if self.maybe(0.25 if self.firm else 0.5):
            where = self._around(term) if self.maybe(0.6) else self._place(term)
        event = {
            "type": type_,
            "actors": pick.choice([[], [party], [party], ["a", "b"], ["g"]]),
            "recipients": [] if self.firm or self.maybe(0.7) else [pick.choice("abc")],
            "place": where,
            "time": {
                "start": self.edge(day - pick.choice([0, 0, 1])),
                "end": self.edge(day + pick.choice([1, 1, 2, 3])),
            },
        }
        for source in self._tellers():
            denies = {"speech": "denies"} if self.maybe(0.3) else {"polarity": "negative"}
            mode = {"mode": "throughout"} if self.firm or self.maybe(0.8) else {}
            self._say(source, event, day + 1, **denies, **mode)

    def _duty(self, term: Line) -> None:
        """A duty done, in time or late."""
        pick = self.random
        day, party = pick.randrange(-1, DAYS), pick.choice(self._parties(term))
        event = self._event(term, party, day) | {"type": term["must"]}
        if self.maybe(0.1):
            event["time"] = {"start": self.edge(-1), "end": self.moment(day + 1, 9)}
        for source in self._tellers():
            self._say(source, event, day)

    def _notice(self, term: Line) -> None:
        """Word that the truce is over, or on again, or both: the party's own or that of others, sometimes denied."""
        pick = self.random
        day, party = pick.randrange(DAYS - 2), pick.choice([*self._parties(term), *self._suspenders(term) * 2])
        over, again = (
            "ceasefire.suspended",
            pick.choice(["ceasefire.declared", "ceasefire.in_effect", "ceasefire.extended"]),
        )
        plot = [(over, 0)] if self.maybe(0.4) else [(over, 0), (again, pick.choice([0, 0, 1, 2]))]
        if self.maybe(0.3):
            plot.append((over, pick.choice([1, 2, 3])))
        for type_, later in plot:
            event = {"type": type_, "actors": self._actors(party), "time": self._time(day + later)}
            for source in [party] if self.maybe(0.6) else pick.sample(VOICES, 2):
                changes = {"speech": "announces"} if self.maybe(0.5) else {}
                if not self.firm and self.maybe(0.4):
                    changes = pick.choice([{"polarity": "negative"}, {"certainty": "possible"}, {"mode": "throughout"}])
                    if "polarity" in changes:
                        changes["mode"] = "throughout"
                self._say(source, event, day + later, **changes)

    def _suspenders(self, term: Line) -> list[str]:
        held = next(i for i in self.agreement["instruments"] if i["id"] == term["of"])
        return list(held.get("suspends", {}).get("by", []))

    def _noise(self, term: Line) -> None:
        """Something that bears on little."""
        day = self.random.randrange(DAYS)
        event = self._event(term, self.random.choice("abc"), day)
        event["type"] = self.random.choice(["talks", "coverage", "attack", "attack.drone", "overflight"])
        self._say(self.random.choice(VOICES), event, day)

    def _afterthoughts(self) -> None:
        """Corrections and withdrawals, of earlier and of later lines, of corrections, and of ids that nobody knows."""
        pick = self.random
        for _ in range(pick.choice([1, 2, 3])):
            target = pick.choice(self.lines)
            name = f"c{len(self.lines)}"
            if self.maybe(0.5):
                refers = target["id"] if self.maybe(0.9) else "unheard"
                recorded = self._recorded(pick.randrange(DAYS + 1))
                back = {"id": name, "source": "wire", "recorded": recorded, "withdraws": refers}
                # A withdrawal may tell of something itself, and then counts like any other claim.
                told = pick.choice([line for line in self.lines if "event" in line])
                self.lines.append(back | ({"event": told["event"]} if self.maybe(0.2) else {}))
            else:
                original = pick.choice([line for line in self.lines if "event" in line])
                revised = original | {"id": name, "supersedes": target["id"], "source": pick.choice(VOICES)}
                revised.pop("withdraws", None)
                revised["recorded"] = self._recorded(pick.randrange(DAYS + 1))
                self.lines.append(revised)


def pick_kind(type_: str, *, narrower: bool) -> str:
    """A kind of the type, or what it is a kind of."""
    return f"{type_}.sort" if narrower else type_.rpartition(".")[0] or type_


def drawn_case(agreement: int, pile: int) -> Case:
    """The case of two seeds, always the same: several piles can share an agreement, which costs more to read."""
    drawn = Pile(agreement, pile)
    lines = drawn.pile()
    as_of = f"{drawn.day(drawn.random.randrange(2, DAYS))}T12:00:00Z" if drawn.maybe(0.1) else None
    return Case(drawn.agreement, lines, as_of)
