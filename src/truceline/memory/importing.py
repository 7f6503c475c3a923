"""Rows of data sets, kept as reports of one row each, whose words are the row's own.

The same row again changes nothing. A row that the data set has corrected stands in the place of the one before, and one
that was deleted there is withdrawn; both stay in the record.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
from collections.abc import Callable, Iterator

import msgspec

from truceline.errors import UsageError
from truceline.extract import actor_wordings
from truceline.imports import DATA_SETS, Mapping, Row, Spoiled, read_rows
from truceline.memory.adding import Added, Fate
from truceline.model.claim import Claim, Reading
from truceline.model.text import Report
from truceline.store import Given, NewReport, Snapshot, Store

#: So many rows are one transaction.
_TOGETHER = 200


def import_rows(
    store: Store,
    data: bytes,
    name: str,
    kind: str,
    *,
    mapping: Mapping | None = None,
    published: str | None = None,
    now: Callable[[], str],
    run: str | None = None,
) -> Iterator[Added]:
    """Keep the rows of a file; each is named by the file and its line. ``published`` dates the rows that have no date.

    ReadError when the file is no table of that kind.
    """
    rows = read_rows(data, kind, actor=_actor, mapping=mapping)
    source = mapping.name if mapping is not None else DATA_SETS.get(kind)
    while together := list(itertools.islice(rows, _TOGETHER)):
        done: list[Added] = []
        new: dict[int, NewReport] = {}
        twice: set[str] = set()
        with store.snapshot() as snapshot:
            for at, row in enumerate(together):
                where = f"{name}:{row.line}"
                if isinstance(row, Spoiled):
                    done.append(Added(path=where, outcome="refused", error=f"{where}: {row.why}"))
                    continue
                report = _report(snapshot, row, kind, source, published)
                if isinstance(report, str):
                    done.append(Added(path=where, outcome="unchanged", report=report))
                elif report.path in twice:
                    why = f"{where}: the same id stands in an earlier row; the file is imported as it is once."
                    done.append(Added(path=where, outcome="refused", error=why))
                else:
                    twice.add(report.path or "")
                    new[at] = report
        kept = store.keep_all(list(new.values()), at=now(), run=run)
        for (at, report), outcome in zip(new.items(), kept, strict=True):
            where = f"{name}:{together[at].line}"
            if isinstance(outcome, UsageError) or outcome == "stale":
                error = (
                    str(outcome) if outcome != "stale" else f"{where}: somebody else has just changed it; try again."
                )
                done.append(Added(path=where, outcome="refused", error=error))
            else:
                fate: Fate = outcome
                done.append(Added(path=where, outcome=fate, report=report.reading.report.id, claims=1))
        yield from done


def _report(snapshot: Snapshot, row: Row, kind: str, source: str | None, published: str | None) -> NewReport | str:
    """A row as a report; the id of the one that says the same, or more lately, where there is one."""
    told = row.told
    content = msgspec.json.encode([kind, source, row.cells], order="sorted")
    id_ = "sha256:" + hashlib.sha256(content).hexdigest()
    if snapshot.held([id_]):
        return id_
    path = f"{kind}:{told.id}"
    earlier = snapshot.given_as(path) if told.claim is None else None
    if earlier is not None and told.version and (earlier.reading.report.published or "") > told.version:
        return earlier.reading.report.id
    dated = told.published or published
    report = Report(
        id=id_,
        text=told.text,
        published=dated,
        title=f"{source or kind} {told.id}"[:200],
        publisher=source if told.claim is None else told.claim.source,
    )
    before = None if earlier is None else next((c.id for c in earlier.reading.claims), None)
    if told.event is None and told.claim is None and before is None:
        return id_  # deleted before it was known
    claim = told.claim or Claim(
        id=f"{kind}:{told.id[:40]}:{id_[7:31]}",
        event=told.event,
        certainty=told.certainty,
        supersedes=before if told.event is not None else None,
        withdraws=before if told.event is None else None,
    )
    placed = msgspec.structs.replace(
        claim, start=0, end=len(told.text), quote=told.text, attribution=None, condition=None, report=None
    )
    given = Given(published=dated, publisher=report.publisher)
    return NewReport(content, Reading(report=report, claims=(placed,)), given, path)


def _actor(name: str) -> str | None:
    """The actor of the vocabulary that is called so."""
    return _called().get(name.casefold())


@functools.cache
def _called() -> dict[str, str]:
    found: dict[str, str] = {}
    for id_, names in actor_wordings().items():
        for name in (id_, *names):
            found.setdefault(name.casefold(), id_)
    return found
