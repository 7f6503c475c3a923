"""What becomes of one document: read, kept out by the gate, too early, or refused with a reason."""

from __future__ import annotations

from typing import Literal, NamedTuple

from truceline.archive.document import Found, Refused
from truceline.archive.gate import Gate
from truceline.errors import ReadError
from truceline.model.agreement import Agreement
from truceline.model.text import Unreadable
from truceline.pipeline import differences_in, interpret, report_given
from truceline.read import read_bytes, refuse_foreign
from truceline.show import reading_lines, record_line, unreadable_line

Kind = Literal["read", "gated_out", "too_early", "refused"]


class Outcome(NamedTuple):
    """What became of a document: the records to write (JSON Lines) and, where it was refused, where and why."""

    kind: Kind
    lines: bytes = b""
    refused: Refused | None = None


class Reader:
    """Reads documents as ``truceline read`` does, those alone that pass the gate and are not older than ``since``."""

    def __init__(self, agreement: Agreement | None, gate: Gate | None, since: str | None) -> None:
        self.agreement, self.gate, self.since = agreement, gate, since

    def warm(self) -> None:
        """Load what every document needs, so that processes that are forked later share it."""
        interpret(read_bytes(b"The army shelled the town on Monday, a local council said.", name="warm.txt"))

    def __call__(self, found: Found) -> Outcome:
        if isinstance(found, Refused):
            return refusal(found)
        entry = found.entry
        try:
            if self._is_early(entry.published):
                return Outcome("too_early")
            if self.gate is not None and not self.gate.lets_in(found.data):
                # What is no text names nothing: that is no reason to pass over it in silence.
                refuse_foreign(found.data)
                return Outcome("gated_out")
            report = report_given(found.data, entry=entry)
        except ReadError as error:
            return refusal(Refused(entry.path, str(error).removeprefix(f"{entry.path}: ").removesuffix(".")))
        if self._is_early(report.published):
            return Outcome("too_early")
        if self.gate is not None and not self.gate.passes(f"{report.title or ''}\n{report.text}"):
            return Outcome("gated_out")
        reading = interpret(report)
        differences = () if self.agreement is None else differences_in(reading, self.agreement)
        lines = (*reading_lines(reading), *map(record_line, differences))
        return Outcome("read", b"".join(line + b"\n" for line in lines))

    def _is_early(self, published: str | None) -> bool:
        return self.since is not None and published is not None and published[:10] < self.since


def refusal(refused: Refused) -> Outcome:
    """The outcome of a document that is left out; its record has the form of ``truceline read``'s."""
    where = refused.where.encode("utf-8", "backslashreplace").decode()
    line = unreadable_line(Unreadable(path=where, error=f"{where}: {refused.why}."))
    return Outcome("refused", line + b"\n", Refused(where, refused.why))
