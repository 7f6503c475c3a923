"""Terms in plain English: what must be said is said, in whole sentences, for every form a term can have."""

from __future__ import annotations

import typing

import pytest

from truceline.agreement import TermText, load_agreement, parse_agreement, term_sentences
from truceline.agreement.acts import ACTS
from truceline.model.event import EVENT_TYPES

TEXTS = {text.id: text for text in term_sentences(load_agreement("idlib"))}

FILE = """\
id: small
timezone: UTC
parties: {a: {side: x, name: the north}, b: {side: y}, c: {side: none, name: listed groups}}
zones:
  z: {name: the valley, circle: {lat: 35.6, lon: 36.6, radius_km: 15}}
instruments: [{id: i, in_force: 2019-08-02, ends: 2019-09-02T06:00+03:00, source: the text}]
terms:
"""


def said(term: str) -> TermText:
    (text,) = term_sentences(parse_agreement(f"{FILE}  - {{id: t, of: i, {term}}}\n".encode(), name="x"))
    return text


@pytest.mark.parametrize(
    ("term", "sentence"),
    [
        ("must_not: attack, party: a", "The north must not attack."),
        ("must_not: [attack.air, attack], party: [a, b]", "The north and b must not attack or strike from the air."),
        ("must_not: looting, party: b, zone: z", "b must not loot in the valley."),
        (
            "must: weapons.withdrawn, what: [tank], party: b, from_zone: z, by: 2019-08-10",
            "b must withdraw weapons (tanks) from the valley, by the end of 10 August 2019 (local day).",
        ),
        (
            "must: talks, party: a, before: 2019-08-10",
            "The north must hold talks, before 10 August 2019 begins (local day).",
        ),
        (
            "must_not: attack, party: a, unless: {target: c}",
            "The north must not attack, unless the target is listed groups.",
        ),
        (
            "may: attack, party: b, after: {breach_of: t2, within_days: 1}}\n  - {id: t2, of: i, not_assessed: words",
            "b may attack, within 1 day after a breach of t2 by another party.",
        ),
        (
            "must_not: talks, party: b, while: {not_breached: t, within_days: 3}}\n  - {id: t, of: i, not_assessed: x",
            "b must not hold talks, while t is not breached by another party (the 3 days before).",
        ),
        (
            "must: talks, party: a, by: {days: 21, after: {in_force: i}}",
            "The north must hold talks, by the end of the 21st day after the day on which i enters into force "
            "(local day).",
        ),
        (
            "must: talks, party: a, before: {days: 3, after: {notice: a, effect: revived}}",
            "The north must hold talks, before the 3rd day after the first notice by the north that the truce holds "
            "again begins (local day).",
        ),
        (
            "must: talks, party: a, by: {days: -35, after: {day: 2016-12-01}}",
            "The north must hold talks, by the end of the 35th day before 1 December 2016 (local day).",
        ),
        (
            "must: talks, party: a, by: {days: 12, after: {kept: t2}}}\n  - {id: t2, of: i, must: release, party: b",
            "The north must hold talks, by the end of the 12th day after the first day on which t2 is kept by all its "
            "parties (local day).",
        ),
        (
            "must: weapons.withdrawn, party: a, by: 2019-08-10, then: maintain",
            "The north must withdraw weapons, by the end of 10 August 2019 (local day).",
        ),
        (
            "must_not: attack, party: b, acts_of: [a, c], zone: z",
            "b answers for this: the north and listed groups must not attack in the valley.",
        ),
        (
            "must_not: weapons.deployed, what: tank, at_most: 1200, party: b",
            "b must not deploy weapons (more than 1,200 tanks).",
        ),
        ("not_assessed: a declaration", "Not assessed: a declaration."),
    ],
)
def test_sentences(term: str, sentence: str) -> None:
    texts = term_sentences(parse_agreement(f"{FILE}  - {{id: first, of: i, {term}}}\n".encode(), name="x"))
    assert texts[0].sentence == sentence


def test_notes() -> None:
    text = said("must: talks, party: a, silence: breached, verifier: the mission, owed_by: b, inferred: passive clause")
    assert text.notes == (
        "Inferred: passive clause.",
        "Owed by b.",
        "Verified by the mission.",
        "Once it is due, silence counts as a breach.",
        "In force from 2 August 2019 (local day) until the first moment of 2 September 2019, 06:00 (UTC+03:00).",
    )
    assert text.source == "the text"


def test_the_truce_is_shown_with_its_condition_its_reading_and_its_missing_end() -> None:
    halt = TEXTS["aug-halt"]
    assert "while aug-withdraw and aug-calm are not breached by another party (earlier days only)" in halt.sentence
    assert any(note.startswith("A reading by Syrian government forces exempts acts against") for note in halt.notes)
    assert any("no end date is written" in note for note in halt.notes)
    assert any("only after its party has announced it" in note for note in halt.notes)


def test_the_year_that_is_not_written_is_noted() -> None:
    assert any("the year is not written" in note for note in TEXTS["sochi-5"].notes)
    assert "by the end of 15 October 2018 (local day)" in TEXTS["sochi-5"].sentence


def test_a_zone_that_is_not_drawn_or_assumed_says_so() -> None:
    assert any("is not drawn" in note for note in TEXTS["sochi-6"].notes)
    assert any("15 to 20 km deep" in note for note in TEXTS["sochi-6"].notes)
    assert any("is assumed (margin 5 km)" in note for note in TEXTS["sochi-2"].notes)


def test_every_event_type_has_words() -> None:
    assert set(ACTS) == set(EVENT_TYPES)
    assert len(set(ACTS.values())) == len(ACTS)


def test_everything_is_a_whole_sentence() -> None:
    for text in TEXTS.values():
        for sentence in (text.sentence, *text.notes):
            assert sentence.endswith(".")
            assert ".." not in sentence
            assert "violation" not in sentence.casefold()


def test_fields_are_what_the_docstring_says() -> None:
    assert list(typing.get_type_hints(TermText)) == ["id", "sentence", "quote", "paraphrase", "source", "notes"]


def test_what_later_instruments_do_is_said() -> None:
    file = FILE.replace(
        "instruments: [",
        "instruments: [{id: k, in_force: 2019-08-20, announced: 2019-08-21, supersedes: i, extends: j, "
        "until: 2021-01-01}, "
        "{id: j, in_force: 2019-08-01, ends: 2020-01-01}, "
        "{id: r, in_force: 2019-08-01, ends: 2020-02-01, renews: {months: 12, notice_months: 1}}, ",
    )
    terms = [
        "{id: a1, of: i, must_not: attack, party: a}",
        "{id: a2, of: k, must_not: attack, party: a, replaces: a1}",
        "{id: a3, of: j, must_not: attack, party: a}",
        "{id: a4, of: r, must_not: attack, party: a}",
    ]
    texts = term_sentences(parse_agreement((file + "".join(f"  - {t}\n" for t in terms)).encode(), name="x"))
    said = {text.id: " ".join(text.notes) for text in texts}
    assert "Ends when a2 takes its place, on 20 August 2019 (local day)." in said["a1"]
    assert "k ends i on 20 August 2019 (local day); known since 21 August 2019 (local day)." in said["a1"]
    assert "Takes the place of a1 from 20 August 2019 (local day) on." in said["a2"]
    assert "answers as of an earlier instant leave it out" in said["a2"]
    assert "k puts the end off to 1 January 2021 (local day)" in said["a3"]
    assert "It then goes on for 12 months each time, unless notice is given 1 month before." in said["a4"]


def test_how_far_a_zone_reaches_is_said() -> None:
    line = "{type: LineString, coordinates: [[36, 35], [37, 35]]}"
    file = FILE.replace("zones:\n", f"zones:\n  m: {{along: {line}, each_side_km: 6}}\n"
                        f"  c: {{along: {line}, width_km: [4, 6], beyond_km: 1}}\n"
                        "  r: {circle: {lat: 35, lon: 36, radius_km: 20}, beyond_km: 10}\n"
                        "  s: {inside: z, depth_km: 5, from: m}\n")  # fmt: skip
    said = {}
    for zone in "mcrs":
        term = f"  - {{id: t, of: i, must_not: attack, party: a, zone: {zone}}}\n"
        said[zone] = " ".join(term_sentences(parse_agreement((file + term).encode(), name="x"))[0].notes)
    assert "The zone is what lies within 6 km of a line, on either side." in said["m"]
    assert "The zone is what lies beyond 1 km and within 2 to 3 km of a line, on either side." in said["c"]
    assert "The zone begins 10 km from its centre." in said["r"]
    assert "The zone is 5 km deep, inside the valley, measured from zone m." in said["s"]
    assert "not drawn" not in said["s"]
