"""How instruments change each other (extended, superseded, renewed, a term replaced), and what was known of it when.

An amendment may have no document, and be known of from a day only. An answer as of an earlier instant does not know it.
"""

from __future__ import annotations

import calendar
import datetime as dt

import msgspec

from truceline.assess.record import microseconds
from truceline.model.agreement import Agreement, Instrument, Term
from truceline.model.moment import anchored

#: A text that is renewed more often than this has no end that matters here.
_RENEWALS = 1000
_LAST_YEAR = 9000


def known_by(agreement: Agreement, as_of: str | None) -> Agreement:
    """The agreement as it was known at an instant (RFC 3339, or a civil day or time of its own; None is now).

    Instruments announced later are left out with their terms and all they change, and so are later notices that one is
    not to be renewed. The same object where nothing is.
    """
    if as_of is None:
        return agreement
    zone = agreement.timezone
    until = anchored(as_of, zone)
    gone = {i.id for i in agreement.instruments if i.announced is not None and anchored(i.announced, zone) > until}
    kept = tuple(_told_by(i, until, zone) for i in agreement.instruments if i.id not in gone)
    if kept == agreement.instruments:
        return agreement
    unknown = {term.id for term in agreement.terms if term.of in gone}
    terms = tuple(_without(term, unknown) for term in agreement.terms if term.id not in unknown)
    return msgspec.structs.replace(agreement, instruments=kept, terms=terms)


def _told_by(instrument: Instrument, until: dt.datetime, zone: str) -> Instrument:
    notices = tuple(n for n in instrument.notices if n.effect != "ended" or anchored(n.day, zone) <= until)
    return instrument if notices == instrument.notices else msgspec.structs.replace(instrument, notices=notices)


def _without(term: Term, unknown: set[str]) -> Term:
    """A term whose condition and permission name only terms that are known."""
    changes: dict[str, object] = {}
    if term.while_ is not None and unknown & set(term.while_.not_breached):
        left = tuple(name for name in term.while_.not_breached if name not in unknown)
        changes["while_"] = msgspec.structs.replace(term.while_, not_breached=left) if left else None
    if term.after is not None and unknown & set(term.after.breach_of):
        left = tuple(name for name in term.after.breach_of if name not in unknown)
        changes["after"] = msgspec.structs.replace(term.after, breach_of=left)
    return msgspec.structs.replace(term, **changes) if changes else term


def amended(agreement: Agreement) -> dict[str, Instrument]:
    """The instruments by id, each with the end that later ones and its renewals give it."""
    zone = agreement.timezone
    found = {}
    for instrument in agreement.instruments:
        ends = _renewed(instrument)
        ends = max(
            [ends, *(i.until for i in agreement.instruments if i.extends == instrument.id)],
            key=lambda moment: _instant(moment, zone),
        )
        later = [i.in_force for i in agreement.instruments if instrument.id in i.supersedes]
        ends = min([ends, *later], key=lambda moment: _instant(moment, zone))
        found[instrument.id] = msgspec.structs.replace(instrument, ends=ends)
    return found


def replaced_on(term: Term, agreement: Agreement) -> str | None:
    """When a term stops because another takes its place; None where none does."""
    begins = {instrument.id: instrument.in_force for instrument in agreement.instruments}
    moments = [begins[other.of] for other in agreement.terms if term.id in other.replaces]
    return min(moments, key=lambda moment: _instant(moment, agreement.timezone), default=None)


def _instant(moment: str | None, zone: str) -> float:
    """Microseconds of a moment; None is never."""
    return float("inf") if moment is None else microseconds(anchored(moment, zone))


def _renewed(instrument: Instrument) -> str | None:
    """The end of an instrument that goes on by itself unless notice is given in time; None when it never was."""
    renews, ends = instrument.renews, instrument.ends
    if renews is None or ends is None:
        return ends
    notices = [dt.date.fromisoformat(n.day) for n in instrument.notices if n.effect == "ended"]
    if not notices:
        return None
    for times in range(_RENEWALS):
        end = _later(ends, times * renews.months)
        if end is None:
            return None
        last = _months_later(dt.date.fromisoformat(end[:10]), -renews.notice_months)
        if min(notices) <= last:
            return end
    return None


def _later(moment: str, months: int) -> str | None:
    """The same time of day so many months later, or on the last day of a shorter month; None beyond all calendars."""
    day = dt.date.fromisoformat(moment[:10])
    if day.year + months // 12 >= _LAST_YEAR:
        return None
    return _months_later(day, months).isoformat() + moment[10:]


def _months_later(day: dt.date, months: int) -> dt.date:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))
