"""When, where and who: intervals, places and actors, with their doubt.

Sources of the codes: UCDP GED codebook (``where_prec``, ``date_prec``), ACLED codebook (``geo_precision``,
``time_precision``); the crosswalk between them is ours.
"""

from __future__ import annotations

from typing import Any, Literal

import msgspec

from truceline.model.moment import check_moment

#: UCDP ``where_prec`` 1-7 -> ACLED ``geo_precision`` 1-3 (our crosswalk).
ACLED_GEO_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3, 6: 3, 7: 3}

#: UCDP ``date_prec`` 1-5 -> ACLED ``time_precision`` 1-3 (our crosswalk).
ACLED_TIME_PRECISION = {1: 1, 2: 2, 3: 2, 4: 3, 5: 3}

ActorType = Literal["person", "organisation", "group", "nationality", "unit"]


class TimeInterval(msgspec.Struct, frozen=True, kw_only=True):
    """A half-open window ``[start, end)``; either end may be None (not known). ``start == end`` is one instant.

    ``start`` and ``end`` are civil days (``2019-08-02``), civil minutes (``2019-08-02T05:00``) or instants with offset
    (RFC 3339). A civil value means the agreement's local time and is anchored only when claims are assessed.
    ``value`` is the TIMEX3 value the words had (ISO-TimeML, ISO 24617-1), ``precision`` the UCDP ``date_prec`` 1-5.
    """

    start: str | None = None
    end: str | None = None
    value: str | None = None
    precision: int | None = None

    def __post_init__(self) -> None:
        check_moment(self.start)
        check_moment(self.end)


class Place(msgspec.Struct, frozen=True, kw_only=True):
    """Where something is said to be: a disc, a polygon, or a zone of an agreement.

    ``lat``/``lon`` in degrees (WGS 84) with ``radius_km``, or ``geometry`` (GeoJSON Polygon or MultiPolygon, RFC 7946),
    or ``zone`` (an id of the agreement). ``precision`` is UCDP ``where_prec`` 1-7. ``id`` names the gazetteer row and
    ``within`` the rows of the units that it lies in (a village's governorate). ``name`` is the gazetteer's name, and
    ``text`` what the report calls it.
    """

    id: str | None = None
    name: str | None = None
    text: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    precision: int | None = None
    geometry: dict[str, Any] | None = None
    zone: str | None = None
    within: tuple[str, ...] = ()


class Actor(msgspec.Struct, frozen=True, kw_only=True):
    """Somebody who acts: a state, a force, a group, a body. ``id`` is the vocabulary's.

    ``one_of`` lists the ids that a common noun may stand for ("armed groups": one of these, it is not said which).
    """

    id: str
    name: str
    type: ActorType
    one_of: tuple[str, ...] = ()


class TimeMention(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="time"):
    """A time expression. ``value`` is TIMEX3; ``interval`` is None while the calendar day is not known.

    ``anchor`` says what the value was counted from: ``publication``, ``text`` (it stands in the words), ``none``,
    or ``event:START`` with the offset of the earlier time expression.
    ``relation`` is the word before it that bounds a window: since, until, before, after, by, from, to, within, during.
    ``window`` is the one window of two mentions that bound it ("between Saturday evening and Sunday morning").
    """

    start: int
    end: int
    text: str
    value: str | None
    interval: tuple[str | None, str | None] | None = None
    anchor: str = "text"
    relation: str | None = None
    window: tuple[str | None, str | None] | None = None


class PlaceMention(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="place"):
    """A toponym in the text and what it was resolved to; ``lat`` None means that it is not on the map.

    ``relation`` keeps the words that make the place vaguer or shift it ("southern", "near", "outskirts of").
    ``candidates`` counts the gazetteer rows that were considered. ``feature`` is the kind that the words name
    ("province", "town"), ``cue`` what in the sentence makes them a place ("in", "town of"); None when only form does.
    """

    start: int
    end: int
    text: str
    id: str | None = None
    name: str | None = None
    lat: float | None = None
    lon: float | None = None
    radius_km: float | None = None
    precision: int | None = None
    candidates: int = 0
    relation: str | None = None
    geometry: dict[str, Any] | None = None
    feature: str | None = None
    cue: str | None = None


class ActorMention(msgspec.Struct, frozen=True, kw_only=True, tag_field="kind", tag="actor"):
    """Words that name or describe an actor. ``named`` is False for a description ("three armed men").

    ``id`` is the vocabulary's; a described or unlisted actor gets ``unnamed:`` and its words.
    """

    start: int
    end: int
    text: str
    id: str
    type: ActorType
    named: bool = True
