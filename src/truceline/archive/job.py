"""The whole run: plan the shards, work on those that are not done, keep a record of each, and sum up.

In the output folder each shard has a file of records (``shards/NAME.jsonl.gz``, written under another name and renamed)
and then a record that it is done (``done/NAME.json``), with what became of its documents. ``manifest.jsonl`` is all
these records. A shard is done when its record says so for the same input, the same settings and the same Truceline.
"""

from __future__ import annotations

import contextlib
import fcntl
import gzip
import hashlib
import itertools
import os
import re
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgspec

from truceline.archive.document import Found, Refused, Shard
from truceline.archive.gate import gate_for
from truceline.archive.inputs import documents, plan
from truceline.archive.reading import Outcome, Reader, refusal
from truceline.archive.workers import Caps, Failure, Step, Tell, run
from truceline.errors import UsageError
from truceline.model.agreement import Agreement
from truceline.pipeline import gazetteer

#: An estimate is made from so many documents.
_TRIED = 20


class Settings(msgspec.Struct, frozen=True, kw_only=True):
    """What the records depend on besides the input. ``agreement`` is its id and the digest of all it says."""

    version: str
    agreement: str | None = None
    since: str | None = None


class Left(msgspec.Struct, frozen=True, kw_only=True):
    """A document that was refused: where it lies, and why."""

    where: str
    why: str


class Done(msgspec.Struct, frozen=True, kw_only=True):
    """One finished shard: its file below the output folder, the file's digest, and its documents by outcome."""

    file: str
    sha256: str
    shard: Shard
    settings: Settings
    documents: int
    read: int = 0
    gated_out: int = 0
    too_early: int = 0
    refused: tuple[Left, ...] = ()


class Plan(NamedTuple):
    """What is to be done: all shards in order, inputs that cannot be used, and the shards that are done already."""

    shards: tuple[Shard, ...]
    refused: tuple[Refused, ...]
    done: tuple[Done, ...]

    @property
    def documents(self) -> int:
        """How many documents there are, as far as can be told before they are read."""
        return sum(shard.count for shard in self.shards)


class Archive:
    """A run over many documents into one folder. The same inputs and settings give the same bytes, however it goes."""

    def __init__(
        self,
        inputs: Sequence[str],
        out: Path,
        *,
        agreement: Agreement | None = None,
        since: str | None = None,
        limit: int | None = None,
        workers: int = 1,
        caps: Caps | None = None,
        reader: Callable[[Found], Outcome] | None = None,
    ) -> None:
        self.inputs, self.out, self.limit, self.workers, self.caps = inputs, out, limit, workers, caps or Caps()
        self.settings = Settings(version=version("truceline"), agreement=_identity(agreement), since=since)
        self._agreement, self._since, self._reader = agreement, since, reader

    def plan(self) -> Plan:
        """Look through the inputs, each in a process of its own, and see what is done already."""
        shards: list[Shard] = []
        refused: list[Refused] = []
        found: dict[str, list[Shard | Refused]] = {}
        caps = self.caps._replace(seconds=86_400.0)
        for given, items, failures in run(
            dict.fromkeys(self.inputs), lambda given, _f, _t: list(plan([given])), workers=self.workers, caps=caps
        ):
            found[given] = items if items is not None else [Refused(given, failures[-1].why)]
        left = self.limit
        for item in itertools.chain.from_iterable(found[given] for given in dict.fromkeys(self.inputs)):
            if isinstance(item, Refused):
                refused.append(item)
            elif left is None:
                shards.append(item)
            elif left > 0:
                shards.append(msgspec.structs.replace(item, count=min(left, item.count)))
                left -= shards[-1].count
        done = tuple(record for shard in shards if (record := self._record(shard)) is not None)
        return Plan(tuple(shards), tuple(refused), done)

    def run(self, planned: Plan) -> Iterator[Done]:
        """Work on what is not done yet; each shard as it is finished, in any order. Writes the manifest at the end."""
        with self._alone():
            self._refuse_other_settings()
            ready = {record.file for record in planned.done}
            waiting = [shard for shard in planned.shards if _file_of(shard) not in ready]
            if waiting:
                reader = self._made_reader()
                for shard, record, failures in run(
                    waiting,
                    lambda shard, failures, tell: self._work(shard, failures, tell, reader),
                    workers=self.workers,
                    caps=self.caps,
                ):
                    done = record if record is not None else self._lost(shard, failures)
                    _write(self._record_path(shard), msgspec.json.format(msgspec.json.encode(done), indent=1))
                    yield done
            self._tidy(planned)

    def estimate(self, planned: Plan) -> tuple[int, float]:
        """Try a few documents of the shards: how many were tried, and the seconds that they took one worker."""
        ready = {record.file for record in planned.done}
        waiting = [shard for shard in planned.shards if _file_of(shard) not in ready]
        if not waiting:
            return 0, 0.0
        reader = self._made_reader()
        step = max(1, len(waiting) // _TRIED)
        each = -(-_TRIED // len(waiting[::step]))
        tasks = [msgspec.structs.replace(shard, count=min(each, shard.count)) for shard in waiting[::step]]
        caps = self.caps._replace(seconds=self.caps.seconds * each)
        tried, seconds = 0, 0.0
        for _, result, _ in run(tasks, lambda shard, _f, _t: _measure(shard, reader), workers=1, caps=caps):
            if result is not None:
                tried, seconds = tried + result[0], seconds + result[1]
        return tried, seconds

    def _made_reader(self) -> Callable[[Found], Outcome]:
        if self._reader is not None:
            return self._reader
        gate = gate_for(self._agreement, gazetteer()) if self._agreement is not None else None
        reader = Reader(self._agreement, gate, self._since)
        reader.warm()
        return reader

    def _work(
        self, shard: Shard, failures: tuple[Failure, ...], tell: Tell, reader: Callable[[Found], Outcome]
    ) -> Done:
        """What a worker does: read the documents of a shard, write their records, and say what became of them."""
        counts: Counter[str] = Counter()
        refused: list[Left] = []
        path = self.out / _file_of(shard)
        path.parent.mkdir(parents=True, exist_ok=True)
        part = path.with_suffix(".part")
        # No name and no time in the header: the same records give the same bytes.
        with part.open("wb") as raw, gzip.GzipFile(filename="", mode="wb", fileobj=raw, mtime=0) as file:
            for found in _fetched(shard, failures, tell):
                outcome = _outcome(found, reader, self.caps)
                counts[outcome.kind] += 1
                if outcome.refused is not None:
                    refused.append(Left(where=outcome.refused.where, why=outcome.refused.why))
                file.write(outcome.lines)
        with part.open("rb") as written:
            os.fsync(written.fileno())
            digest = hashlib.file_digest(written, "sha256").hexdigest()
        part.rename(path)
        return Done(
            file=_file_of(shard),
            sha256=digest,
            shard=shard,
            settings=self.settings,
            documents=counts.total(),
            read=counts["read"],
            gated_out=counts["gated_out"],
            too_early=counts["too_early"],
            refused=tuple(refused),
        )

    def _lost(self, shard: Shard, failures: tuple[Failure, ...]) -> Done:
        """The record of a shard whose worker could not even begin."""
        step = Failure(Step(shard.index, True), failures[-1].why)
        return self._work(shard, (step,), lambda _: None, lambda found: refusal(found))  # type: ignore[arg-type]

    def _record_path(self, shard: Shard) -> Path:
        return self.out / "done" / f"{_name_of(shard)}.json"

    def _record(self, shard: Shard) -> Done | None:
        """The record of a shard, where it is done and its file is there."""
        try:
            record = msgspec.json.decode(self._record_path(shard).read_bytes(), type=Done)
        except (OSError, msgspec.DecodeError):
            return None
        same = record.shard == shard and record.settings == self.settings
        return record if same and (self.out / record.file).is_file() else None

    def _records(self) -> Iterator[tuple[Path, Done]]:
        for path in sorted((self.out / "done").glob("*.json")):
            with contextlib.suppress(msgspec.DecodeError):
                yield path, msgspec.json.decode(path.read_bytes(), type=Done)

    def _refuse_other_settings(self) -> None:
        for _, record in self._records():
            if record.settings != self.settings:
                raise UsageError(
                    f"{self.out} holds what was made with other settings ({_told(record.settings)}, not"
                    f" {_told(self.settings)}); name another folder with -o."
                )

    def _tidy(self, planned: Plan) -> None:
        """Leave out what is of an earlier state of these inputs, and write the manifest."""
        current = {self._record_path(shard) for shard in planned.shards}
        inputs = {shard.input for shard in planned.shards}
        kept = []
        for path, record in self._records():
            if record.shard.input in inputs and path not in current:
                (self.out / record.file).unlink(missing_ok=True)
                path.unlink()
            else:
                kept.append(msgspec.json.encode(record) + b"\n")
        _write(self.out / "manifest.jsonl", b"".join(kept))

    @contextlib.contextmanager
    def _alone(self) -> Iterator[None]:
        """Nobody else works in this folder meanwhile. UsageError when it cannot be written, or somebody does."""
        try:
            (self.out / "done").mkdir(parents=True, exist_ok=True)
            lock = (self.out / "lock").open("wb")
        except OSError as error:
            raise UsageError(f"Nothing can be written into {self.out} ({error.strerror}); name another -o.") from None
        with lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except OSError:
                raise UsageError(f"Another run is at work in {self.out}; wait for it or name another -o.") from None
            yield


def _fetched(shard: Shard, failures: tuple[Failure, ...], tell: Tell) -> Iterator[Found]:
    """The documents of a shard; in place of those that a worker did not survive, why."""
    unreadable = {failure.step.number: failure for failure in failures if not failure.step.fetching}
    end = next((failure for failure in failures if failure.step.fetching), None)
    found = documents(shard)
    for number in itertools.count(shard.index):
        if end is not None and number == end.step.number:
            yield Refused(
                f"{shard.input} from document {number + 1} on", f"{end.why}; the rest of this shard is left out"
            )
            return
        tell(Step(number, True))
        item = next(found, None)
        if item is None:
            return
        where = item.where if isinstance(item, Refused) else item.entry.path
        if number in unreadable:
            yield Refused(where, unreadable[number].why)
        else:
            tell(Step(number, False, where))
            yield item


def _outcome(found: Found, reader: Callable[[Found], Outcome], caps: Caps) -> Outcome:
    if isinstance(found, Refused):
        return refusal(found)
    try:
        return reader(found)
    except MemoryError:
        return refusal(Refused(found.entry.path, f"reading it takes more than {caps.megabytes:,} MB of memory"))


def _measure(shard: Shard, reader: Callable[[Found], Outcome]) -> tuple[int, float]:
    begin = time.perf_counter()
    tried = sum(1 for _ in map(reader, itertools.islice(documents(shard), shard.count)))
    return tried, time.perf_counter() - begin


def _name_of(shard: Shard) -> str:
    """A file name for a shard: what the input is called, which input it is, and where the shard begins."""
    stem = re.sub(r"[^A-Za-z0-9._-]+", "-", Path(shard.input).name)[:60].strip("-.") or "input"
    which = hashlib.sha256(f"{shard.input}\0{shard.kind}".encode("utf-8", "surrogateescape")).hexdigest()[:8]
    return f"{stem}-{which}-{shard.index:09}"


def _file_of(shard: Shard) -> str:
    return f"shards/{_name_of(shard)}.jsonl.gz"


def _identity(agreement: Agreement | None) -> str | None:
    if agreement is None:
        return None
    return f"{agreement.id} sha256:{hashlib.sha256(msgspec.json.encode(agreement)).hexdigest()[:16]}"


def _told(settings: Settings) -> str:
    agreement = f"agreement {settings.agreement}" if settings.agreement else "no agreement"
    since = f", since {settings.since}" if settings.since else ""
    return f"Truceline {settings.version}, {agreement}{since}"


def _write(path: Path, data: bytes) -> None:
    part = path.with_name(path.name + ".part")
    with part.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.rename(path)
