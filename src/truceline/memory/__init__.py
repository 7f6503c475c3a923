"""REMEMBERS. The straight line with a store at its end: reports are added, settled, asked about, and reviewed."""

from __future__ import annotations

from truceline.memory.adding import FATES, Added, add_files, entries_of, total_line
from truceline.memory.asking import View, chosen, up_to_date
from truceline.memory.grids import StoreGrid, grid_of
from truceline.memory.importing import import_rows
from truceline.memory.notes import Note, check_zone, read_note
from truceline.memory.review import PLAIN, add_missed, decide, erase, keep_apart, reviewed, undo, withdraw_report
from truceline.memory.sessions import ReviewSession
from truceline.memory.settling import recompute, settle
from truceline.memory.stamping import check_stamp, stamp_request, stamped
from truceline.memory.watching import Watch

__all__ = [
    "FATES",
    "PLAIN",
    "Added",
    "Note",
    "ReviewSession",
    "StoreGrid",
    "View",
    "Watch",
    "add_files",
    "add_missed",
    "check_stamp",
    "check_zone",
    "chosen",
    "decide",
    "entries_of",
    "erase",
    "grid_of",
    "import_rows",
    "keep_apart",
    "read_note",
    "recompute",
    "reviewed",
    "settle",
    "stamp_request",
    "stamped",
    "total_line",
    "undo",
    "up_to_date",
    "withdraw_report",
]
