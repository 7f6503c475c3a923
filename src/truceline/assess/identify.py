"""Claims of a report laid beside an agreement: whose words they are, and which parties their actors are."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Mapping

import msgspec

from truceline.model.agreement import Agreement, Party, Source
from truceline.model.claim import Attribution, Claim, Reading
from truceline.model.event import Event
from truceline.model.moment import anchored, is_instant, parsed, zone
from truceline.model.world import Actor


def identify(
    reading: Reading, agreement: Agreement, *, vocabulary: Mapping[str, Actor], recorded: str | None = None
) -> tuple[Claim, ...]:
    """The report's claims with ``source``, ``recorded`` and party ids, as the engine wants them.

    ``vocabulary`` gives the actors that a common noun may stand for; ``recorded`` (RFC 3339 with offset) stands in when
    the report has no date. An actor that is described but not identified becomes unknown, since it may be anybody; an
    actor of the vocabulary that is no party stays, as an outsider.
    """
    registry = _Registry(agreement, vocabulary)
    attributions = {a.id: a for a in reading.attributions}
    when = _recorded(reading.report.published, agreement.timezone, recorded)
    voice = registry.outlet(reading.report.publisher, reading.report.url) or _report_name(reading)
    found = []
    for claim in reading.claims:
        attribution = attributions.get(claim.attribution or "")
        source = voice if attribution is None else registry.speaker(attribution)
        found.append(
            msgspec.structs.replace(
                claim,
                source=claim.source or source,
                recorded=claim.recorded or when,
                report=reading.report.id,
                event=None
                if claim.event is None
                else registry.event(claim.event, negative=claim.polarity == "negative" or claim.speech == "denies"),
            )
        )
    return tuple(found)


def _report_name(reading: Reading) -> str:
    return "report:" + (reading.report.publisher or reading.report.url or reading.report.id)


def _recorded(published: str | None, timezone: str, fallback: str | None) -> str | None:
    """The instant of publication; of a civil day its last second in the agreement's time zone."""
    if published is None:
        return fallback
    if is_instant(published):
        return published
    value = parsed(published)
    if isinstance(value, dt.datetime):
        return anchored(published, timezone).isoformat()
    return dt.datetime.combine(value, dt.time(23, 59, 59), zone(timezone)).isoformat()


class _Registry:
    """Names, aliases, domains and vocabulary ids of an agreement's parties and sources."""

    def __init__(self, agreement: Agreement, vocabulary: Mapping[str, Actor]) -> None:
        self._vocabulary = vocabulary
        self._parties = {p.id for p in agreement.parties}
        self._groups = {m.group for p in agreement.parties for m in p.members}
        self._party_of: dict[str, str] = {}
        for party in agreement.parties:
            for actor in (party.id, *party.actors):
                self._party_of.setdefault(actor, party.id)
        self._source_of: dict[str, str] = {}
        for source in agreement.sources:
            for actor in (source.id, *source.actors):
                self._source_of.setdefault(actor, source.id)
        everybody: list[Party | Source] = [*agreement.sources, *agreement.parties]
        self._aliases = sorted(
            ((alias.casefold(), who.id) for who in everybody for alias in (who.name, *who.aliases) if alias),
            key=lambda pair: (-len(pair[0]), pair),
        )
        self._domains = {d.casefold(): who.id for who in everybody for d in who.domains}

    def outlet(self, publisher: str | None, url: str | None) -> str | None:
        """Whose the report is: by its address, else by the publisher's name or id."""
        if url is not None:
            host = re.sub(r"^\w+://(?:[^/@]*@)?([^/:?#]+).*$", r"\1", url.casefold())
            while host:
                if host in self._domains:
                    return self._domains[host]
                host = host.partition(".")[2]
        if publisher is None:
            return None
        key = publisher.strip().casefold()
        if key in self._source_of or key in self._party_of:
            return self._source_of.get(key) or self._party_of[key]
        return next((id_ for alias, id_ in self._aliases if alias == key), None)

    def speaker(self, attribution: Attribution) -> str:
        """Whose words these are: a source or party by its vocabulary id or alias, else unknown and named."""
        mention = attribution.source
        if mention is None:
            return "unknown:nobody"
        actor = mention.actor
        if actor is not None:
            if actor in self._source_of:
                return self._source_of[actor]
            if actor in self._party_of:
                return self._party_of[actor]
        named = self._alias_in(mention.text)
        if named is not None:
            return named
        return f"unknown:{actor or re.sub(r'[^a-z0-9]+', '-', mention.text.casefold()).strip('-')}"

    def _alias_in(self, words: str) -> str | None:
        folded = words.casefold()
        for alias, id_ in self._aliases:
            at = folded.find(alias)
            if at >= 0 and not _touches_letter(folded, at, at + len(alias)):
                return id_
        return None

    def event(self, event: Event, *, negative: bool) -> Event:
        """The event with the agreement's ids for actors and recipients."""
        roles = {"actors": self._ids(event.actors), "recipients": self._ids(event.recipients)}
        if not negative:
            # One of several who is described and not identified may be anybody: to drop only him would make the others
            # sure. In a denial nobody at all is the widest scope, so there he stays.
            roles = {r: () if any(i.startswith("unnamed:") for i in ids) else ids for r, ids in roles.items()}
        return msgspec.structs.replace(event, **roles)

    def _ids(self, actors: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(id_ for actor in actors for id_ in self._spelled_out(actor)))

    def _spelled_out(self, actor: str) -> tuple[str, ...]:
        if actor in self._groups or actor in self._parties:
            return (actor,)
        if actor in self._party_of:
            return (self._party_of[actor],)
        entry = self._vocabulary.get(actor)
        if entry is not None and entry.one_of:
            return tuple(dict.fromkeys(i for member in entry.one_of for i in self._spelled_out(member)))
        return (actor,)


def _touches_letter(text: str, start: int, end: int) -> bool:
    return text[start - 1 : start].isalnum() or text[end : end + 1].isalnum()
