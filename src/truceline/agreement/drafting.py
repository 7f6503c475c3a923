"""Clauses found in a text -> an agreement file for a person to finish: every term a draft, with its quotation."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Protocol

#: Of a longer clause the beginning is quoted, cut between words.
_MOST_QUOTED = 900
#: Words that YAML of some age reads as something else.
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "none", "y", "n"})


class Words(Protocol):
    """A stretch of the text."""

    @property
    def words(self) -> str:
        """The words themselves."""


class Deadline(Protocol):
    """A day that is named, or so many days or hours after something."""

    @property
    def at(self) -> Words:
        """Where it stands."""

    @property
    def key(self) -> str:
        """by, before or from."""

    @property
    def day(self) -> str | None:
        """The day (ISO 8601), where one is named."""

    @property
    def number(self) -> int | None:
        """How many days or hours, where they are counted."""

    @property
    def unit(self) -> str | None:
        """days or hours."""


class Clause(Protocol):
    """One clause as it was read; what was not found is empty."""

    @property
    def number(self) -> str:
        """What it is called in the text."""

    @property
    def at(self) -> Words:
        """Its words."""

    @property
    def verb(self) -> str | None:
        """must, must_not or may."""

    @property
    def type(self) -> str | None:
        """The kind of event that it is about."""

    @property
    def parties(self) -> Sequence[Words]:
        """The names before its verb."""

    @property
    def everybody(self) -> bool:
        """True where it speaks of all parties."""

    @property
    def deadlines(self) -> Sequence[Deadline]:
        """The days that it names or counts."""

    @property
    def distances(self) -> Sequence[Words]:
        """The distances that it names."""

    @property
    def weapons(self) -> Sequence[str]:
        """Classes of weapons that it names."""


def draft_file(
    clauses: Sequence[Clause], names: Mapping[str, str], called: Mapping[str, str], *, id_: str, timezone: str
) -> str:
    """The file (YAML 1.2). ``names`` gives the actor of each name in the text, ``called`` what to call each actor.

    Where the text names no day from which it holds, a check of the file asks for it.
    """
    actors = sorted({names[name.words] for clause in clauses for name in clause.parties})
    days = [d.day for clause in clauses for d in clause.deadlines if d.key == "from" and d.day is not None]
    parties = [
        f"  {_said(actor)}: {{side: {_said(actor)}, name: {_said(called.get(actor, actor))}}}" for actor in actors
    ]
    lines = [
        "# A machine's draft. Read each clause against the official text and correct the term; then take its draft",
        "# mark away. Until then nothing is laid beside it. docs/agreements.md tells what every key means.",
        f"id: {_said(id_)}",
        f"title: {_said(f'{id_} (draft)')}",
        f"timezone: {_said(timezone)}",
        "parties:",
        *(parties or ["  unnamed: {side: none, name: those whom the text does not name}"]),
        "instruments:",
        f"  - id: {_said(id_)}",
        f"    in_force: {days[0] if days else 'unknown # the text names no day: write it'}",
        "terms:" if clauses else "terms: []",
    ]
    used: dict[str, int] = {}
    for clause in clauses:
        name = clause.number or "preamble"
        used[name] = used.get(name, 0) + 1
        own = tuple(dict.fromkeys(names[party.words] for party in clause.parties))
        bound = own or (tuple(actors) if clause.everybody else ())
        lines += _term(clause, name if used[name] == 1 else f"{name}-{used[name]}", bound, id_)
    return "\n".join(lines) + "\n"


def _term(clause: Clause, id_: str, parties: Sequence[str], instrument: str) -> Iterator[str]:
    quote, notes = " ".join(clause.at.words.split()), []
    yield f"  - id: {_said(id_)}"
    yield f"    of: {_said(instrument)}"
    yield "    draft: true"
    if len(quote) > _MOST_QUOTED:
        quote = quote[:_MOST_QUOTED].rpartition(" ")[0]
        notes.append("the clause goes on")
    yield f"    quote: {_said(quote)}"
    if clause.verb is None:
        yield '    not_assessed: "no word that obliges, forbids or allows was found"'
    else:
        yield f"    {clause.verb}: {clause.type or 'other'}"
    if parties:
        yield f"    party: [{', '.join(map(_said, parties))}]"
    elif clause.verb is not None:
        yield "    bearer: unstated"
    if clause.weapons and (clause.type or "").startswith("weapons"):
        yield f"    what: [{', '.join(map(_said, clause.weapons))}]"
    due = next((d for d in clause.deadlines if d.key != "from"), None) if clause.verb == "must" else None
    if due is not None and due.day is not None:
        yield f"    {due.key}: {due.day}"
    elif due is not None:
        yield f"    {due.key}: {{{due.unit}: {due.number}, after: {{in_force: {_said(instrument)}}}}}"
        notes.append("counted from the entry into force; the text may count from something else")
    notes += [f"distance: {' '.join(distance.words.split())}" for distance in clause.distances]
    notes += [f"date: {' '.join(d.at.words.split())}" for d in clause.deadlines if d is not due]
    if notes:
        yield f"    note: {_said('; '.join(notes))}"


def _said(text: str) -> str:
    """A text as a YAML value: plain where that is safe, else in quotes (JSON is YAML 1.2)."""
    plain = text.replace("-", "").replace("_", "").replace(".", "")
    if plain.isascii() and plain.isalnum() and text[:1].isalpha() and text.casefold() not in _WORDS:
        return text
    return json.dumps(text, ensure_ascii=False)
