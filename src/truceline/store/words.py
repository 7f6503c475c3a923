"""Finding reports by their words: FTS5 in SQLite, tsvector in PostgreSQL. An index, made from the readings that hold.

It is behind the record until :func:`index_words` has been called, and says up to which entry of the log it knows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple

from sqlalchemy import Connection, text

from truceline.store.log import entries, read_head
from truceline.store.record import holding, read_kept

#: So many reports are indexed in one transaction, so that others may write meanwhile.
TOGETHER = 200
#: What stands around a found word in an excerpt.
BEGIN, END = "\x02", "\x03"


class Hit(NamedTuple):
    """A report in which words were found: its title and an excerpt, the words between ``BEGIN`` and ``END``."""

    report: str
    title: str
    excerpt: str

    @staticmethod
    def parts(excerpt: str) -> list[tuple[str, bool]]:
        """An excerpt as stretches of text, each with whether it was found."""
        found: list[tuple[str, bool]] = []
        for number, piece in enumerate(excerpt.split(BEGIN)):
            word, _, rest = piece.partition(END) if number else ("", "", piece)
            found += [(word, True), (rest, False)]
        return [(words, marked) for words, marked in found if words]


def index_words(connection: Connection) -> bool:
    """Bring the index nearer to the record, within a transaction that writes; True when nothing is left."""
    known = connection.execute(text("SELECT max(number) FROM words_upto")).scalar() or 0
    head = read_head(connection)[0]
    if known >= head:
        return True
    changed: list[str] = []
    erased = False
    upto = known
    for entry in entries(connection, after=known):
        here = {item.key.partition("/")[0] for item in entry.items if item.table == "readings"}
        if changed and len(changed) + len(here) > TOGETHER:
            break
        erased = erased or entry.what == "erasure"
        changed += sorted(here)
        upto = entry.number
    _replace(connection, list(dict.fromkeys(changed)))
    if erased and connection.dialect.name == "sqlite":
        connection.execute(text("INSERT INTO words(words) VALUES ('rebuild')"))
    connection.execute(text("DELETE FROM words_upto"))
    connection.execute(text("INSERT INTO words_upto (number) VALUES (:number)"), {"number": upto})
    return upto >= head


def _replace(connection: Connection, reports: Sequence[str]) -> None:
    if not reports:
        return
    connection.execute(text("DELETE FROM words WHERE report = :report"), [{"report": r} for r in reports])
    rows = [
        {
            "report": kept.reading.report.id,
            "title": _plain(kept.reading.report.title or ""),
            "body": _plain(kept.reading.report.text),
        }
        for kept in read_kept(connection, holding(connection, reports))
    ]
    if not rows:
        return
    if connection.dialect.name == "sqlite":
        statement = "INSERT INTO words (report, title, body) VALUES (:report, :title, :body)"
    else:
        statement = (
            "INSERT INTO words (report, title, body, tokens) VALUES"
            " (:report, :title, :body, to_tsvector('simple', left(:title || ' ' || :body, 400000)))"
        )
    connection.execute(text(statement), rows)


def find_words(connection: Connection, wanted: str, *, most: int, skip: int = 0) -> list[Hit]:
    """Reports that have all of these words ("…" for words in a row), the best first."""
    if connection.dialect.name == "sqlite":
        query = _fts(wanted)
        statement = (
            "SELECT report, title, snippet(words, 2, char(2), char(3), '…', 40) AS excerpt FROM words"
            " WHERE words MATCH :query ORDER BY rank, report LIMIT :most OFFSET :skip"
        )
    else:
        query = _plain(wanted).strip()
        statement = (
            "SELECT report, title, ts_headline('simple', left(body, 400000), q, :form) AS excerpt"
            " FROM words, websearch_to_tsquery('simple', :query) AS q WHERE tokens @@ q"
            " ORDER BY ts_rank(tokens, q) DESC, report LIMIT :most OFFSET :skip"
        )
    if not query:
        return []
    asked = {"query": query, "most": most, "skip": skip}
    if connection.dialect.name != "sqlite":
        asked["form"] = f"StartSel={BEGIN}, StopSel={END}, MaxWords=40, MinWords=20, MaxFragments=1"
    return [Hit(row.report, row.title, row.excerpt) for row in connection.execute(text(statement), asked)]


def _fts(wanted: str) -> str:
    """What people write, as a question to FTS5 that can never be malformed: every word or phrase in quotes."""
    parts = re.findall(r'"([^"]*)"|(\S+)', _plain(wanted))
    words = [phrase or word.replace('"', "") for phrase, word in parts]
    return " ".join(f'"{word}"' for word in words if re.search(r"\w", word))


def _plain(words: str) -> str:
    """Without what the databases cannot take or what marks a find."""
    return words.encode("utf-8", "replace").decode().translate(_UNWANTED)


_UNWANTED = {0: " ", ord(BEGIN): " ", ord(END): " "}
