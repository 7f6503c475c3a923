"""Neutral words for what a claim says: who says it, how, and what about. Every word of theirs stays a quotation."""

from __future__ import annotations

from truceline.model.agreement import Agreement
from truceline.model.claim import Claim
from truceline.model.event import Count
from truceline.show.marks import visible
from truceline.show.report.blocks import Line, Piece, Run
from truceline.show.words import Words

#: Kinds of event in words; the keys are those of the closed list.
EVENT_WORDS = {
    "attack": "an attack",
    "attack.direct_fire": "direct fire",
    "attack.shelling": "shelling",
    "attack.air": "an air strike",
    "attack.drone": "a drone strike",
    "attack.explosive": "an explosion",
    "attack.chemical": "a chemical attack",
    "clash": "a clash",
    "territory.captured": "capture of territory",
    "territory.handed_over": "handover of territory",
    "forces.deployed": "deployment of forces",
    "forces.withdrawn": "withdrawal of forces",
    "weapons.deployed": "presence of weapons",
    "weapons.withdrawn": "withdrawal of weapons",
    "weapons.transferred": "transfer of weapons",
    "fortification": "fortification",
    "overflight": "an overflight",
    "live_fire_exercise": "a live-fire exercise",
    "equipment.seized": "seizure of equipment",
    "equipment.destroyed": "destruction of equipment",
    "property.destroyed": "destruction of property",
    "looting": "looting",
    "civilians.harmed": "harm to civilians",
    "abduction": "an abduction",
    "detention": "a detention",
    "release": "a release",
    "displacement": "displacement",
    "return": "a return of people",
    "recruitment": "recruitment",
    "aid.delivered": "delivery of aid",
    "aid.obstructed": "obstruction of aid",
    "movement.restricted": "restriction of movement",
    "route.opened": "opening of a route",
    "demining": "demining",
    "agreement.signed": "signature of an agreement",
    "ceasefire.declared": "declaration of a ceasefire",
    "ceasefire.in_effect": "a ceasefire in effect",
    "ceasefire.suspended": "the end or suspension of the ceasefire",
    "ceasefire.extended": "extension of the ceasefire",
    "term.described": "what an agreement says",
    "monitor.deployed": "deployment of monitors",
    "monitor.patrol": "a patrol of monitors",
    "monitor.obstructed": "obstruction of monitors",
    "coverage": "what observers saw or did not see",
    "talks": "talks",
    "cooperation": "cooperation",
    "protest": "a protest",
    "other": "another event",
}
#: What a speaker does, before the quotation.
SPEECH_WORDS = {
    "asserts": "{source} reported:",
    "denies": "{source} denied:",
    "accuses": "{source} accused:",
    "claims_responsibility": "{source} claimed responsibility:",
    "announces": "{source} announced:",
    "threatens": "{source} threatened:",
    "demands": "{source} demanded:",
    "describes_term": "{source} described the agreement:",
    "finds": "{source} found:",
}
#: What keeps a claim from being a plain report of what happened.
CERTAINTY_WORDS = {
    "probable": "called probable",
    "possible": "called possible",
    "uncommitted": "the source does not commit itself",
}
MODALITY_WORDS = {
    "ongoing": "ongoing",
    "future": "in the future",
    "conditional": "conditional",
    "required": "required",
    "hypothetical": "hypothetical",
}
REVIEW_WORDS = {
    "machine": "not reviewed",
    "unsure": "a reviewer was unsure",
    "accepted": "reviewed",
    "corrected": "corrected by a reviewer",
    "added": "added by a reviewer",
    "verified": "verified by a reviewer",
}


class Phrases:
    """Sentences about claims in one language, with the names of one agreement."""

    def __init__(self, words: Words, agreement: Agreement) -> None:
        self.words = words
        self._names = {source.id: source.name or source.id for source in agreement.sources} | agreement.party_names

    def name(self, id_: str) -> str:
        """What to call a party, a source or an actor."""
        kind, _, rest = id_.partition(":")
        return self.words.apart(visible(self._names.get(id_) or (rest if kind == "unnamed" else id_).replace("-", " ")))

    def parties(self, ids: str) -> str:
        """One party, or several together."""
        return self.words(" and ").join(self.name(party) for party in ids.split("+"))

    def source(self, claim: Claim) -> str:
        """By whose word: a name of the agreement, a name as the report has it, or the report's own voice."""
        kind, _, rest = (claim.source or "report:").partition(":")
        if kind == "report":
            own = self.words("the report itself")
            return f"{own} ({self.words.apart(visible(rest))})" if rest and not rest.startswith("sha256") else own
        if kind == "unknown":
            if rest == "nobody":
                return self.words("somebody not named")
            return self.name(rest)
        if kind == "reviewer":
            return self.words("a reviewer")
        return self.name(claim.source or "")

    def told(self, claim: Claim) -> Line:
        """The sentence: who said it, in which words, about what, and where to find it."""
        before, _, after = self.words(SPEECH_WORDS[claim.speech]).partition("{source}")
        pieces: list[Piece] = [Run(before)] if before else []
        pieces.append(Run(self.source(claim), "strong"))
        pieces += [Run(f"{after} "), Run(visible(claim.quote), "quote"), Run(f" ({self.about(claim)}) ", "faint")]
        pieces.append(Run(claim.id, "id", f"claim-{claim.id}"))
        return tuple(pieces)

    def about(self, claim: Claim) -> str:
        """What it is about, in our words: kind, actors, time, place, and what is doubtful."""
        words, event = self.words, claim.event
        if event is None:
            return ""
        kind = words(EVENT_WORDS[event.type])
        parts = [words("not: {what}", what=kind) if claim.polarity == "negative" else kind]
        if event.actors:
            parts.append(words("by {who}", who=self._several(event.actors)))
        if event.recipients:
            parts.append(words("against {who}", who=self._several(event.recipients)))
        parts.append(self.when(claim))
        parts.append(self.where(claim))
        parts += [words(told[value]) for told, value in self._doubts(claim) if value in told]
        return words(", ").join(parts)

    def when(self, claim: Claim) -> str:
        """The window in words."""
        time = claim.event.time if claim.event is not None else None
        start, end = (None, None) if time is None else (time.start, time.end)
        if start is None and end is None:
            return self.words("no date")
        if start is None:
            return self.words("before {day}", day=self._moment(end or ""))
        if end is None:
            return self.words("from {day} on", day=self._moment(start))
        if len(start) == len(end) == 10:
            return self.words.day(f"{start}/{_day_before(end)}")
        return f"{self._moment(start)} – {self._moment(end)}"

    def where(self, claim: Claim) -> str:
        """The place in words: never a point."""
        place = claim.event.place if claim.event is not None else None
        if place is None:
            return self.words("place not said")
        if place.zone is not None:
            return self.words("zone {name}", name=self.words.apart(place.zone))
        name = self.words.apart(visible(place.name)) if place.name else self.words("a place without a name")
        if place.geometry is not None or place.lat is None or place.radius_km is None:
            return name
        return self.words("within {km} km of the centre of {name}", km=f"{place.radius_km:g}", name=name)

    def count(self, count: Count | None) -> str:
        """How many, as it was said: a range, never a sum."""
        if count is None:
            return ""
        if count.low is not None and count.low == count.high:
            said = str(count.low)
        elif count.low is None and count.high is None:
            said = "?"
        elif count.high is None:
            said = self.words("at least {n}", n=count.low)
        elif count.low is None:
            said = self.words("at most {n}", n=count.high)
        else:
            said = f"{count.low}–{count.high}"
        return said

    def _several(self, ids: tuple[str, ...]) -> str:
        return self.words(" or ").join(self.name(id_) for id_ in ids)

    def _doubts(self, claim: Claim) -> tuple[tuple[dict[str, str], str], ...]:
        return (CERTAINTY_WORDS, claim.certainty), (MODALITY_WORDS, claim.modality)

    def _moment(self, written: str) -> str:
        if len(written) == 10:
            return self.words.day(written)
        return f"{self.words.day(written[:10])} {written[11:16]}" + written[16:].lstrip(":0123456789.")


def _day_before(day: str) -> str:
    import datetime as dt

    return (dt.date.fromisoformat(day) - dt.timedelta(days=1)).isoformat()
