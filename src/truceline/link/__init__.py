"""Claims -> origins and incidents: which tellings are one telling, and which tell of one occurrence."""

from __future__ import annotations

from truceline.link.incidents import Account, accounts_of, find_incidents
from truceline.link.origins import Traced, trace, trace_origins

__all__ = ["Account", "Traced", "accounts_of", "find_incidents", "trace", "trace_origins"]
