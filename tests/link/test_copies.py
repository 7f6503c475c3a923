"""Forty copies are one origin, from the words of the reports to the cell; what is no copy is not taken for one."""

from __future__ import annotations

import random
from collections.abc import Sequence

import hypothesis
import pytest
from hypothesis import strategies as st

import truceline
from tests.link.rewording import copies, retold, reword
from tests.link.tellings import WEEKS, papers, told
from truceline.link import trace
from truceline.link.copies import Texts
from truceline.link.sentences import likeness, sentences_of
from truceline.model.claim import Apart, Claim, Reading
from truceline.model.text import Report
from truceline.pipeline import Analysis, demo_agreement, interpret

WIRE = """Shells hit market in Khan Shaykhun

Government artillery shelled the market of Khan Shaykhun on Saturday morning, and at least three people were killed.

The shelling began about nine o'clock and went on for an hour. Several houses near the market burned.

It was the third day of a truce that both sides had promised to respect.
"""
DENIAL = "The army denied on Sunday that it had shelled Khan Shaykhun on Saturday.\n"
OUTLETS = ("Second outlet", "Government news agency", "Opposition radio", "Aid agency", "Partisan page")


def report(text: str, publisher: str | None = None, published: str | None = "2019-08-05") -> Report:
    return truceline.read_bytes(text.encode(), name="made.txt", published=published, publisher=publisher)


def read(*reports: Report) -> list[Reading]:
    return [interpret(r) for r in reports]


def analyse(readings: Sequence[Reading], apart: Sequence[Apart] = ()) -> Analysis:
    return truceline.analyse(readings, demo_agreement(), recorded="2019-09-01T00:00:00Z", apart=apart)


def origins(analysis: Analysis, kind: str = "attack") -> set[str | None]:
    return {c.origin for c in analysis.claims if c.event is not None and c.event.type.startswith(kind)}


@pytest.fixture(scope="module")
def forty() -> list[Reading]:
    """The wire's report, forty copies by outlets of every side on the three days after it, and the army's denial."""
    made = {WIRE: report(WIRE, "Wire agency", "2019-08-03")}
    seed = 0
    while len(made) < 41:
        for variant in copies(WIRE, seed):
            number = len(made)
            if variant.text not in made and number < 41:
                outlet = OUTLETS[number] if number < len(OUTLETS) else f"Outlet {number}"
                made[variant.text] = report(variant.text, outlet, f"2019-08-0{4 + number % 3}")
        seed += 1
    return read(*made.values(), report(DENIAL, "Government news agency", "2019-08-04"))


def test_forty_reworded_copies_and_a_denial_are_one_origin_and_disputed(forty: list[Reading]) -> None:
    analysis = analyse(forty)
    told_by = {
        c.origin for c in analysis.claims if c.event and c.event.type == "attack.shelling" and c.source != "syria"
    }
    assert told_by == {"speaker:wire"}
    cell = analysis.cell("aug-halt", "syria", "2019-08-03")
    assert (cell.status, cell.pro.name, cell.con.name) == ("disputed", "SINGLE", "POSSIBLE")
    assert len({c.report for c in analysis.claims if c.origin == "speaker:wire"}) == 41


def test_the_forty_arrive_in_any_order(forty: list[Reading]) -> None:
    wanted = analyse(forty)
    for seed in range(3):
        shuffled = random.Random(seed).sample(forty, len(forty))
        found = analyse(shuffled)
        assert found.merges == wanted.merges
        assert found.cells == wanted.cells


def test_every_copy_says_why_and_whose_it_is(forty: list[Reading]) -> None:
    analysis = analyse(forty)
    texts = {r.report.id: r.report.text for r in forty}
    by_claim = {m.claim: m for m in analysis.merges}
    for claim in analysis.claims:
        if claim.origin == "speaker:wire" and claim.report != forty[0].report.id:
            merge = by_claim[claim.id]
            assert merge.rule in ("copied report", "copied passage")
            assert merge.likeness is not None
            assert claim.source == "wire"
    for merge in analysis.merges:
        for passage in (merge.passage, merge.into_passage):
            assert texts[passage.report][passage.start : passage.end] == passage.quote
        assert merge.passage.report != merge.into_passage.report


def test_two_origins_from_two_sides_corroborate() -> None:
    analysis = analyse(
        read(
            report(
                "Our correspondent saw government artillery shell the market of Khan Shaykhun on Saturday morning.\n\n"
                "Government artillery shelled the town of Khan Shaykhun on Saturday, and three people died.\n",
                "Opposition radio",
                "2019-08-03",
            ),
            report(
                "A reporter of this agency counted nine craters in Khan Shaykhun.\n\n"
                "On Saturday Khan Shaykhun was shelled by government forces, and its market burned down.\n",
                "Wire agency",
                "2019-08-04",
            ),
        )
    )
    assert len(origins(analysis)) == 2
    cell = analysis.cell("aug-halt", "syria", "2019-08-03")
    assert (cell.pro.name, cell.status) == ("CORROBORATED", "breached")


def test_a_decision_keeps_two_reports_apart() -> None:
    one, two = read(report(WIRE, "Wire agency", "2019-08-03"), report(WIRE.upper().lower() + "x", "Opposition radio"))
    a, b = one.report.id, two.report.id
    assert len(origins(analyse([one, two]))) == 1
    for decision in (Apart(a=a, b=b), Apart(a=b, b=a, by="a reviewer", reason="each had its own reporter there")):
        kept = analyse([one, two], [decision])
        assert len(origins(kept)) == 2
        assert {c.source for c in kept.claims} == {"wire", "opposition-radio"}
        assert kept.merges == ()


def test_a_decision_keeps_two_claims_apart() -> None:
    one, two = read(report(WIRE, "Wire agency", "2019-08-03"), report(WIRE + "x", "Opposition radio"))
    merged = analyse([one, two])
    merge = next(m for m in merged.merges if "artillery" in m.passage.quote)
    kept = {c.id: c for c in analyse([one, two], [Apart(a=merge.claim, b=merge.into)]).claims}
    assert kept[merge.claim].origin != kept[merge.into].origin
    assert kept[merge.claim].source == "opposition-radio"
    others = [m for m in merged.merges if m.claim != merge.claim]
    assert others
    assert all(kept[m.claim].origin == kept[m.into].origin for m in others if m.into in kept)


def test_a_named_speaker_can_be_told_apart_from_himself() -> None:
    """Two speakers of one name: the second gets an origin of its own."""
    text = "The Russian defence ministry said government aircraft bombed {} on 3 August 2019.\n"
    one, two = read(report(text.format("Saraqib"), "A"), report(text.format("Kafr Zita"), "B"))
    assert len(origins(analyse([one, two]))) == 1
    assert len(origins(analyse([one, two], [Apart(a=one.report.id, b=two.report.id)]))) == 2


def test_the_same_words_about_another_day_are_no_copy() -> None:
    bulletin = (
        "Government artillery shelled the outskirts of Kafr Zita at dawn on {day}, the daily bulletin says, "
        "and the shells fell on fields and orchards north of the town.\n\nNobody was hurt. The road was closed.\n"
    )
    one = report(bulletin.format(day="Saturday"), "Page A", "2019-08-04")
    two = report(bulletin.format(day="Monday"), "Page B", "2019-08-06")
    assert len(origins(analyse(read(one, two)))) == 2


def test_the_same_words_published_a_week_later_tell_of_another_day() -> None:
    """ "On Monday" is another Monday: not even equal words make one telling of two days, by one outlet."""
    words = (
        "Government artillery shelled the outskirts of Kafr Zita in the night to Monday, and fields and houses burned."
    )
    one = report(words + "\n", "Page A", "2019-08-06")
    two = report(words + " \n", "Page B", "2019-08-20")
    assert len(origins(analyse(read(one, two)))) == 2


def test_a_text_carried_a_day_later_is_a_copy_though_its_yesterday_moved() -> None:
    text = WIRE.replace("on Saturday morning", "yesterday")
    one, two = report(text, "Wire agency", "2019-08-04"), report(text + "x", "Opposition radio", "2019-08-05")
    assert origins(analyse(read(one, two))) == {"speaker:wire"}


@pytest.mark.parametrize(
    ("first", "second"),
    [
        ("killing two people", "killing nine people"),
        ("the town of Saraqib", "the town of Kafr Zita"),
        ("Government aircraft", "Russian aircraft"),
    ],
)
def test_other_facts_in_the_same_words_are_another_telling(first: str, second: str) -> None:
    text = (
        "Government aircraft bombed the town of Saraqib in the evening of 3 August 2019, killing two people in the "
        "street that leads from the mosque to the old mill."
    )
    assert first in text
    analysis = analyse(read(report(text, "A"), report(text.replace(first, second), "B")))
    assert len(origins(analysis, "attack.air")) == 2


def test_two_attacks_on_one_town_and_day_stay_two_and_so_do_two_witnesses() -> None:
    one = report("A drone struck a bakery in Saraqib on the morning of 3 August 2019, killing a baker.", "A")
    two = report("At night a drone hit the water station of Saraqib on 3 August 2019; nobody was hurt.", "B")
    assert len(origins(analyse(read(one, two)), "attack.drone")) == 2
    one = report("Government artillery shelled Saraqib on 3 August 2019, a resident told this page.", "A")
    two = report("A resident told us that government artillery shelled Saraqib on 3 August 2019.", "B")
    assert len(origins(analyse(read(one, two)))) == 2


def test_what_an_outlet_says_is_one_origin_whoever_quotes_it() -> None:
    own = report("Armed groups fired rockets at the town of Morek on 4 August 2019, a local source said.\n", "SANA")
    quoting = [
        report(
            f"SANA, citing {who}, said that armed groups fired rockets at Morek on 4 August 2019{end}", f"Page {end}"
        )
        for who, end in (("a local source", "."), ("a local source", " at night."))
    ]
    saying = [
        report(f"SANA reported that armed groups had shelled Morek {when} 4 August 2019.", f"Paper {when}")
        for when in ("on", "on the afternoon of")
    ]
    analysis = analyse(read(own, *quoting))
    assert len(origins(analysis)) == 1
    assert {m.rule for m in analysis.merges} & {"relay"}
    assert origins(analyse(read(*saying))) == {"speaker:sana"}


def test_a_wire_that_the_agreement_does_not_know_is_one_origin() -> None:
    texts = [
        "Reuters reported that government artillery shelled Saraqib on 3 August 2019.",
        "Shells of the army hit Saraqib on 3 August 2019, according to Reuters.",
        "According to Reuters, Saraqib was shelled by government forces on 3 August 2019.",
    ]
    assert len(origins(analyse(read(*(report(t, f"Page {i}") for i, t in enumerate(texts)))))) == 1


def test_a_text_that_credits_a_wire_is_the_wires() -> None:
    """Two outlets, two different stories, each under the wire's name; one of them is the accused's own outlet."""
    one = report(
        "BEIRUT (Reuters) - Government artillery shelled Saraqib on 3 August 2019.\n", "Government news agency"
    )
    two = report(
        "BEIRUT (Reuters) – Saraqib was hit on 3 August 2019 by shells of government forces.\n", "Opposition radio"
    )
    analysis = analyse(read(one, two))
    assert origins(analysis) == {"named:reuters"}
    assert {c.source for c in analysis.claims} == {"unknown:reuters"}
    assert analysis.cell("aug-halt", "syria", "2019-08-03").status == "alleged"
    aside = report(
        "The town (pop. 30,000) - Saraqib - was shelled by government forces on 3 August 2019.\n", "Partisan page"
    )
    assert origins(analyse(read(aside))) == {"speaker:partisan-page"}


def test_an_admission_is_not_made_by_carrying_a_text() -> None:
    """The accused's own outlet prints the wire's report: it has not said that its army did it."""
    analysis = analyse(
        read(report(WIRE, "Wire agency", "2019-08-03"), report(WIRE + "x", "Government news agency", "2019-08-04"))
    )
    assert analysis.cell("aug-halt", "syria", "2019-08-03").pro.name == "SINGLE"


def test_what_was_read_only_in_the_copy_is_the_originals() -> None:
    analysis = analyse(
        read(
            report(WIRE, "Wire agency", "2019-08-03"),
            report(WIRE.replace("Shells hit market", "Shells struck the market"), "Second outlet", "2019-08-04"),
        )
    )
    assert origins(analysis) == {"speaker:wire"}
    assert all(c.source == "wire" for c in analysis.claims)


def test_boxes_do_not_make_copies() -> None:
    boxes = (
        "\nBackground: the war has driven millions of people from their homes and drawn in several foreign powers.\n\n"
        "Analysts say that the coming weeks will show whether the arrangement can hold at all.\n\n"
        "The opinions expressed here are those of the author and not of this page.\n"
    )
    one = report("Government artillery shelled Saraqib on 3 August 2019.\n" + boxes, "A")
    two = report("Shells of the army struck Kafr Zita on 3 August 2019.\n" + boxes, "B")
    texts = Texts([one, two])
    assert texts.candidates() == [tuple(sorted((one.id, two.id)))]
    assert not texts.compare(one.id, two.id).is_whole()
    assert len(origins(analyse(read(one, two)))) == 2


def test_two_speakers_stay_two_though_somebody_prints_the_words_as_his_own() -> None:
    act = (
        "government aircraft bombed the market in the old centre of Saraqib at noon on 3 August 2019 and burned it down"
    )
    analysis = analyse(
        read(
            report(f"The Russian defence ministry said that {act}.", "A"),
            report(f"The Turkish defence ministry said that {act}.", "B"),
            report(f"{act.capitalize()}.".replace("saraqib", "Saraqib").replace("august", "August"), "C"),
        )
    )
    spoken = {c.origin for c in analysis.claims if c.attribution is not None}
    assert spoken == {"speaker:russia", "speaker:turkey"}


def test_a_denial_in_the_same_words_is_no_copy() -> None:
    denied = WIRE.replace("artillery shelled", "artillery did not shell").replace(
        ", and at least three people were killed", ""
    )
    analysis = analyse(read(report(WIRE, "Wire agency", "2019-08-03"), report(denied, "Partisan page", "2019-08-04")))
    found = {(c.polarity, c.origin) for c in analysis.claims if c.event and c.event.time and c.event.actors}
    assert found == {("positive", "speaker:wire"), ("negative", "speaker:partisan-page")}


def test_an_outlet_is_known_by_its_other_name() -> None:
    own = report(
        "Rockets of armed groups struck the town of Morek on 4 August 2019, a local source said.\n\n"
        "The Syrian Arab News Agency is a public body.\n",
        "Syrian Arab News Agency",
    )
    quoting = report("SANA, citing a local source, said that armed groups had shelled Morek on 4 August 2019.", "Page")
    told_ = [c for c in analyse(read(own, quoting)).claims if c.event and c.event.type == "attack.shelling"]
    assert len(told_) == 2
    assert len({c.origin for c in told_}) == 1


@pytest.mark.parametrize("week", WEEKS)
def test_independent_tellings_stay_independent(week: str) -> None:
    """Of the sixty reports of the labelled set hardly any tells its facts in another's words."""
    texts = Texts(r.report for r in told(week).readings)
    taken = [pair for pair in texts.candidates() if texts.compare(*pair).is_whole()]
    assert len(taken) <= 1


@pytest.mark.parametrize("seed", range(3))
def test_made_copies_are_found_and_retold_bulletins_are_not(seed: int) -> None:
    found = missed = 0
    for paper in papers("first")[: 8 + seed]:
        reports = [report(v.text) for v in copies(paper.text, seed)]
        texts = Texts(reports)
        pairs = {(a.id, b.id) for a in reports for b in reports if a.id < b.id}
        taken = {pair for pair in texts.candidates() if texts.compare(*pair).is_whole()}
        found, missed = found + len(pairs & taken), missed + len(pairs - taken)
        for other in retold(paper.text, seed):
            texts = Texts([reports[0], report(other.text)])
            assert not any(texts.compare(*pair).is_whole() for pair in texts.candidates())
    assert found / (found + missed) > 0.93


def test_likeness_is_mutual_and_whole_for_equal_sentences() -> None:
    texts = [paper.text for paper in papers("first")[:6]]
    sentences = [s for text in texts for s in sentences_of(report(text))]
    dice = random.Random(1)
    sentences += [s for text in texts for s in sentences_of(report(reword(text, 0.6, dice)))]
    for a in sentences:
        assert likeness(a, a) == pytest.approx(1.0)
        for b in sentences:
            assert 0 <= likeness(a, b) <= 1
            assert likeness(a, b) == pytest.approx(likeness(b, a))


@hypothesis.settings(max_examples=25)
@hypothesis.given(data=st.data())
def test_the_order_of_claims_and_reports_does_not_matter(data: st.DataObject) -> None:
    """Any order of claims and readings, and any of them twice, gives the same origins and merges."""
    week = told("first")
    bare: list[Claim] = [c for c in week.bare if data.draw(st.booleans())]
    readings = list(week.readings)
    wanted = trace(bare, readings)
    claims = data.draw(st.permutations(bare))
    found = trace([*claims, *claims[:3]], data.draw(st.permutations(readings)))
    assert {c.id: (c.origin, c.source) for c in found.claims} == {c.id: (c.origin, c.source) for c in wanted.claims}
    assert found.merges == wanted.merges


def test_adding_a_copy_changes_no_other_origin(forty: list[Reading]) -> None:
    few = analyse([*forty[:6], forty[-1]])
    before = {c.id: c.origin for c in few.claims}
    assert {c.id: c.origin for c in analyse(forty).claims if c.id in before} == before


def test_an_origin_that_is_given_is_kept() -> None:
    (reading,) = read(report(WIRE, "Wire agency", "2019-08-03"))
    claims = list(analyse([reading]).claims)
    assert trace(claims, [reading]).claims == tuple(claims)
    assert trace(claims, [reading]).merges == ()
