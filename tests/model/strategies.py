"""Hypothesis strategies made from the nouns themselves: any value that a struct's annotations allow."""

from __future__ import annotations

import datetime as dt
import enum
import types
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

import msgspec
from hypothesis import strategies as st

from truceline.model.world import TimeInterval

#: Offsets of code points: anything that JSON numbers carry exactly.
INTEGERS = st.integers(0, 2**53 - 1)
FLOATS = st.floats(-1e6, 1e6, allow_nan=False)
WORDS = st.text(max_size=12)
GEOMETRIES = st.fixed_dictionaries(
    {
        "type": st.just("Polygon"),
        "coordinates": st.lists(st.lists(st.tuples(FLOATS, FLOATS).map(list), min_size=1, max_size=3), max_size=2),
    }
)


@st.composite
def moments(draw: st.DrawFn) -> str:
    """A civil day, a civil time or an instant, as text."""
    moment = dt.datetime.combine(draw(st.dates(dt.date(1900, 1, 1), dt.date(2100, 1, 1))), draw(st.times()))
    form = draw(st.sampled_from(["day", "minute", "second", "fraction", "utc", "offset"]))
    written = {
        "day": moment.date().isoformat(),
        "fraction": moment.isoformat(timespec="microseconds"),
        "minute": moment.isoformat(timespec="minutes"),
    }.get(form, moment.isoformat(timespec="seconds"))
    if form == "utc":
        return written + "Z"
    if form == "offset":
        return written + draw(st.sampled_from(["+00:00", "+03:00", "-03:30", "+14:00"]))
    return written


def values(annotation: Any) -> st.SearchStrategy[Any]:
    """Values of one annotation."""
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Literal:
        return st.sampled_from(arguments)
    if origin in (Union, types.UnionType):
        return st.one_of([values(a) for a in arguments])
    if origin is tuple and arguments[-1] is Ellipsis:
        return st.lists(values(arguments[0]), max_size=1).map(tuple)
    if origin is tuple:
        return st.tuples(*map(values, arguments))
    if origin is dict:
        return GEOMETRIES
    if issubclass(annotation, msgspec.Struct):
        return structs(annotation)
    if issubclass(annotation, enum.Enum):
        return st.sampled_from(annotation)
    return {str: WORDS, int: INTEGERS, float: FLOATS, bool: st.booleans(), type(None): st.none()}[annotation]


def structs(noun: type[msgspec.Struct]) -> st.SearchStrategy[Any]:
    """Values of one noun."""
    hints = get_type_hints(noun)
    fields = {name: values(hints[name]) for name in noun.__struct_fields__}
    if noun is TimeInterval:
        fields |= {"start": st.none() | moments(), "end": st.none() | moments()}
    return st.builds(noun, **fields)
