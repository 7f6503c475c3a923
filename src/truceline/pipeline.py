"""The straight line: bytes -> report -> claims -> places -> origins -> cells. The only place where the stages meet."""

from __future__ import annotations

import concurrent.futures
import contextlib
import gc
import itertools
import json
import multiprocessing
import os
from collections.abc import Iterable, Iterator, Sequence
from importlib import resources
from pathlib import Path
from typing import BinaryIO, NamedTuple

import msgspec

from truceline.agreement import draft_file, load_agreement
from truceline.assess import (
    Assessment,
    Claims,
    Part,
    Refusal,
    assess_claims,
    decode_claims,
    decode_part,
    find_differences,
    identify,
    join_parts,
    known_by,
    share_duties,
)
from truceline.errors import ReadError, UsageError
from truceline.extract import actor_vocabulary, actor_wordings, extract_reading, read_clauses
from truceline.geometry import corners_of, distance_km
from truceline.link import find_incidents, trace
from truceline.locate import Gazetteer, Region, locate_reading, open_gazetteer
from truceline.model.agreement import Agreement, Source
from truceline.model.claim import Apart, Claim, Difference, Incident, Merge, Reading
from truceline.model.status import Bearing, Cell
from truceline.model.text import Report, Unreadable
from truceline.read import read_bytes, read_report
from truceline.show import cell_line, cell_text


class Entry(msgspec.Struct, frozen=True, kw_only=True):
    """One document of a batch, as a manifest line gives it. Unknown keys are ignored."""

    path: str
    published: str | None = None
    publisher: str | None = None
    title: str | None = None
    url: str | None = None
    agreement: str | None = None


class Analysis(NamedTuple):
    """What reports come to when they are laid beside an agreement."""

    agreement: Agreement
    readings: tuple[Reading, ...]
    claims: tuple[Claim, ...]
    incidents: tuple[Incident, ...]
    bearings: tuple[Bearing, ...]
    differences: tuple[Difference, ...]
    assessment: Assessment
    #: Why claims of several reports have one origin.
    merges: tuple[Merge, ...] = ()

    @property
    def cells(self) -> tuple[Cell, ...]:
        """The cells that something bears on, sorted by term, party, day."""
        return self.assessment.cells

    def cell(self, term: str, party: str, day: str) -> Cell:
        """Any cell, also one that no report touches."""
        return self.assessment.cell(term, party, day)

    def explain(self, cell: Cell) -> str:
        """Why a cell is what it is, as plain text: the words, who said them, the reasons, what would change it."""
        return cell_text(cell, self.claims, self.readings)

    def _repr_html_(self) -> str:
        return self.assessment._repr_html_()


class Assessed(NamedTuple):
    """What a file of claims comes to: the lines that could not be used, and the cells as JSON Lines, one by one."""

    refused: tuple[Refusal, ...]
    lines: Iterator[bytes]


#: Below so many bytes one process is quicker than several.
_WORTH_SHARING = 16_000_000
#: How much more of a file the first process reads than every other.
_FIRST = 1.15


def assess_file(
    file: BinaryIO,
    agreement: Agreement,
    *,
    as_of: str | None = None,
    periods: Sequence[tuple[str, str]] = (),
    unions: bool = False,
    policy: bool = False,
    workers: int = 1,
) -> Assessed:
    """Assess a file of claims (JSON Lines). A large one is read and listed by several processes, to the same bytes.

    The file must be a real one, since several read it at once.
    """
    agreement = known_by(agreement, as_of)
    begin, end = file.tell(), file.seek(0, os.SEEK_END)
    file.seek(begin)
    shared = workers > 1 and end - begin >= _WORTH_SHARING
    if shared:
        cuts = _cuts(file.fileno(), begin, end, workers)
        with _uncollected(), _crew(workers - 1) as crew:
            later = [crew.submit(_decode, file.fileno(), a, b, agreement, as_of) for a, b in cuts[1:]]
            parts = [_decode(file.fileno(), *cuts[0], agreement, as_of), *(part.result() for part in later)]
        claims, refused = join_parts(parts, _Stretch(file.fileno(), begin, end))
    else:
        claims, refused = decode_claims(file, agreement, as_of=as_of)
    if shared and not periods and not unions:
        return Assessed(refused, _listed(agreement, claims, policy, workers))
    assessment = Assessment(agreement, claims, refused, periods=periods, unions=unions, policy=policy)
    return Assessed(refused, _written(assessment.cells))


def _listed(agreement: Agreement, claims: Claims, policy: bool, workers: int) -> Iterator[bytes]:
    """The cells of all duties in order, every process judging a share of them."""
    first, *others = share_duties(agreement, workers) or [[]]
    global _shared
    _shared = agreement, claims, policy  # what a forked process finds where it stands
    try:
        with _uncollected(), _crew(max(1, len(others))) as crew:
            later = [crew.submit(_list, share) for share in others]
            found = _list(first)
            for part in later:
                found |= part.result()
    finally:
        _shared = None
    yield from (found[duty] for duty in sorted(found))


_shared: tuple[Agreement, Claims, bool] | None = None


def _list(duties: Sequence[tuple[str, str]]) -> dict[tuple[str, str], bytes]:
    assert _shared is not None
    agreement, claims, policy = _shared
    assessment = Assessment(agreement, claims, policy=policy, asked=duties)
    return {duty: b"".join(_written(assessment.cells_of(*duty))) for duty in duties}


def _written(cells: Iterable[Cell]) -> Iterator[bytes]:
    return (cell_line(cell, kind=False) + b"\n" for cell in cells)


def _decode(descriptor: int, begin: int, end: int, agreement: Agreement, as_of: str | None) -> Part:
    return decode_part(_Stretch(descriptor, begin, end), agreement, as_of=as_of)


@contextlib.contextmanager
def _uncollected() -> Iterator[None]:
    """No looking for garbage meanwhile: there are no cycles, and looking would copy every page of a forked process."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if looked:
            gc.enable()


def _crew(workers: int) -> concurrent.futures.ProcessPoolExecutor:
    # Forked, so that what is there need not be sent.
    return concurrent.futures.ProcessPoolExecutor(workers, mp_context=multiprocessing.get_context("fork"))


def _cuts(descriptor: int, begin: int, end: int, count: int) -> list[tuple[int, int]]:
    """The bytes from ``begin`` to ``end`` in stretches that end with a line.

    The first, which need not be sent anywhere, is the longest; the others are of about one size.
    """
    size = int((end - begin) / (count - 1 + _FIRST))
    bounds = [begin]
    for number in range(1, count):
        at = max(bounds[-1], end - size * (count - number))
        for block in _blocks(descriptor, at, end):
            found = block.find(b"\n")
            at += found + 1 if found >= 0 else len(block)
            if found >= 0:
                break
        bounds.append(at)
    return list(itertools.pairwise([*bounds, end]))


def _blocks(descriptor: int, begin: int, end: int) -> Iterator[bytes]:
    """Bytes of a file, wherever others read it."""
    while begin < end:
        block = os.pread(descriptor, min(1 << 20, end - begin), begin)
        if not block:
            return
        yield block
        begin += len(block)


class _Stretch:
    """The lines between two places of a file, as often as they are asked for."""

    def __init__(self, descriptor: int, begin: int, end: int) -> None:
        self._where = descriptor, begin, end

    def __iter__(self) -> Iterator[bytes]:
        open_: list[bytes] = []
        for block in _blocks(*self._where):
            first, *others = block.split(b"\n")
            open_.append(first)
            if others:
                yield b"".join(open_)
                open_ = [others.pop()]
                yield from others
        if open_ and any(open_):
            yield b"".join(open_)


def region_of(agreement: Agreement) -> Region | None:
    """Where an agreement's drawn zones lie, as a hint for names that several places have; None when none is drawn."""
    corners: list[tuple[float, float]] = []
    for zone in agreement.zones:
        if zone.circle is not None:
            corners.append((zone.circle.lat, zone.circle.lon))
        corners += [(lat, lon) for drawn in (zone.geometry, zone.along) if drawn for lon, lat in corners_of(drawn)]
    if not corners:
        return None
    lats, lons = [c[0] for c in corners], [c[1] for c in corners]
    lat, lon = (min(lats) + max(lats)) / 2, (min(lons) + max(lons)) / 2
    radius = max(distance_km(lat, lon, *corner) for corner in corners) + 25
    return Region(lat=lat, lon=lon, radius_km=round(radius, 1))


def draft_agreement(text: str, *, id_: str = "draft", timezone: str = "UTC") -> str:
    """An agreement file (YAML 1.2) proposed from the text of an agreement, every term a draft with its quotation.

    Law: every quotation is a slice of ``text``, its white space made single.
    """
    wordings = actor_wordings().items()
    names = {word: actor for actor, words in wordings for word in words if len(word) > 3 and word[:1].isupper()}
    called = {actor: found.name or actor for actor, found in actor_vocabulary().items()}
    return draft_file(read_clauses(text, names), names, called, id_=id_, timezone=timezone)


def demo_folder() -> Path:
    """Where the bundled reports lie; they are made up for the demonstration."""
    return Path(str(resources.files("truceline") / "demo"))


def demo_agreement() -> Agreement:
    """The library's Idlib agreement with the made-up sources of the bundled reports beside its own."""
    sources = msgspec.json.decode((demo_folder() / "sources.json").read_bytes(), type=tuple[Source, ...])
    idlib = load_agreement("idlib")
    return msgspec.structs.replace(idlib, sources=(*idlib.sources, *sources))


def read_one(source: str | Path, *, entry: Entry | None = None, region: Region | None = None) -> Reading:
    """One file, read, extracted and located. ReadError says why when it cannot be read."""
    given = entry or Entry(path=str(source))
    report = read_report(
        source,
        published=given.published,
        publisher=given.publisher,
        title=given.title,
        url=given.url,
        path=given.path if entry is not None else None,
    )
    return interpret(report, region=region)


def interpret(report: Report, *, region: Region | None = None) -> Reading:
    """Everything that a report says, its places resolved."""
    return locate_reading(extract_reading(report), gazetteer(), region=region)


def gazetteer() -> Gazetteer:
    """The gazetteer, with the lists that were imported into the folders that ``TRUCELINE_GAZETTEER`` names."""
    named = os.environ.get("TRUCELINE_GAZETTEER", "")
    return open_gazetteer(*(Path(folder) for folder in named.split(os.pathsep) if folder))


def read_given(data: bytes, *, entry: Entry) -> Reading | Unreadable:
    """One report whose bytes came without a file; ``entry.path`` names it. What cannot be read says why."""
    try:
        report = report_given(data, entry=entry)
    except ReadError as error:
        return Unreadable(path=entry.path, error=str(error))
    return interpret(report)


def report_given(data: bytes, *, entry: Entry) -> Report:
    """The text of a report whose bytes came without a file. ReadError says why when it cannot be read."""
    return read_bytes(
        data,
        name=entry.path,
        published=entry.published,
        publisher=entry.publisher,
        title=entry.title,
        url=entry.url,
    )


def read_many(entries: Iterable[Entry], folder: Path) -> Iterator[Reading | Unreadable]:
    """A batch, each document as it is done; memory does not grow with their number. What cannot be read says why."""
    for entry in entries:
        try:
            yield read_one(folder / entry.path, entry=entry)
        except ReadError as error:
            yield Unreadable(path=entry.path, error=str(error))
        except UsageError as error:
            yield Unreadable(path=entry.path, error=f"{entry.path}: {error}")


def manifest_entries(manifest: Path) -> Iterator[Entry]:
    """The lines of a manifest (JSON Lines of path, published, publisher, title, agreement).

    UsageError names the first line that is not such an object.
    """
    try:
        with manifest.open("rb") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _entry(line, f"{manifest}:{number}")
    except OSError as error:
        raise UsageError(f"The manifest {manifest} cannot be opened: {error.strerror}.") from error


def _entry(line: bytes, where: str) -> Entry:
    try:
        return msgspec.json.decode(line, type=Entry)
    except (msgspec.DecodeError, json.JSONDecodeError) as error:
        raise UsageError(f'{where}: this line is not an object with a "path" ({error}).') from error


def differences_in(reading: Reading, agreement: Agreement) -> tuple[Difference, ...]:
    """Where one report describes a term otherwise than the agreement; nothing is assessed for it."""
    return find_differences(identify(reading, agreement, vocabulary=actor_vocabulary()), agreement)


def analyse(
    reports: Report | Reading | Sequence[Report | Reading],
    agreement: Agreement,
    *,
    recorded: str | None = None,
    as_of: str | None = None,
    periods: Sequence[tuple[str, str]] = (),
    unions: bool = False,
    apart: Sequence[Apart] = (),
) -> Analysis:
    """Lay reports, or what was read in them, beside an agreement.

    ``recorded`` stands in where a report has no date (RFC 3339 with offset); ``as_of`` leaves out what was recorded
    later. ``periods`` (first and last day) and ``unions`` add cells for stretches of days and for parties together.
    ``apart`` are decisions that claims or reports are not the same telling; they undo merges.
    """
    given = (reports,) if isinstance(reports, Report | Reading) else reports
    readings = [interpret(item) if isinstance(item, Report) else item for item in given]
    identified = [
        claim
        for reading in readings
        for claim in identify(reading, agreement, vocabulary=actor_vocabulary(), recorded=recorded)
    ]
    claims, merges = trace(identified, readings, apart=apart)
    incidents = find_incidents(claims, readings, apart=apart)
    assessment = assess_claims(claims, agreement, as_of=as_of, periods=periods, unions=unions)
    return Analysis(
        agreement=agreement,
        readings=tuple(readings),
        claims=claims,
        incidents=incidents,
        bearings=assessment.bearings(incidents),
        differences=find_differences(claims, agreement),
        assessment=assessment,
        merges=merges,
    )


__all__ = [
    "Analysis",
    "Entry",
    "analyse",
    "demo_agreement",
    "demo_folder",
    "differences_in",
    "interpret",
    "load_agreement",
    "manifest_entries",
    "read_given",
    "read_many",
    "read_one",
    "region_of",
    "report_given",
]
