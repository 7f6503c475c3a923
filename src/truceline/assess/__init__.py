"""Claims x agreement -> bearings and cells. Pure: no files, no clock, no language."""

from __future__ import annotations

from truceline.assess.amendments import known_by
from truceline.assess.assessment import Assessment, assess_claims, share_duties
from truceline.assess.claims import Claims
from truceline.assess.differences import find_differences
from truceline.assess.engine import Engine
from truceline.assess.identify import identify
from truceline.assess.intake import Part, decode_claims, decode_part, join_parts
from truceline.assess.record import Refusal
from truceline.assess.references import dead_lines

__all__ = [
    "Assessment",
    "Claims",
    "Engine",
    "Part",
    "Refusal",
    "assess_claims",
    "dead_lines",
    "decode_claims",
    "decode_part",
    "find_differences",
    "identify",
    "join_parts",
    "known_by",
    "share_duties",
]
