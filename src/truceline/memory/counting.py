"""Counting the cells that a change touches, and only these; or all of them, where that cannot be told.

A claim that changed can change the cells that it reaches; these are counted from all claims that reach them. What looks
at them is judged again by its kept grades (``assess/partly.py``). That this leaves what all claims at once would give
is a law of the tests.
"""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence

import msgspec

from truceline.assess import (
    Duties,
    Inquiry,
    PartlyTable,
    Reach,
    Verdict,
    can_rest,
    count_whole,
    decode_claims,
    duties_of,
    entwined,
    frontier,
    light_cell,
    merged,
    name_of,
    reaches_of,
    stands_alone,
    words_of,
)
from truceline.memory.standing import Shelf, closed, words_wire
from truceline.model.agreement import Agreement
from truceline.model.status import Cell
from truceline.store import Count, Reaching, Snapshot

#: Of more changed claims than this all cells are counted anew: that is quicker.
MANY = 20_000
#: Of the claims that merely touch a day, those whose ids come first are shown; so many are looked at.
_TOUCHING = 24
#: With so many of them before it, and on either side, one more shows nowhere (eight are all shown).
_SATED = 9
#: So many deeds are brought along beside those that matter, so that few are never taken for all.
_DEEDS = 40
_Days = list[tuple[int, int]] | None


def count(snapshot: Snapshot, agreement: Agreement, *, anew: bool) -> Count:
    """What the claims that changed come to; ``anew`` when nothing was counted yet."""
    duties = duties_of(agreement)
    if not anew and can_rest(duties):
        changed = snapshot.waiting(agreement.id, most=MANY + 1)
        if len(changed) <= MANY:
            return _Partly(snapshot, agreement, duties, changed).count()
    told = snapshot.told(agreement.id)
    usable, _ = decode_claims([row.wire for row in told], agreement)
    whole = count_whole(duties, usable)
    standing = {name: words_wire(*words) for name, words in whole.words.items()}
    standing |= {name: _wire(days) for name, days in whole.notices.items()}
    standing |= {f"deeds {name}": _wire(deeds) for name, deeds in whole.frontiers.items()}
    before = snapshot.cells(agreement.id)
    return Count(before, whole.cells, [*map(_reaching, reaches_of(duties, usable))], None, standing)


class _Partly:
    """One count of what some claims touch."""

    def __init__(self, snapshot: Snapshot, agreement: Agreement, duties: Duties, changed: Sequence[str]) -> None:
        self._snapshot, self._agreement, self._duties = snapshot, agreement, duties
        self._shelf = Shelf(snapshot, agreement, duties)
        self._changed = changed
        self._by_name = {name_of(duty): duty for duty in duties.all if duty.use != "reading"}

    def count(self) -> Count:
        """The cells before and after, with what must be kept beside them."""
        told = closed(self._snapshot, self._agreement, self._snapshot.told(self._agreement.id, claims=self._changed))
        affected = sorted({*self._changed, *(row.claim for row in told)})
        usable, _ = decode_claims([row.wire for row in told], self._agreement)
        new = [_reaching(reach) for reach in reaches_of(self._duties, usable)]
        old = self._snapshot.reaches(self._agreement.id, affected)
        touched: defaultdict[str, list[Reaching]] = defaultdict(list)
        for reach in {*old, *new}:
            if reach.duty in self._by_name:
                touched[reach.duty].append(reach)
        fresh = {name: self._days(name, reaches) for name, reaches in sorted(touched.items())}
        while True:
            table, short = self._table(fresh, touched)
            if not short:
                break
            fresh |= dict.fromkeys(short)  # these need all of their claims after all
        table.settle()
        before, after = self._cells(table, fresh)
        return Count(before, after, new, affected, self._standing(table, fresh))

    # ------------------------------------------------------------ which days

    def _days(self, name: str, reaches: Iterable[Reaching]) -> _Days:
        """The days of a duty on which claims can have changed something; None for all."""
        duty = self._by_name[name]
        if not stands_alone(duty) and (duty.maintain or not duty.force.ends):
            return None
        deeds = {reach.claim for reach in reaches if reach.by == "deed"}
        if deeds and not deeds.isdisjoint(self._shelf.frontier(name) or deeds):
            return None
        days = [(r.first, r.last) for r in reaches if r.by == "day"]
        days += [(r.first, r.last) for r in reaches if r.by == "stretch" and not self._is_sated(r)]
        return merged(days)

    def _is_sated(self, reach: Reaching) -> bool:
        """True when so many touch all days of a stretch, and come before it, that one more shows nowhere."""
        first = self._snapshot.touching(
            self._agreement.id,
            reach.duty,
            first=reach.first,
            last=reach.last,
            pro=reach.pro,
            before=reach.claim,
            most=8 * _TOUCHING,
        )
        ids = [r.claim for r in first]
        gone = {row.target for row in self._snapshot.told(self._agreement.id, targets=ids)} | {*self._changed}
        turns: defaultdict[int, int] = defaultdict(int)
        for r in first:
            if r.claim not in gone:
                turns[max(r.first, reach.first)] += 1
                turns[r.last + 1] -= 1
        over, least = 0, 0 if reach.first not in turns else _SATED
        for day in sorted(turns):
            if day > reach.last:
                break
            over += turns[day]
            least = min(least, over)
        return least >= _SATED

    # ------------------------------------------------------------ counting

    def _table(
        self, fresh: Mapping[str, _Days], touched: Mapping[str, Sequence[Reaching]]
    ) -> tuple[PartlyTable, set[str]]:
        """A table with all that the fresh cells need; and the duties for which that was too little."""
        ids: set[str] = set()
        limited: dict[str, list[set[str]]] = {}
        for name, days in fresh.items():
            found, few = self._needed(name, days, touched.get(name, ()))
            ids |= found
            limited[name] = few
        rows = closed(self._snapshot, self._agreement, self._snapshot.told(self._agreement.id, claims=sorted(ids)))
        claims, _ = decode_claims([row.wire for row in rows], self._agreement)
        gone = {row.target for row in rows}
        short = {name for name, few in limited.items() if any(len(some - gone) < _SATED for some in few)}
        table = PartlyTable(self._duties, claims, fresh, self._shelf, follows=True)
        inquiry = Inquiry(table)
        for name, days in fresh.items():
            duty = self._by_name[name]
            if days is not None and not stands_alone(duty) and name not in short:
                known = self._shelf.frontier(name)
                if known is not None and frontier(inquiry, duty) != known:
                    short.add(name)
        return table, short

    def _needed(self, name: str, days: _Days, reaches: Sequence[Reaching]) -> tuple[set[str], list[set[str]]]:
        """The claims that some days of a duty need, and the samples of which enough must be live."""
        snapshot, id_, duty = self._snapshot, self._agreement.id, self._by_name[name]
        if days is None:
            found = snapshot.reaching(id_, name) | {r.claim for r in snapshot.touching(id_, name)}
            return found | {r.claim for r in reaches}, []
        found = {r.claim for r in reaches}
        few: list[set[str]] = []
        if not stands_alone(duty):
            known = self._shelf.frontier(name)
            if known is None:
                found |= {*snapshot.deeds(id_, name)}
            else:
                some = {*snapshot.deeds(id_, name, most=_DEEDS)} - {*self._changed}
                found |= some | {*known}
                few.append(some)
        for first, last in days:
            found |= snapshot.reaching(id_, name, first, last)
            for day in range(first, last + 1) if last - first < _TOUCHING else ():
                for pro in (True, False):
                    touching = snapshot.touching(id_, name, first=day, last=day, pro=pro, most=_TOUCHING)
                    some = {r.claim for r in touching}
                    found |= some
                    if len(some) == _TOUCHING:
                        few.append(some)
            if last - first >= _TOUCHING:
                found |= {r.claim for r in snapshot.touching(id_, name, first=first, last=last)}
        return found, few

    def _cells(self, table: PartlyTable, fresh: Mapping[str, _Days]) -> tuple[list[Cell], list[Cell]]:
        """The cells that were looked at, as they were and as they are."""
        inquiry = Inquiry(table)
        before: list[Cell] = []
        after: list[Cell] = []
        for name, stretches in fresh.items():
            duty = self._by_name[name]
            if duty.use != "cell":
                continue
            before += self._shelf.cells(name, stretches)
            after += [c for day in table.fresh_days(duty) if (c := light_cell(inquiry, duty, day)) is not None]
        again: defaultdict[int, dict[int, Verdict]] = defaultdict(dict)
        for (number, day), verdict in table.again.items():
            again[number][day] = verdict
        for number, verdicts in again.items():
            duty = self._duties.all[number]
            kept = {dt.date.fromisoformat(c.day).toordinal(): c for c in self._shelf.cells(name_of(duty), None)}
            for day, verdict in verdicts.items():
                was = kept.get(day)
                before += [was] if was is not None else []
                if verdict.printed:
                    after.append(
                        msgspec.structs.replace(was, status=verdict.status)
                        if was is not None
                        else Cell(
                            term=duty.term,
                            party=duty.parties[0],
                            day=dt.date.fromordinal(day).isoformat(),
                            status=verdict.status,
                            pro=verdict.pro,
                            con=verdict.con,
                        )
                    )
        return before, after

    def _standing(self, table: PartlyTable, fresh: Mapping[str, _Days]) -> dict[str, str]:
        """What is to be kept for those that look at what was counted."""
        found: dict[str, str] = {}
        looking = entwined(self._duties)
        for number in table.pasts:
            name = name_of(self._duties.all[number])
            if name in looking:
                found[name] = words_wire(*words_of(table.pasts[number].days))
        inquiry = Inquiry(table)
        for name, days in fresh.items():
            duty = self._by_name[name]
            if duty.announces:
                found[name] = _wire(table.told_notices(duty))
            elif days is None and (deeds := frontier(inquiry, duty)) is not None:
                found[f"deeds {name}"] = _wire(deeds)
            elif days is None and not stands_alone(duty):
                found[f"deeds {name}"] = "null"
        known = self._snapshot.standing(self._agreement.id, sorted(found))
        return {name: wire for name, wire in found.items() if known.get(name) != wire}


def _reaching(reach: Reach) -> Reaching:
    return Reaching(*reach)


def _wire(value: Collection[object]) -> str:
    return msgspec.json.encode(value).decode()
