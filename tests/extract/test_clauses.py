"""Agreement texts read clause by clause: what is proposed, and that nothing of it is made up."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tools.docs import run_truceline
from truceline.agreement import parse_agreement
from truceline.errors import AgreementError
from truceline.extract import read_clauses
from truceline.pipeline import draft_agreement

#: Made up, with the turns of phrase of such texts.
ACCORD = """\
ACCORD OF THE TWO VALLEYS

The representatives met and noted the suffering of the people.

1. An immediate ceasefire shall enter into force as of 00:00 on 3 May 2021.
2. Russia and Turkey shall withdraw all tanks, artillery and mortars to a distance of at least 15 km from the river.
   The withdrawal should be completed within 14 days. It shall be verified by observers.
3. Both sides shall refrain from recruitment.
4) The northern district shall be returned to Turkey before June 1, 2021.
Article 5. Russia may keep patrols on the road.
6. All prisoners and hostages shall be exchanged within 72 hours.
   (a) The Red Cross shall be told of each.
7. Music.
"""
NAMES = {"Russia": "russia", "Turkey": "turkey"}


def test_what_each_clause_says() -> None:
    found = [
        (
            c.number,
            c.verb,
            c.type,
            [p.words for p in c.parties],
            [(d.key, d.day, d.number, d.unit) for d in c.deadlines],
        )
        for c in read_clauses(ACCORD, NAMES)
    ]
    assert found == [
        ("1", "must_not", "attack", [], [("from", "2021-05-03", None, None)]),
        ("2", "must", "weapons.withdrawn", ["Russia", "Turkey"], []),
        ("2b", "must", "forces.withdrawn", [], [("by", None, 14, "days")]),
        ("2c", "must", "monitor.deployed", [], []),
        ("3", "must_not", "recruitment", [], []),
        ("4", "must", "territory.handed_over", [], [("before", "2021-06-01", None, None)]),
        ("article-5", "may", "monitor.patrol", ["Russia"], []),
        ("6", "must", "release", [], [("by", None, 72, "hours")]),
        ("a", "must", None, [], []),
        ("7", None, None, [], []),
    ]
    two, three = (next(c for c in read_clauses(ACCORD, NAMES) if c.number == number) for number in "23")
    assert [d.words for d in two.distances] == ["15 km"]
    assert two.weapons == ("tank", "artillery", "mortar")
    assert (two.everybody, three.everybody) == (False, True)


@pytest.mark.parametrize(
    ("sentence", "verb", "type_"),
    [
        ("A committee shall be established to oversee the ceasefire.", "must", "monitor.deployed"),
        ("The parties shall maintain the ceasefire.", "must_not", "attack"),
        ("The withdrawal shall begin on the second day of the ceasefire.", "must", "forces.withdrawn"),
        ("On the day after the withdrawal the parties shall begin a dialogue.", "must", "talks"),
        ("Neither side shall execute any hostile act within the zone.", "must_not", "attack"),
        ("The parties commit themselves to open the roads and crossings.", "must", "route.opened"),
        ("No party shall obstruct the work of the mission.", "must_not", "monitor.obstructed"),
        ("Refugees shall be free to return to their homes.", "must", "return"),
        ("Each party reserves the right to patrol its own side.", "may", "monitor.patrol"),
        ("Mines shall be cleared and the clearance of mines reported.", "must", "demining"),
        ("The anthem shall be sung.", "must", None),
    ],
)
def test_the_act_that_is_meant(sentence: str, verb: str, type_: str | None) -> None:
    (clause,) = read_clauses(f"1. {sentence}\n", {})
    assert (clause.verb, clause.type) == (verb, type_)


PIECES = [
    *(
        "1. ",
        "\n2) ",
        "\n(a) ",
        "\nArticle 4 ",
        "\n- ",
        "\n\n",
        ". ",
        "; ",
        "shall ",
        "shall not ",
        "may ",
        "withdraw ",
        "within ",
    ),
    *(
        "14 days ",
        "by 3 May 2021 ",
        "before June 1, 2021 ",
        "31 February 2021 ",
        "6 km ",
        "ceasefire ",
        "tanks ",
        "Russia ",
        "é",
        "\t",
    ),
    *(
        "prisoners ",
        "released ",
        "”",
        '"',
        "'",
        ": ",
        "#",
        "{",
        "null",
        "\u2028",
        "999 weeks ",
        "within 0 hours ",
        "2021-13-45 ",
    ),
]
TEXTS = st.lists(st.sampled_from(PIECES), max_size=40).map("".join) | st.text(max_size=200)


@given(TEXTS)
def test_nothing_is_made_up(text: str) -> None:
    for clause in read_clauses(text, NAMES):
        stretches = [clause.at, *clause.parties, *clause.distances, *(d.at for d in clause.deadlines)]
        assert all(text[w.start : w.end] == w.words for w in stretches)
        assert all(clause.at.start <= w.start <= w.end <= clause.at.end for w in stretches)
        for deadline in clause.deadlines:
            digits = {int(n) for n in re.findall(r"\d+", deadline.at.words)}
            said = [int(n) for n in (deadline.day or "").split("-") if n]
            assert not said or {said[0], said[2]} <= digits
            assert deadline.number is None or {deadline.number, deadline.number // 7} & digits


@given(TEXTS)
def test_a_draft_is_a_file_in_which_every_quotation_stands_in_the_text(text: str) -> None:
    written = draft_agreement(text, id_="made-up", timezone="Asia/Damascus")
    single = " ".join(text.split())
    try:
        agreement = parse_agreement(written.replace("in_force: unknown", "in_force: 2021-05-03").encode(), name="x")
    except AgreementError as error:
        problems = error.problems
        agreement = None
    if agreement is None:
        # What no calendar or no file has room for stands as it was written, and is refused with its line.
        assert all("is not a date" in p.words or "empty" in p.words or "cannot be seen" in p.words for p in problems), (
            problems
        )
        return
    for term in agreement.terms:
        assert term.draft
        assert term.not_assessed
        assert term.quote is not None
        assert term.quote in single


def test_the_command(tmp_path: Path) -> None:
    path, out = tmp_path / "accord.txt", tmp_path / "accord.yaml"
    path.write_text(ACCORD)
    result = run_truceline(["agreement", "draft", str(path), "--id", "valleys", "--timezone", "Asia/Damascus"])
    out.write_bytes(result.out)
    checked = run_truceline(["agreement", "check", str(out)])
    assert checked.code == 0
    assert checked.text.count("is a draft") == 10
    assert "in_force: 2021-05-03" in result.text
    assert "by: {days: 14, after: {in_force: valleys}}" in result.text
    assert "by: {hours: 72, after: {in_force: valleys}}" in result.text
    assert run_truceline(["agreement", "draft", str(tmp_path / "none.txt")]).code == 2
    assert run_truceline(["agreement", "draft", "-"], stdin=b"").text.endswith("terms: []\n")
