"""Cells and readings -> what people see and what pipes carry. No rules live here."""

from __future__ import annotations

from truceline.show.agreement_page import agreement_html
from truceline.show.exports import (
    FORMATS,
    ExportFormat,
    about_line,
    about_record,
    claim_feature,
    export_files,
    place_label,
    spreadsheet_text,
    starts_formula,
    to_pandas,
    to_polars,
)
from truceline.show.grid import MOST_DAYS, Grid, Row, days_shown, grid_rows
from truceline.show.marks import legend, mark_of, visible
from truceline.show.pages import Hanging, analysis_page, cell_text, difference_text, explanation, gap_text, reading_page
from truceline.show.report import (
    REPORT_FORMATS,
    STRIP,
    Contents,
    Correction,
    Document,
    Phrases,
    ReportFormat,
    area_map,
    daily_document,
    mark_svg,
    report_file,
    report_html,
)
from truceline.show.sentences import LIMITS, fitting_month, headline, undated_warning
from truceline.show.standing import claim_text, standing_page
from truceline.show.wire import (
    agreement_line,
    cell_line,
    claim_line,
    kept_cell_line,
    reading_lines,
    record_line,
    unreadable_line,
)
from truceline.show.words import LANGUAGES, Words

__all__ = [
    "FORMATS",
    "LANGUAGES",
    "LIMITS",
    "MOST_DAYS",
    "REPORT_FORMATS",
    "STRIP",
    "Contents",
    "Correction",
    "Document",
    "ExportFormat",
    "Grid",
    "Hanging",
    "Phrases",
    "ReportFormat",
    "Row",
    "Words",
    "about_line",
    "about_record",
    "agreement_html",
    "agreement_line",
    "analysis_page",
    "area_map",
    "cell_line",
    "cell_text",
    "claim_feature",
    "claim_line",
    "claim_text",
    "daily_document",
    "days_shown",
    "difference_text",
    "explanation",
    "export_files",
    "fitting_month",
    "gap_text",
    "grid_rows",
    "headline",
    "kept_cell_line",
    "legend",
    "mark_of",
    "mark_svg",
    "place_label",
    "reading_lines",
    "reading_page",
    "record_line",
    "report_file",
    "report_html",
    "spreadsheet_text",
    "standing_page",
    "starts_formula",
    "to_pandas",
    "to_polars",
    "undated_warning",
    "unreadable_line",
    "visible",
]
