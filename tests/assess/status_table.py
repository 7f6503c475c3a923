"""A small program that checks an explanation: it knows the table of statuses and nothing of claims, days or places.

It is given a cell as it is printed, and the words of its term, and says what status the cell's own grades and reasons
come to. That the grades are right is the business of the oracles; that the status follows from what is said is its own.
"""

from __future__ import annotations

from typing import Any

RANKS = ["none", "possible", "single", "corroborated", "confirmed"]


def status_of(cell: dict[str, Any], term: dict[str, Any]) -> str:
    """The status that the printed grades, thresholds and reasons of a cell come to."""
    said = {reason["code"] for reason in cell["reasons"]}
    pro, con = RANKS.index(cell["pro"]), RANKS.index(cell["con"])
    if "not_assessed" in said:
        return "not_assessed"
    if said & {"suspended", "released"}:
        return "suspended"
    if "not_due" in said:
        return "not_due"
    if "silence" in said:
        return "breached" if (pro, con) == (0, 0) else "silence is claimed where there is evidence"
    if pro >= RANKS.index(cell["evidence"]["breach_at"]):
        if con >= 3 or "condition_disputed" in said:
            return "disputed"
        if "condition_unknown" in said and term.get("while", {}).get("presume") == "none":
            return "unknown"
        return "excused" if "excused" in said else "breached"
    if pro >= 2:
        return "disputed" if con else "alleged"
    return "kept" if con >= 3 else "unknown"
