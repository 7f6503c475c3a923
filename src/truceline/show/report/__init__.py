"""The daily report: contents -> one document in a language -> HTML, PDF and DOCX with the same sections."""

from __future__ import annotations

from typing import Literal, get_args

from truceline.show.report.blocks import Document
from truceline.show.report.compose import daily_document
from truceline.show.report.contents import STRIP, Contents, Correction
from truceline.show.report.docx import report_docx
from truceline.show.report.figures import area_map, mark_svg, trend
from truceline.show.report.html import report_html
from truceline.show.report.pdf import report_pdf
from truceline.show.report.phrases import EVENT_WORDS, Phrases

ReportFormat = Literal["html", "pdf", "docx"]
REPORT_FORMATS: tuple[ReportFormat, ...] = get_args(ReportFormat)


def report_file(document: Document, format_: ReportFormat) -> bytes:
    """The document in one format; the same document gives the same bytes."""
    if format_ == "html":
        return report_html(document).encode()
    return report_pdf(document) if format_ == "pdf" else report_docx(document)


__all__ = [
    "EVENT_WORDS",
    "REPORT_FORMATS",
    "STRIP",
    "Contents",
    "Correction",
    "Document",
    "Phrases",
    "ReportFormat",
    "area_map",
    "daily_document",
    "mark_svg",
    "report_file",
    "report_html",
    "trend",
]
