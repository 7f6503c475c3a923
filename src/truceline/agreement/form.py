"""The agreement file, as its author writes it: the one declaration of keys, shapes and shorthands.

The JSON Schema for editors is generated from these structs, and the loader checks files against them, so that the two
cannot disagree. ``names`` in a ``Meta`` says what a text refers to; ``kind`` says what it must look like.
What a key means is said in :mod:`truceline.model.agreement`.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

import msgspec
from msgspec import Meta

from truceline.model.event import EventType

Text = Annotated[str, Meta(max_length=4000)]
Id = Annotated[str, Meta(min_length=1, max_length=100, extra={"kind": "id"})]
Day = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}$",
        description="A calendar day in the agreement's time zone: 2019-08-02",
        extra={"kind": "day"},
    ),
]
Moment = Annotated[
    str,
    Meta(
        pattern=r"^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d{1,6})?)?(Z|[+-]\d{2}:\d{2}))?$",
        description="A day (its first instant, local time) or an instant with offset: 2019-08-31T06:00+03:00",
        extra={"kind": "moment"},
    ),
]
TimeZone = Annotated[str, Meta(description="An IANA time zone: Asia/Damascus", extra={"kind": "time zone"})]
Type = Annotated[EventType, Meta(extra={"kind": "event type"})]
PartyName = Annotated[str, Meta(extra={"names": "party"})]
VoiceName = Annotated[str, Meta(extra={"names": "party or source"})]
ZoneName = Annotated[str, Meta(extra={"names": "zone"})]
InstrumentName = Annotated[str, Meta(extra={"names": "instrument"})]
TermName = Annotated[str, Meta(extra={"names": "term"})]
Kilometres = Annotated[float, Meta(ge=0, le=20_000)]
Range = Annotated[list[Kilometres], Meta(min_length=2, max_length=2, extra={"kind": "range"})]
Count = Annotated[int, Meta(ge=1, le=100_000)]


class Form(msgspec.Struct, kw_only=True, forbid_unknown_fields=True, omit_defaults=True):
    """What every part of the file is: known keys only, and a `note` to other authors, which nothing reads."""

    note: Text | None = None


class Threshold(Form):
    """When evidence is enough. Defaults: corroborated by 2 origins from 2 sides."""

    breach_at: Literal["corroborated", "confirmed"] | None = None
    corroborate: Corroborate | None = None


class Corroborate(Form):
    """How many distinct origins and sides corroborate."""

    origins: Count | None = None
    sides: Count | None = None


class Member(Form):
    """A group counts as the party's, by whose word, from a day (inclusive) until a day (exclusive)."""

    group: Id
    name: Text | None = None
    by: Text | None = None
    from_: Day | None = msgspec.field(default=None, name="from")
    until: Day | None = None
    source: Text | None = None


class Party(Form):
    """Somebody whom the agreement binds or exempts; `side` is a word of your choice, or none."""

    side: Annotated[str, Meta(min_length=1, max_length=100, extra={"kind": "side"})]
    name: Text | None = None
    actors: list[Id] | None = None
    aliases: list[Text] | None = None
    domains: list[Text] | None = None
    members: list[Member] | None = None


class Source(Form):
    """Somebody who reports; `side` is a side of a party, neutral, or none."""

    side: Annotated[str, Meta(min_length=1, max_length=100, extra={"kind": "side"})]
    name: Text | None = None
    role: Annotated[str, Meta(max_length=100, extra={"kind": "role"})] | None = None
    actors: list[Id] | None = None
    aliases: list[Text] | None = None
    domains: list[Text] | None = None


class Circle(Form):
    """A disc; a radius of two numbers is a range."""

    lat: Annotated[float, Meta(ge=-90, le=90)]
    lon: Annotated[float, Meta(ge=-180, le=180)]
    radius_km: Kilometres | Range


class Area(Form):
    """A GeoJSON Polygon, with holes if it has any, or a MultiPolygon (RFC 7946), longitude first."""

    type: Literal["Polygon", "MultiPolygon"]
    coordinates: list[Any]


class Line(Form):
    """A GeoJSON LineString or MultiLineString (RFC 7946), longitude first."""

    type: Literal["LineString", "MultiLineString"]
    coordinates: list[Any]


class Bounds(Form):
    """A number from `min` or above `above`, up to `max` or below `below`."""

    min: Kilometres | None = None
    above: Kilometres | None = None
    max: Kilometres | None = None
    below: Kilometres | None = None


class Weapon(Form):
    """What a word for weapons covers: classes and systems as reports name them, or calibres of a class."""

    name: Text | None = None
    includes: Text | list[Text] | None = None
    of: Text | None = None
    calibre_mm: Bounds | None = None
    range_km: Bounds | None = None
    source: Text | None = None


class Zone(Form):
    """Where a term applies: circle, geometry, along a line, or inside another zone; else it is not drawn."""

    name: Text | None = None
    circle: Circle | None = None
    geometry: Text | Area | None = None
    along: Text | Line | None = None
    each_side_km: Kilometres | Range | None = None
    width_km: Kilometres | Range | None = None
    between_sides_km: Kilometres | Range | None = None
    beyond_km: Kilometres | Range | None = None
    margin_km: Kilometres | None = None
    contains: list[Text] | None = None
    except_: ZoneName | list[ZoneName] | None = msgspec.field(default=None, name="except")
    inside: ZoneName | None = None
    depth_km: Kilometres | Range | None = None
    from_: Text | None = msgspec.field(default=None, name="from")
    assumed: Text | None = None
    source: Text | None = None


class Suspends(Form):
    """Who may suspend the instrument by announcing it."""

    by: PartyName | list[PartyName]
    needs: Literal["announcement"] | None = None


class Notice(Form):
    """A notice on the public record."""

    by: PartyName
    effect: Literal["suspended", "revived", "ended"]
    day: Day
    source: Text | None = None


class Renewal(Form):
    """It goes on for so many months each time, unless notice is given so many months before it ends."""

    months: Count
    notice_months: Annotated[int, Meta(ge=0, le=1200)] | None = None
    needs: Literal["consensus"] | None = None


class Beginning(Form):
    """When one party, source or version of the text says that the instrument entered into force."""

    in_force: Moment
    by: VoiceName | None = None
    version: Text | None = None
    source: Text | None = None


class Instrument(Form):
    """One text or declaration, in force from `in_force` until `ends` (exclusive)."""

    id: Id
    in_force: Moment
    title: Text | None = None
    signed: Day | None = None
    declared: Day | None = None
    declared_by: VoiceName | None = None
    ends: Moment | None = None
    announced: Moment | None = None
    extends: InstrumentName | None = None
    until: Moment | None = None
    supersedes: InstrumentName | list[InstrumentName] | None = None
    builds_on: InstrumentName | list[InstrumentName] | None = None
    incorporates: InstrumentName | list[InstrumentName] | None = None
    parties: list[PartyName] | None = None
    readings: list[Beginning] | None = None
    unwritten: Text | None = None
    renews: Renewal | None = None
    guarantors: VoiceName | list[VoiceName] | None = None
    suspends: Suspends | None = None
    notices: list[Notice] | None = None
    source: Text | None = None


class While(Form):
    """The term binds while these terms of others are not breached; earlier days only."""

    not_breached: TermName | list[TermName]
    presume: Literal["kept", "none"] | None = None
    within_days: Count | None = None


class OnRelease(Form):
    """What a breached condition does, and what it needs first."""

    effect: Literal["suspend"] | None = None
    needs: Literal["announcement"] | None = None


class After(Form):
    """A permission holds after somebody else's breach, within so many days."""

    breach_of: TermName | list[TermName]
    within_days: Count


class Unless(Form):
    """What is not forbidden: acts against a party, acts with a purpose, or those of so many people."""

    target: PartyName | None = None
    purpose: Text | None = None
    quota: Count | None = None


class Start(Form):
    """What days are counted from: one of a day, an instrument's dates, a duty once it is kept, or a notice."""

    day: Day | None = None
    signed: InstrumentName | None = None
    declared: InstrumentName | None = None
    in_force: InstrumentName | None = None
    kept: TermName | None = None
    notice: PartyName | None = None
    effect: Literal["suspended", "revived"] | None = None


class Within(Form):
    """So many days after a start; before it if negative, where the start is written down."""

    after: Start
    days: Annotated[int, Meta(ge=-10_000, le=100_000)] | None = None
    hours: Annotated[int, Meta(ge=1, le=100_000)] | None = None


class Instead(Form):
    """The deadline that a reading puts in the place of the term's own."""

    by: Day | Within | None = None
    before: Day | Within | None = None


class Reading(Form):
    """How one party or source reads the term, or what another version of its text says."""

    by: VoiceName | None = None
    version: Text | None = None
    unless: Unless | None = None
    instead: Instead | None = None
    text: Text | None = None
    source: Text | None = None


class Term(Form):
    """One duty (must), prohibition (must_not) or permission (may), with the clause it comes from."""

    id: Id
    of: InstrumentName
    must: Type | None = None
    must_not: Type | list[Type] | None = None
    may: Type | list[Type] | None = None
    party: PartyName | list[PartyName] | None = None
    bearer: Literal["unstated"] | None = None
    acts_of: PartyName | list[PartyName] | None = None
    replaces: TermName | list[TermName] | None = None
    quote: Annotated[str, Meta(max_length=1000)] | None = None
    paraphrase: Text | None = None
    zone: ZoneName | None = None
    from_zone: ZoneName | None = None
    towards: list[Literal["within", "from", "against"]] | None = None
    what: Text | list[Text] | None = None
    at_most: Annotated[int, Meta(ge=0, le=10_000_000)] | None = None
    at_least: Annotated[int, Meta(ge=1, le=10_000_000)] | None = None
    per: Literal["day", "week", "month", "year"] | None = None
    from_: Moment | None = msgspec.field(default=None, name="from")
    until: Moment | None = None
    unless: Unless | None = None
    by: Day | Within | None = None
    before: Day | Within | None = None
    then: Literal["maintain"] | None = None
    silence: Literal["breached"] | None = None
    while_: While | None = msgspec.field(default=None, name="while")
    on_release: OnRelease | None = None
    after: After | None = None
    requires: TermName | list[TermName] | None = None
    parallel_with: TermName | list[TermName] | None = None
    readings: list[Reading] | None = None
    draft: bool | None = None
    unwritten: Text | None = None
    not_assessed: Text | None = None
    owed_by: VoiceName | list[VoiceName] | None = None
    inferred: Text | None = None
    verifier: Text | None = None
    reports_to: Text | None = None
    source: Text | None = None


class Agreement(Form, kw_only=True):
    """One agreement: parties, sources, zones, instruments and terms."""

    id: Id
    timezone: TimeZone
    title: Text | None = None
    evidence: Threshold | None = None
    parties: dict[Id, Party]
    sources: dict[Id, Source] | None = None
    zones: dict[Id, Zone] | None = None
    weapons: dict[Id, Weapon] | None = None
    instruments: Annotated[list[Instrument], Meta(min_length=1)]
    terms: list[Term]


def agreement_schema() -> dict[str, Any]:
    """The JSON Schema (draft 2020-12) of agreement files, for editors: completion, and a first check while typing."""
    schema = msgspec.json.schema(Agreement)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Truceline agreement file",
        **schema,
    }
