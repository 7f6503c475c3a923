"""What a single claim leaves open, counted out: every world in which it is true, laid beside what a term is about.

A claim that is not exact stands for many definite acts: one instant of its window, one of its actors, one point of its
place, one kind of its type, one target. It *entails* a cell iff all of them are acts that the cell is about, and
*touches* it iff one is. This is supervaluation (van Fraassen 1966), and the format's rules are a quick way to it: they
ask each condition by itself, which comes to the same since nothing ties an instant to an actor or a point.

A denial stands for the acts that it excludes. It entails "no" iff those are all the acts that the cell is about, and
touches iff they are some of them. A denial for an unknown place, or for some instant of its window, stands for several
such sets: it entails iff each of them would, and touches iff one does.

Where the rules and the worlds part, and what is therefore not drawn here:

- A window with an open end entails nothing by the rules, even where every instant that it may have lies in one day.
- A group is judged by its whole window. While a designation begins or ends within it, there are worlds in which the
  group is the party's on the very day, and days that only other worlds reach; two designations that adjoin make a
  member in every world and by neither alone.
- A claim of "attack" may be covered by a term that lists every kind of attack there is. The worlds would say that it
  surely is; the rules ask for the word itself. Here one kind is always left over.
- A denial that names the party clears it by the rules, although its groups might have acted: no groups in denials.
- A denial without a place means "nowhere" for a term without a zone, and an unknown place for a term with one.
- Of a duty that was done within a window of some days, the days from its start on are no evidence for a breach by the
  rules, though in some worlds it was not yet done: only the days before the window's are compared there.
- What stands beside the claim (`contains`, margins, more claims, grades above single) is no matter of worlds.

Everything lies on a grid: instants every three hours, with all edges at multiples of six; points on one meridian, on
which the centres of all discs lie, so that a disc is in a zone, or meets it, iff its points on the meridian do.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

Acts = NDArray[np.bool_]

#: Hours since the first local midnight; days have 24 of them, and the instrument begins and ends within a day.
INSTANTS = np.arange(-24, 96, 3)
FORCE = (6, 66)
DAYS = range(3)
ACTORS = ("east", "west", "g", "stranger")
#: Kilometres north of the zone's middle, whose radius is a range.
POINTS = np.array([-60, -40, -21, -19, -16, -14, 0, 14, 16, 19, 21, 40, 60])
RADII = (15, 20)
KINDS = ("attack.air", "attack.shelling", "attack.drone", "overflight")
TARGETS = ("west", "stranger", "nobody")
#: The group is the east's on the second day.
MEMBER = (24, 48)


class Term(NamedTuple):
    """What a term is about: kinds of acts of the east, in the zone if ``zone``, not against ``exempt``."""

    types: tuple[str, ...]
    zone: bool
    exempt: str | None


def _kinds(types: tuple[str, ...]) -> Acts:
    return np.array([any(kind == t or kind.startswith(t + ".") for t in types) for kind in KINDS])


def _grid(instants: Acts, actors: Acts, points: Acts, kinds: Acts, targets: Acts) -> Acts:
    """The acts of which each property is one of the given: (instant, actor, point, kind, target)."""
    return (
        instants[:, None, None, None, None]
        & actors[None, :, None, None, None]
        & points[None, None, :, None, None]
        & kinds[None, None, None, :, None]
        & targets[None, None, None, None, :]
    )


def span(day: int) -> tuple[int, int]:
    return max(24 * day, FORCE[0]), min(24 * day + 24, FORCE[1])


def _between(start: int, end: int) -> Acts:
    """The instants of a half-open window; one that ends where it begins has one instant."""
    return np.asarray((start <= INSTANTS) & (end > INSTANTS) if start < end else start == INSTANTS)


def about(term: Term, instants: Acts, radius: int, *, groups: bool = True) -> Acts:
    """The acts that the term is about at these instants, if the zone has that radius."""
    whose = np.zeros((len(INSTANTS), len(ACTORS)), dtype=bool)
    whose[:, ACTORS.index("east")] = True
    whose[:, ACTORS.index("g")] = groups & (MEMBER[0] <= INSTANTS) & (MEMBER[1] > INSTANTS)
    points = np.abs(POINTS) <= radius if term.zone else np.ones(len(POINTS), dtype=bool)
    targets = np.array([target != term.exempt for target in TARGETS])
    every = _grid(instants, np.ones(len(ACTORS), dtype=bool), points, _kinds(term.types), targets)
    return np.asarray(every & whose[:, :, None, None, None])


def _named(names: list[str], all_: tuple[str, ...]) -> Acts:
    return np.array([not names or name in names for name in all_])


def _places(place: Any, radius: int) -> Acts:
    if place is None:
        return np.ones(len(POINTS), dtype=bool)
    if place == "zone":
        return np.asarray(np.abs(POINTS) <= radius)
    north, wide = place
    return np.asarray(np.abs(POINTS - north) <= wide)


def _told(claim: dict[str, Any], radius: int, instants: Acts, points: Acts | None = None) -> Acts:
    return _grid(
        instants,
        _named(claim["actors"], ACTORS),
        _places(claim["place"], radius) if points is None else points,
        _kinds((claim["type"],)),
        _named(claim["recipients"], TARGETS),
    )


def _word(entails: bool, touches: bool) -> str:
    return "entails" if entails and touches else "touches" if touches else "neither"


def asserted(claim: dict[str, Any], term: Term, day: int) -> str:
    """What a positive claim says about a day of a prohibition: "entails", "touches" or "neither"."""
    window = _between(claim["start"], claim["end"])
    entails, touches = claim["certainty"] == "certain", False
    for radius in RADII:
        told, cell = _told(claim, radius, window), about(term, _between(*span(day)), radius)
        if claim["mode"] == "throughout":
            # A state that holds at every instant of the window: a world is what else is open about it.
            held, met = told.any(axis=0), (told & cell).any(axis=0)
        else:
            held, met = told, told & cell
        entails &= not (held & ~met).any()
        touches |= bool(met.any())
    return _word(entails, touches)


def denied(claim: dict[str, Any], term: Term, day: int) -> str:
    """What a negative claim says about a day of a prohibition."""
    entails, touches = claim["certainty"] == "certain", False
    for radius in RADII:
        cell = about(term, _between(*span(day)), radius, groups=False)
        for excluded in _exclusions(claim, radius):
            entails &= not (cell & ~excluded).any()
            touches |= bool((cell & excluded).any())
    return _word(entails, touches)


def _exclusions(claim: dict[str, Any], radius: int) -> Iterator[Acts]:
    window = _between(claim["start"], claim["end"])
    instants = [window] if claim["mode"] == "throughout" else [t == INSTANTS for t in INSTANTS[window]]
    points = [p == POINTS for p in POINTS] if claim["place"] is None else [_places(claim["place"], radius)]
    for when in instants:
        for where in points:
            yield _told(claim, radius, when, where)


def done(claim: dict[str, Any], term: Term, day: int) -> str:
    """What a positive claim of the deed says about its being done, in force, by the end of a day."""
    window = _between(claim["start"], claim["end"])
    return _deed(claim, term, window, (FORCE[0] <= INSTANTS) & (span(day)[1] > INSTANTS))


def done_later(claim: dict[str, Any], term: Term, day: int) -> str:
    """What it says about its being done only after a day, in force or later."""
    window = _between(claim["start"], claim["end"])
    return _deed(claim, term, window, np.asarray(24 * day + 24 <= INSTANTS))


def _deed(claim: dict[str, Any], term: Term, window: Acts, when: Acts) -> str:
    entails, touches = claim["certainty"] == "certain", False
    for radius in RADII:
        told, wanted = _told(claim, radius, window), about(term, when, radius)
        entails &= not (told & ~wanted).any()
        touches |= bool((told & wanted).any())
    return _word(entails, touches)
