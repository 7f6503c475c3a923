"""Report -> claims: the only room that knows a language.

Words are data (``vocabulary/``), structure comes from a dependency parse, and everything that is found keeps its place
in the report's own text. Where the parse is not to be trusted, a role stays empty.
"""

from __future__ import annotations

from truceline.extract.actor_roster import actor_vocabulary, actor_wordings
from truceline.extract.clauses import Clause, read_clauses
from truceline.extract.reading import extract_reading

__all__ = ["Clause", "actor_vocabulary", "actor_wordings", "extract_reading", "read_clauses"]
