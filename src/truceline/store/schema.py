"""The tables. What is accepted is only ever added to; what is derived from it can be made again at any time.

*The record*: agreements, reports (their bytes), readings, claims, decisions, and the log of all of these.
*Derived*: claims as an agreement tells them (``told``), cells and their history. Wire columns hold the model's structs
as JSON text, to the byte; the other columns are what is looked up by.
"""

from __future__ import annotations

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKeyConstraint,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    PrimaryKeyConstraint,
    Table,
    Text,
    UniqueConstraint,
)

#: The newest revision of ``migrations/``; a store of an older one is brought here when it is opened.
REVISION = "m0004"

metadata = MetaData()
#: Text in the order of its code points, wherever it is put in order.
_ORDERED = Text().with_variant(Text(collation="C"), "postgresql")

#: Facts about the store itself, by name: the head of its log.
facts = Table("facts", metadata, Column("name", Text, primary_key=True), Column("value", Text, nullable=False))

agreements = Table("agreements", metadata, Column("id", Text, primary_key=True), Column("wire", Text, nullable=False))

#: The bytes of every report, under their own digest. An erased report keeps its row and loses its bytes.
reports = Table(
    "reports",
    metadata,
    Column("id", Text, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("content", LargeBinary, nullable=False),
)

#: What was read in a report, with what people said of it (``given``). The one with the highest number holds.
readings = Table(
    "readings",
    metadata,
    Column("id", Text, primary_key=True),
    Column("report", Text, nullable=False),
    Column("number", Integer, nullable=False),
    Column("recorded", Text, nullable=False),
    Column("given", Text, nullable=False),
    Column("wire", Text, nullable=False),
    ForeignKeyConstraint(["report"], ["reports.id"]),
    UniqueConstraint("report", "number"),
)

claims = Table(
    "claims",
    metadata,
    Column("reading", Text, nullable=False),
    Column("id", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("start", Integer, nullable=False),
    Column("end", Integer, nullable=False),
    Column("type", Text, nullable=False),
    Column("wire", Text, nullable=False),
    PrimaryKeyConstraint("reading", "id"),
    ForeignKeyConstraint(["reading"], ["readings.id"]),
    Index("claims_by_id", "id"),
    Index("claims_by_report", "report"),
)

#: The names under which a report was given; a help for people and no part of the record.
names = Table(
    "names",
    metadata,
    Column("report", Text, nullable=False),
    Column("path", Text, nullable=False),
    PrimaryKeyConstraint("report", "path"),
    Index("names_by_path", "path"),
)

#: PROV: a run is an Activity that a version of the software carried out, and ``made`` is wasGeneratedBy.
runs = Table(
    "runs",
    metadata,
    Column("id", Text, primary_key=True),
    Column("wire", Text, nullable=False),
)
made = Table(
    "made",
    metadata,
    Column("reading", Text, primary_key=True),
    Column("run", Text, nullable=False),
)

#: What people decided about claims: accepted, rejected, edited, added, verified, withdrawn; and what undoes it.
decisions = Table(
    "decisions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("kind", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("claim", Text, nullable=False),
    Column("reviewer", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("wire", Text, nullable=False),
    UniqueConstraint("number"),
    Index("decisions_by_claim", "claim"),
    Index("decisions_by_report", "report"),
)

#: Heads of the log as they were when a run ended; ``verify`` finds them on its way.
checkpoints = Table(
    "checkpoints",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
)

#: Heads of the log that an authority put its time to (RFC 3161): its answer, as it came.
stamps = Table(
    "stamps",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", Text, nullable=False),
    Column("authority", Text, nullable=False),
    Column("answer", LargeBinary, nullable=False),
)

#: The log: one entry for each accepted write, each naming the digests of its items and the hash of the entry before it.
log = Table(
    "log",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("at", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("items", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

#: Claims as an agreement tells them: whose words, which parties, which origin; ``target`` is what one supersedes or
#: withdraws. Days count from 1 January of year 1; ``wide`` is 1 where there are more than a month of them, so that the
#: others are found by the first.
told = Table(
    "told",
    metadata,
    Column("agreement", Text, nullable=False),
    Column("claim", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("type", Text, nullable=False),
    Column("wide", Integer, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("origin", Text, nullable=False),
    Column("target", Text),
    Column("wire", Text, nullable=False),
    PrimaryKeyConstraint("agreement", "claim"),
    Index("told_by_days", "agreement", "type", "wide", "first", "last"),
    Index("told_by_span", "agreement", "wide", "first", "last"),
    Index("told_by_report", "agreement", "report"),
    Index("told_by_target", "agreement", "target"),
)

cells = Table(
    "cells",
    metadata,
    Column("agreement", Text, nullable=False),
    Column("term", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("status", Text, nullable=False),
    Column("pro", Text, nullable=False),
    Column("con", Text, nullable=False),
    Column("claims", Text, nullable=False),
    PrimaryKeyConstraint("agreement", "term", "party", "day"),
    Index("cells_by_day", "agreement", "day"),
)

#: Which duties a claim can bear on, and on which days: by its window (``kind`` d, or w when it is a long one that holds
#: on all of its days), or as the deed itself (e).
reaches = Table(
    "reaches",
    metadata,
    Column("agreement", Text, nullable=False),
    Column("duty", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("claim", Text, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("agreement", "duty", "kind", "first", "claim"),
    Index("reaches_by_claim", "claim"),
    sqlite_with_rowid=False,
)

#: Claims that merely touch a long stretch of days of a duty, for (1) or against (0).
stretches = Table(
    "stretches",
    metadata,
    Column("agreement", Text, nullable=False),
    Column("duty", Text, nullable=False),
    Column("pro", Integer, nullable=False),
    Column("claim", _ORDERED, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    PrimaryKeyConstraint("agreement", "duty", "pro", "claim"),
    Index("stretches_by_claim", "claim"),
    sqlite_with_rowid=False,
)

#: What those who look at a duty ask of it: what its days came to, the days of a notice, the deeds that matter.
standing = Table(
    "standing",
    metadata,
    Column("agreement", Text, nullable=False),
    Column("duty", Text, nullable=False),
    Column("wire", Text, nullable=False),
    PrimaryKeyConstraint("agreement", "duty"),
)

#: The claims beside an agreement that changed since its cells were counted.
waiting = Table(
    "waiting",
    metadata,
    Column("agreement", Text, nullable=False),
    Column("claim", Text, nullable=False),
    PrimaryKeyConstraint("agreement", "claim"),
    sqlite_with_rowid=False,
)

#: Reports by a number of their own, with the marks of their text; reports that share one may carry each other's text.
texts = Table(
    "texts",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("report", Text, nullable=False, unique=True),
    Column("marks", LargeBinary, nullable=False),
)
marks = Table(
    "marks",
    metadata,
    Column("mark", BigInteger, nullable=False),
    Column("number", Integer, nullable=False),
    PrimaryKeyConstraint("mark", "number"),
    sqlite_with_rowid=False,
)

#: What two reports have of each other beside an agreement.
pairs = Table(
    "pairs",
    metadata,
    Column("agreement", Text, nullable=False),
    Column("a", Text, nullable=False),
    Column("b", Text, nullable=False),
    Column("wire", Text, nullable=False),
    PrimaryKeyConstraint("agreement", "a", "b"),
    Index("pairs_by_other", "agreement", "b"),
)

#: What reports tell of names, and which names they ask about (``role``: told, heard, asks).
spoken = Table(
    "spoken",
    metadata,
    Column("agreement", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("name", Text, nullable=False),
    Column("report", Text, nullable=False),
    Column("wire", Text, nullable=False),
    PrimaryKeyConstraint("agreement", "role", "name", "report"),
    Index("spoken_by_report", "report"),
    sqlite_with_rowid=False,
)

#: Every change of a cell, with the number of the log entry up to which was counted.
history = Table(
    "history",
    metadata,
    Column("agreement", Text, nullable=False),
    Column("term", Text, nullable=False),
    Column("party", Text, nullable=False),
    Column("day", Text, nullable=False),
    Column("number", BigInteger, nullable=False),
    Column("at", Text, nullable=False),
    Column("status", Text, nullable=False),
    PrimaryKeyConstraint("agreement", "term", "party", "day", "number"),
)

#: Up to which entry of the log claims were laid beside each agreement, and cells counted (-1: not once).
settled = Table(
    "settled",
    metadata,
    Column("agreement", Text, primary_key=True),
    Column("laid", BigInteger, nullable=False),
    Column("counted", BigInteger, nullable=False),
)

#: Who may ask over HTTP. ``kind`` is password or token and ``secret`` a hash; none of the three is part of the record.
accounts = Table(
    "accounts",
    metadata,
    Column("name", Text, primary_key=True),
    Column("role", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("secret", Text, nullable=False),
    Column("made", Text, nullable=False),
    Column("revoked", Text),
)

sessions = Table(
    "sessions",
    metadata,
    Column("id", Text, primary_key=True),
    Column("account", Text, nullable=False),
    Column("begun", Text, nullable=False),
    Column("ends", Text, nullable=False),
    Index("sessions_by_account", "account"),
)

#: Who signed in, who was refused, and who was signed out; for an audit.
logins = Table(
    "logins",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("at", Text, nullable=False),
    Column("account", Text, nullable=False),
    Column("what", Text, nullable=False),
    Column("address", Text, nullable=False),
)

#: The tables that ``recompute`` makes again; the history stays, since it tells what was shown when.
DERIVED = (told, cells, settled, reaches, stretches, standing, waiting, texts, marks, pairs, spoken)
#: The tables that the log vouches for, row by row.
RECORD = (agreements, reports, readings, claims, decisions)
