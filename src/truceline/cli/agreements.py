"""Commands on agreement files: the library, what a file says, and what is wrong with it."""

from __future__ import annotations

from typing import Annotated

import typer

from truceline.cli.commands import Format, FormatOption, _console, _format, _out, _stderr, app
from truceline.errors import AgreementError, UsageError

agreement_app = typer.Typer(
    no_args_is_help=True, rich_markup_mode=None, help="Agreement files: list, show, check, schema."
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


@agreement_app.command("show")
def agreement_show(
    agreement: Annotated[str, typer.Argument(help="A name in the library, or the path of a file.")],
    term: Annotated[list[str] | None, typer.Option(help="Only this term; may be given again.")] = None,
    format_: FormatOption = None,
) -> None:
    """Each term in plain English beside the clause it comes from.

    \b
    truceline agreement show idlib --term aug-halt
    truceline agreement show idlib --format json
    """
    from rich.text import Text

    from truceline.agreement import load_agreement, term_sentences
    from truceline.show import Hanging, agreement_line, visible

    found = load_agreement(agreement)
    unknown = set(term or ()) - {t.id for t in found.terms}
    if unknown:
        raise UsageError(
            f"{agreement} has no term {', '.join(sorted(unknown))}; it has {', '.join(t.id for t in found.terms)}."
        )
    if _format(format_) is not Format.TABLE:
        sentences = {text.id: text.sentence for text in term_sentences(found)}
        _out(agreement_line(found, sentences, terms=term or None) + b"\n")
        return
    console = _console()
    console.print(visible(found.title or found.id), style="bold", markup=False)
    for text in term_sentences(found):
        if term and text.id not in term:
            continue
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


@agreement_app.command("schema")
def agreement_schema_command() -> None:
    """The JSON Schema of agreement files, for editors that complete and check while you write.

    \b
    truceline agreement schema > schema.json
    """
    import json

    from truceline.agreement import agreement_schema

    _out(json.dumps(agreement_schema(), indent=2, ensure_ascii=False).encode() + b"\n")
