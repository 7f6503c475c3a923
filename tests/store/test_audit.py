"""Whatever is altered, dropped, put in, reordered or cut off is found, and the first such item is named."""

from __future__ import annotations

import json
import random
import re
import shutil
import sqlite3
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path

import psycopg
import pytest

from tests.store.stories import NOW, stories
from tests.store.test_contract import made
from truceline.errors import UsageError, VerificationError
from truceline.store import Store, exported, open_store

TABLES = ("agreements", "reports", "readings", "claims", "log")


@pytest.fixture
def place(new_place: Callable[[], str]) -> str:
    """A settled store with a few reports, one of them dated anew, and a checkpoint."""
    where = new_place()
    with made(where, stories(8, 4), settled=True) as store:
        store.checkpoint()
    return where


def meddle(place: str, *statements: str) -> list[tuple[object, ...]]:
    """Change a store behind its back; the answer to the last statement."""
    if "://" in place:
        with psycopg.connect(place) as server:
            server.execute("SET session_replication_role = replica")  # foreign keys do not hinder an intruder
            for statement in statements:
                found = server.execute(statement)  # type: ignore[arg-type]
            return found.fetchall() if found.description else []
    with sqlite3.connect(place) as file:
        for statement in statements:
            rows = file.execute(statement).fetchall()
    file.close()
    return rows


def complaint(place: str, anchor: str | None = None) -> str:
    """What verify says, if anything."""
    try:
        with open_store(place) as store:
            store.verify(anchor=anchor)
    except VerificationError as error:
        return str(error)
    return ""


def columns(place: str, table: str) -> list[str]:
    if "://" in place:
        query = f"SELECT column_name FROM information_schema.columns WHERE table_name = '{table}'"
        return [str(row[0]) for row in meddle(place, query)]
    return [str(row[1]) for row in meddle(place, f"PRAGMA table_info({table})")]


def flipped(value: object, dice: random.Random) -> object:
    """The same value with one byte, or one in a number, changed."""
    if isinstance(value, int):
        return value + 1000
    if isinstance(value, bytes | memoryview):
        data = bytearray(value)
        data[dice.randrange(len(data))] ^= 1
        return bytes(data)
    text = str(value)
    at = dice.randrange(len(text))
    return text[:at] + chr(ord(text[at]) ^ 1) + text[at + 1 :]


def literal(value: object) -> str:
    if isinstance(value, int):
        return str(value)
    if isinstance(value, bytes):
        return f"'\\x{value.hex()}'" if MARKS["bytes"] == "pg" else f"X'{value.hex()}'"
    return "'" + str(value).replace("'", "''") + "'"


MARKS = {"bytes": "lite"}


@pytest.mark.parametrize("table", TABLES)
def test_one_flipped_byte_in_any_column_is_named(place: str, table: str) -> None:
    """Each column of a row in turn; put back, all is well again."""
    MARKS["bytes"] = "pg" if "://" in place else "lite"
    assert complaint(place) == ""
    dice = random.Random(table)
    names = [f'"{name}"' for name in columns(place, table)]
    key = names[0] if table != "claims" else '"id"'
    rows = meddle(place, f"SELECT {', '.join(names)} FROM {table} ORDER BY {key}")
    row = dice.choice(rows)
    which = row[names.index(key)]
    for name, value in zip(names, row, strict=True):
        original = bytes(value) if isinstance(value, memoryview) else value
        changed = flipped(original, dice)
        there = changed if name == key else which
        meddle(place, f"UPDATE {table} SET {name} = {literal(changed)} WHERE {key} = {literal(which)}")
        said = complaint(place)
        assert said, f"{table}.{name} was changed and nobody saw it"
        assert re.search(NAMED[table].format(key=re.escape(str(which))), said), (name, said)
        meddle(place, f"UPDATE {table} SET {name} = {literal(original)} WHERE {key} = {literal(there)}")
        assert complaint(place) == ""


#: How each is called in the complaint. Who changes a key makes two things wrong; the first that is met is named.
NAMED = {
    "agreements": "agreement",
    "reports": "report sha256:",
    "readings": "reading . of report sha256:|reading",
    "claims": "claim (c|b)[0-9a-f]",
    "log": "[Ll]og entry|head of the log|log ends",
}


@pytest.mark.parametrize(
    ("change", "named"),
    [
        ("DELETE FROM claims WHERE id = (SELECT MIN(id) FROM claims)", "claim c.* is missing"),
        ("DELETE FROM readings WHERE id = (SELECT MIN(id) FROM readings)", "reading 1 of report .* is missing"),
        ("DELETE FROM log WHERE number = 3", "Log entry 3 is missing"),
        ("DELETE FROM log WHERE number = 1", "Log entry 1 is missing"),
        ("DELETE FROM log WHERE number >= 4", "ends at entry 3, but 5 were accepted: its tail was cut off"),
        (
            "UPDATE log SET number = 99 WHERE number = 2; UPDATE log SET number = 2 WHERE number = 3;"
            " UPDATE log SET number = 3 WHERE number = 99",
            "Log entry 3 stands in the place of entry 2: the log was reordered",
        ),
        (
            "UPDATE log SET number = 99 WHERE number = 4; UPDATE log SET number = 4 WHERE number = 5;"
            " DELETE FROM log WHERE number = 99",
            "Log entry 5 stands in the place of entry 4",
        ),
        ("UPDATE facts SET value = '4:' || substr(value, 3)", "5 were accepted|head of the log"),
        ("DELETE FROM facts", "head of the log"),
        ("UPDATE checkpoints SET hash = replace(hash, substr(hash, 1, 1), 'x')", "checkpoint at log entry 5"),
    ],
)
def test_what_is_dropped_reordered_or_cut_off_is_named(place: str, change: str, named: str) -> None:
    meddle(place, *change.split("; "))
    assert re.search(named, complaint(place)), complaint(place)


def test_what_was_put_in_is_named(place: str) -> None:
    """A report that no entry of the log accepted."""
    meddle(place, "INSERT INTO reports (id, kind, content) SELECT 'sha256:00', kind, content FROM reports LIMIT 1")
    assert "report sha256:00 is in no entry of the log" in complaint(place)


def test_a_store_put_back_whole_is_found_by_an_anchor(tmp_path: Path) -> None:
    """Log, head and all are of yesterday: only who noted the head elsewhere can tell."""
    place = str(tmp_path / "now.db")
    with made(place, stories(9, 3)) as store:
        yesterday = store.verify().head
    shutil.copy(place, tmp_path / "then.db")
    with open_store(place) as store:
        for one in stories(10, 2):
            store.keep(one.as_new(), at=NOW)
        today = store.verify().head
    assert complaint(place, anchor=yesterday) == ""
    assert complaint(str(tmp_path / "then.db")) == ""
    assert "tail was cut off" in complaint(str(tmp_path / "then.db"), anchor=today)
    assert "the log was rewritten" in complaint(place, anchor=yesterday[:-1] + ("0" if yesterday[-1] != "0" else "1"))
    with pytest.raises(UsageError, match="NUMBER:HASH"), open_store(place) as store:
        store.verify(anchor="yesterday's")


def test_the_exported_log_can_be_followed_without_us(place: str) -> None:
    """Ten lines of somebody else's program: SHA-256 over compact JSON."""
    with open_store(place) as store, store.snapshot() as snapshot:
        lines = [json.loads(line) for line in exported(snapshot.log())]
        assert [line["number"] for line in lines] == [1, 2, 3, 4, 5]
        previous = "0" * 64
        for line in lines:
            body = [line[key] for key in ("number", "at", "what", "items", "previous")]
            assert line["previous"] == previous
            previous = sha256(json.dumps(body, separators=(",", ":"), ensure_ascii=False).encode()).hexdigest()
            assert line["hash"] == previous


def test_a_flipped_byte_anywhere_in_the_file(tmp_path: Path) -> None:
    """Never a traceback: it is named, or the record is what it was, and the byte was free or of what is derived."""
    place = tmp_path / "store.db"
    with made(str(place), stories(11, 3), settled=True) as store:
        sound = store.verify()
    whole, dice = place.read_bytes(), random.Random(4)
    found = 0
    for _ in range(120):
        data = bytearray(whole)
        data[dice.randrange(len(data))] ^= 1 << dice.randrange(8)
        place.write_bytes(bytes(data))
        try:
            with open_store(str(place)) as store:
                assert store.verify() == sound
        except (VerificationError, UsageError):
            found += 1
        for rest in tmp_path.glob("store.db-*"):
            rest.unlink()
    assert found > 10


def test_verification_of_an_open_store_sees_one_state(place: str) -> None:
    """Somebody writes meanwhile: what is looked at stays as it was when the look began."""
    with open_store(place) as store, open_store(place) as other:
        before = store.verify()
        with store.snapshot() as snapshot:
            assert snapshot.counts()["entries"] == before.entries
            other.keep(stories(12, 1)[0].as_new(), at=NOW)
            assert snapshot.counts()["entries"] == before.entries
        assert isinstance(store, Store)
        assert store.verify().entries == before.entries + 1
