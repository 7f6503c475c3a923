"""Laying anew what a change touches: new reports, their copies, and whoever is called by a name that means another now.

Of each report the store keeps the marks of its text (to find copies without reading all), what it says of names, and
what it has of others. Which telling came first is asked of all reports that have something of one another together, and
of no others. That this leaves what :func:`~truceline.memory.laying.lay_all` gives is a law of the tests.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from truceline.link import (
    CARRIED_LATER_DAYS,
    MANY_DAYS,
    Names,
    NamesTold,
    Pair,
    Texts,
    names_told,
    pairs_among,
    sources_of,
    trace_paired,
)
from truceline.memory.laying import identified, told_row
from truceline.memory.review import kept_apart
from truceline.model.agreement import Agreement
from truceline.model.claim import Apart, Claim, Merge, Reading
from truceline.model.decision import Decision
from truceline.store import Change, Links, Snapshot, Spoken, Unsettled

#: Days that a copy may date a claim to lie so near to those that it tells of, clocks included.
_MARGIN = CARRIED_LATER_DAYS + 2
#: A longer name is known by its beginning and a digest.
_LONGEST = 120


class _Registry(msgspec.Struct):
    """What names mean, with the report that decides it: the first for an actor, the last for a source."""

    actors: dict[str, tuple[str, str]] = {}
    sources: dict[str, tuple[str, int, str]] = {}

    def names(self) -> Names:
        """What names mean; of publishers and bodies nothing is known here."""
        actor_of = {name: actor for name, (_, actor) in self.actors.items()}
        told = [(report, place, name, source) for name, (report, place, source) in self.sources.items()]
        return Names(actor_of, sources_of(told, actor_of), frozenset())


def relay(snapshot: Snapshot, agreement: Agreement, since: Unsettled) -> Change:
    """What has to change so that all claims are as they should be beside an agreement."""
    apart = kept_apart(snapshot)
    changed = set(since.reports)
    for decision in snapshot.decisions(ids=since.decisions) if since.decisions else ():
        changed.add(decision.report)
        for id_ in (decision.id, decision.undoes):
            changed.update([apart.others[id_]] if id_ in apart.others else [])
    return _Relaying(snapshot, agreement, apart.aparts).change(sorted(changed))


def merges_of(snapshot: Snapshot, agreement: Agreement, reports: Sequence[str]) -> tuple[Merge, ...]:
    """Why claims of these reports have an origin that another told before them, or others theirs."""
    relaying = _Relaying(snapshot, agreement, kept_apart(snapshot).aparts)
    return relaying.merges(reports)


class _Relaying:
    def __init__(self, snapshot: Snapshot, agreement: Agreement, apart: Sequence[Apart]) -> None:
        self._snapshot, self._agreement, self._apart = snapshot, agreement, apart
        self._readings: dict[str, Reading] = {}
        self._claims: dict[str, list[Claim]] = {}
        self._told: dict[str, NamesTold] = {}
        self._wire: str | None = None

    def change(self, changed: Sequence[str]) -> Change:
        """What follows from the reports that changed."""
        self._load(changed)
        said = {id_: self._told[id_] for id_ in changed if id_ in self._readings}
        registry, called = self._called(changed, said)
        others = sorted(called - {*changed})
        self._load(others)
        moved = [*changed, *others]
        there = [id_ for id_ in moved if id_ in self._readings]
        marks = Texts(self._readings[id_].report for id_ in there).marks()
        candidates = self._candidates(marks)
        self._load(sorted({id_ for pair in candidates for id_ in pair}))
        names = registry.names()._replace(heard=self._heard(changed, said))
        new = pairs_among(self._all_claims(), list(self._readings.values()), sorted(candidates), names)
        family, pairs = self._family(moved, new)
        self._load(sorted(family))
        names = names._replace(heard=self._heard(changed, said))
        readings = [self._readings[id_] for id_ in sorted(family) if id_ in self._readings]
        claims = [claim for reading in readings for claim in self._claims[reading.report.id]]
        traced = trace_paired(claims, readings, pairs, names, apart=self._apart)
        rows = [told_row(claim, self._agreement) for claim in traced.claims]
        known = {row.claim: row for row in self._snapshot.told(self._agreement.id, reports=sorted({*family, *moved}))}
        kept_marks: dict[str, Sequence[int]] = {id_: marks.get(id_, ()) for id_ in changed}
        return Change(
            told=[row for row in sorted(rows, key=lambda row: row.claim) if known.get(row.claim) != row],
            gone=sorted(known.keys() - {row.claim for row in rows}),
            links=Links(
                reports=changed,
                moved=moved,
                marks=kept_marks,
                spoken=[row for told in said.values() for row in _spoken(told)],
                pairs=[(pair.a, pair.b, msgspec.json.encode(pair).decode()) for pair in new],
            ),
            names=self._new_names(registry),
        )

    def merges(self, reports: Sequence[str]) -> tuple[Merge, ...]:
        """Why claims of these reports, and of those that have something of them, have the origins they have."""
        self._wire = self._snapshot.names_kept(self._agreement.id)
        registry = _Registry() if self._wire is None else msgspec.json.decode(self._wire, type=_Registry)
        family, pairs = self._family((), (), start=reports)
        self._load(sorted(family))
        readings = [self._readings[id_] for id_ in sorted(family) if id_ in self._readings]
        claims = [claim for reading in readings for claim in self._claims[reading.report.id]]
        names = registry.names()._replace(heard=self._heard((), {}))
        return trace_paired(claims, readings, pairs, names, apart=self._apart).merges

    def _load(self, ids: Sequence[str]) -> None:
        """Read reports, and lay their claims beside the agreement."""
        wanted = [id_ for id_ in ids if id_ not in self._readings]
        decisions: defaultdict[str, list[Decision]] = defaultdict(list)
        for decision in self._snapshot.decisions(report_ids=wanted) if wanted else ():
            decisions[decision.report].append(decision)
        for kept in self._snapshot.readings(wanted) if wanted else ():
            id_ = kept.reading.report.id
            self._readings[id_] = kept.reading
            self._claims[id_] = identified(kept, self._agreement, decisions[id_])
            self._told[id_] = names_told(kept.reading, self._claims[id_])

    def _all_claims(self) -> list[Claim]:
        return [claim for claims in self._claims.values() for claim in claims]

    # ------------------------------------------------------------ copies

    def _candidates(self, marks: Mapping[str, Sequence[int]]) -> set[tuple[str, str]]:
        """Pairs with one of these reports that may have something of each other."""
        found = self._snapshot.sharing(marks)
        owners: defaultdict[int, list[str]] = defaultdict(list)
        for id_, mine in marks.items():
            for mark in mine:
                owners[mark].append(id_)
        for group in {tuple(sorted(group)) for group in owners.values() if len(group) > 1}:
            found.update((a, b) for i, a in enumerate(group) for b in group[i + 1 :])
        spans = self._snapshot.spans(self._agreement.id, sorted({id_ for pair in found for id_ in pair} - marks.keys()))
        for id_ in marks:
            days = [told_row(claim, self._agreement)[3:5] for claim in self._claims[id_]]
            spans[id_] = (min(d[0] for d in days), max(d[1] for d in days)) if days and not _is_vague(days) else None
        return {(a, b) for a, b in found if _may_meet(spans.get(a), spans.get(b))}

    def _family(
        self, moved: Sequence[str], new: Sequence[Pair], *, start: Sequence[str] = ()
    ) -> tuple[set[str], list[Pair]]:
        """All reports that have something of one another with those that moved, and what they have."""
        gone = {*moved}
        known: dict[tuple[str, str], Pair] = {(pair.a, pair.b): pair for pair in new}
        family: set[str] = set()
        todo = {*moved, *start, *(id_ for pair in known for id_ in pair)}
        held = {name for decision in self._apart for name in (decision.a, decision.b)}
        while todo:
            family |= todo
            following = {id_ for pair in known for id_ in pair if not family.isdisjoint(pair)}
            for (a, b), wire in self._snapshot.pairs(self._agreement.id, sorted(todo)).items():
                following.update((a, b))
                if a not in gone and b not in gone:
                    known[a, b] = msgspec.json.decode(wire, type=Pair)
            if held and not self._is_held(family).isdisjoint(held):
                # What is kept apart is looked at together: which telling of one voice is the first depends on it.
                following |= self._held_reports(held)
                held = set()
            todo = following - family
        return family, [known[place] for place in sorted(known)]

    def _is_held(self, family: set[str]) -> set[str]:
        self._load(sorted(family))
        return family | {c.id for id_ in family for c in self._claims.get(id_, ())}

    def _held_reports(self, held: set[str]) -> set[str]:
        """The reports of some claims or reports."""
        claims = self._snapshot.told(self._agreement.id, claims=sorted(held))
        return {row.report for row in claims} | {*self._snapshot.held(sorted(held))}

    # ------------------------------------------------------------ names

    def _called(self, changed: Sequence[str], said: Mapping[str, NamesTold]) -> tuple[_Registry, set[str]]:
        """What names mean now, and the reports that use one which meant something else before."""
        id_ = self._agreement.id
        self._wire = self._snapshot.names_kept(id_)
        registry = _Registry() if self._wire is None else msgspec.json.decode(self._wire, type=_Registry)
        before = registry.names()
        self._withdraw(registry, changed)
        for report in sorted(said):
            told = said[report]
            for name, actor in told.actors.items():
                if name not in registry.actors or report < registry.actors[name][0]:
                    registry.actors[name] = report, actor
            for name, (place, source) in told.sources.items():
                if name not in registry.sources or (report, place) > registry.sources[name][:2]:
                    registry.sources[name] = report, place, source
        after = registry.names()
        turned = {n for n in {*before.actor_of, *after.actor_of} if before.actor_of.get(n) != after.actor_of.get(n)}
        meant = {n for n in {*before.source_of, *after.source_of} if before.source_of.get(n) != after.source_of.get(n)}
        for names_ in (before, after):
            turned.update(name for name, actor in names_.actor_of.items() if actor in meant)
        turned |= meant
        turned |= self._heard_turned(changed, said)
        asking = self._snapshot.spoken(id_, role="asks", names=sorted(map(_key, turned))) if turned else []
        return registry, {row.report for row in asking}

    def _withdraw(self, registry: _Registry, changed: Sequence[str]) -> None:
        """Take out what the changed reports said before, and put in what others say instead."""
        gone = {*changed}
        lost = [name for name, (report, _) in registry.actors.items() if report in gone]
        lost += [name for name, (report, _, _) in registry.sources.items() if report in gone]
        for name in lost:
            registry.actors.pop(name, None)
            registry.sources.pop(name, None)
        keys = {_key(name): name for name in lost}
        for row in self._snapshot.spoken(self._agreement.id, role="told", names=sorted(keys)) if keys else ():
            if row.report in gone:
                continue
            name = keys[row.name]
            actor, source = msgspec.json.decode(row.wire, type=tuple[str | None, tuple[int, str] | None])
            if actor is not None and (name not in registry.actors or row.report < registry.actors[name][0]):
                registry.actors[name] = row.report, actor
            if source is not None:
                known = registry.sources.get(name)
                if known is None or (row.report, source[0]) > known[:2]:
                    registry.sources[name] = row.report, *source

    def _heard_turned(self, changed: Sequence[str], said: Mapping[str, NamesTold]) -> set[str]:
        """The names that are heard now and were not, or the other way round."""
        old = self._snapshot.spoken(self._agreement.id, reports=changed)
        before = {s.name for s in old if s.role == "heard"}
        now = {_key(name) for told in said.values() for name in told.heard}
        turned = before ^ now
        return turned - self._snapshot.said(self._agreement.id, "heard", sorted(turned), besides={*changed})

    def _heard(self, changed: Sequence[str], said: Mapping[str, NamesTold]) -> frozenset[str]:
        """Which of the names that the loaded reports ask about are those of publishers or bodies."""
        asked = {name for told in self._told.values() for name in told.asks}
        told = {name for one in said.values() for name in one.heard}
        keys = {_key(name): name for name in asked - told}
        elsewhere = self._snapshot.said(self._agreement.id, "heard", sorted(keys), besides={*changed})
        return frozenset((asked & told) | {keys[key] for key in elsewhere})

    def _new_names(self, registry: _Registry) -> str | None:
        wire = msgspec.json.encode(registry, order="sorted").decode()
        return wire if wire != self._wire else None


def _is_vague(days: Sequence[tuple[int, int]]) -> bool:
    """True when a claim is told of so many days that its report is compared with all."""
    return any(last - first >= MANY_DAYS - 2 * _MARGIN for first, last in days)


def _may_meet(a: tuple[int, int] | None, b: tuple[int, int] | None) -> bool:
    """False when two reports surely tell of no common day, however widely copies may date what they tell."""
    return a is None or b is None or (a[0] <= b[1] + 2 * _MARGIN and b[0] <= a[1] + 2 * _MARGIN)


def _spoken(told: NamesTold) -> Iterable[Spoken]:
    """What a report says of names, as it is kept."""
    for name in sorted({*told.actors, *told.sources}):
        wire = msgspec.json.encode((told.actors.get(name), told.sources.get(name))).decode()
        yield Spoken("told", _key(name), told.report, wire)
    for role, names in (("heard", told.heard), ("asks", told.asks)):
        for name in sorted(set(map(_key, names))):
            yield Spoken(role, name, told.report, "")


def _key(name: str) -> str:
    """A name as it is looked up by."""
    if len(name) <= _LONGEST:
        return name
    return f"{name[: _LONGEST - 24]} {hashlib.sha256(name.encode()).hexdigest()[:20]}"
