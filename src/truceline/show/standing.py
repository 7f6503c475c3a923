"""What a person sees of a store: where things stand, and its claims, one a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from rich.console import RenderableType
from rich.text import Text

from truceline.model.agreement import Agreement
from truceline.model.claim import Claim, Merge
from truceline.show.grid import MOST_DAYS, Grid, Row, is_silent
from truceline.show.marks import legend, visible
from truceline.show.sentences import LIMITS, headline


def standing_page(
    agreement: Agreement,
    rows: Sequence[Row],
    days: Sequence[str],
    claims: Sequence[Claim],
    counts: Mapping[str, int],
    *,
    ascii_only: bool = False,
) -> Iterator[RenderableType]:
    """Headline, grid and what the store holds. ``claims`` are those that the cells name; ``counts`` the store's."""
    yield Text(visible(agreement.title or agreement.id), style="bold")
    if not days:
        yield Text("No kept claim with a date bears on a day that was asked for, so there is no grid.")
    else:
        if "/" not in days[0]:  # the headline counts days
            yield Text(headline(agreement, rows, claims))
            yield Text("")
        yield Grid(agreement, [r for r in rows if not is_silent(r)], days, ascii_only=ascii_only)
        quiet = sum(map(is_silent, rows))
        if quiet:
            yield Text(f"{quiet} more row{'' if quiet == 1 else 's'}, on which nobody reported or can, not drawn.")
        if len(days) == MOST_DAYS:
            yield Text(f"These are the last {MOST_DAYS} days; --since and --until choose others.")
        yield Text(legend(ascii_only=ascii_only), style="dim")
    kept = ", ".join(f"{counts[name]} {name}" for name in ("reports", "claims", "decisions"))
    yield Text(f"\nThe store holds {kept}. truceline explain tells why a cell is what it is.")
    yield Text(LIMITS, style="dim")


#: So much of a claim's id is shown to people; commands take it, as long as no other begins so.
_SHOWN = 13


def merge_text(merge: Merge) -> str:
    """Why a claim has the origin that it has, as a line: by which rule, and the words in both reports."""
    alike = "" if merge.likeness is None else f" ({merge.likeness:.0%} alike)"
    there = f"“{merge.into_passage.quote}” report {merge.into_passage.report[7:15]}"
    told = f"{merge.claim[:_SHOWN]} has its origin from {merge.into[:_SHOWN]}"
    return "  " + visible(f"{told}: {merge.rule}{alike}, since {merge.why}. {there}")


def claim_text(claim: Claim) -> str:
    """One claim as a line: its id, what is said to have happened and how, by whose word, in which words."""
    event = claim.event
    time = event.time if event is not None else None
    when = (time.value or time.start or "no date") if time is not None else "no date"
    sign = "-" if claim.polarity == "negative" else "+"
    parts = [
        claim.id if ":" in claim.id else claim.id[:_SHOWN],
        sign,
        event.type if event is not None else claim.speech,
        when,
    ]
    if claim.modality != "occurred":
        parts.append(claim.modality)
    if event is not None and event.actors:
        parts.append(",".join(event.actors))
    return visible("  ".join([*parts, f"“{claim.quote}”", claim.source or "", f"report {(claim.report or '')[7:15]}"]))
