"""Claims x agreement -> bearings and cells. Pure: no files, no clock, no language."""

from __future__ import annotations

from truceline.assess.amendments import known_by
from truceline.assess.assessment import Assessment, assess_claims, share_duties
from truceline.assess.claims import Claims
from truceline.assess.differences import find_differences
from truceline.assess.duties import Duties
from truceline.assess.engine import Engine
from truceline.assess.identify import identify
from truceline.assess.inquiry import Inquiry
from truceline.assess.intake import Part, decode_claims, decode_part, join_parts
from truceline.assess.partly import (
    PartlyTable,
    Reach,
    Whole,
    can_rest,
    count_whole,
    duties_of,
    entwined,
    frontier,
    light_cell,
    merged,
    name_of,
    reaches_of,
    stands_alone,
    words_of,
)
from truceline.assess.past import day_of
from truceline.assess.record import Refusal
from truceline.assess.references import dead_lines
from truceline.assess.table import Verdict

__all__ = [
    "Assessment",
    "Claims",
    "Duties",
    "Engine",
    "Inquiry",
    "Part",
    "PartlyTable",
    "Reach",
    "Refusal",
    "Verdict",
    "Whole",
    "assess_claims",
    "can_rest",
    "count_whole",
    "day_of",
    "dead_lines",
    "decode_claims",
    "decode_part",
    "duties_of",
    "entwined",
    "find_differences",
    "frontier",
    "identify",
    "join_parts",
    "known_by",
    "light_cell",
    "merged",
    "name_of",
    "reaches_of",
    "share_duties",
    "stands_alone",
    "words_of",
]
