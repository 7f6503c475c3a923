"""Cells and readings -> what people see and what pipes carry. No rules live here."""

from __future__ import annotations

from truceline.show.grid import Grid, Row, days_shown, grid_rows
from truceline.show.marks import legend, mark_of, visible
from truceline.show.pages import Hanging, analysis_page, cell_text, difference_text, explanation, gap_text, reading_page
from truceline.show.sentences import LIMITS, fitting_month, headline, undated_warning
from truceline.show.wire import agreement_line, cell_line, claim_line, reading_lines, record_line, unreadable_line

__all__ = [
    "LIMITS",
    "Grid",
    "Hanging",
    "Row",
    "agreement_line",
    "analysis_page",
    "cell_line",
    "cell_text",
    "claim_line",
    "days_shown",
    "difference_text",
    "explanation",
    "fitting_month",
    "gap_text",
    "grid_rows",
    "headline",
    "legend",
    "mark_of",
    "reading_lines",
    "reading_page",
    "record_line",
    "undated_warning",
    "unreadable_line",
    "visible",
]
