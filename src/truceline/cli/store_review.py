"""Commands by which people decide about what a store holds."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from truceline.cli.commands import (
    Format,
    FormatOption,
    _format,
    _now,
    _out,
    _print_all,
    app,
)
from truceline.cli.options import StoreName, Which
from truceline.errors import UsageError

if TYPE_CHECKING:
    from truceline.memory import View
    from truceline.model.decision import DecisionKind
    from truceline.store import Store


class Verdict(StrEnum):
    """What a reviewer decides."""

    ACCEPT = "accept"
    REJECT = "reject"
    UNSURE = "unsure"
    EDIT = "edit"
    NEW = "new"
    VERIFY = "verify"
    WITHDRAW = "withdraw"
    UNDO = "undo"
    APART = "apart"


Reviewer = Annotated[str | None, typer.Option(help="Who decides.")]
Why = Annotated[str | None, typer.Option("--reason", help="Why.")]


@app.command()
def review(
    store: StoreName,
    about: Annotated[
        str | None, typer.Argument(help="A claim; a report, to withdraw it or add to it; a decision, to undo it.")
    ] = None,
    decide: Annotated[Verdict | None, typer.Option(help="What to decide about it.")] = None,
    reviewer: Reviewer = None,
    reason: Why = None,
    claim: Annotated[
        Path | None,
        typer.Option(help="For edit and new: the claim as JSON, as truceline claims prints it."),
    ] = None,
    other: Annotated[
        str | None,
        typer.Option("--from", help="For apart: the other claim, or the other report, that is no copy of it."),
    ] = None,
    agreement: Which = None,
    format_: FormatOption = None,
) -> None:
    """Decide about a claim, with name and reason; alone, at a terminal, it shows one undecided claim a screen.

    The machine's version stays. verify is your own knowledge, and the only way to "confirmed" by hand.
    A claim without --decide is shown with why it has its origin; apart undoes that, and undo undoes apart.

    \b
    truceline review idlib.db
    truceline review idlib.db c12a2502c0177 --decide reject --reviewer "A. Monitor" --reason "another town of that name"
    truceline review idlib.db c12a2502c0177 --decide edit --claim corrected.json --reviewer "A. Monitor" --reason "…"
    """
    from truceline.cli.reviewing import Screens, can_be_shown
    from truceline.memory import ReviewSession, View, chosen, keep_apart, reviewed, up_to_date
    from truceline.show import claim_line, claim_text
    from truceline.store import open_store

    wanted = _format(format_)
    with open_store(store) as opened:
        if about is None and decide is None and format_ is None and can_be_shown():
            up_to_date(opened, at=_now())
            with opened.snapshot() as snapshot:
                laid = chosen(snapshot.agreements(), agreement)
            try:
                Screens(ReviewSession(opened, laid), reviewer).run()
            finally:
                up_to_date(opened, at=_now())
            return
        if about is None:
            up_to_date(opened, at=_now())
            with opened.snapshot() as snapshot:
                view = View(snapshot, chosen(snapshot.agreements(), agreement))
                done = reviewed(snapshot.decisions())
                found = [c for c in view.claims() if c.id not in done and not c.id.startswith("d:")]
            if wanted is Format.TABLE:
                _out("".join(f"{claim_text(c)}\n" for c in found).encode())
            else:
                _print_all(map(claim_line, found), wanted)
            return
        about = _claim(opened, about)
        if decide is None:
            up_to_date(opened, at=_now())
            with opened.snapshot() as snapshot:
                _show(View(snapshot, chosen(snapshot.agreements(), agreement)), about, wanted)
            return
        if (other is None) is (decide is Verdict.APART):
            raise UsageError("apart takes the other claim or report in --from, and nothing else does.")
        said = {"reviewer": reviewer or "", "reason": reason or "", "at": _now()}
        if other is None:
            made = _decided(opened, about, decide, claim, said)
        else:
            one, another = (_report(opened, name) or _claim(opened, name) for name in (about, other))
            made = keep_apart(opened, one, another, **said).id
        up_to_date(opened, at=_now())
    _out(f"{made}\n".encode())


def _show(view: View, about: str, wanted: Format) -> None:
    """Print one claim, and why it shares its origin with others."""
    from truceline.show import claim_line, claim_text, merge_text, record_line

    found = view.claims(ids=[about])
    if not found:
        raise UsageError(f"The store has no claim {about}; truceline claims lists them.")
    merges = view.merges(found)
    if wanted is not Format.TABLE:
        _print_all([*map(claim_line, found), *map(record_line, merges)], wanted)
        return
    _out("".join([*(f"{claim_text(c)}\n" for c in found), *(f"{merge_text(m)}\n" for m in merges)]).encode())


def _decided(opened: Store, about: str, verdict: Verdict, claim: Path | None, said: dict[str, str]) -> str:
    """Make a decision; gives back its id."""
    import msgspec

    from truceline import memory
    from truceline.model.claim import Claim

    given = None
    if claim is not None:
        try:
            given = msgspec.json.decode(claim.read_bytes(), type=Claim)
        except OSError as error:
            raise UsageError(f"The claim {claim} cannot be opened: {error.strerror}.") from error
        except msgspec.MsgspecError as error:
            raise UsageError(f"{claim}: this is no claim ({error}).") from error
    if verdict is Verdict.UNDO:
        return memory.undo(opened, about, **said).id
    report = _report(opened, about)
    if verdict is Verdict.NEW:
        if given is None or report is None:
            raise UsageError("To add a claim name its report, and give --claim.")
        return memory.add_missed(opened, msgspec.structs.replace(given, report=report), **said).id
    if verdict is Verdict.WITHDRAW and report is not None:
        return memory.withdraw_report(opened, report, **said).id
    return memory.decide(opened, _DOES[verdict], about, made=given, **said).id


_DOES: dict[Verdict, DecisionKind] = {
    Verdict.ACCEPT: "accept",
    Verdict.REJECT: "reject",
    Verdict.UNSURE: "unsure",
    Verdict.EDIT: "edit",
    Verdict.VERIFY: "verify",
    Verdict.WITHDRAW: "withdraw",
}


def _claim(opened: Store, beginning: str) -> str:
    """The one claim that begins so, or what was given; UsageError when several do."""
    with opened.snapshot() as snapshot:
        found = snapshot.claims_named(beginning)
    if len(found) > 1:
        raise UsageError(f"Several claims begin with {beginning}: {', '.join(found[:3])}; give more of it.")
    return found[0] if found else beginning


def _report(opened: Store, beginning: str) -> str | None:
    """The one report that begins so, if there is one."""
    with opened.snapshot() as snapshot:
        found = snapshot.named(beginning)
    return found[0] if len(found) == 1 else None


@app.command()
def erase(
    store: StoreName,
    report: Annotated[str, typer.Argument(help="A report: its id, or how it begins.")],
    reviewer: Reviewer = None,
    reason: Why = None,
) -> None:
    """Take a report's words out of a store for good, where the law asks for it. A tombstone says who did, and why.

    Its id, the digests and the log stay, so that all else can still be verified. Backups are yours to look after.

    \b
    truceline erase idlib.db sha256:24641926 --reviewer "The archive" --reason "order 12/2020 of the court"
    """
    from truceline import memory
    from truceline.store import open_store

    with open_store(store) as opened:
        whole = _report(opened, report)
        if whole is None:
            raise UsageError(f"The store has no single report that begins with {report!r}.")
        made = memory.erase(opened, whole, reviewer=reviewer or "", reason=reason or "", at=_now())
        memory.up_to_date(opened, at=_now())
        opened.tidy()
    _out(f"{made.id}\n".encode())
