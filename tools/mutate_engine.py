"""How well the engine's tests watch it: one mistake at a time goes into a copy of the engine, and a test must notice.

    python tools/mutate_engine.py [--only WORD] [--examples N] [--every] [--tests PATH ...]

Each mistake is a piece of text in one file, what to put in its place, and a sentence about what is then wrong. A piece
that is no longer found, or is found twice, stops the run before anything is tested: the list is brought up to date when
the engine changes. Printed is the first test that fails for each mistake, or every one with ``--every``. The exit code
is 1 when a mistake goes unnoticed. The working copy is never touched.
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
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "src" / "truceline"
#: The quickest to notice come first.
TESTS = [
    "tests/assess/test_against_sql.py",
    "tests/assess/test_laws.py",
    "tests/assess",
    "tests/test_geometry.py",
]


class Mistake(NamedTuple):
    """``old`` stands once in ``file`` (below src/truceline) and becomes ``new``; then it is as ``sentence`` says."""

    file: str
    old: str
    new: str
    sentence: str


MISTAKES = [
    Mistake(
        "assess/record.py",
        'negative=words["polarity"] == "negative" or words["speech"] == "denies"',
        'negative=words["polarity"] == "negative"',
        "A denial counts as an assertion unless its polarity says otherwise.",
    ),
    Mistake(
        "assess/record.py",
        "last = recorded if start is None else max(recorded, start)",
        "last = recorded",
        "A window without an end stops at the record even when it starts later.",
    ),
    Mistake(
        "assess/record.py",
        "last + 1 if end is None else end, False, start is not None",
        "last + 1 if end is None else end, True, start is not None",
        "A window with a missing end entails.",
    ),
    Mistake(
        "assess/record.py",
        "recorded > until:",
        "recorded >= until:",
        "What was recorded at the very instant of --as-of is not known.",
    ),
    Mistake(
        "assess/record.py",
        "group.sort(key=lambda r: (r.recorded, r.id))",
        "group.sort(key=lambda r: (r.id, r.recorded))",
        "Of two corrections the one with the greater id holds, not the later one.",
    ),
    Mistake(
        "assess/record.py",
        "found = any(alive[n] for n in needed(node))",
        "found = bool([n for n in needed(node) if n in alive])",
        "A withdrawn withdrawal still withdraws.",
    ),
    Mistake(
        "assess/record.py",
        '_NO_ACT_SPEECH = frozenset({"threatens", "demands", "describes_term"})',
        '_NO_ACT_SPEECH = frozenset({"demands", "describes_term"})',
        "A threat counts as an act.",
    ),
    Mistake(
        "assess/evidence.py",
        'role == "reviewer" or (role == "observer" and side == "neutral")',
        'role in ("reviewer", "observer")',
        "An observer of one side is first-hand.",
    ),
    Mistake(
        "assess/evidence.py",
        'standing == ("own" if item.pro else "opposed")',
        'standing == "own"',
        "The accused's own denial clears it, and a concession of the other side does not.",
    ),
    Mistake(
        "assess/evidence.py",
        'elif item.pro or standing == "third":',
        "else:",
        "The accused's own denials count as origins against.",
    ),
    Mistake(
        "assess/evidence.py",
        "tally.origins.add(item.record.origin)",
        "tally.origins.add(item.record.id)",
        "Copies of one origin corroborate each other.",
    ),
    Mistake(
        "assess/evidence.py",
        "if side is not None:",
        "if True:",
        "Unknown sources and those on no side are a side.",
    ),
    Mistake(
        "assess/evidence.py",
        "len(self.origins) >= threshold.origins and len(self.sides) >= threshold.sides",
        "len(self.origins) >= threshold.origins",
        "One side with two origins corroborates itself.",
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
        "elif all(is_kind_of(t, record.type) for t in types):",
        "elif any(is_kind_of(t, record.type) for t in types):",
        "Denying one kind of act denies them all.",
    ),
    Mistake(
        "assess/scope.py",
        "whole = record.place is None if zone is None else position.contains",
        "whole = True if zone is None else position.contains",
        "A denial about one place clears a term that binds everywhere.",
    ),
    Mistake(
        "assess/scope.py",
        "(Truth.POSSIBLE if record.recipients else Truth.YES)",
        "Truth.YES",
        "A denial of acts against one party denies all acts.",
    ),
    Mistake(
        "assess/scope.py",
        'if kind == "coverage":\n        return Truth.NO',
        'if kind == "coverage":\n        return Truth.POSSIBLE',
        "Watching counts as an act that may be any.",
    ),
    Mistake(
        "assess/bearing.py",
        "return calendar.day(term.by) + 1",
        "return calendar.day(term.by)",
        "A duty is due on its last day allowed.",
    ),
    Mistake(
        "assess/bearing.py",
        "whole = record.start <= start and end <= record.end",
        "whole = True",
        "A denial of some hours clears the day.",
    ),
    Mistake(
        "assess/bearing.py",
        "whole = record.throughout or (start <= record.start and record.end <= end)",
        "whole = start <= record.start and record.end <= end",
        "A state that goes on for days entails none of them.",
    ),
    Mistake(
        "assess/bearing.py",
        "since = None if record.negative else duty.due",
        "since = None",
        "The contrary of a duty is a breach before the duty is due.",
    ),
    Mistake(
        "assess/bearing.py",
        "min(day_done - 1, duty.force.last)",
        "min(day_done, duty.force.last)",
        "A duty done late is not done on the day on which it is done.",
    ),
    Mistake(
        "assess/bearing.py",
        "surely = scope.sure and force.start <= record.start",
        "surely = scope.sure",
        "A deed that may have been done before the instrument began carries surely.",
    ),
    Mistake(
        "assess/bearing.py",
        "last = force.last if force.ends else max([*ends, *found], default=0)",
        "last = force.last if force.ends else max(ends, default=0)",
        "Without an end a deed is carried no further than deeds are told of.",
    ),
    Mistake(
        "assess/bearing.py",
        "done = done or (surely and record.end <= force.span(day, self._calendar)[1])",
        "done = done or surely",
        "A deed counts as done on the day on which it begins.",
    ),
    Mistake(
        "assess/calendar.py",
        "return max(self.start, calendar.start(day)), min(self.end, calendar.start(day + 1))",
        "return calendar.start(day), min(self.end, calendar.start(day + 1))",
        "What comes before the instrument on its first day counts.",
    ),
    Mistake(
        "model/moment.py",
        "instant = local.astimezone(dt.UTC)\n",
        "instant = (local + dt.timedelta(hours=12)).astimezone(dt.UTC) - dt.timedelta(hours=12)\n",
        "A day on which clocks change begins an hour off.",
    ),
    Mistake(
        "assess/engine.py",
        "return Status.KEPT if con.rank >= _ENOUGH else Status.NOT_DUE",
        "return Status.NOT_DUE",
        "A duty done before it is due is not yet kept.",
    ),
    Mistake(
        "assess/engine.py",
        "if pro.rank >= Grade(self.agreement.evidence.breach_at).rank:",
        "if pro.rank >= _ENOUGH:",
        "An agreement that asks for confirmation is content with corroboration.",
    ),
    Mistake(
        "assess/engine.py",
        "Status.DISPUTED if con.rank >= Grade.POSSIBLE.rank else Status.ALLEGED",
        "Status.DISPUTED if con.rank >= Grade.SINGLE.rank else Status.ALLEGED",
        "The accused's denial does not dispute a lone allegation.",
    ),
    Mistake(
        "assess/engine.py",
        "at = bisect.bisect_left(given, day)",
        "at = bisect.bisect_right(given, day)",
        "A notice suspends its own day.",
    ),
    Mistake(
        "assess/engine.py",
        "_within(revived, notice, day - 1)",
        "_within(revived, notice + 1, day - 1)",
        "A revival on the day of the notice does not count.",
    ),
    Mistake(
        "assess/engine.py",
        "for party in suspends.by)",
        "for party in (p.id for p in self.agreement.parties))",
        "Whoever announces it suspends an instrument that some party may suspend.",
    ),
    Mistake(
        "assess/engine.py",
        "last = min(last, notice)",
        "last = min(last, notice - 1)",
        "The day of the notice itself is not looked at.",
    ),
    Mistake(
        "assess/engine.py",
        "-(10**9) if clause.within_days is None else day - clause.within_days",
        "-(10**9) if clause.within_days is None else day - clause.within_days - 1",
        "A condition looks a day too far back.",
    ),
    Mistake(
        "assess/engine.py",
        "return [p for p in self.terms[term].party if p != party]",
        "return list(self.terms[term].party)",
        "A party's own breaches release it.",
    ),
    Mistake(
        "assess/engine.py",
        'for word in ("breached", "disputed", "unknown") for c in found',
        'for word in ("disputed", "breached", "unknown") for c in found',
        "A dispute outweighs a breach in a condition.",
    ),
    Mistake(
        "assess/engine.py",
        "last = day - 1\n",
        "last = day\n",
        "A condition counts its own day among the days before.",
    ),
    Mistake(
        "assess/engine.py",
        "first = max(first, due_day(term, force, self.calendar))",
        "pass",
        "A duty that is not yet due counts as unknown where nobody tells of it.",
    ),
    Mistake(
        "assess/engine.py",
        "or may.zone not in (None, term.zone):",
        'or may.verb != "may":',
        "A permission for one zone excuses in every other.",
    ),
    Mistake(
        "assess/engine.py",
        "days[at - 1] >= day - may.after.within_days",
        "days[at - 1] > day - may.after.within_days",
        "A permission ends a day early.",
    ),
    Mistake(
        "assess/engine.py",
        'self._licence(term, party, day) if term.verb == "must_not" else None',
        "self._licence(term, party, day)",
        "A permission excuses a duty that was not done.",
    ),
    Mistake(
        "geometry.py",
        "self.inner_km = zone.circle.radius_km[0] - zone.margin_km",
        "self.inner_km = zone.circle.radius_km[1] - zone.margin_km",
        "Within the wider radius of a range is surely inside.",
    ),
    Mistake(
        "geometry.py",
        "return Position(inside, apart + self.outer_km <= reach)",
        "return Position(inside, apart + self.inner_km <= reach)",
        "A place that reaches over the inner edge contains the zone.",
    ),
    Mistake(
        "geometry.py",
        "return shape.buffer(-self._margin), shape.buffer(self._margin)",
        "return shape, shape",
        "The margin of a polygon is forgotten.",
    ),
    Mistake(
        "geometry.py",
        "if place.id in declared.contains or any(",
        "if any(",
        "What the text itself puts inside is where it is drawn.",
    ),
]


def mistaken(mistake: Mistake) -> str:
    """The text of the file with the mistake in it; a ValueError when it does not apply any more."""
    text = (SOURCE / mistake.file).read_text()
    if (times := text.count(mistake.old)) != 1:
        raise ValueError(f"{mistake.file}: found {times} times, not once: {mistake.old!r} ({mistake.sentence})")
    return text.replace(mistake.old, mistake.new)


def caught_by(folder: Path, wanted: list[str], examples: int, every: bool) -> list[str]:
    """The tests that fail with the package in ``folder``; the first only, unless every one is asked for."""
    names: list[str] = []
    for tests in [wanted] if every else [[one] for one in wanted]:
        command = [sys.executable, "-m", "pytest", "-q", "--no-header", "--tb=no", f"--examples={examples}", *tests]
        run = subprocess.run(
            [*command, *([] if every else ["-x"])],
            cwd=ROOT,
            env=os.environ | {"PYTHONPATH": str(folder)},
            capture_output=True,
            text=True,
            check=False,
        )
        names += re.findall(r"^(?:FAILED|ERROR) (\S+)", run.stdout, re.MULTILINE)
        if run.returncode not in (0, 1) and not names:
            names.append(f"(pytest could not run: {run.stdout.strip().splitlines()[-1:]})")
        if names:
            break
    return names


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    asked.add_argument("--only", default="", metavar="WORD", help="only mistakes whose file or sentence has this word")
    asked.add_argument("--examples", type=int, default=200, help="on how many cases each law is tried")
    asked.add_argument("--every", action="store_true", help="name every test that notices, not only the first")
    asked.add_argument("--tests", nargs="+", default=TESTS, metavar="PATH", help="run these, in this order")
    options = asked.parse_args()
    wanted = [m for m in MISTAKES if options.only in f"{m.file} {m.sentence}"]
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
    print(f"{len(wanted)} mistakes, {unnoticed} unnoticed")
    return 1 if unnoticed else 0


if __name__ == "__main__":
    sys.exit(main())
