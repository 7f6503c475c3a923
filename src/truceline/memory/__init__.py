"""REMEMBERS. The straight line with a store at its end: reports are added, settled, asked about, and reviewed."""

from __future__ import annotations

from truceline.memory.adding import FATES, Added, Fate, add_files, entries_of, total_line
from truceline.memory.asking import View, chosen, up_to_date
from truceline.memory.daily import daily_contents
from truceline.memory.filtering import check_names, filter_of, select
from truceline.memory.grids import StoreGrid, grid_of
from truceline.memory.importing import import_rows
from truceline.memory.notes import Note, check_zone, place_written, read_note, time_written
from truceline.memory.release import DELAY_HOURS, FLOOR_KM, LEAST_DELAY_HOURS, Published, Release
from truceline.memory.review import (
    PLAIN,
    add_missed,
    decide,
    erase,
    keep_apart,
    review_states,
    reviewed,
    undo,
    withdraw_report,
)
from truceline.memory.sessions import ReviewSession
from truceline.memory.settling import recompute, settle
from truceline.memory.stamping import check_stamp, stamp_request, stamped
from truceline.memory.watching import Watch

__all__ = [
    "DELAY_HOURS",
    "FATES",
    "FLOOR_KM",
    "LEAST_DELAY_HOURS",
    "PLAIN",
    "Added",
    "Fate",
    "Note",
    "Published",
    "Release",
    "ReviewSession",
    "StoreGrid",
    "View",
    "Watch",
    "add_files",
    "add_missed",
    "check_names",
    "check_stamp",
    "check_zone",
    "chosen",
    "daily_contents",
    "decide",
    "entries_of",
    "erase",
    "filter_of",
    "grid_of",
    "import_rows",
    "keep_apart",
    "place_written",
    "read_note",
    "recompute",
    "review_states",
    "reviewed",
    "select",
    "settle",
    "stamp_request",
    "stamped",
    "time_written",
    "total_line",
    "undo",
    "up_to_date",
    "withdraw_report",
]
