"""Actors: who is found in which words, under which id; the vocabulary's own laws; any text at all."""

from __future__ import annotations

import itertools
import re
import sys
from types import FrameType
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.extract.actor_roster import actor_vocabulary, lexicon, listed_actors
from truceline.extract.actors import affiliations, find_actors, home_state, speaker_actor
from truceline.model.text import Removed
from truceline.model.world import ActorMention


class Case(NamedTuple):
    """A sentence and mentions that it must give: words, id, type, and whether it names."""

    text: str
    expected: tuple[tuple[str, str, str, bool], ...]
    home: str | None = None


CASES = {
    "forces of a state": Case(
        "Syrian forces shelled the ridge while two Russian jets circled.",
        (("Syrian forces", "syria", "unit", False), ("Russian jets", "russia", "unit", False)),
    ),
    "a convoy": Case("A Turkish military convoy stopped.", (("A Turkish military convoy", "turkey", "unit", False),)),
    "a ministry of a state": Case(
        "Azerbaijan's Defence Ministry rejected the charge.",
        (("Azerbaijan's Defence Ministry", "azerbaijan", "organisation", True),),
    ),
    "a capital's troops": Case("Kyiv's troops fired first.", (("Kyiv's troops", "ukraine", "unit", False),)),
    "bare army, known home": Case("The army fired first.", (("The army", "yemen", "organisation", True),), "yemen"),
    "bare army, no home": Case("The army fired first.", (("The army", "unnamed:army", "organisation", True),)),
    "army in another's words": Case(
        "Israel's defence minister said the army would answer.",
        (("the army", "israel", "organisation", True),),
        "lebanon",
    ),
    "government is not the speaker's": Case(
        "The Turkish Defence Ministry said the government had broken the truce.",
        (("the government", "syria", "organisation", True),),
        "syria",
    ),
    "aircraft of the government": Case(
        "Government warplanes bombed a mill.", (("Government warplanes", "syria", "unit", False),), "syria"
    ),
    "units of a named army": Case(
        "Units of the Lebanese army moved south.", (("Units of the Lebanese army", "lebanon", "unit", False),)
    ),
    "two owners": Case(
        "Russian and Turkish forces drove along the road.",
        (("Russian and Turkish forces", "russia", "unit", False), ("Turkish forces", "turkey", "unit", False)),
    ),
    "one group, three names": Case(
        "Jabhat al-Nusra, later Jabhat Fatah al-Sham, now calls itself Hay'at Tahrir al-Sham.",
        (
            ("Jabhat al-Nusra", "hts", "group", True),
            ("Jabhat Fatah al-Sham", "hts", "group", True),
            ("Hay'at Tahrir al-Sham", "hts", "group", True),
        ),
    ),
    "fighters of a group": Case(
        "Two fighters of Jaish al-Izza died.",
        (
            ("fighters of Jaish al-Izza", "jaish-al-izza", "group", False),
            ("Jaish al-Izza", "jaish-al-izza", "group", True),
        ),
    ),
    "of binds to the nearest": Case(
        "Clashes between the military and militants of the Al-Nusra Front went on.",
        (("the military", "syria", "organisation", True), ("militants of the Al-Nusra Front", "hts", "group", False)),
        "syria",
    ),
    "not said which group": Case(
        "Armed groups attacked a post.", (("Armed groups", "armed-groups", "group", False),), "syria"
    ),
    "rebels in Syria": Case("The rebels fell back.", (("The rebels", "opposition", "group", False),), "syria"),
    "rebels in Yemen": Case("The rebels fell back.", (("The rebels", "houthis", "group", False),), "yemen"),
    "rebels nowhere": Case("The rebels fell back.", (("The rebels", "unnamed:rebels", "group", False),)),
    "a loaded label": Case("They fought terrorists.", (("terrorists", "armed-groups", "group", False),), "syria"),
    "a state's adjective does not own rebels": Case(
        "Sudanese rebels crossed the border.", (("Sudanese rebels", "unnamed:sudanese-rebels", "group", False),)
    ),
    "backed is not owned": Case(
        "Iranian-backed militiamen took the hill.",
        (("Iranian-backed militiamen", "unnamed:iranian-backed-militiamen", "group", False),),
    ),
    "people": Case(
        "Residents of Tyre and several civilians fled; doctors stayed.",
        (
            ("Residents of Tyre", "civilians", "group", False),
            ("civilians", "civilians", "group", False),
            ("doctors", "unnamed:doctors", "group", False),
        ),
    ),
    "an office and its owner": Case(
        "A Ukrainian army press officer spoke.",
        (
            ("A Ukrainian army press officer", "unnamed:ukrainian-army-press-officer", "person", False),
            ("Ukrainian army", "ukraine", "organisation", True),
        ),
    ),
    "initials after a name": Case(
        "The Riverland Fishing Authority (RFA) objected. The RFA has no boats.",
        (
            ("The Riverland Fishing Authority", "unnamed:riverland-fishing-authority", "organisation", True),
            ("RFA", "unnamed:riverland-fishing-authority", "organisation", True),
        ),
    ),
    "the ministry is the last one": Case(
        "The Turkish Defence Ministry protested. The ministry gave no figures.",
        (("The ministry", "turkey", "organisation", True),),
    ),
    "the observatory is the one named": Case(
        "The Syrian Observatory for Human Rights counted ten. The Observatory is based in Britain.",
        (("The Observatory", "sohr", "organisation", True),),
    ),
    "a state that acts": Case("Iran denied the report.", (("Iran", "iran", "organisation", True),)),
    "a capital that acts": Case(
        "Ankara denied it, and Moscow has been helping Damascus.",
        (
            ("Ankara", "turkey", "organisation", True),
            ("Moscow", "russia", "organisation", True),
            ("Damascus", "syria", "organisation", True),
        ),
    ),
    "capitals only": Case(
        "THE SALVADORAN ARMY SAID THAT GUERRILLAS OF THE FMLN KILLED A PEASANT NEAR THE TOWN.",
        (
            ("THE SALVADORAN ARMY", "el-salvador", "organisation", True),
            ("GUERRILLAS OF THE FMLN", "fmln", "group", False),
            ("A PEASANT", "unnamed:peasant", "person", False),
        ),
    ),
    "the sides of an agreement": Case(
        "The parties are to leave the city.", (("The parties", "unnamed:parties", "group", False),)
    ),
    "a side inside an office": Case(
        "A rebel spokesman denied it.",
        (("A rebel spokesman", "unnamed:rebel-spokesman", "person", False), ("rebel", "opposition", "group", False)),
        "syria",
    ),
    "monitors": Case(
        "The OSCE Special Monitoring Mission to Ukraine saw nothing. The Mission left.",
        (
            ("The OSCE Special Monitoring Mission to Ukraine", "osce-smm", "organisation", True),
            ("The Mission", "osce-smm", "organisation", True),
        ),
    ),
    "an agency that cites": Case(
        "Syria's state news agency SANA, citing a military source, said so.",
        (("SANA", "sana", "organisation", True), ("a military source", "unnamed:military-source", "person", False)),
    ),
}


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_words_give_these_actors(case: Case) -> None:
    found = {(m.text, m.id, m.type, m.named) for m in find_actors(case.text, home=case.home)}
    assert set(case.expected) <= found, sorted(found)


SILENT = {
    "a place": ("The shells fell in Syria and near Moscow.", None),
    "a place after a town": ("The talks in Sochi, Russia, went on.", None),
    "an adjective that is none": ("The military operations in the north began.", "syria"),
    "held by somebody": ("They crossed government-controlled land.", "syria"),
    "a machine of nobody": ("A helicopter was heard.", None),
    "force as such": ("The truce came into force at noon.", None),
    "the crisis of a land": ("They discussed the Syria crisis.", None),
}


@pytest.mark.parametrize(("text", "home"), SILENT.values(), ids=SILENT.keys())
def test_words_that_are_no_actor(text: str, home: str | None) -> None:
    assert [m for m in find_actors(text, home=home) if m.type != "nationality"] == []


def test_a_person_keeps_the_id_of_the_full_name() -> None:
    # "Doctor Maria Example" is nobody: the name is made of a given name and a common noun.
    text = "Harbour Ministry official Maria Example spoke. Later Example left, and Ms Example wrote."
    ids = {m.id for m in find_actors(text) if m.type == "person" and "Example" in m.text}
    assert ids == {"unnamed:maria-example"}


def test_a_person_speaks_for_the_office() -> None:
    text = "Russian Foreign Ministry official Maria Example said so. Example added that."
    assert affiliations(text)["unnamed:maria-example"] == "russia"
    inner = [m for m in find_actors(text) if m.text == "Maria Example"]
    assert [m.id for m in inner] == ["unnamed:maria-example"]


SPEAKERS = {
    "An Armed Forces brigadier": ("syria", "syria"),
    "a Ukrainian army press officer": (None, "ukraine"),
    "Syria's Foreign Ministry": (None, "syria"),
    "Separatist officials": ("ukraine", "formations"),
    "a military source": ("syria", "syria"),
    "a rebel spokesman": ("syria", "opposition"),
    "a spokesman for the Arab Coalition": ("yemen", "saudi-coalition"),
    "the leader of Hayat Tahrir al-Sham": ("syria", "hts"),
    "an Israeli army spokesman": ("lebanon", "israel"),
    "local partners": ("syria", None),
    "a rescue worker": ("syria", None),
    "a trader": (None, None),
}


@pytest.mark.parametrize(("words", "home", "speaks_for"), [(w, *v) for w, v in SPEAKERS.items()])
def test_for_whom_somebody_speaks(words: str, home: str | None, speaks_for: str | None) -> None:
    assert speaker_actor(words, home=home) == speaks_for


@pytest.mark.parametrize(
    ("text", "home"),
    [
        ("Shells fell in Idlib. Turkey and Russia disagree; Russia blames Turkey.", "syria"),
        ("The road from Hodeidah to Sanaa is closed.", "yemen"),
        ("Armenia and Azerbaijan accuse each other.", None),
        ("Lebanon and Israel accuse each other.", None),
        ("Lebanon mourns its dead. Lebanon asks Israel to stop.", "lebanon"),
        ("Nothing happened.", None),
    ],
)
def test_the_home_of_a_conflict(text: str, home: str | None) -> None:
    assert home_state(text) == home


def test_nothing_is_found_in_what_was_removed() -> None:
    text = "Hezbollah fired. Share this with Hamas."
    removed = (Removed(start=17, end=len(text), why="share box"),)
    assert [m.id for m in find_actors(text, removed=removed)] == ["hezbollah"]


# ------------------------------------------------------------------ laws of the finder

_PIECES = st.sampled_from(
    [
        *(
            "\n",
            "\n\n",
            "\u2019s",
            "\u0130",
            "e\u0301",
            "(",
            ")",
            '"',
            ",",
            ".",
            "'s",
            "-led",
            "40,000",
            "123rd",
            "(RFA)",
        ),
        *("the", "The", "of", "and", "or", "for", "said", "two", "U.S.", "UN", "RFA", "Mr", "Dr", "Maria", "Colonel"),
        *("Syrian", "Russian", "Turkish", "Syria", "Moscow", "Hezbollah", "al-Nusra", "Front", "Union", "Committee"),
        *("army", "ARMY", "forces", "Armed", "Forces", "group", "members", "member", "Ministry", "Foreign", "minister"),
        *("rebels", "government", "people", "civilians", "spokesman", "President"),
    ]
)
_TEXTS = st.one_of(
    st.text(max_size=200), st.lists(_PIECES, max_size=40).map(" ".join), st.lists(_PIECES, max_size=40).map("".join)
)


@settings(max_examples=300, deadline=None)
@given(_TEXTS, st.sampled_from([None, "syria", "yemen", "ukraine", "no-such-state"]))
def test_laws_on_any_text(text: str, home: str | None) -> None:
    found = find_actors(text, home=home)
    assert all(text[m.start : m.end] == m.text and m.text.strip() == m.text != "" for m in found)
    assert list(found) == sorted(found, key=lambda m: (m.start, -m.end, m.type == "nationality"))
    assert len({(m.start, m.end, m.type == "nationality") for m in found}) == len(found)
    known = actor_vocabulary()
    assert all(m.id in known or re.fullmatch(r"unnamed:\S+", m.id) for m in found)
    assert all(_nested_or_apart(a, b) for a, b in itertools.pairwise(found))
    assert found == find_actors(text, home=home)


def _nested_or_apart(first: ActorMention, second: ActorMention) -> bool:
    return second.start >= first.end or second.end <= first.end


@pytest.mark.parametrize(
    "piece",
    [
        "ARMY ",
        "Army ",
        "Mr ",
        "Syria, ",
        "group of ",
        "of the ",
        "Turkish ",
        "armed ",
        "Maria ",
        "al-",
        "A",
        "(RFA) ",
        "Union of ",
    ],
)
def test_work_is_in_proportion_to_the_text(piece: str) -> None:
    find_actors(piece, home="syria")
    small, large = _calls(piece * (4_000 // len(piece))), _calls(piece * (16_000 // len(piece)))
    assert large < 4.5 * small + 100, (small, large)


def _calls(text: str) -> int:
    """How many calls the finder makes: a measure of its work that no clock disturbs."""
    count = 0

    def see(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal count
        count += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(see)
    try:
        find_actors(text, home="syria")
    finally:
        sys.setprofile(before)
    return count


def test_much_in_capitals() -> None:
    assert find_actors("ARMY OF THE PEOPLE " * 10_000, home="syria")[:1]


# ------------------------------------------------------------------ laws of the vocabulary

_LOADED = re.compile(
    r"\b(terroris\w+|regime|liberat(?:ed|ors?)|martyr\w*|mercenar\w+|occupiers?|puppet|junta|extremis\w+|jihadis\w+|freedom)\b",
    re.I,
)


def test_every_entry_says_where_it_is_from() -> None:
    assert [a.id for a in listed_actors().values() if len(a.source) < 5] == []
    assert all(m.source is None or m.source for a in listed_actors().values() for m in a.member_of)


def test_ids_are_short_words() -> None:
    assert [i for i in actor_vocabulary() if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", i)] == []


def test_every_reference_is_to_an_entry() -> None:
    listed = listed_actors()
    for actor in listed.values():
        references = {*actor.one_of, *actor.members, *(m.group for m in actor.member_of), *actor.only_in}
        references |= {actor.part_of} if actor.part_of else set()
        assert references <= set(listed), (actor.id, references - set(listed))
    for home, words in lexicon().context.items():
        assert {home, *words.values()} <= set(listed)
    assert set(lexicon().territory.values()) <= set(listed)


def test_a_name_is_one_actors_at_a_time() -> None:
    owners: dict[str, set[str]] = {}
    for actor in listed_actors().values():
        for day in ("2010-01-01", "2015-06-01", "2019-08-01", "2025-01-01"):
            for name in actor.names_on(day):
                for place in actor.only_in or ("anywhere",):
                    owners.setdefault(f"{name.casefold()}|{day}|{place}", set()).add(actor.id)
    assert {k: v for k, v in owners.items() if len(v) > 1} == {}


def test_our_own_names_are_neutral() -> None:
    # Words that quote an agreement stand in quotation marks.
    assert [a.name for a in listed_actors().values() if _LOADED.search(re.sub(r"'[^']*'", "", a.name))] == []


def test_names_and_ranks_have_dates() -> None:
    hts = listed_actors()["hts"]
    assert "Jabhat al-Nusra" in hts.names_on("2015-01-01")
    assert "Hay'at Tahrir al-Sham" not in hts.names_on("2016-12-31")
    assert "Hay'at Tahrir al-Sham" in hts.names_on("2017-01-28")
    assert hts.groups_on("2014-05-13") == ()
    assert hts.groups_on("2019-08-05") == ("radical",)
    assert hts.groups_on("2026-02-27") == ()


def test_a_common_noun_may_stand_for_several() -> None:
    assert set(actor_vocabulary()["armed-groups"].one_of) == {"opposition", "radical"}


def test_no_person_is_listed() -> None:
    assert [a.id for a in listed_actors().values() if a.type == "person"] == []
