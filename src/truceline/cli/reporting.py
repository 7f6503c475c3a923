"""``truceline report``: the daily report, as people send it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, cast

import typer

from truceline.cli.commands import AsOf, _now, _out, app
from truceline.cli.exporting import named, pairs_of, write_files
from truceline.cli.options import Delay, Floor, Parties, Sources, StoreName, Terms, Which


@app.command()
def report(
    store: StoreName,
    day: Annotated[str, typer.Argument(help="The day that the report is about, such as 2019-08-05.")],
    out: Annotated[
        Path, typer.Option("--out", "-o", help="The folder for the files; made if it is not there.")
    ] = Path(),
    format_: Annotated[
        str, typer.Option("--format", help="One or more of html, pdf, docx, with commas between.")
    ] = "html",
    lang: Annotated[str, typer.Option("--lang", help="One or more of en, ar, with commas between.")] = "en",
    term: Terms = None,
    party: Parties = None,
    source: Sources = None,
    as_of: AsOf = None,
    agreement: Which = None,
    delay: Delay = 72,
    floor: Floor = 1.0,
) -> None:
    """The daily report: what is alleged, disputed, breached or kept, by whose word, what changed, what is not known.

    \b
    truceline report idlib.db 2019-08-05
    truceline report idlib.db 2019-08-05 --format html,pdf,docx --lang en,ar -o reports
    """
    from truceline.memory import Published, Release, chosen, daily_contents, filter_of, up_to_date
    from truceline.show import LANGUAGES, REPORT_FORMATS, ReportFormat, daily_document, report_file
    from truceline.store import open_store

    formats = cast("tuple[ReportFormat, ...]", named(format_, "format", REPORT_FORMATS))
    languages = named(lang, "language", tuple(LANGUAGES))
    one = [agreement] if agreement else ()
    wanted = filter_of(pairs_of(agreement=one, term=term, party=party, source=source, as_of=[as_of] if as_of else ()))
    now = _now()
    release = Release.published(now, delay_hours=delay, floor_km=floor)
    with open_store(store) as opened:
        up_to_date(opened, at=now)
        with opened.snapshot() as snapshot:
            view = Published(snapshot, chosen(snapshot.agreements(), wanted.agreement), release, as_of=wanted.as_of)
            contents = daily_contents(view, day, wanted)
    documents = {language: daily_document(contents, language) for language in languages}
    files = (
        (f"{view.agreement.id}-{day}.{language}.{format_}", report_file(document, format_))
        for language, document in documents.items()
        for format_ in formats
    )
    stamp = contents.selection.stamp
    for name in write_files(out, files):
        _out(f"{out / name}\n".encode())
    _out(
        f"report {contents.number}: {stamp.claims} claims, {len(contents.corrections)} corrections"
        f"   (delay {stamp.delay_hours} h: {stamp.withheld} withheld; data v{stamp.data_version})\n".encode()
    )
