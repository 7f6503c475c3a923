"""Many reports: archives cut into shards, a gate before the reader, workers that may fail, results that do not."""

from truceline.archive.document import Refused, Shard
from truceline.archive.gate import Gate, gate_for
from truceline.archive.job import Archive, Done, Plan, Settings
from truceline.archive.summary import Summary, estimate_text, sum_up, summary_text
from truceline.archive.workers import Caps

__all__ = [
    "Archive",
    "Caps",
    "Done",
    "Gate",
    "Plan",
    "Refused",
    "Settings",
    "Shard",
    "Summary",
    "estimate_text",
    "gate_for",
    "sum_up",
    "summary_text",
]
