"""The agreements of the library: every clause of the public texts is accounted for, in words and with its source."""

from __future__ import annotations

import pathlib
import re
from typing import Any

import pytest
from ruamel.yaml import YAML

from tools import library_page
from truceline.agreement import check_agreement, library_names, load_agreement, term_sentences
from truceline.extract.actor_roster import listed_actors
from truceline.model.agreement import Agreement

NAMES = ("colombia", "hudaydah", "idlib", "karabakh", "korea", "lebanon", "minsk", "south-sudan", "undof")
CLAUSES: dict[str, dict[str, list[tuple[str, list[str] | str]]]] = YAML(typ="safe").load(
    (pathlib.Path(__file__).parent / "clauses.yaml").read_text(encoding="utf-8")
)
LIBRARY: dict[str, Agreement] = {name: load_agreement(name) for name in NAMES}


def test_these_are_in_the_library() -> None:
    assert library_names() == NAMES == tuple(sorted(CLAUSES))
    assert all(LIBRARY[name].id == name for name in NAMES)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_has_nothing_to_be_said_against(name: str) -> None:
    assert check_agreement(name) == ()


@pytest.mark.parametrize("name", NAMES)
def test_every_term_stands_for_a_clause_and_every_clause_for_terms(name: str) -> None:
    rows = [row for section in CLAUSES[name].values() for row in section]
    listed = [term for _, terms in rows if isinstance(terms, list) for term in terms]
    assert sorted(listed) == sorted(term.id for term in LIBRARY[name].terms)
    assert all(terms for _, terms in rows)


@pytest.mark.parametrize(("name", "section"), [(n, s) for n in NAMES for s in CLAUSES[n]])
def test_every_clause_of_the_fact_sheet_is_accounted_for(shared: pathlib.Path, name: str, section: str) -> None:
    sheet = (shared / "domain" / "agreements.md").read_text(encoding="utf-8")
    (body,) = re.findall(rf"^## {section}\. .*?(?=^## )", sheet, re.M | re.S)
    rows = [line.split("|")[1].strip() for line in body.splitlines() if line.startswith("|")]
    heads = {rows[i - 1] for i, row in enumerate(rows) if set(row) == {"-"}}
    found = [row for row in rows if (row not in heads and set(row) != {"-"}) or row == "-"]
    assert [label for label, _ in CLAUSES[name][section] if not label.startswith("+ ")] == found


@pytest.mark.parametrize("name", NAMES)
def test_every_term_has_its_words_and_their_source(name: str) -> None:
    for text in term_sentences(LIBRARY[name]):
        assert text.source, text.id
        assert text.quote or text.paraphrase, text.id
        assert len(text.quote or "") <= 60, text.id  # fragments only: whoever wants the clause is sent to its source
        for sentence in (text.sentence, *text.notes):
            assert sentence.endswith("."), sentence
            assert ".." not in sentence, sentence
            assert "violation" not in sentence.casefold()
            assert not re.search(r"\bNone\b|\{|\}", sentence)


@pytest.mark.parametrize("name", NAMES)
def test_what_is_drawn_says_by_whom(name: str) -> None:
    for zone in LIBRARY[name].zones:
        assert zone.source, zone.id
        if zone.geometry or zone.along or zone.circle:
            assert zone.assumed, zone.id
            inner, outer = zone.each_side_km or (0.0, 0.0)
            assert zone.margin_km > 0 or zone.circle or inner < outer, zone.id


@pytest.mark.parametrize("name", NAMES)
def test_silence_is_never_a_breach_and_no_name_is_two_voices(name: str) -> None:
    agreement = LIBRARY[name]
    assert all(term.silence is None for term in agreement.terms)
    voices: list[Any] = [*agreement.parties, *agreement.sources]
    names = [n.casefold() for v in voices for n in dict.fromkeys((*v.aliases, *v.domains))]
    actors = [actor for voice in voices for actor in dict.fromkeys((voice.id, *voice.actors))]
    assert sorted({n for n in names if names.count(n) > 1}) == []
    assert sorted({a for a in actors if actors.count(a) > 1}) == []


@pytest.mark.parametrize("name", NAMES)
def test_actors_are_known_to_the_vocabulary(name: str) -> None:
    known = {*listed_actors()}
    named = {a for voice in (*LIBRARY[name].parties, *LIBRARY[name].sources) for a in voice.actors}
    named |= {member.group for party in LIBRARY[name].parties for member in party.members}
    assert named <= known


def test_the_page_of_the_library_says_what_the_files_say() -> None:
    # Written by: python tools/library_page.py
    assert library_page.PAGE.read_text(encoding="utf-8") == library_page.page()
