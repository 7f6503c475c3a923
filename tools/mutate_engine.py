"""How well the engine's tests watch it: one mistake at a time goes into a copy of the engine, and a test must notice.

    python tools/mutate_engine.py [--only WORD] [--new] [--write] [--examples N] [--every] [--tests PATH ...]

Each mistake is a piece of text in one file, what to put in its place, and a sentence about what is then wrong. A piece
that is no longer found, or is found twice, stops the run before anything is tested: the list is brought up to date when
the engine changes. Printed is the first test that fails for each mistake, or every one with ``--every``. The exit code
is 1 when a mistake goes unnoticed. With ``--write`` the table in docs/method.md is brought up to date: what was found
now, and what the page says about the mistakes that were not tried. ``--new`` tries those that the page does not have.
The package in the working copy is never touched.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "truceline"
PAGE = ROOT / "docs" / "method.md"
#: Between these the page's table of mistakes stands.
BEGIN, END = "<!-- mistakes: written by `python tools/mutate_engine.py --write` -->", "<!-- end of mistakes -->"
#: The quickest to notice come first.
TESTS = [
    "tests/assess/test_deadlines.py",
    "tests/assess/test_upkeep.py",
    "tests/assess/test_guarantors.py",
    "tests/assess/test_amendments.py",
    "tests/assess/test_caps.py",
    "tests/assess/test_particulars.py",
    "tests/assess/test_engine.py",
    "tests/assess/test_against_sql.py",
    "tests/assess/test_laws.py",
    "tests/assess",
    "tests/test_geometry.py",
]
#: Seconds for one run of tests: some mistakes never end, and are better left out of the list.
LONGEST = 900


class Mistake(NamedTuple):
    """``old`` stands once in ``file`` (below src/truceline) and becomes ``new``; then it is as ``sentence`` says."""

    file: str
    old: str
    new: str
    sentence: str


MISTAKES = [
    Mistake(
        "assess/duties.py",
        "(day + 1, None) if waits is None else",
        "(day, None) if waits is None else",
        "A duty is due on its last day allowed.",
    ),
    Mistake(
        "assess/duties.py",
        "return (day, None) if waits is None else (force.first, waits)\n",
        "return (day + 1, None) if waits is None else (force.first, waits)\n",
        "A duty to be done before a day is due a day late.",
    ),
    Mistake(
        "assess/duties.py",
        'duty.unless, True, ("window", True)',
        'duty.unless, False, ("window", True)',
        '"Watched, and saw nothing" denies nothing.',
    ),
    Mistake(
        "assess/duties.py",
        "deed = Question(duty.types, None, False,",
        "deed = Question(duty.types, None, True,",
        "To have watched and seen nothing denies that a duty was done.",
    ),
    Mistake(
        "assess/duties.py",
        '("deed", False), ("due", True), duty.cap)',
        '("deed", False), ("window", True), duty.cap)',
        "To deny a deed is evidence of a breach before the duty is due.",
    ),
    Mistake(
        "assess/duties.py",
        'return deed, Question((contrary,), None, False, ("due", True), ("window", False))',
        "return (deed,)",
        "The contrary of a duty says nothing about it.",
    ),
    Mistake(
        "assess/duties.py",
        'return deed, Question((contrary,), None, False, ("due", True),',
        'return deed, Question((contrary,), None, False, ("window", True),',
        "The contrary of a duty is a breach before the duty is due.",
    ),
    Mistake(
        "assess/record.py",
        "return self.certain and self.bounded and (self.throughout or not self.negative)",
        "return self.certain and self.bounded",
        "A denial of some moment clears the whole day.",
    ),
    Mistake(
        "assess/scope.py",
        "if first <= start and end <= last:",
        "if first <= start:",
        "A designation that ends within the window makes a group surely a party's.",
    ),
    Mistake(
        "assess/scope.py",
        "if all(a is Truth.YES for a in answers):\n            return Truth.YES\n        return Truth.NO if",
        "if any(a is Truth.YES for a in answers):\n            return Truth.YES\n        return Truth.NO if",
        "One of several possible actors is enough to entail.",
    ),
    Mistake(
        "assess/scope.py",
        "        if not actors:\n            return Truth.POSSIBLE\n        answers",
        "        if not actors:\n            return Truth.NO\n        answers",
        "An act by nobody knows whom bears on nothing.",
    ),
    Mistake(
        "assess/scope.py",
        "bisect.bisect_right(self._turns, start), bisect.bisect_left(self._turns, end)",
        "bisect.bisect_left(self._turns, start), bisect.bisect_left(self._turns, end)",
        "A window that begins as a membership turns is taken for one before it.",
    ),
    Mistake(
        "assess/scope.py",
        "if all(is_kind_of(t, type_) for t in types):",
        "if any(is_kind_of(t, type_) for t in types):",
        "Denying one kind of act denies them all.",
    ),
    Mistake(
        "assess/scope.py",
        "        if all(a is Truth.YES for a in answers):\n            return Truth.NO\n",
        "",
        "An act against an exempt target may be a breach.",
    ),
    Mistake(
        "assess/scope.py",
        "        if not recipients:\n            return Truth.YES\n        spared = ()",
        "        if True:\n            return Truth.YES\n        spared = ()",
        "A denial of acts against one party denies all acts.",
    ),
    Mistake(
        "assess/scope.py",
        "if not actors or all(p in actors for p in parties):",
        "if not actors:",
        "A denial that names the party does not clear it.",
    ),
    Mistake(
        "assess/scope.py",
        'if type_ == "coverage":\n        return Truth.NO  #',
        "if False:\n        return Truth.NO  #",
        "Watching counts as an act of its own kind.",
    ),
    Mistake(
        "assess/rows.py",
        "self._nowhere += bytes(1 if place else 2 for place in new)",
        "self._nowhere += bytes(2 for place in new)",
        "A denial about one place clears a term that binds everywhere.",
    ),
    Mistake(
        "assess/rows.py",
        "np.where(contains & (inside > 0), 2, np.minimum(inside, 1))",
        "np.where(inside == 2, 2, np.minimum(inside, 1))",
        "A denial for a part of a zone clears all of it.",
    ),
    Mistake(
        "assess/rows.py",
        "met = met[(windows.end[met] > force.start)",
        "met = met[(windows.end[met] >= force.start)",
        "At once, what ends as an instrument begins bears on its first day.",
    ),
    Mistake(
        "assess/record.py",
        "return self.certain and self.bounded and",
        "return self.certain and",
        "A window with an open end entails.",
    ),
    Mistake(
        "assess/rows.py",
        "within = (windows.first == windows.last) & (windows.start >= force.start)",
        "within = (windows.start >= force.start)",
        "At once, an act on one of several days is an act on each of them.",
    ),
    Mistake(
        "assess/rows.py",
        "opens = sure & ((a > windows.first) | (windows.start <= starts))",
        "opens = sure",
        "At once, a denial from noon on clears the whole day.",
    ),
    Mistake(
        "assess/rows.py",
        "        a = np.maximum(a, duty.due)\n",
        "        a = np.maximum(a, duty.due + 1)\n",
        "At once, evidence on the due day itself does not count.",
    ),
    Mistake(
        "assess/rows.py",
        "long = kept & (b - a >= LONG) & ~(sure & whole)",
        "long = kept & (b - a >= LONG)",
        "A state that lasts for months is only possible.",
    ),
    Mistake(
        "assess/rows.py",
        "stretches += [Stretch(duty.number, first, last, pro, claim)",
        "stretches += [Stretch(duty.number, first, last - 1, pro, claim)",
        "A long stretch ends a day early.",
    ),
    Mistake(
        "assess/rows.py",
        'phase += np.searchsorted(turns, column(claims.end)[live], "left")',
        "phase += 0",
        "At once, windows that end before and after a membership turns are taken for alike.",
    ),
    Mistake(
        "assess/books.py",
        "if not where or end <= in_force or start >= until:",
        "if not where or end < in_force or start > until:",
        "One by one, what ends as an instrument begins bears on its first day.",
    ),
    Mistake(
        "assess/books.py",
        'if part == "due" and a < duty.due:',
        "if False:",
        "One by one, the contrary of a duty counts before the duty is due.",
    ),
    Mistake(
        "assess/books.py",
        "entails = surely and begins == ends and start >= in_force",
        "entails = surely and start >= in_force",
        "One by one, an act on one of several days is an act on each of them.",
    ),
    Mistake(
        "assess/books.py",
        "return end >= min(self.duties.calendar.start(day + 1), until)",
        "return end >= min(self.duties.calendar.start(day + 1), until) - 3_600_000_000",
        "One by one, a denial may stop an hour before the day does.",
    ),
    Mistake(
        "assess/books.py",
        "weight=2 * self._accused[duty.accused] + (not candidate.pro)",
        "weight=2 * self._accused[duty.accused]",
        "One by one, the accused's own denial clears it.",
    ),
    Mistake(
        "assess/evidence.py",
        '"own" if pro else "opposed"',
        '"nobody" if pro else "opposed"',
        "An admission does not confirm.",
    ),
    Mistake(
        "assess/books.py",
        '-2 if con == "bears" else side',
        "side",
        "The accused's own denials count as origins against.",
    ),
    Mistake(
        "assess/duties.py",
        "return DeedDays(first, done, late",
        "return DeedDays(last, done, late",
        "A deed that may have been done days ago touches only from its last day on.",
    ),
    Mistake(
        "assess/duties.py",
        "done = last if sure and start >= force.start and end",
        "done = last if sure and end",
        "A deed that may have been done before the instrument began carries surely.",
    ),
    Mistake(
        "assess/duties.py",
        "late = min(calendar.day_of(start) - 1, force.last)",
        "late = min(calendar.day_of(start), force.last)",
        "A duty done late is not done on the day on which it is done.",
    ),
    Mistake(
        "assess/books.py",
        "changes.append((duty.number, max(min(late), ledger.due), max(late)))",
        "changes.append((duty.number, max(min(late), ledger.due), max(late) - 1))",
        "What was late wakes nobody about its last day.",
    ),
    Mistake(
        "assess/books.py",
        "changes.append((duty.number, min(carried), max(carried)))",
        "changes.append((duty.number, min(carried), min(carried)))",
        "What is carried wakes nobody about the days after the first.",
    ),
    Mistake(
        "assess/books.py",
        "if duty.force.ends:\n            return []\n        none",
        "if True:\n            return []\n        none",
        "Where nothing ends the instrument, a deed is carried to no day.",
    ),
    Mistake(
        "assess/ledger.py",
        "                    if times == 1 and sign > 0:\n",
        "                    if sign > 0:\n",
        "Copies of one origin corroborate each other.",
    ),
    Mistake(
        "assess/ledger.py",
        "rank = 3 if cell[base + ORIGINS] >= self.origins and cell[base + SIDES] >= self.sides else 2",
        "rank = 3 if cell[base + ORIGINS] >= self.origins else 2",
        "One side with two origins corroborates itself.",
    ),
    Mistake(
        "assess/ledger.py",
        "if times == (sign > 0):",
        "if times == 1:",
        "The last word of a side takes nothing away when it is withdrawn.",
    ),
    Mistake(
        "assess/ledger.py",
        "elif side > -2:\n                told",
        "elif True:\n                told",
        "One by one, the accused's own denials corroborate each other.",
    ),
    Mistake(
        "assess/ledger.py",
        "return pro or int(self.touched[1].covers(day))",
        "return pro or int(self.touched[0].covers(day))",
        "What merely denies over months is taken for what tells.",
    ),
    Mistake(
        "assess/ledger.py",
        "a, b = first - self._first, last - self._first + 1",
        "a, b = first - self._first, last - self._first",
        "The last day of a long stretch is left out.",
    ),
    Mistake(
        "assess/ledger.py",
        "corroborated = max(corroborated, told[self.sides - 1])",
        "corroborated = max(corroborated, told[0])",
        "Deeds are corroborated as soon as one side tells of them.",
    ),
    Mistake(
        "assess/ledger.py",
        "if turn <= day), default=0)",
        "if turn < day), default=0)",
        "A deed is carried from the day after.",
    ),
    Mistake(
        "assess/ledger.py",
        "if key % 2 == pro and not deeds.tells(key // 2, at))",
        "if key % 2 == pro)",
        "An origin that tells of a deed and of its day counts twice.",
    ),
    Mistake(
        "assess/ledger.py",
        "if day >= self.due:\n            pro = max",
        "if day > self.due:\n            pro = max",
        "What is done late was in time on the due day.",
    ),
    Mistake(
        "assess/ledger.py",
        "found.update(range(self.carried.touched[0], last + 1))",
        "found.update(range(self.carried.touched[0], last))",
        "The last day that a deed is carried to is not printed.",
    ),
    Mistake(
        "assess/days.py",
        "bisect.bisect_left(self._last, first - 1)",
        "bisect.bisect_left(self._last, first)",
        "Days that adjoin are kept as two stretches.",
    ),
    Mistake(
        "assess/days.py",
        "before, after = (self._first[at], first - 1), (last + 1,",
        "before, after = (self._first[at], first - 2), (last + 1,",
        "Taking a day out of a stretch takes out the day before it, too.",
    ),
    Mistake(
        "assess/days.py",
        "return found if found >= first else None",
        "return found",
        "The latest day may lie before those that are asked about.",
    ),
    Mistake(
        "assess/days.py",
        "return first > last or (at >= 0",
        "return (at >= 0",
        "No days at all are not all known.",
    ),
    Mistake(
        "assess/table.py",
        "at = bisect.bisect_left(given, day)",
        "at = bisect.bisect_right(given, day)",
        "A notice suspends its own day.",
    ),
    Mistake(
        "assess/table.py",
        "again = bisect.bisect_left(revived, notice)",
        "again = bisect.bisect_right(revived, notice)",
        "A revival on the day of the notice does not count.",
    ),
    Mistake(
        "assess/table.py",
        "revived[again] < day else notice",
        "revived[again] <= day else notice",
        "A revival counts on its own day.",
    ),
    Mistake(
        "assess/table.py",
        "for party in suspends.by)",
        "for party in (p.id for p in self.agreement.parties))",
        "Whoever announces it suspends an instrument that some party may suspend.",
    ),
    Mistake(
        "assess/table.py",
        "last = min(last, notice)",
        "last = min(last, notice - 1)",
        "The day of the notice itself is not looked at.",
    ),
    Mistake(
        "assess/table.py",
        "first = 0 if clause.within_days is None else day - clause.within_days",
        "first = 0 if clause.within_days is None else day - clause.within_days - 1",
        "A condition looks a day too far back.",
    ),
    Mistake(
        "assess/table.py",
        "        last = day - 1\n        if term.on_release",
        "        last = day\n        if term.on_release",
        "A condition counts its own day among the days before.",
    ),
    Mistake(
        "assess/duties.py",
        "if p != party and (term, p) in self.cells]",
        "if (term, p) in self.cells]",
        "A party's own breaches release it.",
    ),
    Mistake(
        "assess/table.py",
        'return next((c for word in ("breached", "disputed", "unknown") for c in found',
        'return next((c for word in ("disputed", "breached", "unknown") for c in found',
        "A dispute outweighs a breach in a condition.",
    ),
    Mistake(
        "assess/deadlines.py",
        "elif self.due(duty, day).truth is not Truth.NO:",
        "elif True:",
        "A duty that is not yet due counts as unknown where nobody tells of it.",
    ),
    Mistake(
        "assess/duties.py",
        "and may.zone in (None, duty.zone)",
        "and may.zone is None",
        "A permission for a zone excuses nothing in it.",
    ),
    Mistake(
        "assess/table.py",
        "latest(day - may.after.within_days, day - 1)",
        "latest(day - may.after.within_days + 1, day - 1)",
        "A permission ends a day early.",
    ),
    Mistake(
        "assess/table.py",
        "            if not force.first <= day <= force.last:\n                continue\n            if may",
        "            if may",
        "A permission outlives its instrument.",
    ),
    Mistake(
        "assess/table.py",
        "return Status.KEPT if con.rank >= _ENOUGH else Status.NOT_DUE",
        "return Status.NOT_DUE",
        "A duty done before it is due is not yet kept.",
    ),
    Mistake(
        "assess/table.py",
        "Status.DISPUTED if con is not Grade.NONE else Status.ALLEGED",
        "Status.DISPUTED if con.rank >= Grade.SINGLE.rank else Status.ALLEGED",
        "The accused's denial does not dispute a lone allegation.",
    ),
    Mistake(
        "assess/table.py",
        "if pro.rank >= breach:",
        "if pro.rank >= _ENOUGH:",
        "An agreement that asks for confirmation is content with corroboration.",
    ),
    Mistake(
        "assess/table.py",
        "self._wake(number, first, before, after)",
        "pass",
        "A breach that comes late does not wake the terms that depend on it.",
    ),
    Mistake(
        "assess/table.py",
        "last = min(day + within, past.breached.earliest(day + 1) or NEVER)",
        "last = min(day + within - 1, past.breached.earliest(day + 1) or NEVER)",
        "Waking stops a day before the days that look back so far.",
    ),
    Mistake(
        "assess/table.py",
        "max(day, earlier + within) + 1",
        "max(day, earlier + within) + 2",
        "Waking begins a day after the days that an earlier breach decides.",
    ),
    Mistake(
        "assess/table.py",
        'if "disputed" not in words and gap:',
        "if gap:",
        "A dispute wakes nobody where an earlier day is unknown.",
    ),
    Mistake(
        "assess/table.py",
        "heapq.heappush(self._queue, (first + 1, watched, NEVER, False))",
        "heapq.heappush(self._queue, (first + 1, watched, first + 1, False))",
        "A notice that comes late is felt on the next day only.",
    ),
    Mistake(
        "assess/table.py",
        "self._notices.pop((duty.of, duty.parties[0]), None)",
        "pass",
        "A notice that comes late is not heard.",
    ),
    Mistake(
        "assess/table.py",
        'own = own or (self.duties.terms[duty.term].silence == "breached" and first <= duty.force.last)',
        "own = own or False",
        "Silent days are not looked at again when a notice goes.",
    ),
    Mistake(
        "assess/references.py",
        "group.sort(key=lambda r: (r.recorded, r.id))",
        "group.sort(key=lambda r: (r.id, r.recorded))",
        "At once, of two corrections the one with the greater id holds, not the later one.",
    ),
    Mistake(
        "assess/references.py",
        "found = any(alive[n] for n in needed(node))",
        "found = bool([n for n in needed(node) if n in alive])",
        "At once, a withdrawn withdrawal still withdraws.",
    ),
    Mistake(
        "assess/references.py",
        "*([] if place is None else [(place[0], place[1] + 1)])]",
        "]",
        "At once, an earlier correction stands beside a later one.",
    ),
    Mistake(
        "assess/references.py",
        "return next((id_ for _, id_ in reversed(self._rivals[target])",
        "return next((id_ for _, id_ in self._rivals[target]",
        "One by one, the earliest of several corrections holds.",
    ),
    Mistake(
        "assess/references.py",
        "            if reference is not None:\n                open_.append(reference.target)",
        "            if False:\n                open_.append(reference.target)",
        "One by one, a withdrawn correction goes on correcting.",
    ),
    Mistake(
        "assess/engine.py",
        "        for other in others:\n            self._forget(other)\n",
        "",
        "One by one, the others on a ring of references stay in the books.",
    ),
    Mistake(
        "assess/references.py",
        "cyclic |= set(path[at[id_] :])",
        "cyclic |= set(path)",
        "What hangs on a ring of references is thrown away with it.",
    ),
    Mistake(
        "assess/engine.py",
        "self._differing.add(id_)\n",
        "pass\n",
        "A third line with an id that two others spoiled is used.",
    ),
    Mistake(
        "assess/engine.py",
        "self._table.books.count(row, 1 if self._liveness.is_live(id_) else -1)",
        "self._table.books.count(row, -1)",
        "A claim comes back to life as a claim taken out once more.",
    ),
    Mistake(
        "assess/engine.py",
        "if record.kind.counts and self._liveness.is_live(id_):\n                changes = self",
        "if record.kind.counts:\n                changes = self",
        "A claim that was withdrawn before it came counts.",
    ),
    Mistake(
        "assess/engine.py",
        "                if other != id_:\n                    self.add(held)",
        "                pass",
        "Those that were on a ring stay unusable when it is broken.",
    ),
    Mistake(
        "assess/exhibits.py",
        "max(s.last + 1 - lowest, 0)]",
        "max(s.last - lowest, 0)]",
        "What touches a long stretch is not shown on its last day.",
    ),
    Mistake(
        "assess/exhibits.py",
        "days.done is not None and days.done <= day",
        "days.done is not None",
        "A deed is shown to settle the days before it is done.",
    ),
    Mistake(
        "assess/exhibits.py",
        "both = sum(1 for origin in self.origins if series.since.get(origin, NEVER) <= day)",
        "both = 0",
        "An origin that tells of a deed and of its day is counted twice among the reasons.",
    ),
    Mistake(
        "assess/exhibits.py",
        "np.where(use == 1, threshold.origins, 1)",
        "1",
        "Of very many claims only one origin is shown.",
    ),
    Mistake(
        "assess/exhibits.py",
        "chosen[by_origin] = chosen[by_side] = True",
        "chosen[by_origin] = True",
        "Of very many claims those of another side are not shown.",
    ),
    Mistake(
        "assess/duties.py",
        "following += [self.all[look.watched] for look in self.looks(duty)]",
        "following += []",
        "A share of the duties leaves out those whose breaches release them.",
    ),
    Mistake(
        "assess/duties.py",
        "following += self.readings[duty.term, duty.parties[0]]",
        "following += ()",
        "A share of the duties leaves out how parties read them.",
    ),
    Mistake(
        "assess/claims.py",
        "self.dropped.add(row)",
        "pass",
        "A line that comes again counts again.",
    ),
    Mistake(
        "assess/claims.py",
        "key=ids.__getitem__",
        "key=int",
        "Ids with one long beginning are in the order of the file.",
    ),
    Mistake(
        "assess/claims.py",
        "np.maximum.accumulate(far, axis=1)",
        "far",
        "What comes after a letter past Latin-1 decides before it.",
    ),
    Mistake(
        "assess/ledger.py",
        "return changed or (entails and bool((self.late if pro else self.carried).touched))",
        "return changed",
        "A report beside deeds wakes nobody while its day's own rank stays.",
    ),
    Mistake(
        "assess/books.py",
        "changes += [(duty.number, day, day) for day in ledger.told_beside(",
        "changes += [(duty.number, day, day) for day in [] and ledger.told_beside(",
        "A deed beside a day's reports wakes nobody while its own rank stays.",
    ),
    Mistake(
        "assess/intake.py",
        "np.where(has_start, np.maximum(at, a), at) + 1",
        "at + 1",
        "A window without an end stops at the record even when it starts later.",
    ),
    Mistake(
        "assess/intake.py",
        "sound &= at <= self._until",
        "sound &= at < self._until",
        "What was recorded at the very instant of --as-of is not known.",
    ),
    Mistake(
        "assess/intake.py",
        "np.where(both, 0, np.where(has_start, 1, 2))",
        "np.where(has_start, 0, 2)",
        "A window with a missing end is taken for a whole one.",
    ),
    Mistake(
        "assess/intake.py",
        "np.where(both, np.maximum(b, a + 1),",
        "np.where(both, b,",
        "An instant is a window with nothing in it.",
    ),
    Mistake(
        "assess/intake.py",
        "_BEFORE[month] + (leap & (month > 2))",
        "_BEFORE[month] + (leap & (month > 1))",
        "In leap years February comes a day late.",
    ),
    Mistake(
        "assess/intake.py",
        "[origin or id_ for origin, id_ in zip(origins, ids",
        "[origin or str(id_) for origin, id_ in zip(origins, sources",
        "Lines without an origin are copies of their source's others.",
    ),
    Mistake(
        "assess/intake.py",
        "while together := list(itertools.islice(following, _TOGETHER)):",
        "if together := list(itertools.islice(following, _TOGETHER)):",
        "Only the first thousand lines are read.",
    ),
    Mistake(
        "assess/intake.py",
        "isinstance(x, bool) is not isinstance(y, bool) or x != y",
        "x != y",
        "True is the number one when lines are compared.",
    ),
    Mistake(
        "assess/record.py",
        'negative=polarity == "negative" or speech == "denies"',
        'negative=polarity == "negative"',
        "A denial counts as an assertion unless its polarity says otherwise.",
    ),
    Mistake(
        "assess/record.py",
        '_NO_ACT_SPEECH = frozenset({"threatens", "demands", "describes_term"})',
        '_NO_ACT_SPEECH = frozenset({"demands", "describes_term"})',
        "A threat counts as an act.",
    ),
    Mistake(
        "assess/record.py",
        "last = recorded if start is None else max(recorded, start)",
        "last = recorded",
        "Read by itself, a window without an end stops at the record even when it starts later.",
    ),
    Mistake(
        "assess/record.py",
        'return start, max(end, start + 1), "both"',
        'return start, max(end, start + 1), "start"',
        "Read by itself, a window is never whole.",
    ),
    Mistake(
        "assess/periods.py",
        "entails = record.start <= start and end <= record.end",
        "entails = True",
        "A denial of some hours clears a period.",
    ),
    Mistake(
        "assess/periods.py",
        "and met == last - first + 1\n",
        "\n",
        "An act that may lie on a day off breaches the period.",
    ),
    Mistake(
        "assess/periods.py",
        "whole = min(against,",
        "whole = max(against,",
        "Of several parties one that did its duty is enough.",
    ),
    Mistake(
        "assess/periods.py",
        "days.mild[day] = found[0]",
        "days.plain.append(day)",
        "What is excused on its day breaches the period.",
    ),
    Mistake(
        "assess/periods.py",
        "            if any(inquiry.table.grades(one, day) == (Grade.NONE, Grade.NONE) for day in sure):\n",
        "            if all(inquiry.table.grades(one, day) == (Grade.NONE, Grade.NONE) for day in sure):\n",
        "Silence breaches a period only when nobody tells of any day.",
    ),
    Mistake(
        "assess/periods.py",
        "due = _due(inquiry, duty, counted) or list(counted[-1:])",
        "due = list(counted)",
        "A duty has to be done on the days of a period before it is due.",
    ),
    Mistake(
        "assess/evidence.py",
        'role == "reviewer" or (role == "observer" and side == "neutral")',
        'role in ("reviewer", "observer")',
        "An observer of one side is first-hand.",
    ),
    Mistake(
        "assess/evidence.py",
        '"own" if pro else "opposed"',
        '"own"',
        "The accused's own denial clears it, and a concession of the other side does not.",
    ),
    Mistake(
        "assess/evidence.py",
        "tally.origins.add(item.record.origin)",
        "tally.origins.add(item.record.id)",
        "In a period, copies of one origin corroborate each other.",
    ),
    Mistake(
        "assess/calendar.py",
        "return day + (instant >= first) + (instant >= second)",
        "return day + (instant > first) + (instant >= second)",
        "One by one, a local day begins after its first instant.",
    ),
    Mistake(
        "assess/calendar.py",
        "day_start(dt.date.fromordinal(max(day, 2)), self._timezone)",
        "dt.datetime.fromordinal(max(day, 2)).replace(tzinfo=dt.UTC)",
        "Days are those of Greenwich.",
    ),
    Mistake(
        "model/moment.py",
        "instant = local.astimezone(dt.UTC)\n",
        "instant = (local + dt.timedelta(hours=12)).astimezone(dt.UTC) - dt.timedelta(hours=12)\n",
        "A day on which clocks change begins an hour off.",
    ),
    Mistake(
        "geometry.py",
        "self.inner_km = circle.radius_km[0] - zone.margin_km",
        "self.inner_km = circle.radius_km[1] - zone.margin_km",
        "Within the wider radius of a range is surely inside.",
    ),
    Mistake(
        "geometry.py",
        "self.outer_km = circle.radius_km[1] + zone.margin_km",
        "self.outer_km = circle.radius_km[0] + zone.margin_km",
        "Beyond the narrower radius of a range is surely outside.",
    ),
    Mistake(
        "geometry.py",
        "contains = apart + self.outer_km <= covers_km\n",
        "contains = apart + self.inner_km <= covers_km\n",
        "A disc that reaches over the inner edge contains the zone.",
    ),
    Mistake(
        "geometry.py",
        "inner, outer = _widened(shape, self._reach[0] - margin), _widened(shape, self._reach[1] + margin)",
        "outer, inner = _widened(shape, self._reach[0] - margin), _widened(shape, self._reach[1] + margin)",
        "The inner and the outer edge of a polygon are swapped.",
    ),
    Mistake(
        "geometry.py",
        "inside[[at for at, place in enumerate(places) if _names(declared, place)]] = 2",
        "pass",
        "What the text itself puts inside is where it is drawn.",
    ),
    Mistake(
        "assess/duties.py",
        "waits._replace(gap=waits.gap + 1)",
        "waits",
        "A deadline of so many days after an event ends a day early.",
    ),
    Mistake(
        "assess/duties.py",
        "return calendar.day(day) + written.days, None",
        "return calendar.day(day), None",
        "The days counted from a written day are not counted.",
    ),
    Mistake(
        "assess/duties.py",
        'looks += [Look(watched.number, None, "deadline") for watched in self.bearers(duty.waits.kept)]',
        "pass",
        "Nobody looks at the duty that a deadline waits for.",
    ),
    Mistake(
        "assess/deadlines.py",
        "over = start is not None and start + waits.gap <= day",
        "over = start is not None",
        "A deadline that waits for a notice has passed as soon as the notice is given.",
    ),
    Mistake(
        "assess/deadlines.py",
        "if first is not None and first <= last:",
        "if first is not None:",
        "A deadline looks at what is done on its own day and later.",
    ),
    Mistake(
        "assess/deadlines.py",
        "                open_ = True\n",
        "                return Due(Truth.NO)\n",
        "What nobody told to be done has not been done, so a deadline that waits for it is not due.",
    ),
    Mistake(
        "assess/deadlines.py",
        "                open_ = True\n",
        "                return Due(Truth.YES)\n",
        "What nobody told to be done is guessed to have been done.",
    ),
    Mistake(
        "assess/deadlines.py",
        "and past.hinted.latest(last, last) is None:",
        "and True:",
        "That a deed may have been done sooner does not keep a deadline open.",
    ),
    Mistake(
        "assess/deadlines.py",
        "return Due(Truth.YES, max(starts), tuple(shown))",
        "return Due(Truth.YES, min(starts), tuple(shown))",
        "A deadline is told to run from the day of the first who did their part.",
    ),
    Mistake(
        "assess/table.py",
        "pro = min(pro, _MOST[self.due(duty, day).truth])",
        "pass",
        "Evidence that a duty was not done counts before it is known to be due.",
    ),
    Mistake(
        "assess/table.py",
        "                self._look_again(dependent, day + 1)\n                continue\n",
        "                continue\n",
        "A deed that comes late does not move the deadline that waits for it.",
    ),
    Mistake(
        "assess/table.py",
        "                            self._look_again(watched, first + 1)\n",
        "                            pass\n",
        "A notice that comes late does not move the deadline that waits for it.",
    ),
    Mistake(
        "assess/inquiry.py",
        "return [item for item in evidence if not item.pro]",
        "return evidence",
        "Evidence of a breach is shown of days on which the duty was not due.",
    ),
    Mistake(
        "assess/upkeep.py",
        "if t.last >= undone:",
        "if True:",
        "What was done before it was undone goes on counting.",
    ),
    Mistake(
        "assess/upkeep.py",
        "done = t.done if t.first >= undone else None",
        "done = t.done",
        "A deed that may be older than the undoing is surely later.",
    ),
    Mistake(
        "assess/upkeep.py",
        "if t.first > undone:",
        "if t.first >= undone:",
        "A deed on the day of its undoing cures it.",
    ),
    Mistake(
        "assess/upkeep.py",
        "State(undone, after.rank(day) >= _ENOUGH, since.rank(day))",
        "State(undone, after.rank(day) >= 1, since.rank(day))",
        "A lone word cures what was undone.",
    ),
    Mistake(
        "assess/upkeep.py",
        "if cell[PRO_RANK] >= self._breach)",
        "if cell[PRO_RANK] >= 2)",
        "A lone word undoes what was done.",
    ),
    Mistake(
        "assess/upkeep.py",
        "told.append(self.cells.get(state.undone))",
        "pass",
        "What is undone is a breach on that day only.",
    ),
    Mistake(
        "assess/upkeep.py",
        "if day >= self.due and state.done < _ENOUGH else None",
        "if day >= self.due else None",
        "A second telling of a deed says that it was not done before.",
    ),
    Mistake(
        "assess/books.py",
        "                        changes.append((duty.number, a, NEVER))\n",
        "                        changes.append((duty.number, a, b))\n",
        "An undoing that comes late wakes nobody about the days after it.",
    ),
    Mistake(
        "assess/duties.py",
        'due=force.first if term.then == "maintain" else due',
        "due=due",
        "What is undone before a duty is due leaves it done.",
    ),
    Mistake(
        "assess/evidence.py",
        "(*accused.parties[:1], *accused.acts_of)]",
        "accused.parties[:1]]",
        "What others own up to is no admission towards the one who answers for them.",
    ),
    Mistake(
        "assess/duties.py",
        "return self.acts_of or self.parties",
        "return self.parties",
        "A party that answers for others is judged by its own acts.",
    ),
    Mistake(
        "geometry.py",
        "inner = _without(inner, shape, self._beyond[1] + margin)",
        "pass",
        "Before a ring around a line begins, places are surely inside it.",
    ),
    Mistake(
        "geometry.py",
        "_widened(shape, self._reach[0] - margin), _widened(shape, self._reach[1] + margin)",
        "_widened(shape, self._reach[1] - margin), _widened(shape, self._reach[0] + margin)",
        "The nearer and the farther distance from a line are swapped.",
    ),
    Mistake(
        "geometry.py",
        "surely &= apart - radius_km >= self.hole_km[1]",
        "pass",
        "What lies in the middle of a ring is inside it.",
    ),
    Mistake(
        "geometry.py",
        "never |= apart + radius_km <= self.hole_km[0]",
        "pass",
        "What lies in the middle of a ring may be inside it.",
    ),
    Mistake(
        "geometry.py",
        "return inner.intersection(near), outer.intersection(far)",
        "return inner, outer",
        "A strip of some depth is the whole zone that it lies in.",
    ),
    Mistake(
        "geometry.py",
        "within[held] = ~shapely.dwithin(self._rim, shapely.points(x[held], y[held]), radius[held])",
        "within[held] = True",
        "A place that reaches into an area is surely inside it.",
    ),
    Mistake(
        "agreement/build.py",
        'zone["each_side_km"] = (least / 2, most / 2)',
        'zone["each_side_km"] = (least, most)',
        "A width across is measured on each side.",
    ),
    Mistake(
        "assess/scope.py",
        "if any(c.low > cap.most and truth is Truth.YES for c, truth in named):",
        "if sum(c.low for c, _ in named) > cap.most:",
        "Numbers within one claim are added up for sure.",
    ),
    Mistake(
        "assess/scope.py",
        "if any(c.low > cap.most and",
        "if any(c.low >= cap.most and",
        "As many as are allowed are too many.",
    ),
    Mistake(
        "assess/scope.py",
        "        return Truth.POSSIBLE if kind.counted else Truth.YES\n",
        "        return Truth.YES\n",
        "To deny a certain number denies that there were any.",
    ),
    Mistake(
        "assess/scope.py",
        "    if not kind.counted:\n        return Truth.POSSIBLE\n",
        "    if not kind.counted:\n        return Truth.YES\n",
        "Without a number, there were more than allowed.",
    ),
    Mistake(
        "assess/scope.py",
        "(truth := _of_class(c.class_, cap.classes)) is not Truth.NO]",
        "(truth := Truth.YES if c.class_ else Truth.NO) is not Truth.NO]",
        "Things of any class count towards a cap, and those of none do not.",
    ),
    Mistake(
        "assess/rows.py",
        "if question.cap is not None:",
        "if False:",
        "At once, a cap is one too many of anything.",
    ),
    Mistake(
        "assess/duties.py",
        "                if count is Truth.NO:\n                    continue\n",
        "",
        "One by one, what is allowed touches.",
    ),
    Mistake(
        "assess/amendments.py",
        "terms = tuple(_without(term, unknown) for term in agreement.terms if term.id not in unknown)",
        "terms = agreement.terms",
        "Terms of an instrument are known before it is announced.",
    ),
    Mistake(
        "assess/amendments.py",
        "anchored(i.announced, zone) > until}",
        "anchored(i.announced, zone) >= until}",
        "An instrument is not yet known at the instant of its announcement.",
    ),
    Mistake(
        "assess/amendments.py",
        "            [ends, *(i.until for i in agreement.instruments if i.extends == instrument.id)],",
        "            [ends],",
        "An extension puts no end off.",
    ),
    Mistake(
        "assess/amendments.py",
        "later = [i.in_force for i in agreement.instruments if instrument.id in i.supersedes]",
        "later: list[str] = []",
        "What is superseded goes on.",
    ),
    Mistake(
        "assess/amendments.py",
        "moments = [begins[other.of] for other in agreement.terms if term.id in other.replaces]",
        "moments: list[str] = []",
        "A term whose place another takes goes on.",
    ),
    Mistake(
        "assess/amendments.py",
        "if min(notices) <= last:",
        "if min(notices) < last:",
        "Notice on the last day for it comes too late.",
    ),
    Mistake(
        "assess/amendments.py",
        "return dt.date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))",
        "return dt.date(year, month + 1, min(day.day, 28))",
        "Every month ends on the 28th.",
    ),
    Mistake(
        "assess/table.py",
        "force = self.duties.in_force[may.id]",
        "force = self.duties.forces[may.of]",
        "A permission that is replaced goes on excusing.",
    ),
    Mistake(
        "assess/duties.py",
        "for ends in (term.until, replaced_on(term, self.agreement)):",
        "for ends in (replaced_on(term, self.agreement),):",
        "A term binds beyond its own time.",
    ),
    Mistake(
        "assess/duties.py",
        "unless=unless, by=instead.by, before=instead.before)",
        "unless=unless)",
        "A reading keeps the deadline of the text.",
    ),
    Mistake(
        "assess/duties.py",
        "Cap(term.at_least - 1, term.what)",
        "Cap(term.at_least, term.what)",
        "Of what is wanted one more is needed.",
    ),
    Mistake(
        "assess/scope.py",
        "aimed = all(a is Truth.NO for a in answers) and unless.purpose is None and unless.quota is None",
        "aimed = all(a is Truth.NO for a in answers)",
        "An act against somebody who is not exempt is not exempt by its purpose either.",
    ),
    Mistake(
        "assess/scope.py",
        "return Truth.POSSIBLE if any(is_kind_of(c, class_) for c in classes) else Truth.NO",
        "return Truth.NO",
        "A class is never one of its systems.",
    ),
    Mistake(
        "geometry.py",
        "inside = _CODES[min(_CODES.index(inside), without)]",
        "inside = inside",
        "What is left out of a zone is inside where it is told of as a zone.",
    ),
    Mistake(
        "geometry.py",
        "inside[discs] = np.minimum(inside[discs], 2 - within)",
        "inside[discs] = inside[discs]",
        "What is left out of a zone is inside in a whole file.",
    ),
]


def mistaken(mistake: Mistake) -> str:
    """The text of the file with the mistake in it; a ValueError when it does not apply any more."""
    text = (SOURCE / mistake.file).read_text()
    if (times := text.count(mistake.old)) != 1:
        raise ValueError(f"{mistake.file}: found {times} times, not once: {mistake.old!r} ({mistake.sentence})")
    return text.replace(mistake.old, mistake.new)


def told(page: str) -> dict[str, str]:
    """What a page's table says: for each mistake the test that notices it."""
    rows = re.findall(r"^\| (.+) \| `.+` \| (.+) \|$", page.partition(BEGIN)[2].partition(END)[0], re.MULTILINE)
    return {sentence: test.strip("`") for sentence, test in rows}


def with_table(page: str, noticed: Mapping[str, str]) -> str:
    """The page with one row for each mistake that was tried, in the order of the list."""
    before, begin, rest = page.partition(BEGIN)
    _, end, after = rest.partition(END)
    if not (begin and end):
        raise ValueError(f"{PAGE.name} has no place for the table: {BEGIN} and {END}")
    rows = [f"| {m.sentence} | `{m.file}` | `{noticed[m.sentence]}` |" for m in MISTAKES if m.sentence in noticed]
    table = "\n".join(["| mistake | in | noticed by |", "|---|---|---|", *rows])
    return f"{before}{begin}\n\n{table}\n\n{end}{after}"


def caught_by(folder: Path, wanted: list[str], examples: int, every: bool) -> list[str]:
    """The tests that fail with the package in ``folder``; the first only, unless every one is asked for."""
    names: list[str] = []
    for tests in [wanted] if every else [[one] for one in wanted]:
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=no", f"--examples={examples}", *tests]
        try:
            run = subprocess.run(
                [*command, *([] if every else ["-x"])],
                cwd=ROOT,
                env=os.environ | {"PYTHONPATH": str(folder)},
                capture_output=True,
                text=True,
                check=False,
                timeout=LONGEST,
            )
        except subprocess.TimeoutExpired:
            return [f"({' '.join(tests)} did not end)"]
        names += re.findall(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.MULTILINE)
        if run.returncode not in (0, 1) and not names:
            names.append(f"(pytest could not run: {run.stdout.strip().splitlines()[-1:]})")
        if names:
            break
    return names


def main() -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    asked.add_argument("--only", default="", metavar="WORD", help="only mistakes whose file or sentence has this word")
    asked.add_argument("--new", action="store_true", help="only mistakes that the table in docs/method.md has not")
    asked.add_argument("--write", action="store_true", help="write the table in docs/method.md")
    asked.add_argument("--examples", type=int, default=200, help="on how many cases each law is tried")
    asked.add_argument("--every", action="store_true", help="name every test that notices, not only the first")
    asked.add_argument("--tests", nargs="+", default=TESTS, metavar="PATH", help="run these, in this order")
    options = asked.parse_args()
    known = told(PAGE.read_text())
    wanted = [m for m in MISTAKES if options.only in f"{m.file} {m.sentence}"]
    wanted = [m for m in wanted if not (options.new and m.sentence in known)]
    try:
        texts = [mistaken(mistake) for mistake in MISTAKES]
    except ValueError as error:
        print(error)
        return 2
    unnoticed = 0
    for mistake in wanted:
        began = time.monotonic()
        with tempfile.TemporaryDirectory(prefix="truceline-mistake-") as name:
            folder = Path(name)
            shutil.copytree(SOURCE, folder / "truceline", ignore=shutil.ignore_patterns("__pycache__"))
            (folder / "truceline" / mistake.file).write_text(texts[MISTAKES.index(mistake)])
            names = caught_by(folder, options.tests, options.examples, options.every)
        unnoticed += not names
        print(f"{mistake.sentence}\n    {time.monotonic() - began:3.0f} s  " + (", ".join(names) or "NOBODY NOTICED"))
        sys.stdout.flush()
        known.pop(mistake.sentence, None)
        if names:
            known[mistake.sentence] = names[0].partition("[")[0].rpartition("/")[2]
        if options.write:
            PAGE.write_text(with_table(PAGE.read_text(), known))
    print(f"{len(wanted)} mistakes, {unnoticed} unnoticed")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
