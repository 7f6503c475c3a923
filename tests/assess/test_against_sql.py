"""The engine and the rules as SQL print the same cells on random cases: status, for and against, and no cell more.

3,000 cases in `make test`, 60,000 in `make nightly` (`pytest tests/assess --examples 20000`).
"""

from __future__ import annotations

import collections
import json
from collections.abc import Iterator

import pytest

from tests.assess.drawn_wide import drawn_case
from tests.assess.sql_oracle import Answer, Case, answers, differences
from tests.assess.worlds import assessed, printed, read
from truceline.assess import books, rows

#: Cases for one example of a law, cases that share an agreement, and cases that one run of the SQL takes.
PER_EXAMPLE, PILES, AT_ONCE = 3, 4, 1500

#: Least numbers of cells in 1,000 cases, by status and by the rule that gave it; drawing keeps well above them.
STATUSES = ["not_due", "suspended", "unknown", "kept", "alleged", "disputed", "breached", "excused", "not_assessed"]
RULES = [
    "not_assessed: the term says so",
    "suspended: notice",
    "suspended: released",
    "kept: before the due day",
    "not_due: before the due day",
    "breached: silence",
    "breached: evidence",
    "alleged: evidence",
    "disputed: evidence",
    "kept: evidence",
    "unknown: evidence",
    "disputed: condition",
    "unknown: condition",
    "excused: permission",
]
LEAST = 20


def drawn(first: int, last: int) -> list[Case]:
    return [drawn_case(number // PILES, number) for number in range(first, last)]


def unlike(case: Case, answer: Answer) -> list[str]:
    """One line for each cell on which they differ; cells that are not printed can be asked for by name."""
    found = assessed(read(case.agreement), case.lines, as_of=case.as_of)
    lines = list(differences(printed(found), answer.cells))
    for (term, party, day), status in answer.quiet.items():
        if (asked := found.cell(term, party, day).status) != status:
            lines.append(f"{term} {party} {day}, not printed: engine {asked}, rules {status}")
    return lines


def least(case: Case) -> Iterator[str]:
    """The case without the lines and terms that the difference can do without, written so that it can be run."""
    shrinking = True
    while shrinking:
        shrinking = False
        smaller = [case._replace(lines=[*case.lines[:i], *case.lines[i + 1 :]]) for i in range(len(case.lines))]
        terms = case.agreement["terms"]
        named = {
            json.dumps(value) for term in terms for key in ("while", "after") for value in term.get(key, {}).values()
        }
        smaller += [
            case._replace(agreement=case.agreement | {"terms": [t for t in terms if t is not term]})
            for term in terms
            if len(terms) > 1 and not any(f'"{term["id"]}"' in value for value in named)
        ]
        for one, answer in zip(smaller, answers(smaller) if smaller else [], strict=True):
            if unlike(one, answer):
                case, shrinking = one, True
                break
    yield from unlike(case, answers([case])[0])
    yield "agreement: " + json.dumps(case.agreement)
    yield f"as of: {case.as_of}"
    yield from map(json.dumps, case.lines)


def test_the_engine_agrees_with_the_rules_as_sql(pytestconfig: pytest.Config) -> None:
    asked = PER_EXAMPLE * pytestconfig.getoption("--examples")
    for first in range(0, asked, AT_ONCE):
        cases = drawn(first, min(first + AT_ONCE, asked))
        for number, (case, answer) in enumerate(zip(cases, answers(cases), strict=True), first):
            with pytest.MonkeyPatch.context() as patch:
                if number % 2:
                    # A case is a week long: so that what touches long stretches comes up, two days are one.
                    patch.setattr(rows, "LONG", 1)
                    patch.setattr(books, "LONG", 1)
                if unlike(case, answer):
                    # With --tb=no nobody reads the case, and making it small takes longer than all the rest.
                    shown = [] if pytestconfig.getoption("tbstyle") == "no" else least(case)
                    pytest.fail("\n".join([f"case {number}", *shown]), pytrace=False)


def test_every_status_and_every_rule_comes_up_often() -> None:
    """Else the test above says little."""
    found: collections.Counter[str] = collections.Counter()
    for answer in answers(drawn(0, 1000)):
        found.update(status for status, _, _ in answer.cells.values())
        found.update(answer.rules.values())
    assert {word: found[word] for word in [*STATUSES, *RULES] if found[word] < LEAST} == {}
