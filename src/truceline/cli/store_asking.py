"""Commands that ask a store: where things stand, why, and by whose word."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator, Sequence
from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.commands import (
    AsOf,
    Format,
    FormatOption,
    _check_day,
    _check_days,
    _check_instant,
    _console,
    _format,
    _is_unicode,
    _now,
    _out,
    _print_all,
    app,
)
from truceline.cli.options import Since, StoreName, Until, Which
from truceline.errors import UsageError

if TYPE_CHECKING:
    from truceline.memory import View
    from truceline.model.agreement import Agreement
    from truceline.model.status import Cell
    from truceline.store import Snapshot


class By(StrEnum):
    """What a column of the grid is."""

    DAY = "day"
    WEEK = "week"


@contextlib.contextmanager
def _viewed(store: str, agreement: str | None, as_of: str | None) -> Iterator[tuple[Snapshot, View]]:
    """A store, brought up to date where that can be, as it stands now or as was known once."""
    from truceline.memory import View, chosen, up_to_date
    from truceline.store import open_store

    with open_store(store) as opened:
        up_to_date(opened, at=_now())
        with opened.snapshot() as snapshot:
            yield snapshot, View(snapshot, chosen(snapshot.agreements(), agreement), as_of=as_of)


@app.command()
def status(
    store: StoreName,
    since: Since = None,
    until: Until = None,
    term: Annotated[list[str] | None, typer.Option(help="Only this term; may be given again.")] = None,
    party: Annotated[list[str] | None, typer.Option(help="Only this party; may be given again.")] = None,
    as_of: AsOf = None,
    by: Annotated[By, typer.Option(help="What a column is.")] = By.DAY,
    together: Annotated[
        bool, typer.Option("--together", help="Also the parties of a prohibition together, which takes longer.")
    ] = False,
    agreement: Which = None,
    format_: FormatOption = None,
) -> None:
    """The grid of term, party and day. Programs get each cell that something bears on; explain tells why it is so.

    \b
    truceline status idlib.db --since 2019-08-02 --until 2019-08-08
    truceline status idlib.db --as-of 2019-08-06T00:00:00Z --by week
    """
    from truceline.memory import grid_of
    from truceline.show import kept_cell_line, standing_page

    wanted = _format(format_)
    _check_days(since, until)
    _check_instant("--as-of", as_of)
    with _viewed(store, agreement, as_of) as (snapshot, view):
        _check_names(view.agreement, term, party)

        def meant(cell: Cell) -> bool:
            return (not term or cell.term in term) and (not party or cell.party in party)

        if wanted is not Format.TABLE and by is By.DAY:
            _print_all((kept_cell_line(c) for c in view.cells(since, until) if meant(c)), wanted)
            return
        grid = grid_of(view, since, until, weeks=by is By.WEEK, together=together, terms=term, parties=party)
        if wanted is not Format.TABLE:
            cells = [cell for row in grid.rows for cell in row.days]
            _print_all(map(kept_cell_line, cells), wanted)
            return
        console = _console()
        counts = snapshot.counts()
        for part in standing_page(
            view.agreement, grid.rows, grid.days, grid.claims, counts, ascii_only=not _is_unicode()
        ):
            console.print(part)


def _check_names(agreement: Agreement, terms: Sequence[str] | None, parties: Sequence[str] | None) -> None:
    for what, given, known in (
        ("term", terms, [t.id for t in agreement.terms]),
        ("party", parties, [p.id for p in agreement.parties]),
    ):
        unknown = sorted(set(given or ()) - set(known))
        if unknown:
            raise UsageError(f"{agreement.id} has no {what} {', '.join(unknown)}; it has {', '.join(known)}.")


@app.command()
def explain(
    store: StoreName,
    term: Annotated[str, typer.Argument(help="The id of a term.")],
    party: Annotated[str, typer.Argument(help="The id of a party; P+Q asks of both together.")],
    day: Annotated[str, typer.Argument(help="A day, or a period A/B with both days included.")],
    as_of: AsOf = None,
    agreement: Which = None,
    format_: FormatOption = None,
) -> None:
    """Why one cell is what it is: the quoted words, who said them, the reasons, and what would change it.

    \b
    truceline explain idlib.db aug-halt syria 2019-08-05
    truceline explain idlib.db aug-halt syria 2019-08-02/2019-08-05 --as-of 2019-08-06T00:00:00Z
    """
    from truceline.show import cell_line, cell_text

    wanted = _format(format_)
    _check_instant("--as-of", as_of)
    for end in day.split("/", 1):
        _check_day(end)
    with _viewed(store, agreement, as_of) as (snapshot, view):
        cell = view.explain(term, party, day)
        if wanted is not Format.TABLE:
            _print_all([cell_line(cell)], wanted)
            return
        claims = view.claims(ids=cell.claims) if cell.claims else []
        _out(cell_text(cell, claims, view.readings_of(claims)).encode() + b"\n")
        for _, at, word in snapshot.history(view.agreement.id, term, party, day):
            _out(f"  shown as {word} since {at}\n".encode())


@app.command()
def claims(
    store: StoreName,
    since: Since = None,
    until: Until = None,
    type_: Annotated[list[str] | None, typer.Option("--type", help="Only this event type; may be given again.")] = None,
    report: Annotated[str | None, typer.Option(help="Only this report: its id, or how it begins.")] = None,
    as_of: AsOf = None,
    agreement: Which = None,
    format_: FormatOption = None,
) -> None:
    """The kept claims as the agreement tells them: whose words, which origin, which parties. By report and place in it.

    \b
    truceline claims idlib.db --since 2019-08-05 --until 2019-08-05 --type attack.shelling
    truceline claims idlib.db --format jsonl | truceline assess idlib -
    """
    from truceline.show import claim_line, claim_text

    wanted = _format(format_)
    _check_days(since, until)
    _check_instant("--as-of", as_of)
    with _viewed(store, agreement, as_of) as (snapshot, view):
        reports = None
        if report is not None:
            reports = snapshot.named(report)
            if not reports:
                raise UsageError(f"The store has no report that begins with {report!r}.")
        found = view.claims(since, until, types=type_ or None, reports=reports)
        if wanted is Format.TABLE:
            _out("".join(f"{claim_text(c)}\n" for c in found).encode())
        else:
            _print_all(map(claim_line, found), wanted)


@app.command()
def incidents(
    store: StoreName,
    since: Since = None,
    until: Until = None,
    agreement: Which = None,
    as_of: AsOf = None,
    format_: FormatOption = None,
) -> None:
    """Claims of one occurrence, side by side: nothing is merged away and no counts are summed.

    \b
    truceline incidents idlib.db --since 2019-08-05 --until 2019-08-06
    """
    from truceline.show import claim_text, record_line

    wanted = _format(format_)
    _check_days(since, until)
    _check_instant("--as-of", as_of)
    with _viewed(store, agreement, as_of) as (_, view):
        found = view.incidents(since, until)
        if wanted is not Format.TABLE:
            _print_all(map(record_line, found), wanted)
            return
        told = {c.id: c for c in view.claims(ids=[id_ for i in found for id_ in i.claims])} if found else {}
        for incident in found:
            origins = len(incident.origins)
            _out(f"{incident.id}  {origins} origin{'' if origins == 1 else 's'}\n".encode())
            for id_ in incident.claims:
                _out(f"  {claim_text(told[id_])}\n".encode())


def store_gaps(
    store: str,
    since: str | None,
    until: str | None,
    term: str | None,
    party: str | None,
    as_of: str | None,
    agreement: str | None,
    wanted: Format,
) -> None:
    """``truceline gaps STORE``."""
    from truceline.show import gap_text, record_line

    with _viewed(store, agreement, as_of) as (_, view):
        found = view.gaps(since, until, term=term, party=party)
    if wanted is Format.TABLE:
        _out("\n\n".join(map(gap_text, found)).encode() + b"\n" if found else b"Nothing is open on these days.\n")
    else:
        _print_all(map(record_line, found), wanted)
