"""Instruments in plain English: when each began, on what it builds, how it ends."""

from __future__ import annotations

from truceline.agreement.phrases import closed, date, moment, series
from truceline.agreement.remarks import force, renewal
from truceline.agreement.wording import voice_names
from truceline.model.agreement import Agreement


def instrument_sentences(agreement: Agreement) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Of each instrument its title, and what must be known of it in whole sentences."""
    names = voice_names(agreement)
    titles = {instrument.id: instrument.title or instrument.id for instrument in agreement.instruments}
    found = []
    for instrument in agreement.instruments:
        said = []
        if instrument.signed is not None:
            said.append(f"Signed on {date(instrument.signed)}.")
        if instrument.declared is not None:
            by = f" by {names[instrument.declared_by]}" if instrument.declared_by else ""
            said.append(f"Declared{by} on {date(instrument.declared)}.")
        said.append(force(instrument))
        said += [
            f"By {names.get(reading.by, reading.by)} it was in force from {moment(reading.in_force)}."
            for reading in instrument.readings
        ]
        if instrument.parties:
            said.append(f"Binds {series((names[party] for party in instrument.parties), 'and')} only.")
        if instrument.guarantors:
            said.append(f"Guaranteed by {series((names[voice] for voice in instrument.guarantors), 'and')}.")
        for word, others in (
            ("Builds on", instrument.builds_on),
            ("Carries over all of", instrument.incorporates),
            ("Ends", instrument.supersedes),
        ):
            if others:
                said.append(f"{word} {series((titles[other] for other in others), 'and')}.")
        if instrument.extends is not None and instrument.until is not None:
            said.append(f"Puts off the end of {titles[instrument.extends]} to {moment(instrument.until)}.")
        if instrument.renews is not None:
            said.append(renewal(instrument))
        if instrument.suspends is not None:
            said.append(
                f"{series((names[party] for party in instrument.suspends.by), 'or')} may call it off by saying so."
            )
        said += [f"{_NOTICES[n.effect].format(names[n.by])} on {date(n.day)}." for n in instrument.notices]
        if instrument.announced is not None:
            said.append(f"Known since {moment(instrument.announced)}.")
        if instrument.unwritten is not None:
            said.append(f"Not in any published text: {closed(instrument.unwritten)}.")
        if instrument.source is not None:
            said.append(f"Source: {closed(instrument.source)}.")
        found.append((titles[instrument.id], tuple(said)))
    return tuple(found)


_NOTICES = {"suspended": "{} called it off", "revived": "{} took that back", "ended": "{} gave notice of its end"}
