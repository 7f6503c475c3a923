"""Truceline reads reports about a ceasefire and shows what is kept, alleged, disputed or breached, by whose word.

    import truceline

    agreement = truceline.load_agreement("idlib")
    report = truceline.read_report("report.txt", published="2019-08-22")
    analysis = truceline.analyse(report, agreement)
    for cell in analysis.cells:
        print(cell.day, cell.term, cell.party, cell.status, analysis.explain(cell))

The names below are the public ones; each is loaded when it is first asked for, so that ``import truceline`` is quick.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from truceline.agreement import check_agreement, library_names, load_agreement
    from truceline.errors import AgreementError, ClaimError, ReadError, TrucelineError, UsageError
    from truceline.model.agreement import Agreement
    from truceline.model.claim import Claim, Reading
    from truceline.model.status import Cell, Status
    from truceline.model.text import Report
    from truceline.pipeline import Analysis, analyse, interpret
    from truceline.read import read_bytes, read_report
    from truceline.show import to_pandas, to_polars
    from truceline.store import create_store, open_store

_HOMES = {
    "Agreement": "model.agreement",
    "AgreementError": "errors",
    "Analysis": "pipeline",
    "Cell": "model.status",
    "Claim": "model.claim",
    "ClaimError": "errors",
    "ReadError": "errors",
    "Reading": "model.claim",
    "Report": "model.text",
    "Status": "model.status",
    "TrucelineError": "errors",
    "UsageError": "errors",
    "analyse": "pipeline",
    "check_agreement": "agreement",
    "create_store": "store",
    "interpret": "pipeline",
    "library_names": "agreement",
    "load_agreement": "agreement",
    "open_store": "store",
    "read_bytes": "read",
    "read_report": "read",
    "to_pandas": "show",
    "to_polars": "show",
}


def __getattr__(name: str) -> object:
    """A public name, from the room where it lives (PEP 562)."""
    if name not in _HOMES:
        raise AttributeError(f"module 'truceline' has no attribute {name!r}")
    value = getattr(importlib.import_module(f"truceline.{_HOMES[name]}"), name)
    globals()[name] = value
    return value


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


__all__ = [
    "Agreement",
    "AgreementError",
    "Analysis",
    "Cell",
    "Claim",
    "ClaimError",
    "ReadError",
    "Reading",
    "Report",
    "Status",
    "TrucelineError",
    "UsageError",
    "analyse",
    "check_agreement",
    "create_store",
    "interpret",
    "library_names",
    "load_agreement",
    "open_store",
    "read_bytes",
    "read_report",
    "to_pandas",
    "to_polars",
]
