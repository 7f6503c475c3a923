"""Agreement files (YAML 1.2) -> Agreement, every problem as file, line and words; and the library."""

from __future__ import annotations

from truceline.agreement.comparing import Change, agreement_changes, changes_text
from truceline.agreement.dates import Dated, agreement_dates, dates_ics, dates_text
from truceline.agreement.drafting import draft_file
from truceline.agreement.form import agreement_schema
from truceline.agreement.instruments import instrument_sentences
from truceline.agreement.links import agreement_links, mermaid, svg
from truceline.agreement.load import check_agreement, library_names, load_agreement, parse_agreement
from truceline.agreement.wording import TermText, term_sentences

__all__ = [
    "Change",
    "Dated",
    "TermText",
    "agreement_changes",
    "agreement_dates",
    "agreement_links",
    "agreement_schema",
    "changes_text",
    "check_agreement",
    "dates_ics",
    "dates_text",
    "draft_file",
    "instrument_sentences",
    "library_names",
    "load_agreement",
    "mermaid",
    "parse_agreement",
    "svg",
    "term_sentences",
]
