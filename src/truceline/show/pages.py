"""What a person sees of a reading and of an analysis, as plain parts in order. The command line only prints them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.table import Table
from rich.text import Text

from truceline.model.agreement import Agreement
from truceline.model.claim import Attribution, Claim, Difference, Reading
from truceline.model.status import Bearing, Cell, Gap, Grade
from truceline.show.grid import MOST_DAYS, Grid, Row, is_silent
from truceline.show.marks import legend, visible
from truceline.show.sentences import LIMITS, day_words, fitting_month, headline, status_words, undated_warning

#: So many bearings are drawn for people; programs get all.
MOST_BEARINGS = 12
_FUTURE = frozenset({"future", "conditional", "required", "hypothetical"})
_OPEN = "no date of publication to count from"


class Hanging:
    """A line that keeps its indentation when it is broken to fit."""

    def __init__(self, line: Text) -> None:
        self.line = line

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        indent = len(self.line.plain) - len(self.line.plain.lstrip())
        for row in self.line[indent:].wrap(console, max(options.max_width - indent, 20)):
            yield Text(" " * indent) + row


def reading_page(reading: Reading, *, fits: str | None = None) -> Iterator[RenderableType]:
    """One report: what it is, its dates, its claims with speaker and words. ``fits`` offers what open dates fit."""
    report = reading.report
    title = report.path or report.title or report.id[:15]
    left = f"{_many(len(report.removed), 'span')} left out" if report.removed else "nothing left out"
    yield Text(f"{visible(title)}", style="bold")
    yield Text(
        f"report {report.id[7:15]}…  {report.language or 'language unknown'}  {len(report.text):,} characters  {left}"
    )
    for warning in report.warnings:
        yield Text(f"warning: {visible(warning)}", style="yellow")
    undated = undated_warning(reading, fits=fits)
    if undated is not None:
        yield Text(f"warning: {undated}", style="yellow")
    if reading.times:
        yield _times(reading)
    yield _claims(reading)
    modal = sum(c.modality in _FUTURE for c in reading.claims)
    denied = sum(c.speech == "denies" for c in reading.claims)
    yield Text(f"claims {len(reading.claims)}   future, conditional or asked for {modal}   denials {denied}\n")


def _times(reading: Reading) -> Table:
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim")
    for name in ("date", "words", "where", "counted from"):
        table.add_column(name, no_wrap=True)
    for time in reading.times:
        anchor = time.anchor
        if anchor.startswith("event:"):
            start = int(anchor.removeprefix("event:"))
            earlier = next((t for t in reading.times if t.start == start), None)
            anchor = f"“{visible(earlier.text)}”" if earlier is not None else "an earlier date"
        if time.interval is None and (time.value or "").startswith("XXXX"):
            anchor = f"open: {_OPEN if anchor == 'none' else anchor + ' is open'}"
        cells = (time.value or "?", f"“{visible(time.text)}”", f"{time.start}-{time.end}", anchor)
        table.add_row(*map(Text, cells))
    return table


def _claims(reading: Reading) -> Table:
    attributions = {a.id: a for a in reading.attributions}
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim")
    for name, wrap in (
        ("what", False),
        ("how", False),
        ("when", False),
        ("where", True),
        ("said by", True),
        ("words", True),
    ):
        table.add_column(name, no_wrap=not wrap, overflow="fold")
    for claim in reading.claims:
        event = claim.event
        if event is None:
            continue
        when = (event.time.value or event.time.start or "open") if event.time is not None else "no date"
        place = event.place.name if event.place is not None else None
        cells = (
            event.type,
            _how(claim),
            when,
            visible(place or "not on the map"),
            visible(_speaker(attributions.get(claim.attribution or ""))),
            f"“{visible(claim.quote)}”",
        )
        # Text, not str: rich reads square brackets and colons in a str as its own markup.
        table.add_row(*map(Text, cells))
    return table


def _how(claim: Claim) -> str:
    words: list[str] = [claim.modality] if claim.modality != "occurred" else []
    if claim.polarity == "negative":
        words.append("denied" if claim.speech == "denies" else "not")
    if claim.certainty != "certain":
        words.append(claim.certainty)
    if claim.speech in {"accuses", "demands", "threatens", "claims_responsibility", "describes_term"}:
        words.append(claim.speech.replace("_", " "))
    return ", ".join(words) or "occurred"


def _speaker(attribution: Attribution | None) -> str:
    if attribution is None or attribution.source is None:
        return "the report itself"
    via = f" via {attribution.via.text}" if attribution.via is not None else ""
    return f"{attribution.source.text}{via}"


def analysis_page(
    agreement: Agreement,
    readings: Sequence[Reading],
    claims: Sequence[Claim],
    rows: Sequence[Row],
    days: Sequence[str],
    bearings: Sequence[Bearing],
    differences: Sequence[Difference],
    *,
    ascii_only: bool = False,
) -> Iterator[RenderableType]:
    """Reports laid beside an agreement: headline, grid, why, bearings, differences, and what could not be placed."""
    yield Text(visible(agreement.title or agreement.id), style="bold")
    for reading in readings:
        for warning in (*reading.report.warnings, undated_warning(reading, fits=fitting_month(reading, agreement))):
            if warning is not None:
                name = reading.report.path or reading.report.title or reading.report.id[:15]
                yield Text(f"warning: {visible(name)}: {visible(warning)}", style="yellow")
    if not days:
        yield Text("No claim with a date bears on a day of this agreement, so there is no grid.")
    else:
        yield Text(headline(agreement, rows, claims))
        yield Text("")
        yield Grid(agreement, [r for r in rows if not is_silent(r)], days, ascii_only=ascii_only)
        quiet = sum(map(is_silent, rows))
        if quiet:
            yield Text(
                f"{_many(quiet, 'more row')}, on which nobody reported or can,"
                f" {'is' if quiet == 1 else 'are'} not drawn."
                f" --format json has every cell that something bears on."
            )
        if len(days) == MOST_DAYS:
            yield Text(f"These are the last {MOST_DAYS} days; --since and --until choose others.")
        yield Text(legend(ascii_only=ascii_only), style="dim")
        yield from _whys(agreement, readings, claims, rows)
    yield from _bearings(agreement, bearings, claims)
    yield from _differences(differences)
    yield from _trays(claims)
    origins = {c.origin for c in claims}
    counted = ", ".join((_many(len(readings), "report"), _many(len(origins), "origin"), _many(len(claims), "claim")))
    yield Text(f"\n{counted}, none of them reviewed by a person.")
    yield Text(LIMITS, style="dim")


def _many(number: int, noun: str) -> str:
    return f"{number} {noun}" if number == 1 else f"{number} {noun}s"


def _more(number: int) -> str:
    return "1 more is" if number == 1 else f"{number} more are"


def _whys(
    agreement: Agreement, readings: Sequence[Reading], claims: Sequence[Claim], rows: Sequence[Row]
) -> Iterator[RenderableType]:
    told = {c.id: c for c in claims}
    speakers = _attributions(readings)
    names = agreement.party_names
    yield Text("\nWhy", style="bold")
    for row in rows:
        groups = list(_runs(row.days))
        said = {_says(group[0]) for group in groups}
        # A period is told apart where it says what no day does: "between the 3rd and the 5th" is true of no single day.
        if _says(row.period) not in said and ("+" in row.party or row.period.status not in {s[0] for s in said}):
            groups.append([row.period])
        for group in groups:
            cell = group[0]
            if cell.pro is Grade.NONE and cell.con is Grade.NONE:
                continue
            party = " and ".join(names.get(p, p) for p in row.party.split("+"))
            when = day_words(cell.day if len(group) == 1 else f"{cell.day}/{group[-1].day}")
            yield from map(Hanging, explanation(cell, told, speakers, title=f"{row.term.id} · {party} · {when}"))


def _runs(cells: Sequence[Cell]) -> Iterator[list[Cell]]:
    """Neighbouring days that say the same, together."""
    run: list[Cell] = []
    for cell in cells:
        if run and _says(run[-1]) == _says(cell):
            run.append(cell)
            continue
        if run:
            yield run
        run = [cell]
    if run:
        yield run


def _says(cell: Cell) -> tuple[object, ...]:
    return cell.status, cell.pro, cell.con, cell.claims, tuple(r.text for r in cell.reasons)


def gap_text(gap: Gap) -> str:
    """An open stretch of days and what would settle it, as plain text."""
    days = gap.since if gap.since == gap.until else f"{gap.since} to {gap.until}"
    lines = [f"{gap.term} {gap.party} {days}: {gap.status.value}"]
    lines += [f"  {need.report}" + (f" -> {need.would.value}" if need.would else "") for need in gap.needs]
    return "\n".join(lines)


def cell_text(cell: Cell, claims: Sequence[Claim], readings: Sequence[Reading]) -> str:
    """The explanation of one cell as plain text, a line a part."""
    title = f"{cell.term} · {cell.party} · {day_words(cell.day)}"
    return "\n".join(
        t.plain.removeprefix("  ")
        for t in explanation(cell, {c.id: c for c in claims}, _attributions(readings), title=title)
    )


def _attributions(readings: Sequence[Reading]) -> dict[tuple[str, str], Attribution]:
    """Every attribution by report and id."""
    return {(r.report.id, a.id): a for r in readings for a in r.attributions}


def explanation(
    cell: Cell, told: dict[str, Claim], attributions: dict[tuple[str, str], Attribution], *, title: str
) -> Iterator[Text]:
    """One cell: its status, the quoted words with their speakers, the reasons, and what would change it.

    ``told`` are the claims by id, ``attributions`` those of their reports by report and id.
    """
    yield Text(f"  {visible(title)}: {status_words(cell)}")
    for id_ in cell.claims[:6]:
        claim = told.get(id_)
        if claim is None:
            continue
        sign = "-" if claim.polarity == "negative" else "+"
        speaker = _speaker(attributions.get((claim.report or "", claim.attribution or "")))
        where = f"report {(claim.report or '')[7:15]} {claim.start}-{claim.end}"
        yield Text(f"    {sign} “{visible(claim.quote)}”  {visible(speaker)}; {where}", overflow="fold")
    if len(cell.claims) > 6:
        yield Text(f"    and {_many(len(cell.claims) - 6, 'more claim')}")
    for reason in cell.reasons:
        yield Text(f"    {visible(reason.text)}")
    for reading in cell.readings:
        yield Text(f"    as {visible(reading.by)} reads the term: {reading.status.value}")
    for flip in cell.flips:
        yield Text(f"    {visible(flip)}", style="dim")


def _bearings(agreement: Agreement, bearings: Sequence[Bearing], claims: Sequence[Claim]) -> Iterator[RenderableType]:
    scoped = [b for b in bearings if b.bears != "out_of_scope"]
    # The most settled first: who reads ten lines reads those that say something.
    shown = sorted(scoped, key=lambda b: sum(c.truth.value != "yes" for c in b.conditions))[:MOST_BEARINGS]
    if not shown:
        return
    told = {c.id: c for c in claims}
    names = agreement.party_names
    yield Text("\nHow incidents bear on terms", style="bold")
    table = Table(box=None, pad_edge=False, padding=(0, 1), header_style="dim")
    for name in ("term", "party", "bears", "not settled", "words"):
        table.add_column(name, no_wrap=name in {"term", "bears"}, overflow="fold")
    for bearing in shown:
        first = told.get(bearing.claims[0])
        open_ = "; ".join(c.why for c in bearing.conditions if c.truth.value != "yes")
        bears = f"exempt, claimed by {bearing.claimed_by}" if bearing.claimed_by else f"would be: {bearing.bears}"
        if bearing.bears == "indeterminate":
            bears = "indeterminate"
        cells = (
            bearing.term,
            names.get(bearing.party, bearing.party),
            bears,
            open_ or "-",
            f"“{first.quote}”" if first else "",
        )
        table.add_row(*(Text(visible(cell)) for cell in cells))
    yield table
    if len(scoped) > len(shown):
        yield Text(f"{_more(len(scoped) - len(shown))} less settled; --format jsonl prints them all.")
    if len(bearings) > len(scoped):
        yield Text(f"{_more(len(bearings) - len(scoped))} out of scope (another party, place, time or kind of act).")


def _differences(differences: Sequence[Difference]) -> Iterator[RenderableType]:
    if not differences:
        return
    yield Text("\nTerms described otherwise than the agreement has them", style="bold")
    for difference in differences:
        yield Hanging(Text("  ") + difference_text(difference))


def difference_text(difference: Difference) -> Text:
    """Both wordings of a term, side by side."""
    return Text(
        f"{difference.term}, {difference.aspect}: said “{visible(difference.said)}”;"
        f" the agreement says {visible(difference.agreement_says)}"
    )


def _trays(claims: Sequence[Claim]) -> Iterator[RenderableType]:
    events = [
        c for c in claims if c.event is not None and c.modality not in _FUTURE and c.event.type != "term.described"
    ]
    undated = [c for c in events if c.event is not None and (c.event.time is None or c.event.time.start is None)]
    unplaced = [c for c in events if c.event is not None and not _placed(c)]
    for name, tray in (("No date", undated), ("Not on the map", unplaced)):
        yield Text(f"\n{name}: {len(tray)}", style="bold")
        for claim in tray[:8]:
            yield Text(
                f"  {claim.event.type if claim.event else ''}: “{visible(claim.quote)}”",
                overflow="ellipsis",
                no_wrap=True,
            )
        if len(tray) > 8:
            yield Text(f"  and {len(tray) - 8} more")


def _placed(claim: Claim) -> bool:
    place = claim.event.place if claim.event is not None else None
    return place is not None and (place.lat is not None or place.geometry is not None or place.zone is not None)
