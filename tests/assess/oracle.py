"""A second reading of the rules, slow and plain: every cell of a few UTC days is judged by itself from the raw claims.

It shares no code with the engine and knows only what the small worlds of the tests need: UTC, whole hours, discs and
one round zone on a small scale (flat distances), prohibitions and duties, reciprocal conditions, notices by claim.
"""

from __future__ import annotations

import math
from typing import Any

Claim = dict[str, Any]
World = dict[str, Any]
CONTRARY = {"weapons.withdrawn": "weapons.deployed", "weapons.deployed": "weapons.withdrawn"}
RANKS = ["none", "possible", "single", "corroborated", "confirmed"]


def kind(a: str, b: str) -> bool:
    return a == b or a.startswith(b + ".")


def living(claims: list[Claim]) -> list[Claim]:
    """Those that no living claim kills, found by trying: the youngest of a chain decides first."""
    by_id = {c["id"]: c for c in claims}

    def killers(c: Claim) -> list[Claim]:
        found = [k for k in claims if c["id"] in (k.get("withdraws"), k.get("supersedes"))]
        if c.get("supersedes"):
            found += [
                k
                for k in claims
                if k.get("supersedes") == c["supersedes"] and (k["recorded"], k["id"]) > (c["recorded"], c["id"])
            ]
        return found

    def alive(c: Claim) -> bool:
        return not any(alive(k) for k in killers(c))

    return [c for c in by_id.values() if alive(c)]


class Oracle:
    def __init__(self, world: World, claims: list[Claim]) -> None:
        self.world = world
        self.claims = [
            c
            for c in living(claims)
            if c["type"] and c.get("modality", "occurred") in ("occurred", "ongoing") and c.get("speech") != "threatens"
        ]
        self.memo: dict[tuple[str, str, int], str] = {}

    # hours since day 0; a day d is [24 d, 24 d + 24)
    def window(self, c: Claim) -> tuple[float, float, bool]:
        start, end = c["start"], c["end"]
        known = start is not None and end is not None
        if end is None:
            end = max(c["recorded"], start if start is not None else c["recorded"]) + 0.001
        if start is None:
            start = -math.inf
        return start, max(end, start + 0.001), known

    def negative(self, c: Claim) -> bool:
        return c.get("polarity") == "negative" or c.get("speech") == "denies"

    def where(self, c: Claim, zone: bool) -> tuple[str, bool]:
        """(inside, outside or edge; contains the zone)"""
        place = c["place"]
        if not zone:
            return "inside", place is None
        if place == "zone":
            return "inside", True
        if place is None:
            return "edge", False
        distance, radius = place
        low, high = self.world["radius"]
        if distance + radius <= low:
            side = "inside"
        elif distance - radius >= high:
            side = "outside"
        else:
            side = "edge"
        return side, distance + high <= radius

    def bears(self, c: Claim, term: dict[str, Any], party: str, types: list[str]) -> str | None:
        """None, "touches" or "sure" (every condition of entailment but the window's)."""
        negative, mine, kinds = self.negative(c), c["actors"], c["type"]
        inside, contains = self.where(c, term["zone"])
        watched = negative and kinds == "coverage" and term["verb"] == "must_not"
        related = watched or any(kind(kinds, t) or kind(t, kinds) for t in types)
        if not related or inside == "outside" or (kinds == "coverage" and not negative):
            return None
        if mine and party not in mine:
            return None
        sure = c.get("certainty", "certain") == "certain" and self.window(c)[2]
        exempt = term.get("exempt")
        if exempt and c["recipients"]:
            if all(r == exempt for r in c["recipients"]):
                return None
            if not negative and exempt in c["recipients"]:
                sure = False
        elif exempt and not negative:
            sure = False
        if "tanks" in term and negative:
            sure = sure and not c["objects"]
        elif "tanks" in term and c["objects"]:
            tanks = [(class_, low, high) for class_, low, high in c["objects"] if class_ in ("tank", None)]
            if sum(math.inf if high is None else high for _, _, high in tanks) <= term["tanks"]:
                return None
            sure = sure and any(class_ == "tank" and low > term["tanks"] for class_, low, _ in tanks)
        elif "tanks" in term:
            sure = False
        if negative:
            sure = sure and c.get("mode") == "throughout" and not c["recipients"] and contains
            sure = sure and (watched or all(kind(t, kinds) for t in types)) and (not mine or party in mine)
        else:
            sure = sure and any(kind(kinds, t) for t in types) and mine == [party] and inside == "inside"
        return "sure" if sure else "touches"

    def on_day(self, c: Claim, how: str | None, day: int) -> str | None:
        start, end, _ = self.window(c)
        first, last = 24 * day, 24 * day + 24
        if how is None or start >= last or end <= first:
            return None
        if how != "sure":
            return "touches"
        if self.negative(c):
            return "entails" if start <= first and last <= end else "touches"
        if c.get("mode") == "throughout" or (first <= start and end <= last):
            return "entails"
        return "touches"

    def evidence(self, term: dict[str, Any], party: str, day: int) -> list[tuple[Claim, bool, bool]]:
        """(claim, for, entails) on one cell."""
        found = []
        if term["verb"] == "must_not":
            for c in self.claims:
                level = self.on_day(c, self.bears(c, term, term.get("acts_of", party), term["types"]), day)
                if level:
                    found.append((c, not self.negative(c), level == "entails"))
            return found
        if term.get("keep"):
            return self.kept_up(term, party, day)
        wanted, contrary = term["types"], [CONTRARY[term["types"][0]]]
        due, last = 0 if "counted" in term else term["by"] + 1, self.world["days"] - 1
        for c in self.claims:
            done, undone = self.bears(c, term, party, wanted), self.bears(c, term, party, contrary)
            start, end, _ = self.window(c)
            if not self.negative(c) and done and start < 24 * (last + 1) and end > 0:
                if day >= max(0, math.floor(start / 24) if start > -math.inf else 0):
                    found.append((c, False, done == "sure" and start >= 0 and end <= 24 * day + 24))
                if c["start"] is not None and due <= day < math.floor(c["start"] / 24):
                    found.append((c, True, done == "sure"))
            if self.negative(c) and day >= due and (level := self.on_day(c, done, day)):
                found.append((c, True, level == "entails"))
            if level := self.on_day(c, undone, day):
                if self.negative(c):
                    found.append((c, False, level == "entails"))
                elif day >= due:
                    found.append((c, True, level == "entails"))
        return found

    def kept_up(self, term: dict[str, Any], party: str, day: int) -> list[tuple[Claim, bool, bool]]:
        """(claim, for, entails) on one cell of a duty to do something and to keep it so."""
        wanted, contrary, days = term["types"], [CONTRARY[term["types"][0]]], self.world["days"]
        own: dict[int, list[tuple[Claim, bool, bool]]] = {d: [] for d in range(day + 1)}
        deeds, late = [], []
        for c in self.claims:
            done, undone = self.bears(c, term, party, wanted), self.bears(c, term, party, contrary)
            for d, found in own.items():
                if self.negative(c) and (level := self.on_day(c, done, d)):
                    found.append((c, True, level == "entails"))
                if level := self.on_day(c, undone, d):
                    found.append((c, not self.negative(c), level == "entails"))
            start, end, _ = self.window(c)
            if self.negative(c) or not done or start >= 24 * days or end <= 0:
                continue
            first = math.floor(start / 24) if start > 0 else 0
            last = min(math.ceil(end / 24), days) - 1
            deeds.append((c, first, last, done == "sure" and start >= 0 and end <= 24 * day + 24))
            if c["start"] is not None and day < math.floor(c["start"] / 24):
                late.append((c, True, done == "sure"))
        turned = [d for d, found in own.items() if RANKS.index(self.weigh(found, party)[0]) >= 3]
        known = [deed for deed in deeds if deed[1] <= day]
        if not turned:
            told = [(c, False, sure) for c, _, _, sure in known]
            old: list[tuple[Claim, bool, bool]] = []
        else:
            since = max(turned)
            later = [(c, False, sure) for c, first, _, sure in known if first > since]
            cured = RANKS.index(self.weigh(later, party)[1]) >= 3
            told = [(c, False, sure) for c, first, _, sure in known if first >= since]
            if not cured:
                told += [(c, False, False) for c, first, last, _ in known if first < since <= last]
            old = own[since] if since < day and not cured else []
        achieved = RANKS.index(self.weigh(told, party)[1]) >= 3
        return own[day] + told + old + ([] if achieved else late)

    def grades(self, term: dict[str, Any], party: str, day: int) -> tuple[str, str]:
        pro, con = self.weigh(self.evidence(term, party, day), party, term.get("acts_of"))
        if term["verb"] == "must":
            most = {"no": "none", "maybe": "possible", "yes": "confirmed"}[self.due(term, day)]
            pro = min(pro, most, key=RANKS.index)
        return pro, con

    def due(self, term: dict[str, Any], day: int) -> str:
        """Whether a duty is due on a day, as far as the days before it tell."""
        if "counted" not in term:
            return "yes" if day > term["by"] else "no"
        start, days = term["counted"]
        last = day - days - 1
        if start == "notice":
            return "yes" if any(self.first_notice("east", d) for d in range(last + 1)) else "no"
        awaited = next(t for t in self.world["terms"] if t["id"] == "pull")
        answers = []
        for party in awaited["party"]:
            kept = [d for d in range(day) if self.seen(awaited, party, d) == "kept"]
            if any(d <= last for d in kept):
                answers.append("yes")
            elif last < 0 or any(
                self.seen(awaited, party, d) == "breached" for d in range(last, last + 1 if awaited["keep"] else day)
            ):
                answers.append("no")
            elif kept and self.grades(awaited, party, last)[1] == "none":
                answers.append("no")  # it is known since when, and nobody says that it may have been sooner
            else:
                answers.append("maybe")
        return "no" if "no" in answers else "maybe" if "maybe" in answers else "yes"

    def first_notice(self, party: str, day: int) -> bool:
        """Whether the party surely said on that day that the truce is over."""
        return day in self.said(party, ["ceasefire.suspended"], day + 1)

    def weigh(self, evidence: list[tuple[Claim, bool, bool]], party: str, doer: str | None = None) -> tuple[str, str]:
        sides = {"etv": "e", "wtv": "w", "east": "e", "west": "w", "obs": "neutral", "wire": "neutral"}
        own_sides = [{"east": "e", "west": "w"}[who] for who in (party, doer) if who]

        def standing(source: str) -> str:
            if source == "obs":
                return "first-hand"
            side = sides.get(source)
            if side in own_sides:
                return "own"
            return "opposed" if side in ("e", "w") else "third"

        def grade(items: list[tuple[Claim, bool, bool]], confirming: set[str], only: str | None) -> str:
            if not items:
                return "none"
            entailing = [c for c, _, entails in items if entails]
            if any(standing(c["source"]) in confirming for c in entailing):
                return "confirmed"
            counted = [c for c in entailing if only is None or standing(c["source"]) == only]
            if not counted:
                return "possible"
            origins = {c.get("origin", c["id"]) for c in counted}
            their_sides = {sides[c["source"]] for c in counted if c["source"] in sides}
            return "corroborated" if len(origins) >= 2 and len(their_sides) >= 2 else "single"

        pro = grade([e for e in evidence if e[1]], {"own", "first-hand"}, None)
        con = grade([e for e in evidence if not e[1]], {"opposed", "first-hand"}, "third")
        return pro, con

    def notice(self, party: str, day: int) -> int | None:
        """The last day before ``day`` on which the party surely said that the truce is over, unless revived since."""

        given = self.said(party, ["ceasefire.suspended"], day)
        if not given:
            return None
        revived = self.said(party, ["ceasefire.declared", "ceasefire.in_effect", "ceasefire.extended"], day)
        return None if any(given[-1] <= r < day for r in revived) else given[-1]

    def said(self, party: str, types: list[str], until: int) -> list[int]:
        """The days before ``until`` on which the party surely said something of these types."""
        term = {"verb": "must_not", "types": types, "zone": False}
        found = []
        for d in range(until):
            told = [
                (c, True, True)
                for c in self.claims
                if not self.negative(c) and self.on_day(c, self.bears(c, term, party, types), d) == "entails"
            ]
            if RANKS.index(self.weigh(told, party)[0]) >= 3:
                found.append(d)
        return found

    def status(self, term: dict[str, Any], party: str, day: int) -> str:
        key = (term["id"], party, day)
        if key not in self.memo:
            self.memo[key] = self.judge(term, party, day)
        return self.memo[key]

    def judge(self, term: dict[str, Any], party: str, day: int) -> str:
        suspends = self.world["suspends"]
        if suspends and self.notice(suspends, day) is not None:
            return "suspended"
        pro, con = self.grades(term, party, day)
        condition = self.condition(term, party, day)
        if condition == "breached":
            return "suspended"
        settled = RANKS.index(con) >= 3
        if term["verb"] == "must" and self.due(term, day) == "no":
            return "kept" if settled else "not_due"
        if RANKS.index(pro) >= 3:
            status = "disputed" if settled else "breached"
        elif pro == "single":
            status = "disputed" if con != "none" else "alleged"
        else:
            status = "kept" if settled else "unknown"
        if status == "breached" and condition == "disputed":
            return "disputed"
        if status == "breached" and condition == "unknown" and term["presume"] == "none":
            return "unknown"
        return status

    def condition(self, term: dict[str, Any], party: str, day: int) -> str | None:
        if not term.get("while"):
            return None
        other = next(t for t in self.world["terms"] if t["id"] == term["while"])
        found = set()
        for earlier in range(max(0, day - (term.get("within") or day)), day):
            for accused in other["party"]:
                if accused != party:
                    found.add(self.seen(other, accused, earlier))
        if "breached" in found:
            return "breached"
        if "disputed" in found:
            return "disputed"
        return "unknown" if found & {"unknown", "alleged"} else None

    def seen(self, term: dict[str, Any], party: str, day: int) -> str:
        """A cell as others see it: one that is not printed is unknown, or not yet due."""
        if self.grades(term, party, day) == ("none", "none") and self.status(term, party, day) != "breached":
            return "not_due" if term["verb"] == "must" and self.due(term, day) == "no" else "unknown"
        return self.status(term, party, day)

    def table(self) -> dict[tuple[str, str, int], tuple[str, str, str]]:
        found = {}
        for term in self.world["terms"]:
            for party in term["party"]:
                for day in range(self.world["days"]):
                    pro, con = self.grades(term, party, day)
                    if (pro, con) != ("none", "none"):
                        found[term["id"], party, day] = (self.status(term, party, day), pro, con)
        return found
