"""The store as one value: opened, asked, written to, verified. Who uses it never sees a table."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from types import TracebackType
from typing import Any, NamedTuple

from sqlalchemy import Connection, and_, func, insert, select

from truceline.errors import UsageError
from truceline.model.agreement import Agreement
from truceline.model.decision import Decision
from truceline.model.status import Cell
from truceline.store import decide, derived, doors, linking, log, reaching, record, words
from truceline.store.connect import Database, open_database
from truceline.store.derived import Changed, Told, Unsettled
from truceline.store.linking import Links, Spoken
from truceline.store.migrate import bring_up_to_date, migrate, revision_of
from truceline.store.reaching import Reaching
from truceline.store.record import Held, Kept, NewReport, Outcome
from truceline.store.schema import checkpoints, claims, decisions, names, readings, reports, runs
from truceline.store.verify import Verification, verify

#: Under what name it is kept what names mean.
NAMES = "names"


class Change(NamedTuple):
    """Claims to be put beside an agreement: ``told`` in place, ``gone`` away; ``links`` help to find copies later.

    ``names`` is what names mean in all reports, as it shall be kept, or None when nothing has changed.
    """

    told: Sequence[Told] = ()
    gone: Sequence[str] = ()
    links: Links = Links()
    names: str | None = None


class Count(NamedTuple):
    """Cells to be put in the place of others, and what lets the next count cost what it touches.

    ``reaches`` stand in the place of those of the claims ``recounted``, or of all (None); ``standing`` likewise.
    """

    before: Sequence[Cell]
    after: Sequence[Cell]
    reaches: Sequence[Reaching] = ()
    recounted: Sequence[str] | None = ()
    standing: Mapping[str, str] = {}


class Snapshot:
    """One state of the store, to be asked for as long as it is open."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection

    def agreements(self) -> dict[str, Agreement]:
        """The agreements by id."""
        return record.read_agreements(self._connection)

    def unsettled(self, agreement: str, *, most: int | None = None) -> Unsettled:
        """What the derived tables have not counted yet, of ``most`` entries of the log at a time."""
        return derived.read_unsettled(self._connection, agreement, most=most)

    def told(self, agreement: str, **which: Any) -> list[Told]:
        """Claims as an agreement tells them; :func:`truceline.store.derived.read_told` says which can be asked for."""
        return derived.read_told(self._connection, agreement, **which)

    def has_more_told(self, agreement: str, than: int) -> bool:
        """True when an agreement is told more than so many claims."""
        return derived.has_more_told(self._connection, agreement, than)

    def span(self, agreement: str) -> tuple[int, int] | None:
        """The first and the last day (ordinals) that a claim with a date tells of; None when none does."""
        return derived.read_span(self._connection, agreement)

    def spans(self, agreement: str, reports: Sequence[str]) -> dict[str, tuple[int, int] | None]:
        """The first and the last day that each of these reports tells of; None where one of its claims is of months."""
        return derived.read_spans(self._connection, agreement, reports)

    def cells(self, agreement: str, **which: Any) -> list[Cell]:
        """Cells as they are kept, by term, party and day."""
        return list(derived.read_cells(self._connection, agreement, **which))

    def waiting(self, agreement: str, *, most: int) -> list[str]:
        """The claims that changed since the cells were counted, so many at most."""
        return reaching.read_waiting(self._connection, agreement, most=most)

    def reaches(self, agreement: str, claims: Sequence[str]) -> list[Reaching]:
        """Which duties these claims reach."""
        return reaching.read_reaches(self._connection, agreement, claims)

    def reaching(self, agreement: str, duty: str, first: int | None = None, last: int | None = None) -> set[str]:
        """The claims that reach a duty by their windows on some days, or in any way; none that merely touch."""
        return reaching.read_reaching(self._connection, agreement, duty, first, last)

    def deeds(self, agreement: str, duty: str, *, most: int | None = None) -> list[str]:
        """Some claims that tell of the deed that a duty asks for."""
        return reaching.read_deeds(self._connection, agreement, duty, most=most)

    def touching(self, agreement: str, duty: str, **which: Any) -> list[Reaching]:
        """The claims that merely touch a long stretch of a duty; :func:`truceline.store.reaching.read_touching`."""
        return reaching.read_touching(self._connection, agreement, duty, **which)

    def standing(self, agreement: str, duties: Sequence[str]) -> dict[str, str]:
        """What is kept of some duties for those that look at them."""
        return reaching.read_standing(self._connection, agreement, duties)

    def names_kept(self, agreement: str) -> str | None:
        """What names mean in all reports, as it was kept."""
        return reaching.read_standing(self._connection, agreement, [NAMES]).get(NAMES)

    def sharing(self, marks: Mapping[str, Sequence[int]]) -> set[tuple[str, str]]:
        """Pairs of one of these reports with another that shares a mark of its text, the lesser id first."""
        return linking.read_sharing(self._connection, marks)

    def pairs(self, agreement: str, reports: Sequence[str]) -> dict[tuple[str, str], str]:
        """What each of these reports has of others."""
        return linking.read_pairs(self._connection, agreement, reports)

    def spoken(self, agreement: str, **which: Any) -> list[Spoken]:
        """What reports say of names; :func:`truceline.store.linking.read_spoken` says which can be asked for."""
        return linking.read_spoken(self._connection, agreement, **which)

    def said(self, agreement: str, role: str, names: Sequence[str], *, besides: Collection[str]) -> set[str]:
        """Those of these names of which some report says something in a role, ``besides`` some."""
        return linking.read_said(self._connection, agreement, role, names, besides=besides)

    def history(self, agreement: str, term: str, party: str, day: str) -> list[tuple[int, str, str]]:
        """What a cell was shown as: (entry of the log, instant, status)."""
        return derived.read_history(self._connection, agreement, term, party, day)

    def changes(self, agreement: str, **which: Any) -> list[Changed]:
        """Cells that came to be shown otherwise; :func:`truceline.store.derived.read_changes` says which."""
        return derived.read_changes(self._connection, agreement, **which)

    def held(self, report_ids: Iterable[str]) -> dict[str, Held]:
        """Those of these reports that the store has."""
        return record.read_held(self._connection, report_ids)

    def readings(self, report_ids: Sequence[str] | None = None) -> Iterator[Kept]:
        """The readings that hold, whole, of some reports or of all; by report."""
        return record.read_kept(self._connection, record.holding(self._connection, report_ids))

    def content(self, report_id: str) -> bytes:
        """A report's bytes as they came; empty when it was erased. UsageError for one that is not there."""
        found = self._connection.execute(select(reports.c.content).where(reports.c.id == report_id)).scalar()
        if found is None:
            raise UsageError(f"The store has no report {report_id}.")
        return bytes(found)

    def named(self, beginning: str) -> list[str]:
        """The ids of the reports that begin so (with or without ``sha256:``), sorted."""
        whole = beginning if beginning.startswith("sha256:") else f"sha256:{beginning}"
        query = select(reports.c.id).where(reports.c.id.startswith(whole, autoescape=True))
        return sorted(self._connection.execute(query).scalars())

    def given_as(self, path: str) -> Kept | None:
        """The reading of the report that was given under a name last; None when none was."""
        query = select(readings.c.id).join(names, names.c.report == readings.c.report).where(names.c.path == path)
        last = query.order_by(readings.c.recorded.desc(), readings.c.id.desc()).limit(1)
        ids = list(self._connection.execute(last).scalars())
        return next(record.read_kept(self._connection, ids), None)

    def names(self, report_ids: Sequence[str]) -> dict[str, list[str]]:
        """The names under which these reports were given."""
        found: dict[str, list[str]] = {}
        for together in record.chunks(report_ids):
            for row in self._connection.execute(select(names).where(names.c.report.in_(together))):
                found.setdefault(row.report, []).append(row.path)
        return {report: sorted(paths) for report, paths in sorted(found.items())}

    def decisions(
        self,
        *,
        report_ids: Sequence[str] | None = None,
        ids: Iterable[str] | None = None,
        kind: str | None = None,
    ) -> list[Decision]:
        """Decisions in the order in which they were made, of some reports, of some ids, of a kind, or all."""
        return decide.read_decisions(self._connection, report_ids=report_ids, ids=ids, kind=kind)

    def claims_named(self, beginning: str, *, most: int = 4) -> list[str]:
        """The ids of the claims that are this or begin so, so many at most, sorted."""
        exactly = self._connection.execute(select(claims.c.id).where(claims.c.id == beginning).limit(1)).scalar()
        if exactly is not None or len(beginning) < 4:
            return [] if exactly is None else [exactly]
        begins = claims.c.id.startswith(beginning, autoescape=True)
        if self._connection.dialect.name == "sqlite":  # where texts are in the order of their code points
            begins = and_(claims.c.id >= beginning, claims.c.id < beginning + "\uffff")
        query = select(claims.c.id).where(begins).distinct()
        return sorted(i for i in self._connection.execute(query.limit(most)).scalars() if i.startswith(beginning))

    def reports_of(self, claim_id: str) -> list[str]:
        """The reports that have a claim of this id."""
        query = select(claims.c.report).where(claims.c.id == claim_id).distinct()
        return sorted(self._connection.execute(query).scalars())

    def counts(self) -> dict[str, int]:
        """How many reports, readings, claims, decisions and entries of the log there are."""
        tables = {"reports": reports, "readings": readings, "claims": claims, "decisions": decisions, "runs": runs}
        found = {
            name: self._connection.execute(select(func.count()).select_from(table)).scalar() or 0
            for name, table in tables.items()
        }
        return {**found, "entries": log.read_head(self._connection)[0]}

    def head(self) -> tuple[int, str]:
        """How many entries the log has, and the hash of the last one."""
        return log.read_head(self._connection)

    def find(self, wanted: str, *, most: int = 20, skip: int = 0) -> list[words.Hit]:
        """Reports that have all of these words, as far as :meth:`Store.index` has come."""
        return words.find_words(self._connection, wanted, most=most, skip=skip)

    def listed(self, *, most: int, before: tuple[str, str] | None = None) -> list[Kept]:
        """Readings that hold, the latest recorded first; ``before`` is (recorded, report) of the last one seen."""
        return record.read_latest(self._connection, most=most, before=before)

    def accounts(self) -> list[doors.Account]:
        """Who may ask over HTTP, and who might once."""
        return doors.read_accounts(self._connection)

    def account(self, name: str) -> doors.Account | None:
        """An account that has not been revoked."""
        return doors.find_account(self._connection, name)

    def token(self, secret: str) -> doors.Account | None:
        """The account whose token has this hash."""
        return doors.find_token(self._connection, secret)

    def session(self, id_: str, *, now: str) -> tuple[doors.Session, doors.Account] | None:
        """A session that has not ended, with its account."""
        return doors.read_session(self._connection, id_, now=now)

    def sessions(self, *, now: str) -> list[doors.Session]:
        """The sessions that have not ended."""
        return doors.read_sessions(self._connection, now=now)

    def logins(self, *, most: int = 200) -> list[doors.Login]:
        """Who signed in and who was refused, the latest first."""
        return doors.read_logins(self._connection, most=most)

    def log(self, *, after: int = 0) -> Iterator[log.Entry]:
        """The entries of the log after a number."""
        return log.entries(self._connection, after=after)


class Store:
    """A store that is open. Everything that it acknowledges is on the disk."""

    def __init__(self, database: Database) -> None:
        self._database = database

    @property
    def name(self) -> str:
        """What people called it."""
        return self._database.name

    @property
    def writable(self) -> bool:
        """False in a read-only folder."""
        return self._database.writable

    def __enter__(self) -> Store:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, where: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self._database.close()

    @contextlib.contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """One state of the store, whatever others write meanwhile."""
        with self._database.reading() as connection:
            yield Snapshot(connection)

    def add_agreement(self, agreement: Agreement, *, at: str) -> bool:
        """Keep an agreement; False when the store has it. UsageError when it has another of that id."""
        with self._database.writing() as connection:
            return record.keep_agreement(connection, agreement, at=at)

    def keep(self, new: NewReport, *, at: str, run: str | None = None) -> Outcome:
        """Keep one report, all of it or nothing; when this returns it is on the disk. ``at`` is now (RFC 3339)."""
        with self._database.writing() as connection:
            return record.keep_report(connection, new, at=at, run=run)

    def keep_all(self, new: Sequence[NewReport], *, at: str, run: str | None = None) -> list[Outcome | UsageError]:
        """Keep several in one transaction, each all of it or nothing; what was refused stands in its place."""
        found: list[Outcome | UsageError] = []
        with self._database.writing() as connection:
            for one in new:
                try:
                    found.append(record.keep_report(connection, one, at=at, run=run))
                except UsageError as error:  # nothing of it was written yet
                    found.append(error)
        return found

    def decide(self, decision: Decision) -> Decision:
        """Keep a decision; gives it back with its id."""
        with self._database.writing() as connection:
            return decide.keep_decision(connection, decision)

    def erase(self, decision: Decision) -> Decision:
        """Take a report's words out for good; UsageError when there is no such report."""
        with self._database.writing() as connection:
            return decide.erase_report(connection, decision)

    def index(self) -> None:
        """Let the words of every report be found. In several transactions, so that others may write meanwhile."""
        done = False
        while not done:
            with self._database.writing() as connection:
                done = words.index_words(connection)

    def add_account(self, account: doors.Account) -> None:
        """Let somebody ask over HTTP; UsageError when the name is taken."""
        with self._database.writing() as connection:
            doors.keep_account(connection, account)

    def revoke_account(self, name: str, *, at: str) -> None:
        """End an account and its sessions; UsageError when there is none."""
        with self._database.writing() as connection:
            doors.revoke_account(connection, name, at=at)

    def add_session(self, session: doors.Session) -> None:
        """Note that somebody signed in."""
        with self._database.writing() as connection:
            doors.keep_session(connection, session)

    def end_session(self, id_: str) -> None:
        """Sign somebody out."""
        with self._database.writing() as connection:
            doors.end_session(connection, id_)

    def note_login(self, login: doors.Login) -> None:
        """Add a line to the audit of who signed in."""
        with self._database.writing() as connection:
            doors.note_login(connection, login)

    def tidy(self) -> None:
        """Let no earlier state lie about beside the store."""
        self._database.tidy()

    def note_run(self, id_: str, wire: Mapping[str, Any]) -> None:
        """Note an activity (PROV): its version, models and settings."""
        with self._database.writing() as connection:
            record.keep_run(connection, id_, wire)

    def checkpoint(self) -> None:
        """Note the head of the log as it is now."""
        with self._database.writing() as connection:
            number, digest = log.read_head(connection)
            there = connection.execute(select(checkpoints.c.hash).where(checkpoints.c.number == number)).scalar()
            if number and there is None:
                connection.execute(insert(checkpoints), {"number": number, "hash": digest})

    def lay(self, agreement: str, change: Change, *, since: Unsettled) -> bool:
        """Put claims beside an agreement in place; False when somebody else just did."""
        with self._database.writing() as connection:
            if derived.read_unsettled(connection, agreement, most=0).laid != since.laid:
                return False
            if since.counted >= 0:
                ids = [*(row.claim for row in change.told), *change.gone]
                old = [row.target for row in derived.read_told(connection, agreement, claims=ids)]
                new = [row.target for row in change.told]
                reaching.write_waiting(connection, agreement, [*ids, *(t for t in (*old, *new) if t is not None)])
            derived.write_told(connection, agreement, change.told, gone=change.gone)
            linking.write_links(connection, agreement, change.links)
            if change.names is not None:
                reaching.write_standing(connection, agreement, {NAMES: change.names}, whole=False)
            # Where no claim has changed, the cells that were right stay so.
            same = not change.told and not change.gone and since.counted == since.laid
            derived.write_settled(
                connection, agreement, laid=since.upto, counted=since.upto if same else min(since.counted, since.laid)
            )
            return True

    def count(self, agreement: str, found: Count, *, since: Unsettled, at: str) -> bool:
        """Put cells in the place of others; False when somebody else just did, or more claims were laid meanwhile."""
        with self._database.writing() as connection:
            now = derived.read_unsettled(connection, agreement, most=0)
            if (now.laid, now.counted) != (since.laid, since.counted):
                return False
            derived.write_cells(connection, agreement, found.before, found.after, at=at, number=since.laid)
            reaching.write_reaches(connection, agreement, found.reaches, instead_of=found.recounted)
            reaching.write_standing(connection, agreement, dict(found.standing), whole=found.recounted is None)
            reaching.forget_waiting(connection, agreement)
            derived.write_settled(connection, agreement, laid=since.laid, counted=since.laid)
            return True

    def keep_stamp(self, stamp: log.Stamp) -> None:
        """Keep what an authority answered about a head of the log."""
        with self._database.writing() as connection:
            log.keep_stamp(connection, stamp)

    def stamps(self) -> list[log.Stamp]:
        """What authorities answered about heads of the log, by the number of the entry."""
        with self._database.reading() as connection:
            return log.read_stamps(connection)

    def forget_derived(self) -> None:
        """Throw away what can be made again."""
        with self._database.writing() as connection:
            derived.forget_derived(connection)

    def verify(self, *, anchor: str | None = None) -> Verification:
        """Look at every row and at the log; VerificationError names the first item that is not what was stored."""
        with self._database.reading() as connection:
            return verify(connection, anchor=anchor)


def create_store(where: str) -> Store:
    """Make a store at a path or address, or open the one that is there."""
    with contextlib.ExitStack() as otherwise:
        database = open_database(where, create=True)
        otherwise.callback(database.close)
        with database.writing() as connection:
            if revision_of(connection) is None:
                migrate(connection)
        bring_up_to_date(database)
        otherwise.pop_all()
    return Store(database)


def open_store(where: str) -> Store:
    """Open a store; one of an older form is brought up to date. UsageError when there is none."""
    with contextlib.ExitStack() as otherwise:
        database = open_database(where)
        otherwise.callback(database.close)
        bring_up_to_date(database)
        otherwise.pop_all()
    return Store(database)
