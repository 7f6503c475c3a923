"""Every date of an agreement: entries into force, ends, notices, deadlines; as a list, and as iCalendar (RFC 5545)."""

from __future__ import annotations

import calendar as months
import datetime as dt
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from truceline.agreement.phrases import closed, many
from truceline.agreement.wording import deadline, term_sentences, voice_names
from truceline.model.agreement import Agreement, Instead, Instrument, Term, Within
from truceline.model.moment import anchored, zone

_LAST = dt.date(9999, 12, 31)


class Dated(NamedTuple):
    """Something that an agreement says of a day, in the agreement's time zone.

    ``day`` is None where the day is counted from something that has not happened in the file: ``why`` says from what.
    ``about`` is the id of a term or an instrument; ``what`` a word for it, and ``words`` a whole sentence.
    """

    day: dt.date | None
    what: str
    about: str
    words: str
    why: str | None = None


def agreement_dates(agreement: Agreement) -> tuple[Dated, ...]:
    """All of them, in the order of their days; those whose day is not known come last."""
    found = [*_of_instruments(agreement), *_of_terms(agreement)]
    return tuple(sorted(found, key=lambda entry: (entry.day or _LAST, entry.about, entry.what)))


def _local(agreement: Agreement, moment: str) -> dt.date:
    return anchored(moment, agreement.timezone).astimezone(zone(agreement.timezone)).date()


def _last_local(agreement: Agreement, moment: str) -> dt.date:
    """The last local day before a moment."""
    before = anchored(moment, agreement.timezone) - dt.timedelta(microseconds=1)
    return before.astimezone(zone(agreement.timezone)).date()


def _of_instruments(agreement: Agreement) -> Iterator[Dated]:
    names = voice_names(agreement)
    for instrument in agreement.instruments:
        title = instrument.title or instrument.id
        for what, moment in (("signed", instrument.signed), ("declared", instrument.declared)):
            if moment is not None:
                yield Dated(_local(agreement, moment), what, instrument.id, f"{title} is {what}.")
        begins = _local(agreement, instrument.in_force)
        yield Dated(begins, "in force", instrument.id, f"{title} enters into force.")
        for reading in instrument.readings:
            by = names.get(reading.by, reading.by)
            words = f"{title} enters into force, by {by}."
            yield Dated(_local(agreement, reading.in_force), "in force, as read", instrument.id, words)
        for notice in instrument.notices:
            words = f"{names[notice.by]} gives notice under {title}: {notice.effect}."
            yield Dated(_local(agreement, notice.day), "notice", instrument.id, words)
        if instrument.ends is not None:
            last = _last_local(agreement, instrument.ends)
            words = f"The last day of “{title}”" + (", unless it goes on by itself." if instrument.renews else ".")
            yield Dated(last, "last day", instrument.id, words)
            yield from _renewal(instrument, title)
        if instrument.extends is not None and instrument.until is not None:
            words = f"The last day of {instrument.extends}, as put off by {title}."
            yield Dated(_last_local(agreement, instrument.until), "last day", instrument.id, words)


def _renewal(instrument: Instrument, title: str) -> Iterator[Dated]:
    renews, ends = instrument.renews, instrument.ends
    if renews is None or ends is None or not renews.notice_months:
        return
    end = dt.date.fromisoformat(ends[:10])
    year, month = divmod(end.year * 12 + end.month - 1 - renews.notice_months, 12)
    day = dt.date(year, month + 1, min(end.day, months.monthrange(year, month + 1)[1]))
    words = (
        f"The last day for notice that “{title}” is not to go on, {many(renews.notice_months, 'month')} before its end."
    )
    yield Dated(day, "notice due", instrument.id, words)


def _of_terms(agreement: Agreement) -> Iterator[Dated]:
    names = voice_names(agreement)
    instruments = {instrument.id: instrument for instrument in agreement.instruments}
    sentences = {text.id: text for text in term_sentences(agreement)}
    for term in agreement.terms:
        text = sentences[term.id]
        said = f"{closed(text.paraphrase or text.sentence)}."
        if term.by is not None or term.before is not None:
            yield _due(agreement, term, term, instruments, names, "due", said)
        for reading in term.readings:
            if reading.instead is not None:
                by = names.get(reading.by, reading.by)
                words = f"{closed(said)} (as read by {by})."
                yield _due(agreement, term, reading.instead, instruments, names, "due, as read", words)
        if term.from_ is not None:
            yield Dated(_local(agreement, term.from_), "binds from", term.id, said)
        if term.until is not None:
            yield Dated(_last_local(agreement, term.until), "binds until", term.id, said)


def _due(
    agreement: Agreement,
    term: Term,
    said: Term | Instead,
    instruments: Mapping[str, Instrument],
    names: Mapping[str, str],
    what: str,
    words: str,
) -> Dated:
    """The last day on which a duty can be done in time."""
    written = said.by if said.by is not None else said.before
    assert written is not None
    early = dt.timedelta(days=0 if said.by is not None else 1)
    start = _start(agreement, written, instruments)
    if start is None:
        return Dated(None, what, term.id, words, why=deadline(said, names))
    days = written.days if isinstance(written, Within) else 0
    return Dated(start + dt.timedelta(days=days) - early, what, term.id, words)


def _start(agreement: Agreement, written: str | Within, instruments: Mapping[str, Instrument]) -> dt.date | None:
    """The day that a deadline is counted from, or the day itself; None where the file cannot know it."""
    if isinstance(written, str):
        return dt.date.fromisoformat(written)
    after = written.after
    if after.day is not None:
        return dt.date.fromisoformat(after.day)
    if after.in_force is not None:
        return _local(agreement, instruments[after.in_force].in_force)
    if after.signed is not None:
        return dt.date.fromisoformat(str(instruments[after.signed].signed))
    if after.declared is not None:
        return dt.date.fromisoformat(str(instruments[after.declared].declared))
    return None


def dates_text(agreement: Agreement) -> str:
    """The dates as lines for people, those without a known day at the end."""
    lines = [agreement.title or agreement.id, ""]
    entries = agreement_dates(agreement)
    width = max((len(entry.what) for entry in entries), default=0)
    for entry in entries:
        day = entry.day.isoformat() if entry.day is not None else "not known "
        why = f" ({entry.why})" if entry.why is not None else ""
        lines.append(f"{day}  {entry.what:<{width}}  {entry.about}: {entry.words}{why}")
    lines += ["", f"Days are local days in {agreement.timezone}. A day that is counted from what is done is not known."]
    return "\n".join(lines) + "\n"


def dates_ics(agreement: Agreement) -> bytes:
    """The dates that have a day as an iCalendar file (RFC 5545), as events that take all day."""
    stamp = min(anchored(instrument.in_force, agreement.timezone) for instrument in agreement.instruments)
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//Truceline//Agreement calendar//EN",
        "CALSCALE:GREGORIAN",
        f"X-WR-CALNAME:{_escaped(agreement.title or agreement.id)}",
    ]
    for number, entry in enumerate(agreement_dates(agreement)):
        if entry.day is None:
            continue
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(f'{agreement.id}-{number}-{entry.about}')}@truceline.invalid",
            f"DTSTAMP:{stamp:%Y%m%dT%H%M%SZ}",
            f"DTSTART;VALUE=DATE:{entry.day:%Y%m%d}",
            f"DTEND;VALUE=DATE:{entry.day + dt.timedelta(days=1):%Y%m%d}",
            f"SUMMARY:{_escaped(f'{entry.about}: {entry.what}')}",
            f"DESCRIPTION:{_escaped(entry.words)}",
            "TRANSP:TRANSPARENT",
            "END:VEVENT",
        ]
    lines.append("END:VCALENDAR")
    return b"".join(folded + b"\r\n" for line in lines for folded in _folded(line))


_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n", "\r": ""})


def _escaped(text: str) -> str:
    return "".join(c for c in text.translate(_ESCAPES) if c.isprintable())


def _folded(line: str) -> Iterator[bytes]:
    """A line in pieces of at most 75 octets, cut between characters; all but the first begin with a space."""
    piece, begin = b"", b""
    for character in line:
        octets = character.encode("utf-8", "replace")
        if len(begin + piece + octets) > 75:
            yield begin + piece
            piece, begin = b"", b" "
        piece += octets
    yield begin + piece
