"""KEEPS. The only room with SQL: what was read, decided and derived, in SQLite or PostgreSQL, and is it intact."""

from __future__ import annotations

from truceline.store.backup import copy_store
from truceline.store.derived import Changed, Told, Unsettled
from truceline.store.doors import Account, Login, Session
from truceline.store.keeping import Change, Snapshot, Store, create_store, open_store
from truceline.store.log import Entry, exported
from truceline.store.record import Given, Held, Kept, NewReport, Outcome
from truceline.store.verify import Verification
from truceline.store.words import Hit

__all__ = [
    "Account",
    "Change",
    "Changed",
    "Entry",
    "Given",
    "Held",
    "Hit",
    "Kept",
    "Login",
    "NewReport",
    "Outcome",
    "Session",
    "Snapshot",
    "Store",
    "Told",
    "Unsettled",
    "Verification",
    "copy_store",
    "create_store",
    "exported",
    "open_store",
]
