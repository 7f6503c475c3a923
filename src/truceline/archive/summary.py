"""What a run came to, counted by outcome, for people and for programs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import msgspec

from truceline.archive.document import Refused
from truceline.archive.job import Done, Left


class Summary(msgspec.Struct, frozen=True, kw_only=True):
    """Documents by outcome. ``reasons`` counts the refusals by why; ``inputs`` are those that could not be used at all.

    Records of a web archive that are no pages (pictures, redirects, errors) are not documents and not counted.
    """

    documents: int
    read: int
    gated_out: int
    too_early: int
    refused: int
    reasons: dict[str, int]
    inputs: tuple[Left, ...] = ()
    shards: int = 0


def sum_up(records: Sequence[Done], refused: Sequence[Refused]) -> Summary:
    """The shards of a run together."""
    reasons = Counter(left.why for record in records for left in record.refused)
    return Summary(
        documents=sum(record.documents for record in records),
        read=sum(record.read for record in records),
        gated_out=sum(record.gated_out for record in records),
        too_early=sum(record.too_early for record in records),
        refused=reasons.total(),
        reasons=dict(sorted(reasons.items(), key=lambda item: (-item[1], item[0]))),
        inputs=tuple(Left(where=item.where, why=item.why) for item in refused),
        shards=len(records),
    )


def summary_text(summary: Summary) -> str:
    """The summary in lines for people."""
    counts = [
        (summary.read, "read"),
        (summary.gated_out, "kept out by the gate: they name nothing of the agreement"),
        (summary.too_early, "published too early"),
        (summary.refused, "refused"),
    ]
    lines = [f"{summary.documents:,} documents in {_count(summary.shards, 'shard')}"]
    lines += [f"  {count:>9,}  {what}" for count, what in counts if count or what == "read"]
    lines += [f"  {count:>13,}  {why}" for why, count in summary.reasons.items()]
    if summary.inputs:
        lines.append(f"{_count(len(summary.inputs), 'input')} could not be used")
    return "\n".join(lines) + "\n"


def estimate_text(documents: int, tried: int, seconds: float, workers: int) -> str:
    """How long the rest will take, in a sentence that says what it rests on."""
    if not documents or not tried:
        return "Nothing is left to do."
    each = seconds / tried
    return (
        f"{documents:,} documents are left: about {_duration(each * documents / workers)} with"
        f" {_count(workers, 'worker')}, if they are like the {tried} that were tried ({1 / each:,.0f} a second)."
    )


def _count(number: int, what: str) -> str:
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _duration(seconds: float) -> str:
    for size, name in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if seconds >= 1.5 * size:
            return f"{seconds / size:,.0f} {name}s"
    return _count(max(1, round(seconds)), "second")
