"""The command for whole archives."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from truceline.cli.commands import Format, FormatOption, _check_day, _format, _out, _stderr, _workers, app

#: So many refused documents of an archive are named in the terminal; its manifest names all.
MOST_NAMED = 20


@app.command("archive")
def archive_command(
    inputs: Annotated[
        list[str], typer.Argument(help="Folders, zip, tar(.gz), JSON Lines (.jsonl, .jsonl.gz), WARC(.gz), WACZ.")
    ],
    out: Annotated[Path, typer.Option("-o", "--out", help="The folder to write to; a run that was ended goes on.")],
    agreement: Annotated[
        str | None, typer.Option("--agreement", "-a", help="Read only what names its places; show differences, too.")
    ] = None,
    limit: Annotated[int | None, typer.Option(min=1, help="Only so many documents, the first ones.")] = None,
    since: Annotated[str | None, typer.Option(help="Leave out what was published before this day.")] = None,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Count, try a few documents, and say how long.")] = False,
    jobs: Annotated[int | None, typer.Option(min=1, help="Worker processes; by default one a core.")] = None,
    format_: FormatOption = None,
) -> None:
    """Read a whole archive, however large: records of every document, shard by shard, into a folder.

    A shard that is done is not done again; the same inputs give the same bytes. Exit 3 when something was refused.

    \b
    truceline archive pages.warc.gz -o OUT --agreement idlib
    truceline archive FOLDER more.jsonl -o OUT --jobs 4 --dry-run
    zcat OUT/shards/*.jsonl.gz | head
    """
    import msgspec
    from rich.progress import Progress

    from truceline.archive import Archive, estimate_text, sum_up, summary_text
    from truceline.pipeline import load_agreement

    wanted = _format(format_)
    _check_day(since)
    beside = load_agreement(agreement) if agreement is not None else None
    workers = jobs or _workers()
    archive = Archive(inputs, out, agreement=beside, since=since, limit=limit, workers=workers)
    planned = archive.plan()
    for refused in planned.refused:
        _stderr(f"{refused.where}: {refused.why}")
    records = list(planned.done)
    if dry_run:
        left = planned.documents - sum(record.shard.count for record in records)
        _out(f"{estimate_text(left, *archive.estimate(planned), workers)}\n".encode())
        raise typer.Exit(3 if planned.refused else 0)
    with Progress(console=Console(stderr=True), transient=True, disable=not sys.stderr.isatty()) as bar:
        task = bar.add_task("reading", total=planned.documents, completed=sum(r.shard.count for r in records))
        for record in archive.run(planned):
            records.append(record)
            bar.advance(task, record.shard.count)
    summary = sum_up(records, planned.refused)
    named = [item for record in records for item in record.refused]
    for item in named[:MOST_NAMED]:
        _stderr(f"{item.where}: {item.why}")
    if len(named) > MOST_NAMED:
        _stderr(f"{len(named) - MOST_NAMED:,} more were refused; {out / 'manifest.jsonl'} names all of them.")
    _out(summary_text(summary).encode() if wanted is Format.TABLE else msgspec.json.encode(summary) + b"\n")
    if named or planned.refused:
        raise typer.Exit(3)
