"""What every exported file says of itself: the filter, the state of the store, what is held back, and the limits."""

from __future__ import annotations

from typing import Any

import msgspec

from truceline.model.selection import Stamp
from truceline.show.sentences import LIMITS


def about_record(stamp: Stamp) -> dict[str, Any]:
    """For programs: the stamp with the limits beside it."""
    return {"kind": "about", **msgspec.to_builtins(stamp), "limits": LIMITS}


def about_line(stamp: Stamp) -> str:
    """For people, in one line."""
    shown = stamp.days.replace("/", " to ") if stamp.days else "none"
    held = (
        f"delay {stamp.delay_hours} h, to {stamp.last_day}: {stamp.withheld} withheld"
        if stamp.delay_hours
        else "NOT FOR PUBLICATION, nothing withheld"
    )
    return (
        f"Truceline, agreement {stamp.agreement}; filter: {stamp.filter}; as of: {stamp.as_of or 'now'};"
        f" data v{stamp.data_version} {stamp.head[:12]}; days: {shown}; {held};"
        f" places no finer than {stamp.floor_km:g} km; {stamp.replaced} corrected or withdrawn, not listed. {LIMITS}"
    )
