"""The library's Idlib file says what the public record says: who, what, where and when, as data."""

from __future__ import annotations

import pytest

from truceline.agreement import library_names, load_agreement, term_sentences
from truceline.model.agreement import Agreement, Term, Unless

IDLIB: Agreement = load_agreement("idlib")
TERMS = {term.id: term for term in IDLIB.terms}
PARTIES = {party.id: party for party in IDLIB.parties}
SOURCES = {source.id: source for source in IDLIB.sources}
INSTRUMENTS = {instrument.id: instrument for instrument in IDLIB.instruments}
ZONES = {zone.id: zone for zone in IDLIB.zones}


def test_it_is_in_the_library() -> None:
    assert "idlib" in library_names()
    assert (IDLIB.id, IDLIB.timezone) == ("idlib", "Asia/Damascus")
    assert (IDLIB.evidence.breach_at, IDLIB.evidence.origins, IDLIB.evidence.sides) == ("corroborated", 2, 2)


def test_six_parties_and_their_sides() -> None:
    assert {party.id: party.side for party in IDLIB.parties} == {
        "syria": "damascus",
        "opposition": "opposition",
        "radical": None,
        "russia": "damascus",
        "turkey": "opposition",
        "iran": "damascus",
    }


def test_hts_is_radical_by_a_dated_list() -> None:
    (member,) = [member for member in PARTIES["radical"].members if member.group == "hts"]
    assert (member.by, member.from_, member.until) == ("unsc", "2018-06-05", "2026-02-27")
    assert all(member.by and member.from_ and member.source for member in PARTIES["radical"].members)


def test_the_observatory_and_the_rescuers_are_one_side() -> None:
    assert SOURCES["sohr"].side == SOURCES["white-helmets"].side == "opposition"
    assert (SOURCES["sana"].side, SOURCES["sana"].role) == ("damascus", "party_media")
    assert "sana.sy" in SOURCES["sana"].domains


def test_only_who_is_named_on_purpose_is_first_hand() -> None:
    first_hand = {source.id for source in IDLIB.sources if source.role in {"observer", "reviewer"}}
    assert first_hand == {"observer", "reviewer"}
    assert not any(SOURCES[id].aliases or SOURCES[id].domains for id in first_hand)


def test_no_name_belongs_to_two_voices() -> None:
    # A word that finds two sources would decide a side by the order of the file.
    voices = [*IDLIB.parties, *IDLIB.sources]
    names = [name.casefold() for voice in voices for name in dict.fromkeys((*voice.aliases, *voice.domains))]
    actors = [actor for voice in voices for actor in voice.actors]
    assert sorted({name for name in names if names.count(name) > 1}) == []
    assert sorted({actor for actor in actors if actors.count(actor) > 1}) == []


def test_both_sides_have_voices_of_every_kind() -> None:
    sides = [source.side for source in IDLIB.sources]
    assert min(sides.count("damascus"), sides.count("opposition"), sides.count("neutral")) >= 6


@pytest.mark.parametrize(
    ("id", "signed", "declared", "in_force", "guarantors"),
    [
        ("astana", "2017-05-04", None, "2017-05-05", ("russia", "turkey", "iran")),
        ("sochi", "2018-09-17", None, "2018-09-17", ("russia", "turkey")),
        ("aug2019", None, "2019-08-01", "2019-08-02", ()),
    ],
)
def test_instruments(
    id: str, signed: str | None, declared: str | None, in_force: str, guarantors: tuple[str, ...]
) -> None:
    instrument = INSTRUMENTS[id]
    assert (instrument.signed, instrument.declared, instrument.in_force) == (signed, declared, in_force)
    assert instrument.guarantors == guarantors
    # Astana's six months go on by themselves; none of the others has an end.
    assert (instrument.ends is None) is (instrument.renews is None)
    assert instrument.source


def test_the_notice_of_5_august() -> None:
    suspends = INSTRUMENTS["aug2019"].suspends
    assert suspends is not None
    assert suspends.by == ("syria",)
    (notice,) = INSTRUMENTS["aug2019"].notices
    assert (notice.by, notice.effect, notice.day) == ("syria", "suspended", "2019-08-05")
    assert notice.source
    assert INSTRUMENTS["aug2019"].declared_by == "syria"


def test_the_chain_of_five_texts() -> None:
    assert {i.id: i.builds_on for i in IDLIB.instruments} == {
        "astana": (),
        "sochi": ("astana",),
        "aug2019": ("sochi",),
        "aug31": ("sochi",),
        "moscow": ("astana", "sochi"),
    }


def test_every_clause_of_the_memorandum_and_three_of_the_truce() -> None:
    own = [id for id in TERMS if id.startswith(("sochi-", "aug-"))]
    assert own == [*(f"sochi-{n}" for n in range(1, 11)), "aug-halt", "aug-calm", "aug-withdraw"]
    assert {id for id in own if TERMS[id].not_assessed} == {"sochi-3", "sochi-4", "sochi-10"}
    assert TERMS["sochi-10"].not_assessed == "declaration"
    assert all(term.of == id.replace("aug-", "aug2019-").split("-")[0] for id, term in TERMS.items())


def test_silence_is_never_a_breach() -> None:
    assert all(term.silence is None for term in IDLIB.terms)


def _bound(term: Term) -> tuple[object, ...]:
    return term.verb, term.types, term.party, term.zone, term.by


@pytest.mark.parametrize(
    ("id", "bound"),
    [
        ("sochi-2", ("must_not", ("attack", "territory.captured"), ("syria",), "deescalation", None)),
        ("sochi-5", ("must", ("forces.withdrawn",), ("radical",), "dmz", "2018-10-15")),
        ("sochi-6", ("must", ("weapons.withdrawn",), ("opposition", "radical", "syria"), "dmz", "2018-10-10")),
        ("sochi-8", ("must", ("route.opened",), ("russia", "turkey"), "roads", "2018-12-31")),
        (
            "aug-halt",
            (
                "must_not",
                ("attack", "attack.air", "attack.shelling", "attack.direct_fire"),
                ("syria",),
                "deescalation",
                None,
            ),
        ),
        ("aug-calm", ("must_not", ("attack",), ("opposition", "radical"), None, None)),
        ("aug-withdraw", ("must", ("weapons.withdrawn",), ("opposition", "radical"), "retreat-strip", None)),
    ],
)
def test_terms(id: str, bound: tuple[object, ...]) -> None:
    assert _bound(TERMS[id]) == bound


def test_the_exemption_is_in_the_memorandum_and_only_a_reading_of_the_truce() -> None:
    assert TERMS["sochi-2"].unless == Unless(target="radical")
    assert TERMS["sochi-2"].owed_by == ("russia",)
    halt = TERMS["aug-halt"]
    assert halt.unless is None
    (reading,) = halt.readings
    assert (reading.by, reading.unless) == ("syria", Unless(target="radical"))
    assert reading.source
    assert [id for id, term in TERMS.items() if term.unless] == ["astana-2", "sochi-2"]


def test_six_kilometres_on_each_side_of_the_road() -> None:
    corridor = ZONES["corridor"]
    assert corridor.each_side_km == (6, 6)
    assert corridor.assumed
    assert (TERMS["moscow-2"].zone, TERMS["moscow-3"].by) == ("corridor", "2020-03-15")


def test_an_answer_is_allowed_after_a_breach_of_the_second_truce() -> None:
    answer = TERMS["aug31-answer"]
    assert (answer.verb, answer.party, answer.zone) == ("may", ("syria",), TERMS["aug31-halt"].zone)
    assert answer.after is not None
    assert answer.after.breach_of == ("aug31-calm",)


def test_the_truce_is_conditional_and_released_by_notice_only() -> None:
    halt = TERMS["aug-halt"]
    assert halt.while_ is not None
    assert halt.while_.not_breached == ("aug-withdraw", "aug-calm")
    assert halt.while_.presume == "kept"
    assert halt.on_release is not None
    assert halt.on_release.needs == "announcement"


def test_weapons_bind_both_sides_by_four_classes() -> None:
    assert TERMS["sochi-6"].what == ("tank", "mlrs", "artillery", "mortar")
    assert {"syria", "opposition"} <= set(TERMS["sochi-6"].party)


def test_the_area_is_assumed_and_the_province_is_in_it_by_the_text() -> None:
    area = ZONES["deescalation"]
    assert area.assumed
    assert area.margin_km == 5
    assert "geonames:169387" in area.contains
    assert area.geometry is not None
    assert 8 <= len(area.geometry["coordinates"][0]) <= 21


def test_the_demilitarized_zone_stays_a_range_and_undrawn() -> None:
    dmz = ZONES["dmz"]
    assert (dmz.inside, dmz.depth_km, dmz.from_) == ("deescalation", (15.0, 20.0), "contact-line")
    assert dmz.geometry is None
    assert dmz.circle is None


def test_every_term_has_its_words_and_their_source() -> None:
    for text in term_sentences(IDLIB):
        assert text.source
        assert text.quote or text.paraphrase
        # Fragments only: whoever wants the whole clause is sent to its source.
        assert len(text.quote or "") <= 60
