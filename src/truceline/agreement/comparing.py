"""What changed between two agreement files, part by part, in the words that people read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal, NamedTuple

import msgspec

from truceline.agreement.instruments import instrument_sentences
from truceline.agreement.wording import term_sentences
from truceline.model.agreement import Agreement


class Change(NamedTuple):
    """One part that was added, removed or changed: what kind of part, its id, and the lines of it in both files."""

    how: Literal["added", "removed", "changed"]
    kind: str
    id: str
    before: tuple[str, ...]
    after: tuple[str, ...]


def agreement_changes(before: Agreement, after: Agreement) -> tuple[Change, ...]:
    """Every part that differs: instruments, terms, zones, weapons, parties and sources, in the order of the files."""
    found: list[Change] = []
    for kind, old, new in zip(_KINDS, _parts(before), _parts(after), strict=True):
        found += _compared(kind, old, new)
    return tuple(found)


_KINDS = ("agreement", "instrument", "term", "zone", "weapon", "party", "source")
_Parts = Mapping[str, Sequence[str]]


def _parts(agreement: Agreement) -> Iterator[_Parts]:
    yield {
        "": [
            f"Title: {agreement.title or agreement.id}.",
            f"Days are local days in {agreement.timezone}.",
            f"A breach needs evidence that is {agreement.evidence.breach_at}: "
            f"{agreement.evidence.origins} origins from {agreement.evidence.sides} sides.",
        ]
    }
    said = instrument_sentences(agreement)
    yield {i.id: [title, *lines] for i, (title, lines) in zip(agreement.instruments, said, strict=True)}
    yield {
        text.id: [
            text.sentence,
            *([f"Clause: “{text.quote}”"] if text.quote else []),
            *([f"Clause, in our words: {text.paraphrase}"] if text.paraphrase else []),
            *([f"Source: {text.source}"] if text.source else []),
            *text.notes,
        ]
        for text in term_sentences(agreement)
    }
    for parts in (agreement.zones, agreement.weapons, agreement.parties, agreement.sources):
        yield {part.id: _fields(part) for part in parts}


def _fields(part: msgspec.Struct) -> list[str]:
    """The keys of a part that say something, one a line."""
    told = msgspec.to_builtins(part)
    return [f"{key}: {msgspec.json.encode(value).decode()}" for key, value in told.items() if value and key != "id"]


def _compared(kind: str, old: _Parts, new: _Parts) -> Iterator[Change]:
    for id_ in (*old, *(id_ for id_ in new if id_ not in old)):
        before, after = tuple(old.get(id_, ())), tuple(new.get(id_, ()))
        if before == after:
            continue
        if id_ not in new:
            yield Change("removed", kind, id_, before, ())
        elif id_ not in old:
            yield Change("added", kind, id_, (), after)
        else:
            gone = tuple(line for line in before if line not in after)
            come = tuple(line for line in after if line not in before)
            yield Change("changed", kind, id_, gone, come)


def changes_text(changes: Sequence[Change]) -> str:
    """The changes for people: ``-`` before a line that is gone, ``+`` before one that is new."""
    if not changes:
        return "The two say the same.\n"
    lines: list[str] = []
    for change in changes:
        lines.append(f"{change.how}: {change.kind} {change.id}".rstrip())
        lines += [f"  - {line}" for line in change.before]
        lines += [f"  + {line}" for line in change.after]
    return "\n".join(lines) + "\n"
