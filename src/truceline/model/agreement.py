"""Agreements: instruments, terms, zones, parties and sources, as the parties wrote them.

The form follows ``must`` / ``must not`` / ``may`` of deontic logic, with achievement and maintenance obligations
(Governatori 2005); a term carries its quoted clause beside its machine form, as in Catala (Merigoux et al. 2021).
Days (``by``, ``before``, ``from``) are civil days in the agreement's time zone.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from truceline.model.display import html_table

Verb = Literal["must", "must_not", "may"]


class Designation(msgspec.Struct, frozen=True, kw_only=True):
    """A group counts as a member of a party, by whose word, from a day (inclusive) until a day (exclusive)."""

    group: str
    name: str | None = None
    by: str | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    source: str | None = None


class Party(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody whom the agreement binds or exempts. ``side`` None is written ``none``: on nobody's side.

    ``actors`` are the vocabulary ids that are this party besides its own id; ``aliases`` are further wordings.
    """

    id: str
    name: str | None = None
    side: str | None = None
    actors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()
    members: tuple[Designation, ...] = ()


class Source(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who reports. ``side`` is a side, ``neutral`` or None; ``role`` is observer, reviewer, party_media, …"""

    id: str
    name: str | None = None
    side: str | None = None
    role: str | None = None
    actors: tuple[str, ...] = ()
    aliases: tuple[str, ...] = ()
    domains: tuple[str, ...] = ()


class Circle(msgspec.Struct, frozen=True, kw_only=True):
    """A disc whose edge may be a range: ``radius_km`` is (inner, outer), equal when the edge is known."""

    lat: float
    lon: float
    radius_km: tuple[float, float]


class Zone(msgspec.Struct, frozen=True, kw_only=True):
    """Where a term applies. At most one of ``circle``, ``geometry``, ``along`` and ``inside`` is set.

    ``geometry`` is a GeoJSON Polygon or MultiPolygon. ``along`` is a LineString or MultiLineString, and the zone is
    what lies within ``each_side_km`` of it. Of a circle or line only what is farther than ``beyond_km`` counts, if that
    is set. ``inside`` another zone with ``depth_km`` is the strip of it within that depth of the line ``from``, if that
    is the id of a zone ``along`` a line. Distances are (least, most); between the two, membership is possible.

    A zone with none of these shapes is undrawn: nothing is surely inside or outside it but what ``contains`` names.
    ``margin_km`` widens and narrows the edge by the doubt about it; ``contains`` lists place ids that the text itself
    puts inside, whatever the geometry. What lies in a zone of ``except`` is left out. ``assumed`` says why a drawn
    edge is not the text's own.
    """

    id: str
    name: str | None = None
    circle: Circle | None = None
    geometry: dict[str, Any] | None = None
    along: dict[str, Any] | None = None
    each_side_km: tuple[float, float] | None = None
    beyond_km: tuple[float, float] | None = None
    margin_km: float = 0.0
    contains: tuple[str, ...] = ()
    except_: tuple[str, ...] = msgspec.field(default=(), name="except")
    inside: str | None = None
    depth_km: tuple[float, float] | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    assumed: str | None = None
    source: str | None = None


class Weapon(msgspec.Struct, frozen=True, kw_only=True):
    """A word for weapons, and the classes and systems that it covers, as reports name them.

    ``mlrs.uragan`` is a kind of ``mlrs``. ``range_km`` and ``calibre_mm`` are the text's own words for it, for people.
    """

    id: str
    name: str | None = None
    includes: tuple[str, ...] = ()
    calibre_mm: str | None = None
    range_km: str | None = None
    source: str | None = None


class Suspends(msgspec.Struct, frozen=True, kw_only=True):
    """Which parties may suspend the instrument by announcing it."""

    by: tuple[str, ...]
    needs: Literal["announcement"] = "announcement"


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """A notice on the public record: ``by`` suspended or revived the instrument on ``day``, or will not renew it."""

    by: str
    effect: Literal["suspended", "revived", "ended"]
    day: str
    source: str | None = None


class Renewal(msgspec.Struct, frozen=True, kw_only=True):
    """The instrument goes on for so many months each time it would end, unless notice is given so long before.

    Where it ``needs`` consensus, that is shown; that there was none is a notice of effect ``ended``.
    """

    months: int
    notice_months: int = 0
    needs: Literal["consensus"] | None = None


class Beginning(msgspec.Struct, frozen=True, kw_only=True):
    """When ``by`` (a party, a source, a version of the text) says that an instrument began: shown only."""

    by: str
    in_force: str
    source: str | None = None


class Instrument(msgspec.Struct, frozen=True, kw_only=True):
    """One text or declaration. In force ``[in_force, ends)``: a civil day (its first instant) or an instant.

    A later instrument may put off the end of another (``extends`` it to ``until``) or end it (``supersedes``).
    ``announced`` is when it became known, where that matters: an answer as of an earlier instant does not know it.
    ``builds_on`` and ``incorporates`` name earlier ones that it refers to, or carries over: shown, since these bind by
    themselves. ``parties`` are those whom it binds, where they are fewer than the file's; ``unwritten`` says how one
    that no published text has is known.
    """

    id: str
    title: str | None = None
    signed: str | None = None
    declared: str | None = None
    declared_by: str | None = None
    in_force: str
    ends: str | None = None
    announced: str | None = None
    extends: str | None = None
    until: str | None = None
    supersedes: tuple[str, ...] = ()
    builds_on: tuple[str, ...] = ()
    incorporates: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()
    readings: tuple[Beginning, ...] = ()
    unwritten: str | None = None
    renews: Renewal | None = None
    guarantors: tuple[str, ...] = ()
    suspends: Suspends | None = None
    notices: tuple[Notice, ...] = ()
    source: str | None = None


class While(msgspec.Struct, frozen=True, kw_only=True):
    """The term binds while these terms of the other parties are not breached, looking at earlier days only."""

    not_breached: tuple[str, ...]
    presume: Literal["kept", "none"] = "kept"
    within_days: int | None = None


class OnRelease(msgspec.Struct, frozen=True, kw_only=True):
    """What a breached condition does, and what it needs first."""

    effect: Literal["suspend"] = "suspend"
    needs: Literal["announcement"] | None = None


class After(msgspec.Struct, frozen=True, kw_only=True):
    """A permission holds after a breach of one of these terms by somebody else, within so many days."""

    breach_of: tuple[str, ...]
    within_days: int


class Unless(msgspec.Struct, frozen=True, kw_only=True):
    """An exemption: acts against the party ``target`` are not forbidden, or acts with a ``purpose``, or of so many.

    Claims name targets and no purposes: whether such an exemption applies is possible for every act.
    """

    target: str | None = None
    purpose: str | None = None
    quota: int | None = None


class Instead(msgspec.Struct, frozen=True, kw_only=True):
    """The deadline that a reading puts in the place of a term's own: ``by`` or ``before``."""

    by: str | Within | None = None
    before: str | Within | None = None


class Interpretation(msgspec.Struct, frozen=True, kw_only=True):
    """How ``by`` reads the term, or a version of its text: shown beside the status only.

    The same term with ``unless`` in place of its own; or, with ``instead``, with another deadline.
    """

    by: str
    unless: Unless | None = None
    instead: Instead | None = None
    text: str | None = None
    source: str | None = None


class Start(msgspec.Struct, frozen=True, kw_only=True):
    """What a number of days is counted from; exactly one of these is set.

    ``day`` is a civil day (day D); ``signed``, ``declared`` and ``in_force`` name an instrument; ``kept`` names a duty,
    and means the first day on which all its parties have kept it; ``notice`` names a party, and means the first day on
    which it gave notice under the term's instrument (``effect`` suspended), or took it back (revived).
    """

    day: str | None = None
    signed: str | None = None
    declared: str | None = None
    in_force: str | None = None
    kept: str | None = None
    notice: str | None = None
    effect: Literal["suspended", "revived"] = "suspended"


class Within(msgspec.Struct, frozen=True, kw_only=True):
    """A day that lies so many days after a start; the day after it is one day later.

    ``hours`` is what the text says where it counts hours; ``days`` are then the whole local days that they make.
    """

    days: int
    after: Start
    hours: int | None = None


class Term(msgspec.Struct, frozen=True, kw_only=True):
    """One duty, prohibition or permission, with the clause it comes from.

    ``types`` are event types, ``party`` are those who are bound. Where they answer for what others do, ``acts_of`` are
    those others: a guarantor's duty to see that somebody keeps still. ``replaces`` are terms of earlier instruments
    that end when this one's begins. ``by`` is the last day allowed, ``before`` the first day too late: a civil day, or
    one counted from another (:class:`Within`); with ``then`` what is done must stay done. It binds from ``from`` until
    ``until`` (excluded), if these are set, and never longer than its instrument. ``not_assessed`` says why no
    report can settle the term; a ``draft`` is not assessed until a person has read it. ``what`` lists weapon classes:
    where ``at_most`` so many are allowed, or ``at_least`` so many are wanted, those that are counted, and else only
    shown; ``weapons`` are the words of the file that stand for some of them. Only shown are ``verifier``,
    ``reports_to``, ``owed_by``, ``bearer`` (the text names none), ``towards``, ``per``, ``requires``, ``parallel_with``
    and ``unwritten``.
    """

    id: str
    of: str
    verb: Verb
    types: tuple[str, ...] = ()
    party: tuple[str, ...] = ()
    bearer: Literal["unstated"] | None = None
    acts_of: tuple[str, ...] = ()
    replaces: tuple[str, ...] = ()
    quote: str | None = None
    paraphrase: str | None = None
    zone: str | None = None
    towards: tuple[str, ...] = ()
    what: tuple[str, ...] = ()
    weapons: tuple[str, ...] = ()
    at_most: int | None = None
    at_least: int | None = None
    per: Literal["day", "week", "month", "year"] | None = None
    from_: str | None = msgspec.field(default=None, name="from")
    until: str | None = None
    unless: Unless | None = None
    by: str | Within | None = None
    before: str | Within | None = None
    then: Literal["maintain"] | None = None
    silence: Literal["breached"] | None = None
    while_: While | None = msgspec.field(default=None, name="while")
    on_release: OnRelease | None = None
    after: After | None = None
    requires: tuple[str, ...] = ()
    parallel_with: tuple[str, ...] = ()
    readings: tuple[Interpretation, ...] = ()
    draft: bool = False
    unwritten: str | None = None
    not_assessed: str | None = None
    owed_by: tuple[str, ...] = ()
    inferred: str | None = None
    verifier: str | None = None
    reports_to: str | None = None
    source: str | None = None


class Threshold(msgspec.Struct, frozen=True, kw_only=True):
    """When evidence is enough: the grade that makes a breach, and how many origins and sides corroborate."""

    breach_at: Literal["corroborated", "confirmed"] = "corroborated"
    origins: int = 2
    sides: int = 2


class Agreement(msgspec.Struct, frozen=True, kw_only=True):
    """One agreement file: everything that reports are laid beside."""

    id: str
    title: str | None = None
    timezone: str
    evidence: Threshold = Threshold()
    parties: tuple[Party, ...] = ()
    sources: tuple[Source, ...] = ()
    zones: tuple[Zone, ...] = ()
    weapons: tuple[Weapon, ...] = ()
    instruments: tuple[Instrument, ...] = ()
    terms: tuple[Term, ...] = ()

    @property
    def party_names(self) -> dict[str, str]:
        """What to call each party, by id: its name, else its id."""
        return {p.id: p.name or p.id for p in self.parties}

    def _repr_html_(self) -> str:
        names = self.party_names
        rows = [
            (term.id, f"{term.verb} {', '.join(term.types)}", ", ".join(names.get(p, p) for p in term.party),
             term.quote or term.paraphrase or "")
            for term in self.terms
        ]  # fmt: skip
        return html_table(self.title or self.id, ("term", "duty", "party", "as agreed, or in our words"), rows)
