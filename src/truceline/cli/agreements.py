"""Commands on agreement files: the library, what a file says, and what is wrong with it."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.commands import Format, _console, _format, _out, _stderr, app
from truceline.errors import AgreementError, UsageError

if TYPE_CHECKING:
    from truceline.agreement import TermText

agreement_app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode=None,
    help="Agreement files: list, show, check, calendar, diff, graph, draft, schema.",
)
app.add_typer(agreement_app, name="agreement")


@agreement_app.command("list")
def agreement_list() -> None:
    """The agreements of the library, with their titles: a name, a tab, a title.

    \b
    truceline agreement list
    """
    from truceline.agreement import library_names, load_agreement

    for name in library_names():
        _out(f"{name}\t{load_agreement(name).title or ''}\n".encode())


class ShowFormat(StrEnum):
    """How to show an agreement: text and html to people, JSON to programs."""

    TEXT = "text"
    TABLE = "table"
    HTML = "html"
    JSON = "json"
    JSONL = "jsonl"


class CalendarFormat(StrEnum):
    """A list for people, or a file for a calendar."""

    TEXT = "text"
    ICS = "ics"


class GraphFormat(StrEnum):
    """A picture, or the words that other programs draw one from."""

    SVG = "svg"
    MERMAID = "mermaid"


AgreementArgument = Annotated[str, typer.Argument(help="A name in the library, or the path of a file.")]


@agreement_app.command("show")
def agreement_show(
    agreement: AgreementArgument,
    term: Annotated[list[str] | None, typer.Option(help="Only this term; may be given again.")] = None,
    format_: Annotated[
        ShowFormat | None, typer.Option("--format", help="text or html for people; by default text, json into a pipe.")
    ] = None,
) -> None:
    """Each term in plain English beside the clause it comes from.

    \b
    truceline agreement show idlib --term aug-halt
    truceline agreement show minsk --format html > minsk.html
    truceline agreement show idlib --format json
    """
    from truceline.agreement import instrument_sentences, load_agreement, term_sentences
    from truceline.show import agreement_html, agreement_line

    found = load_agreement(agreement)
    unknown = set(term or ()) - {t.id for t in found.terms}
    if unknown:
        raise UsageError(
            f"{agreement} has no term {', '.join(sorted(unknown))}; it has {', '.join(t.id for t in found.terms)}."
        )
    wanted = format_ or (ShowFormat.TEXT if _format(None) is Format.TABLE else ShowFormat.JSON)
    if wanted in (ShowFormat.JSON, ShowFormat.JSONL):
        sentences = {text.id: text.sentence for text in term_sentences(found)}
        _out(agreement_line(found, sentences, terms=term or None) + b"\n")
        return
    texts = [text for text in term_sentences(found) if not term or text.id in term]
    instruments = () if term else instrument_sentences(found)
    if wanted is ShowFormat.HTML:
        _out(agreement_html(found.title or found.id, instruments, texts).encode())
        return
    _show_text(found.title or found.id, instruments, texts)


def _show_text(title: str, instruments: Sequence[tuple[str, Sequence[str]]], texts: Sequence[TermText]) -> None:
    from rich.text import Text

    from truceline.show import Hanging, visible

    console = _console()
    console.print(visible(title), style="bold", markup=False)
    for name, said in instruments:
        console.print()
        console.print(Hanging(Text(f"{visible(name)}. {visible(' '.join(said))}")))
    for text in texts:
        console.print(f"\n{text.id}", style="bold", markup=False)
        lines = [
            text.sentence,
            *([f"clause: “{text.quote}”"] if text.quote else []),
            *([f"clause, in our words: {text.paraphrase}"] if text.paraphrase else []),
            *([f"source: {text.source}"] if text.source else []),
            *text.notes,
        ]
        for line in lines:
            console.print(Hanging(Text(f"  {visible(line)}")))


@agreement_app.command("check")
def agreement_check(file: Annotated[str, typer.Argument(help="An agreement file.")]) -> None:
    """Name every problem of an agreement file, with its line. Exit 3 when it cannot be used.

    \b
    truceline agreement check my-agreement.yaml
    """
    from truceline.agreement import check_agreement, load_agreement

    problems = check_agreement(file)
    for problem in problems:
        _out(f"{problem}\n".encode())
    try:
        load_agreement(file)
    except AgreementError:
        _stderr(f"{len(problems)} problem{'s' if len(problems) != 1 else ''}. Nothing was read.")
        raise typer.Exit(3) from None
    _out(f"{file}: {'it can be used' if problems else 'no problems'}.\n".encode())


@agreement_app.command("calendar")
def agreement_calendar(
    agreement: AgreementArgument,
    format_: Annotated[
        CalendarFormat, typer.Option("--format", help="text for people, ics for a calendar.")
    ] = CalendarFormat.TEXT,
) -> None:
    """Every date of an agreement: when texts begin and end, when notice and what is owed are due.

    A deadline that is counted from something that is done has no day; the list names what it waits for.

    \b
    truceline agreement calendar hudaydah
    truceline agreement calendar colombia --format ics > colombia.ics
    """
    from truceline.agreement import dates_ics, dates_text, load_agreement

    found = load_agreement(agreement)
    _out(dates_ics(found) if format_ is CalendarFormat.ICS else dates_text(found).encode())


@agreement_app.command("diff")
def agreement_diff(
    before: Annotated[str, typer.Argument(metavar="A", help="A name in the library, or the path of a file.")],
    after: Annotated[str, typer.Argument(metavar="B", help="Another, or a later state of the same.")],
) -> None:
    """What differs between two agreement files: texts, terms, zones, parties, in the words that show prints.

    \b
    truceline agreement diff draft.yaml final.yaml
    """
    from truceline.agreement import agreement_changes, changes_text, load_agreement

    _out(changes_text(agreement_changes(load_agreement(before), load_agreement(after))).encode())


@agreement_app.command("graph")
def agreement_graph(
    agreement: AgreementArgument,
    format_: Annotated[
        GraphFormat, typer.Option("--format", help="svg to look at, mermaid for pages that draw it.")
    ] = GraphFormat.SVG,
) -> None:
    """How an agreement hangs together: guarantors, texts that build on others, terms that wait for others.

    \b
    truceline agreement graph idlib > idlib.svg
    truceline agreement graph minsk --format mermaid
    """
    from truceline.agreement import load_agreement, mermaid, svg

    found = load_agreement(agreement)
    _out((svg(found) if format_ is GraphFormat.SVG else mermaid(found)).encode())


@agreement_app.command("draft")
def agreement_draft(
    text: Annotated[
        Path, typer.Argument(metavar="TEXT", help="The text of an agreement, in English; - reads standard input.")
    ],
    id_: Annotated[str, typer.Option("--id", help="What to call the agreement.")] = "draft",
    timezone: Annotated[str, typer.Option(help="The IANA time zone whose days count.")] = "UTC",
) -> None:
    """Propose an agreement file from the text of an agreement, clause by clause, for a person to finish.

    Each proposed term carries the words that it was read from and is marked as a draft: nothing is laid beside it until
    somebody has read it and taken the mark away. What the text does not say is left open.

    \b
    truceline agreement draft memorandum.txt --id valley --timezone Asia/Damascus > valley.yaml
    truceline agreement check valley.yaml
    """
    from truceline.pipeline import draft_agreement

    try:
        data = sys.stdin.buffer.read() if str(text) == "-" else text.read_bytes()
    except OSError as error:
        raise UsageError(f"The text {text} cannot be read: {error.strerror}.") from error
    _out(draft_agreement(data.decode("utf-8-sig", "replace"), id_=id_, timezone=timezone).encode())


@agreement_app.command("schema")
def agreement_schema_command() -> None:
    """The JSON Schema of agreement files, for editors that complete and check while you write.

    \b
    truceline agreement schema > schema.json
    """
    import json

    from truceline.agreement import agreement_schema

    _out(json.dumps(agreement_schema(), indent=2, ensure_ascii=False).encode() + b"\n")
