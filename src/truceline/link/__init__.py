"""Claims -> origins and incidents: which tellings are one telling, and which tell of one occurrence."""

from __future__ import annotations

from truceline.link.copies import Texts
from truceline.link.incidents import Account, accounts_of, find_incidents
from truceline.link.names import Names, NamesTold, names_of, names_told, sources_of
from truceline.link.origins import (
    CARRIED_LATER_DAYS,
    MANY_DAYS,
    Pair,
    Traced,
    pairs_among,
    trace,
    trace_origins,
    trace_paired,
)

__all__ = [
    "CARRIED_LATER_DAYS",
    "MANY_DAYS",
    "Account",
    "Names",
    "NamesTold",
    "Pair",
    "Texts",
    "Traced",
    "accounts_of",
    "find_incidents",
    "names_of",
    "names_told",
    "pairs_among",
    "sources_of",
    "trace",
    "trace_origins",
    "trace_paired",
]
