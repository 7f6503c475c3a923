"""Whose words they are and which parties act, when a report is laid beside an agreement."""

from __future__ import annotations

from truceline.assess import identify
from truceline.model.claim import Claim, Polarity, Reading
from truceline.model.event import Event
from truceline.model.text import Report
from truceline.pipeline import analyse, demo_agreement, interpret
from truceline.read import read_bytes

NOW = "2019-09-01T00:00:00Z"


def claim(text: str, *, published: str | None = "2019-08-05") -> Claim:
    """The one claim of a text, laid beside the Idlib agreement."""
    report = read_bytes(text.encode(), name="note.txt", published=published)
    [found] = analyse(interpret(report), demo_agreement(), recorded=NOW).claims
    return found


def actors(text: str) -> tuple[str, ...]:
    event = claim(text).event
    assert event is not None
    return event.actors


def test_a_report_without_a_speaker_speaks_for_itself() -> None:
    found = claim("Government forces shelled Saraqib.")
    assert found.source is not None
    assert found.source.startswith("report:")


def test_a_named_speaker_is_the_source() -> None:
    assert claim("Turkey said government forces shelled Saraqib.").source == "turkey"


def test_actors_become_parties_and_who_is_described_without_a_name_may_be_anybody() -> None:
    assert actors("Syrian government forces shelled Saraqib.") == ("syria",)
    assert actors("Unidentified men shelled Saraqib.") == ()


def test_it_is_known_from_the_end_of_the_day_of_publication_or_from_when_it_was_read() -> None:
    text = "Syrian government forces shelled Saraqib."
    dated, undated = claim(text).recorded, claim(text, published=None).recorded
    assert dated is not None
    assert dated.startswith("2019-08-05T23:59:59")
    assert undated == NOW


def laid(actors: tuple[str, ...], recipients: tuple[str, ...], polarity: Polarity) -> Event:
    """The event of one claim, laid beside the Idlib agreement."""
    said = Claim(id="c", event=Event(type="attack", actors=actors, recipients=recipients), polarity=polarity)
    reading = Reading(report=Report(id="r", text="", published="2019-08-05"), claims=(said,))
    [found] = identify(reading, demo_agreement(), vocabulary={})
    assert found.event is not None
    return found.event


def test_somebody_unidentified_beside_a_party_makes_neither_sure() -> None:
    found = laid(("syria", "unnamed:gunmen"), ("hts", "unnamed:fighters"), "positive")
    assert (found.actors, found.recipients) == ((), ())


def test_a_denial_about_somebody_unidentified_is_not_a_denial_about_everybody() -> None:
    found = laid(("unnamed:gunmen",), ("unnamed:staff",), "negative")
    assert (found.actors, found.recipients) == (("unnamed:gunmen",), ("unnamed:staff",))
