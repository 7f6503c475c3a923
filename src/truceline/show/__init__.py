"""Cells and readings -> what people see and what pipes carry. No rules live here."""

from __future__ import annotations

from truceline.show.grid import MOST_DAYS, Grid, Row, days_shown, grid_rows
from truceline.show.marks import legend, mark_of, visible
from truceline.show.pages import Hanging, analysis_page, cell_text, difference_text, explanation, gap_text, reading_page
from truceline.show.sentences import LIMITS, fitting_month, headline, undated_warning
from truceline.show.standing import claim_text, merge_text, standing_page
from truceline.show.wire import (
    agreement_line,
    cell_line,
    claim_line,
    kept_cell_line,
    reading_lines,
    record_line,
    unreadable_line,
)

__all__ = [
    "LIMITS",
    "MOST_DAYS",
    "Grid",
    "Hanging",
    "Row",
    "agreement_line",
    "analysis_page",
    "cell_line",
    "cell_text",
    "claim_line",
    "claim_text",
    "days_shown",
    "difference_text",
    "explanation",
    "fitting_month",
    "gap_text",
    "grid_rows",
    "headline",
    "kept_cell_line",
    "legend",
    "mark_of",
    "merge_text",
    "reading_lines",
    "reading_page",
    "record_line",
    "standing_page",
    "undated_warning",
    "unreadable_line",
    "visible",
]
