"""Terms in plain English: what must be said is said, in whole sentences, for every form a term can have."""

from __future__ import annotations

import typing

import pytest

from truceline.agreement import TermText, load_agreement, parse_agreement, term_sentences
from truceline.agreement.wording import ACTS
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
        ("must_not: looting, party: b, zone: z", "b must not loot in zone z (the valley)."),
        (
            "must: weapons.withdrawn, what: [tank], party: b, from_zone: z, by: 2019-08-10",
            "b must withdraw weapons (tank) from zone z (the valley), by the end of 10 August 2019 (local day).",
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
            "b answers for this: the north and listed groups must not attack in zone z (the valley).",
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
        "In force from 2 August 2019 (local day) until the first moment of 2 September 2019, 06:00+03:00.",
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
