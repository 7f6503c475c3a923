"""argv -> API -> stdout. Each command on a store takes it first: a path, or ``postgresql://…``."""

from __future__ import annotations

# Imported for the commands that they register, in the order in which the help lists them.
from truceline.cli.commands import app, gazetteer_app, run  # isort: skip
from truceline.cli.agreements import agreement_app  # isort: skip
from truceline.cli import archiving, store_adding, importing, store_asking, store_review  # noqa: F401  # isort: skip
from truceline.cli import exporting, reporting, store_care  # noqa: F401  # isort: skip
from truceline.cli.serving import access_app  # isort: skip

__all__ = ["access_app", "agreement_app", "app", "gazetteer_app", "run"]
