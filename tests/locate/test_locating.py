"""Sentences and the places that they name: where, how wide, how precise. Texts are made up."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.extract.casing import cased
from truceline.extract.places import find_places
from truceline.locate import Region, locate_reading, open_gazetteer
from truceline.locate.gazetteer import distance_km
from truceline.model.claim import Claim, Reading
from truceline.model.event import Event
from truceline.model.text import Report
from truceline.model.world import ActorMention, Place, PlaceMention


def located(
    text: str, *, region: Region | None = None, actors: tuple[ActorMention, ...] = ()
) -> dict[str, PlaceMention]:
    reading = Reading(report=Report(id="x", text=text), places=find_places(text, actors=actors, times=()))
    return {m.text: m for m in locate_reading(reading, open_gazetteer(), region=region).places}


# sentence, words of the mention, id, precision
CASES = [
    ("The army took two villages in southern Idlib province.", "Idlib province", "geonames:169387", 4),
    ("A truce holds throughout Idlib.", "Idlib", "geonames:169387", 4),
    ("Shells fell in the city of Idlib.", "Idlib", "geonames:169389", 1),
    ("Shells fell on the northern countryside of Hama.", "Hama", "geonames:170015", 4),
    ("Shells fell in the town of Kafr Zita.", "Kafr Zita", "geonames:168620", 1),
    ("A rocket fell near Khan Sheikhoun.", "Khan Sheikhoun", "geonames:168325", 2),
    ("Fighting went on in the outskirts of Saraqib.", "Saraqib", "geonames:164816", 2),
    ("A drone was seen 20 km east of Mariupol.", "Mariupol", "geonames:701822", 2),
    ("Patrols drove along the M4 highway.", "M4", "tl:m4", 5),
    ("The front lies between Nayrab and Trumba.", "Trumba", "tl:trumba", 5),
    ("People fled Kafr Zeita, Latamneh and Khan Shaykhun in Syria.", "Latamneh", "tl:latamneh", 1),
    ("Aid reached Syria on Friday, they wrote from inside Syria.", "Syria", "geonames:163843", 6),
    ("A rocket hit Bshalma in Latakia province.", "Bshalma", "tl:bshalma", 1),
    ("He lives in Paris, Texas.", "Paris", "geonames:4717560", 1),
    ("Trucks crossed the Lachin corridor at noon.", "Lachin corridor", "tl:lachin-corridor", 5),
    ("A shell fell in Horlivka, they wrote.", "Horlivka", "geonames:707753", 1),
    ("In Karabakh, drones struck a depot on the Shushi road near Stepanakert.", "Shushi", "geonames:147105", 1),
    ("Troops shelled the settlements of Terter and Aghdam in Azerbaijan.", "Aghdam", "geonames:148619", 1),
]


@pytest.mark.parametrize(("text", "words", "identity", "precision"), CASES, ids=[c[0][:40] for c in CASES])
def test_sentences(text: str, words: str, identity: str, precision: int) -> None:
    place = located(text)[words]
    assert (place.id, place.precision) == (identity, precision)


@pytest.mark.parametrize(
    "text",
    [
        "Moscow said that the agreement holds.",
        "Damascus denied the report.",
        "President Jordan Washington spoke.",
        "Mr. Paris left on Monday in March.",
        "The Syrian army and Russian officers met.",
        "The Sochi memorandum was signed.",
    ],
)
def test_metonyms_people_and_peoples_are_no_places(text: str) -> None:
    assert located(text) == {}


def test_an_actor_is_a_place_only_where_the_sentence_says_so() -> None:
    text = "Turkey sent trucks. Trucks stood in Turkey."
    actors = tuple(
        ActorMention(start=at, end=at + 6, text="Turkey", id="turkey", type="nationality")
        for at in (0, text.rindex("Turkey"))
    )
    reading = Reading(report=Report(id="x", text=text), places=find_places(text, actors=actors, times=()))
    found = locate_reading(reading, open_gazetteer()).places
    assert [m.start for m in found] == [text.rindex("Turkey")]


def test_a_part_of_a_governorate_has_its_area_and_no_settlement() -> None:
    place = located("They freed two villages in southern Idlib province.")["Idlib province"]
    assert place.geometry is not None
    assert place.radius_km is not None
    assert place.radius_km > 40
    assert place.relation == "southern"


def test_a_distance_shifts_the_point_and_widens_it() -> None:
    there = located("A drone was seen 20 km east of Mariupol.")["Mariupol"]
    here = located("A drone was seen in Mariupol.")["Mariupol"]
    assert there.lat is not None and there.lon is not None and here.lat is not None and here.lon is not None  # noqa: PT018
    assert there.radius_km is not None and here.radius_km is not None  # noqa: PT018
    assert 19 < distance_km(there.lat, there.lon, here.lat, here.lon) < 21
    assert there.lon > here.lon
    assert there.radius_km > here.radius_km


@pytest.mark.parametrize(
    "text", ["A shell fell in Springfield, Nigeria.", "A shell fell in Springfield village, Nigeria."]
)
def test_a_place_is_not_sought_outside_the_country_that_is_named_with_it(text: str) -> None:
    place = located(text)["Springfield"]
    assert (place.lat, place.candidates) == (None, 0)


def test_the_region_settles_a_homonym() -> None:
    text = "A protest was held in Tripoli."
    assert located(text, region=Region(countries=("LB",)))["Tripoli"].id == "geonames:266826"
    assert located(text, region=Region(countries=("LY",)))["Tripoli"].id in {"geonames:2210247", "geonames:2210245"}
    assert located(text)["Tripoli"].candidates > 1


def test_an_unknown_village_keeps_its_words_without_a_point() -> None:
    place = located("A shell hit the village of Qwrtzuba, they wrote.")["Qwrtzuba"]
    assert (place.lat, place.lon, place.id, place.candidates) == (None, None, None, 0)


def test_wire_copy_in_capitals_names_its_places() -> None:
    text = "REBELS ATTACKED THE CITY OF SAN MIGUEL AND FLED, OFFICIALS REPORTED TODAY IN SAN SALVADOR"
    assert set(located(cased(text))) == {"San Miguel", "San Salvador"}


def test_claims_get_their_place() -> None:
    text = "A rocket fell in Saraqib. Another hit the village of Qwrtzuba."
    mentions = find_places(text, actors=(), times=())
    claims = tuple(
        Claim(id=str(m.start), event=Event(type="attack", place=Place(id=f"text:{m.start}", name=m.text)))
        for m in mentions
    )
    stray = Claim(id="stray", event=Event(type="attack", place=Place(id="text:3", name="somewhere")))
    reading = Reading(report=Report(id="x", text=text), places=mentions, claims=(*claims, stray))
    out = locate_reading(reading, open_gazetteer()).claims
    places = [c.event.place for c in out if c.event is not None]
    assert [p.id if p else None for p in places] == ["geonames:164816", None, None]
    assert [p.name if p else None for p in places] == ["Saraqib", "Qwrtzuba", "somewhere"]


def _sentence() -> st.SearchStrategy[str]:
    words = st.sampled_from(
        [
            "in",
            "near",
            "of",
            "the",
            "town",
            "Idlib",
            "Hama",
            "M4",
            "20",
            "km",
            "east",
            "and",
            "between",
            "Saraqib",
            ",",
            ".",
            "Moscow",
            "said",
            "province",
            "Al-Habit",
            "SAN",
            "MIGUEL",
            "--",
            "\n’s",
            "'x",
        ]
    )
    return st.one_of(st.lists(words, max_size=25).map(" ".join), st.text(max_size=80))


@settings(max_examples=150, deadline=None)
@given(_sentence())
def test_any_text_gives_slices_and_the_same_answer_twice(text: str) -> None:
    run: Callable[[], Reading] = lambda: locate_reading(  # noqa: E731
        Reading(report=Report(id="x", text=text), places=find_places(text, actors=(), times=())), open_gazetteer()
    )
    reading = run()
    assert reading == run()
    for mention in reading.places:
        assert text[mention.start : mention.end] == mention.text
        assert (mention.lat is None) == (mention.radius_km is None) == (mention.precision is None)


@pytest.mark.parametrize(
    "vaguer", ["near {}", "on the outskirts of {}", "in the countryside of {}", "20 km south of {}", "around {}"]
)
@pytest.mark.parametrize("name", ["Saraqib", "Ariha", "Kafr Zita", "Bakhmut"])
def test_vaguer_words_never_make_a_place_finer(vaguer: str, name: str) -> None:
    exact = located(f"A shell fell in {name}.")[name]
    vague = located(f"A shell fell {vaguer.format(name)}.")[name]
    assert exact.radius_km is not None and vague.radius_km is not None  # noqa: PT018
    assert exact.precision is not None and vague.precision is not None  # noqa: PT018
    assert vague.radius_km > exact.radius_km
    assert vague.precision > exact.precision
