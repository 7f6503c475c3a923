"""What would change a cell's status, as sentences for people."""

from __future__ import annotations

from truceline.assess.duties import Duty
from truceline.assess.inquiry import Inquiry
from truceline.assess.reasons import open_questions, tally_of
from truceline.assess.table import Verdict
from truceline.model.status import Grade, Status


def flips_for(inquiry: Inquiry, verdict: Verdict, duty: Duty) -> tuple[str, ...]:
    """What would change the status; empty where nothing that is reported could."""
    term, status = inquiry.duties.terms[duty.term], verdict.status
    if status in (Status.NOT_ASSESSED, Status.NOT_DUE):
        return ()
    if status is Status.SUSPENDED:
        if verdict.notice is None:
            return ("withdrawing the reports of the breach that failed its condition would make it bind again",)
        title = inquiry.duties.instruments[term.of].title or term.of
        return (f"a notice that {title} holds again would end the suspension",)
    found: list[str] = []
    accused = inquiry.name_of(duty.parties)
    if status is Status.ALLEGED:
        found += _from_alleged(inquiry, verdict, accused)
    elif status is Status.BREACHED and verdict.pro is Grade.NONE:
        found.append("a report that it was done would end the breach by silence")
    elif status is Status.BREACHED:
        found.append("a concession by an opposed source, or a neutral observer's denial, would make it disputed")
    elif status is Status.EXCUSED:
        found.append("without the breach or permission that licenses it, it would be breached")
    elif status is Status.DISPUTED:
        found.append(_from_disputed(inquiry, verdict))
    elif status is Status.KEPT:
        found.append("a report of the contrary by another origin would make it disputed")
    elif open_ := open_questions(verdict, duty):
        found.append(f"knowing {', '.join(open_)} would settle it")
    elif verdict.evidence:
        found.append("a second origin, or an observer's report, would settle it")
    else:
        found.append("a report by somebody who watched would settle it")
    sure = [e for e in verdict.evidence if e.pro and e.entails]
    if (
        sure
        and any(r.unless is not None and r.unless.target is not None for r in term.readings)
        and not any(e.record.kind.recipients for e in sure)
    ):
        found.append("a named target would settle the exemption that is claimed")
    return tuple(found)


def _from_alleged(inquiry: Inquiry, verdict: Verdict, accused: str) -> list[str]:
    threshold, tally = inquiry.witnesses.threshold, tally_of(inquiry, verdict, pro=True)
    sides = threshold.sides - tally.sides
    more = max(threshold.origins - tally.origins, sides, 1)
    found = []
    if threshold.breach_at == "corroborated":
        whence = ""
        if sides == 1:
            whence = ", from another side," if tally.sides else ", from a known side,"
        elif sides > 1:
            whence = f", from {sides} {'other ' if tally.sides else 'different '}sides,"
        found.append(f"{'one' if more == 1 else more} more origin{'s' * (more > 1)}{whence} would make it breached")
    found.append(f"an admission by {accused} or a neutral observer's report would make it breached")
    found.append(f"a denial by {accused} would make it disputed")
    return found


def _from_disputed(inquiry: Inquiry, verdict: Verdict) -> str:
    if verdict.pro.rank < Grade(inquiry.witnesses.threshold.breach_at).rank:
        return "corroboration from another side would make it breached, unless the denial is corroborated too"
    if verdict.con.rank >= Grade.CORROBORATED.rank:
        return "withdrawing the denial would make it breached"
    return "once the terms it depends on are known to have been kept, it would be breached"
