"""What every page needs to know of the request: who asks, in which language, and the addresses of everything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable
from typing import Any

from truceline.model.agreement import Agreement
from truceline.model.claim import Claim
from truceline.model.selection import Filter
from truceline.model.status import Cell
from truceline.model.world import Place, TimeInterval
from truceline.serve.evidence import type_words
from truceline.serve.rendering import address
from truceline.serve.visitor import Visitor
from truceline.serve.words import PageWords

#: UCDP ``where_prec`` in words.
_PRECISION = {
    1: "the place itself",
    2: "near it",
    3: "a district, no finer",
    4: "a province, no finer",
    5: "a stretch or a vague area",
    6: "a country, no finer",
    7: "beyond one country",
}
NAV = (
    ("/", "Table"),
    ("/map", "Map"),
    ("/incidents", "Incidents"),
    ("/agreement", "Agreement"),
    ("/reports", "Reports"),
    ("/coverage", "Who watched"),
    ("/search", "Search"),
)


class Here:
    """The request as templates see it: ``pairs`` are the filter's names and values, ``page`` the page's own."""

    def __init__(
        self,
        *,
        path: str,
        wanted: Filter,
        page: dict[str, str],
        words: PageWords,
        visitor: Visitor,
        csrf: str = "",
    ) -> None:
        self.path = path
        self.wanted = wanted
        self.page = page
        self.words = words
        self.visitor = visitor
        self.csrf = csrf
        self.agreement: Agreement | None = None
        self.several: list[tuple[str, str]] = []
        self.nav: tuple[tuple[str, str], ...] = NAV
        if visitor.may_review:
            self.nav += (("/review", "Review"), ("/note", "Field note"))
        if visitor.may("admin"):
            self.nav += (("/accounts", "Accounts"),)

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """The filter, and the language where it is not the usual one."""
        return [*self.wanted.pairs(), *self._language()]

    @property
    def api_pairs(self) -> list[tuple[str, str]]:
        """The filter as programs give it."""
        return list(self.wanted.pairs())

    def view_pairs(self, first: str, last: str) -> list[tuple[str, str]]:
        """The filter with the days that the page shows, as files take it."""
        kept = [(name, value) for name, value in self.wanted.pairs() if name not in ("since", "until")]
        return [*kept, ("since", first), ("until", last)] if first and last else kept

    @property
    def store_pairs(self) -> list[tuple[str, str]]:
        """Which agreement, as of when, in which language: what stays when a reader goes elsewhere."""
        return [*((n, v) for n, v in self.wanted.pairs() if n in ("agreement", "as_of")), *self._language()]

    @property
    def days_pairs(self) -> list[tuple[str, str]]:
        """The same with the days."""
        kept = ("agreement", "as_of", "since", "until", "term", "party")
        return [*((n, v) for n, v in self.wanted.pairs() if n in kept), *self._language()]

    @property
    def is_filtered(self) -> bool:
        """True when something was chosen."""
        return any(name != "agreement" for name, _ in self.wanted.pairs())

    @property
    def url(self) -> str:
        """This page's own address."""
        return address(self.path, [*self.wanted.pairs(), *self.page.items(), *self._language()])

    def in_language(self, language: str) -> str:
        """This page in another language."""
        pairs = [*self.wanted.pairs(), *self.page.items(), ("lang", language)]
        return address(self.path, pairs)

    def with_(self, name: str, value: str) -> str:
        """This page with one thing otherwise."""
        return address(self.path, [*self.wanted.pairs(), *({**self.page, name: value}).items(), *self._language()])

    def filtered(self, path: str, **names: str | Iterable[str] | None) -> str:
        """A page under this filter with some of its names otherwise; None takes a name out."""
        kept = [(n, v) for n, v in self.wanted.pairs() if n not in names]
        for name, value in names.items():
            if value is not None:
                kept += [(name, v) for v in ((value,) if isinstance(value, str) else value)]
        return address(path, [*kept, *self._language()])

    def open(self, cell: Any) -> str:
        """The table with the evidence of one cell beside it."""
        page = {**self.page, "cell": f"{cell.term}/{cell.party}/{cell.day}"}
        return address("/", [*self.wanted.pairs(), *page.items(), *self._language()])

    def cell(self, cell: Cell) -> str:
        """A cell's own page."""
        return address(f"/cells/{cell.term}/{cell.party}/{cell.day}", self.store_pairs)

    def claim(self, claim: Claim) -> str:
        """A claim's own page."""
        return address(f"/claims/{claim.id}", self.store_pairs)

    def report(self, report: str | None) -> str:
        """A report's page."""
        return address(f"/reports/{(report or '').removeprefix('sha256:')}", self.store_pairs)

    def incident(self, incident: str) -> str:
        """The page of one occurrence."""
        return address(f"/incidents/{incident}", self.days_pairs)

    def party(self, party: str) -> str:
        """What to call a party, or several together."""
        names = self.agreement.party_names if self.agreement is not None else {}
        return " + ".join(names.get(one, one) for one in party.split("+"))

    def kind(self, type_: str) -> str:
        """An event type in words."""
        return self.words(type_words(type_))

    def precision(self, place: Place) -> str:
        """How exact a place is: a comma, and words."""
        parts = []
        if place.precision in _PRECISION:
            parts.append(self.words(_PRECISION[place.precision]))
        if place.radius_km:
            parts.append(self.words("within {n} km", n=f"{place.radius_km:g}"))
        return "".join(f", {part}" for part in parts)

    def window(self, time: TimeInterval) -> str:
        """When something was, as people write it; an open end says so."""
        if time.start is None or time.end is None:
            if time.start is not None:
                return self.words("from {day}", day=self.words.day(time.start[:10]))
            return self.words("before {day}", day=self.words.day((time.end or "")[:10])) if time.end else ""
        if len(time.start) == 10 and len(time.end) == 10:
            last = (dt.date.fromisoformat(time.end) - dt.timedelta(days=1)).isoformat()
            return self.words.day(time.start if last <= time.start else f"{time.start}/{last}")
        if time.start[:10] == time.end[:10] or time.end[10:] in ("T00:00", "T00:00:00"):
            return f"{self.words.day(time.start[:10])}, {time.start[11:16]}–{time.end[11:16]}"
        return (
            f"{self.words.day(time.start[:10])} {time.start[11:16]} – {self.words.day(time.end[:10])} {time.end[11:16]}"
        )

    def _language(self) -> list[tuple[str, str]]:
        return [] if self.words.language == "en" else [("lang", self.words.language)]
