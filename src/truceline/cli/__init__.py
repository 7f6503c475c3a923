"""argv -> API -> stdout. Each command on a store takes it first: a path, or ``postgresql://…``."""

from __future__ import annotations

# Imported for the commands that they register, in the order in which the help lists them.
from truceline.cli.commands import AgreementError, agreement_app, app, gazetteer_app, run  # isort: skip
from truceline.cli import archiving, store_adding, importing, store_asking  # noqa: F401  # isort: skip
from truceline.cli import store_review, store_care  # noqa: F401  # isort: skip

__all__ = ["AgreementError", "agreement_app", "app", "gazetteer_app", "run"]
