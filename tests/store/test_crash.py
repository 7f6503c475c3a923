"""Runs that are killed (SIGKILL) at random moments lose nothing that was acknowledged, and leave nothing half.

``make test-crash`` kills a hundred times on SQLite and thirty on PostgreSQL; here it is a few.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.store.stories import NOW, stories
from tests.store.test_contract import derived, made
from truceline.memory import recompute, settle, undo
from truceline.store import open_store

RUN = [sys.executable, "-c", "from truceline.cli import run; run()"]
REPORTS = 40


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Short reports, each with a claim or two."""
    where = tmp_path_factory.mktemp("reports")
    dice = random.Random(7)
    for number in range(REPORTS):
        town, day = dice.choice(("Khan Sheikhoun", "Kafr Zita", "Saraqib")), dice.randrange(1, 9)
        text = f"Note {number}. Government artillery shelled {town} on {day} August 2019, a local council said.\n"
        (where / f"{number:03}.txt").write_text(text, encoding="utf-8")
    return where


def start(*arguments: str) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*RUN, *arguments], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, start_new_session=True
    )


def acknowledged(lines: list[bytes]) -> list[str]:
    """The reports that a run said it had kept; its last line may be half a line."""
    return [json.loads(line)["report"] for line in lines if line.endswith(b"}\n")]


def test_killed_while_adding(
    new_place: Callable[[], str], folder: Path, request: pytest.FixtureRequest, pytestconfig: pytest.Config
) -> None:
    """After each kill the store is intact and has what was acknowledged; the run that ends makes no difference."""
    is_file = "sqlite" in request.node.callspec.id
    kills = pytestconfig.getoption("--kills")
    kills = kills if is_file else max(2, kills * 3 // 10)
    whole = new_place()
    with made(whole):
        begun = time.monotonic()
        subprocess.run([*RUN, "add", whole, str(folder), "--jobs", "1"], check=True, capture_output=True)
        took = time.monotonic() - begun
    with open_store(whole) as store:
        signature, tables = store.verify().signature, derived(store)
    dice, done, place = random.Random(kills), 0, ""
    while done < kills:
        if not place:
            place = new_place()
            made(place).close()
        jobs = dice.choice(("1", "1", "2"))
        run = start("add", place, str(folder), "--jobs", jobs, "--format", "jsonl")
        assert run.stdout is not None
        seen = [run.stdout.readline()]  # what comes before the first is no writing
        time.sleep(dice.random() * took * 0.5)
        os.kill(run.pid, signal.SIGKILL)
        seen += run.stdout.readlines()
        run.stdout.close()
        killed = run.wait() == -signal.SIGKILL
        done += killed
        with open_store(place) as store:
            found = store.verify()
            with store.snapshot() as snapshot:
                assert set(acknowledged(seen)) <= snapshot.held(acknowledged(seen)).keys()
        if not killed or found.reports == REPORTS:
            ended = subprocess.run([*RUN, "add", place, str(folder), "--jobs", "1"], capture_output=True, check=False)
            assert ended.returncode == 0, ended.stderr
            with open_store(place) as store:
                assert store.verify().signature == signature
                assert derived(store)[1] == tables[1]
            place = ""
    if place:
        ended = subprocess.run([*RUN, "add", place, str(folder), "--jobs", "1"], capture_output=True, check=True)
        assert ended.stdout.endswith(b"updated 0  refused 0\n")
        with open_store(place) as store:
            assert store.verify().signature == signature
            assert derived(store)[1] == tables[1]


def test_the_processes_that_read_end_with_the_one_that_writes(new_place: Callable[[], str], folder: Path) -> None:
    """Nobody is left behind to read for a run that was killed."""
    place = new_place()
    made(place).close()
    run = start("add", place, str(folder), "--jobs", "2", "--format", "jsonl")
    assert run.stdout is not None
    run.stdout.readline()
    run.kill()
    run.wait()
    # The readers hold the other end of this pipe: it ends when the last of them has.
    limit = time.monotonic() + 30
    os.set_blocking(run.stdout.fileno(), False)
    while run.stdout.read() != b"":
        assert time.monotonic() < limit, "a process that reads outlived the one that writes"
        time.sleep(0.1)
    run.stdout.close()


def test_four_at_once_and_in_any_order_make_one_signature(
    new_place: Callable[[], str], folder: Path, tmp_path: Path
) -> None:
    """The same folder, shuffled, by four processes at once, and again."""
    place, alone = new_place(), new_place()
    made(place).close()
    made(alone).close()
    paths = sorted(map(str, folder.iterdir()))
    runs = []
    for seed in range(4):
        listed = tmp_path / f"list-{seed}"
        listed.write_text("\n".join(random.Random(seed).sample(paths, len(paths))))
        with listed.open("rb") as file:
            runs.append(subprocess.Popen([*RUN, "add", place, "-", "--jobs", "1"], stdin=file, stdout=subprocess.PIPE))
    told = [run.communicate()[0].decode() for run in runs]
    assert [run.returncode for run in runs] == [0] * 4
    assert sum(int(line.split()[1]) for line in told) == REPORTS
    assert all(sum(int(word) for word in line.split()[1::2]) == REPORTS for line in told)
    again = subprocess.run([*RUN, "add", place, str(folder)], capture_output=True, check=True)
    assert again.stdout == f"new 0  unchanged {REPORTS}  updated 0  refused 0\n".encode()
    subprocess.run([*RUN, "add", alone, str(folder)], capture_output=True, check=True)
    with open_store(place) as store, open_store(alone) as other:
        assert store.verify().signature == other.verify().signature
        assert derived(store)[1] == derived(other)[1]
        assert recompute(store, at=NOW) == 0


FULL = """
import sys, msgspec
from pathlib import Path
from tests.store.stories import NOW, stories
from tests.store.test_contract import made
from truceline.errors import StoreError
from truceline.store import open_store
place, filler = sys.argv[1] + "/store.db", Path(sys.argv[1], "filler")
filler.write_bytes(bytes(600_000))
told = stories(20, 400)
kept, said = 0, ""
with made(place) as store:
    try:
        for one in told:
            store.keep(one.as_new(), at=NOW)
            kept += 1
    except StoreError as error:
        said = str(error)
with open_store(place) as store:
    after = store.verify().reports
filler.unlink()
with open_store(place) as store:
    for one in told:
        store.keep(one.as_new(), at=NOW)
        if store.verify().reports >= kept + 3:
            break
    print(msgspec.json.encode([kept, after, store.verify().reports, said]).decode())
"""


def test_a_full_disk_keeps_what_was_acknowledged(tmp_path: Path) -> None:
    """A clear sentence, no half report, and with room again the run goes on."""
    disk = tmp_path / "disk"
    disk.mkdir()
    # A file system of two megabytes, seen by this one process only.
    mount = f'mount -t tmpfs -o size=2m none {disk} && exec "$@"'
    inside = ["unshare", "--map-root-user", "--mount", "sh", "-c", mount, "sh"]
    done = subprocess.run(
        [*inside, sys.executable, "-c", FULL, str(disk)],
        capture_output=True,
        check=False,
        cwd=Path(__file__).parents[2],
    )
    assert done.returncode == 0, done.stderr.decode()
    kept, after, finally_, said = json.loads(done.stdout)
    assert kept == after > 10
    assert finally_ == kept + 3
    assert said.endswith("the disk is full. What was acknowledged is kept; make room and run the same command again.")


READ_ONLY = """
import os, sys, msgspec
from tests.store.stories import NOW, stories
from tests.store.test_contract import made
from truceline.errors import StoreError
from truceline.memory import View, chosen, up_to_date
from truceline.store import open_store
place = sys.argv[1] + "/store.db"
told = stories(22, 3)
def look(settled):
    with open_store(place) as store:
        up_to_date(store, at=NOW)
        with store.snapshot() as snapshot:
            cells = View(snapshot, chosen(snapshot.agreements(), None)).cells()
        return store.verify().signature, [(c.term, c.party, c.day, c.status) for c in cells]
with made(place, told) as store:
    pass
unsettled = os.path.exists(place)
os.chmod(place, 0o444)
os.chmod(sys.argv[1], 0o555)
if os.geteuid() == 0:
    os.setgroups([]); os.setgid(65534); os.setuid(65534)
behind = look(False)
with open_store(place) as store:
    try:
        store.keep(stories(23, 1)[0].as_new(), at=NOW)
        said = ""
    except StoreError as error:
        said = str(error)
print(msgspec.json.encode([len(behind[1]), said]).decode())
"""


def test_a_read_only_folder_can_be_asked_and_not_written_to(tmp_path: Path) -> None:
    """Also what was not counted yet is in the answer; who tries to write hears it in one sentence."""
    for folder in (tmp_path, *tmp_path.parents[:3]):
        folder.chmod(0o755)  # nobody, as whom this is tried where the tests run as root, must get in
    where = tmp_path / "shelf"
    where.mkdir()
    done = subprocess.run(
        [sys.executable, "-c", READ_ONLY, str(where)], capture_output=True, check=False, cwd=Path(__file__).parents[2]
    )
    where.chmod(0o755)
    assert done.returncode == 0, done.stderr.decode()
    cells, said = json.loads(done.stdout)
    assert cells > 3
    assert said.endswith("nothing can be written here; the folder or the file is read-only.")


MIGRATE = """
import sys
from truceline.store import open_store
print("ready", flush=True)
open_store(sys.argv[1]).close()
print("done", flush=True)
"""


def test_killed_while_migrating(first_store: Callable[[], str]) -> None:
    """A store of the first form stays one or becomes one of the newest, and has all that it had."""
    dice = random.Random(5)
    for _ in range(4):
        place = first_store()
        run = subprocess.Popen([sys.executable, "-c", MIGRATE, place], stdout=subprocess.PIPE)
        assert run.stdout is not None
        run.stdout.readline()
        time.sleep(dice.random() * 0.25)
        run.kill()
        run.stdout.close()
        run.wait()
        with open_store(place) as store:
            assert store.verify().reports == 4


REVIEW = """
import itertools, sys
from tests.store.stories import NOW, stories
from truceline.memory import decide, settle, undo
from truceline.store import open_store
with open_store(sys.argv[1]) as store:
    with store.snapshot() as snapshot:
        claims = [c.id for kept in snapshot.readings() for c in kept.reading.claims]
    for number in itertools.count():
        said = {"reviewer": "a monitor", "reason": f"reason {number}", "at": NOW}
        made = decide(store, "reject", claims[number % len(claims)], **said)
        print(made.id, flush=True)
        print(undo(store, made.id, **said).id, flush=True)
        if number % 3 == 2:
            settle(store, at=NOW)
"""


def test_killed_while_reviewing(
    new_place: Callable[[], str], request: pytest.FixtureRequest, pytestconfig: pytest.Config
) -> None:
    """Every decision that was acknowledged is there, and the tables come out as if they were counted at once."""
    kills = pytestconfig.getoption("--kills")
    kills = kills if "sqlite" in request.node.callspec.id else max(2, kills * 3 // 10)
    dice, place, told = random.Random(kills), new_place(), 0
    with made(place, stories(24, 3), settled=True) as store:
        before = derived(store)[1]
    for _ in range(kills):
        run = subprocess.Popen(
            [sys.executable, "-c", REVIEW, place], stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]
        )
        assert run.stdout is not None
        seen = [run.stdout.readline()]
        time.sleep(dice.random() * 0.4)
        run.kill()
        seen += run.stdout.readlines()
        run.stdout.close()
        run.wait()
        said = {line.decode().strip() for line in seen if line.endswith(b"\n")}
        with open_store(place) as store:
            store.verify()
            with store.snapshot() as snapshot:
                assert said <= {decision.id for decision in snapshot.decisions()}
        told += len(said)
    assert told >= kills
    with open_store(place) as store:
        with store.snapshot() as snapshot:
            made_ids = snapshot.decisions()
        undone = {decision.undoes for decision in made_ids}
        for decision in made_ids:
            if decision.does == "reject" and decision.id not in undone:
                undo(store, decision.id, reviewer="a monitor", reason="the end", at=NOW)
        settle(store, at=NOW)
        assert [(c.term, c.party, c.day, c.status) for c in derived(store)[1]] == [
            (c.term, c.party, c.day, c.status) for c in before
        ]
        assert recompute(store, at=NOW) == 0
