"""Agreement files (YAML 1.2) -> Agreement, every problem as file, line and words; and the library."""

from __future__ import annotations

from truceline.agreement.form import agreement_schema
from truceline.agreement.instruments import instrument_sentences
from truceline.agreement.load import check_agreement, library_names, load_agreement, parse_agreement
from truceline.agreement.wording import TermText, term_sentences

__all__ = [
    "TermText",
    "agreement_schema",
    "check_agreement",
    "instrument_sentences",
    "library_names",
    "load_agreement",
    "parse_agreement",
    "term_sentences",
]
