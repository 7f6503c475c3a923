"""A run comes to the same bytes however the work was split, killed or begun again, and names what it cannot use."""

from __future__ import annotations

import contextlib
import gzip
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.archive import made
from truceline.archive import Archive, Caps, Done, Plan
from truceline.archive.document import Found, Refused
from truceline.archive.reading import Outcome, refusal
from truceline.errors import UsageError


def echo(found: Found) -> Outcome:
    """A reader that costs nothing: every document becomes its name and its length."""
    if isinstance(found, Refused):
        return refusal(found)
    return Outcome("read", json.dumps({"path": found.entry.path, "bytes": len(found.data)}).encode() + b"\n")


def run(archive: Archive) -> tuple[Plan, list[Done]]:
    planned = archive.plan()
    return planned, list(archive.run(planned))


def tree(folder: Path) -> dict[str, bytes]:
    """Every file of an output folder with its bytes."""
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def records(folder: Path) -> list[dict[str, Any]]:
    """What stands in the shards, in the order of the manifest."""
    manifest = [json.loads(line) for line in (folder / "manifest.jsonl").read_bytes().splitlines()]
    written = (gzip.decompress((folder / done["file"]).read_bytes()) for done in manifest)
    return [json.loads(line) for data in written for line in data.splitlines()]


@pytest.fixture
def inputs(tmp_path: Path) -> list[str]:
    """Some of every kind, of several shards each."""
    bodies = [made.page(f"Report {number}. {made.MARKET}") for number in range(1200)]
    paths = [made.FORMS[form](tmp_path / form, bodies) for form in ("a.zip", "a.warc.gz", "a.jsonl", "a.tar.gz")]
    return [str(path) for path in (*paths, made.bomb_in_zip(tmp_path / "bomb.zip"))]


def test_however_it_is_split(tmp_path: Path, inputs: list[str]) -> None:
    """One worker or four, in one go or with a limit first: the same files, byte for byte."""
    one, four, twice = (tmp_path / name for name in ("one", "four", "twice"))
    run(Archive(inputs, one, reader=echo))
    run(Archive(inputs, four, reader=echo, workers=4))
    run(Archive(inputs, twice, reader=echo, limit=700))
    run(Archive(inputs, twice, reader=echo, workers=2))
    assert tree(one) == tree(four) == tree(twice)
    found = records(one)
    assert len(found) == 4 * 1200 + 3
    assert [r["error"].rpartition("/")[2] for r in found if "error" in r] == [
        "bomb.txt: it unpacks to more than 100 times its size."
    ]
    assert not list(one.rglob("*.part"))


def test_a_shard_that_is_done_is_not_done_again(tmp_path: Path, inputs: list[str]) -> None:
    """A second run reads nothing; a shard that lost its file, and an input that has changed, are done again."""
    out = tmp_path / "out"
    planned, done = run(Archive(inputs, out, reader=echo))
    before = tree(out)

    def never(_: Found) -> Outcome:
        raise AssertionError

    again, nothing = run(Archive(inputs, out, reader=never))
    assert (len(again.done), nothing) == (len(planned.shards), [])
    assert tree(out) == before
    (out / done[0].file).unlink()
    assert [r.file for r in run(Archive(inputs, out, reader=echo))[1]] == [done[0].file]
    assert tree(out) == before
    made.zipped(Path(inputs[0]), [made.page("One page.")])
    assert [r.documents for r in run(Archive(inputs, out, reader=echo))[1]] == [1]
    assert len(records(out)) == 3 * 1200 + 3 + 1
    assert {str(p.relative_to(out)) for p in (out / "shards").iterdir()} == {
        json.loads(line)["file"] for line in (out / "manifest.jsonl").read_bytes().splitlines()
    }


def test_a_killed_run_goes_on(tmp_path: Path, inputs: list[str]) -> None:
    """The parent is killed in the middle, several times over; in the end nothing tells."""
    whole, killed = tmp_path / "whole", tmp_path / "killed"
    run(Archive(inputs, whole, reader=echo))
    for stop_after in range(1, 8):
        child = os.fork()
        if child == 0:
            with contextlib.suppress(BaseException):
                archive = Archive(inputs, killed, reader=echo, workers=2)
                for number, _ in enumerate(archive.run(archive.plan()), 1):
                    if number == stop_after % 3 + 1:
                        os.kill(os.getpid(), signal.SIGKILL)
            os._exit(0)
        os.waitpid(child, 0)
    run(Archive(inputs, killed, reader=echo, workers=2))
    assert {k: v for k, v in tree(killed).items() if not k.endswith(".part")} == tree(whole)


def test_a_worker_killed_from_outside_changes_nothing(tmp_path: Path, inputs: list[str]) -> None:
    """Once is an accident: the shard is begun again and no document is blamed."""
    whole, shot = tmp_path / "whole", tmp_path / "shot"
    run(Archive(inputs, whole, reader=echo))

    def once(found: Found) -> Outcome:
        if not isinstance(found, Refused) and found.entry.path.endswith(("a.zip/000700.html", "a.jsonl:3")):
            mark = tmp_path / found.entry.path.rpartition("/")[2]
            if not mark.exists():
                mark.touch()
                os.kill(os.getpid(), signal.SIGKILL)
        return echo(found)

    run(Archive(inputs, shot, reader=once, workers=2))
    assert {p.name for p in tmp_path.iterdir()} >= {"000700.html", "a.jsonl:3"}
    assert tree(shot) == tree(whole)


def dies(_: Found) -> Outcome:
    os.kill(os.getpid(), signal.SIGKILL)
    raise AssertionError


def hangs(_: Found) -> Outcome:
    time.sleep(60)
    raise AssertionError


def hoards(_: Found) -> Outcome:
    bytearray(2_000_000_000)
    raise AssertionError


def breaks(_: Found) -> Outcome:
    sys.stderr.write("noise of a library\n")
    raise ValueError("a mistake of ours")


HARM: dict[str, tuple[Callable[[Found], Outcome], str]] = {
    "000001.html": (dies, "it ended the worker (SIGKILL)"),
    "000002.html": (hangs, "it took longer than 1 s"),
    "000003.html": (hoards, "reading it takes more than 500 MB of memory"),
    "000004.html": (breaks, "Truceline failed on it (ValueError: a mistake of ours)"),
}


def test_a_document_that_harms_a_worker_is_set_aside(tmp_path: Path) -> None:
    """Crash, endless work, hunger and a bug: each is named with why, and every other document is read."""
    path = made.zipped(tmp_path / "a.zip", [made.page(f"Report {n}.") for n in range(7)])

    def reader(found: Found) -> Outcome:
        assert not isinstance(found, Refused)
        harm = HARM.get(found.entry.path.rpartition("/")[2])
        return harm[0](found) if harm else echo(found)

    out = tmp_path / "out"
    (done,) = run(Archive([str(path)], out, reader=reader, caps=Caps(megabytes=500, seconds=1.0)))[1]
    assert {left.where.rpartition("/")[2]: left.why for left in done.refused} == {
        k: why for k, (_, why) in HARM.items()
    }
    assert (done.documents, done.read) == (7, 3)
    assert [r["path"].rpartition("/")[2] for r in records(out)] == [f"00000{n}.html" for n in range(7)]


def test_an_archive_that_kills_whoever_opens_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Looking through it is done in a process of its own; it is refused and the others are read."""
    from truceline.archive import job

    real = job.plan

    def deadly(inputs: list[str]) -> Any:
        if inputs[0].endswith("bad.zip"):
            os.kill(os.getpid(), signal.SIGKILL)
        return real(inputs)

    monkeypatch.setattr(job, "plan", deadly)
    good = made.zipped(tmp_path / "good.zip", [made.page("One.")])
    planned, done = run(Archive([str(tmp_path / "bad.zip"), str(good)], tmp_path / "out", reader=echo))
    assert planned.refused == (Refused(str(tmp_path / "bad.zip"), "it ended the worker (SIGKILL)"),)
    assert [record.read for record in done] == [1]


def test_one_run_at_a_time_and_one_kind(tmp_path: Path) -> None:
    """A folder in use, a folder of other settings, and one that cannot be made are refused in a sentence."""
    path, out = made.zipped(tmp_path / "a.zip", [made.page("One.")] * 501), tmp_path / "out"
    archive = Archive([str(path)], out, reader=echo)
    half = archive.run(archive.plan())
    next(half)
    with pytest.raises(UsageError, match="Another run is at work"):
        run(Archive([str(path)], out, reader=echo))
    list(half)
    with pytest.raises(UsageError, match=r"other settings .*no agreement, not .*since 2019-08-01"):
        run(Archive([str(path)], out, reader=echo, since="2019-08-01"))
    with pytest.raises(UsageError, match="Nothing can be written"):
        run(Archive([str(path)], path / "out", reader=echo))
