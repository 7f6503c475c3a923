"""What a file must hold together: names that are declared, dates in order, keys that belong to their verb."""

from __future__ import annotations

import collections
import datetime as dt
import pathlib
from collections.abc import Iterator
from typing import Any

from rapidfuzz.distance import DamerauLevenshtein

from truceline.agreement.amending import check_amendments
from truceline.agreement.entries import entries, listed, this_term
from truceline.agreement.findings import MOST_KNOWN, did_you_mean, named_list, shown
from truceline.agreement.outlines import Kind, OutlineError, outline
from truceline.agreement.particulars import check_particulars
from truceline.agreement.shape import Path, Shaped
from truceline.model.moment import anchored, parsed
from truceline.model.moment import zone as time_zone

VERBS = ("must", "must_not", "may")


def check_rules(file: Shaped, folder: pathlib.Path | None) -> None:
    """Note in ``file.findings`` everything that is wrong beyond the shape of single values."""
    _references(file)
    for section in ("instruments", "terms"):
        _ids_once(file, section)
    _sides(file)
    _parties(file)
    _zones(file, folder)
    _instruments(file)
    _terms(file)
    _waiting(file)
    check_particulars(file)


def _references(file: Shaped) -> None:
    declared: dict[str, set[str] | None] = {
        "party": _keys(file, "parties"),
        "zone": _keys(file, "zones"),
        "instrument": _ids(file, "instruments"),
        "term": _ids(file, "terms"),
    }
    sources = _keys(file, "sources")
    declared["party or source"] = None if declared["party"] is None else declared["party"] | (sources or set())
    for reference in file.references:
        known = declared[reference.names]
        # Where a whole section is missing or no table, that is the problem, and not every name in turn.
        if known is not None and reference.word not in known:
            hint = did_you_mean(reference.word, known)
            file.findings.add(reference.line, f'{reference.names} "{shown(reference.word)}" is not declared{hint}')


def _keys(file: Shaped, section: str) -> set[str] | None:
    value = file.value.get(section, None if file.wrote(section) or section == "parties" else {})
    return None if value is None else set(value)


def _ids(file: Shaped, section: str) -> set[str] | None:
    if section not in file.value:
        return None
    return {item["id"] for item in listed(file.value[section]) if "id" in item}


def _ids_once(file: Shaped, section: str) -> None:
    first: dict[str, Path] = {}
    for path, item in entries(file, section):
        earlier = first.setdefault(item["id"], path) if "id" in item else path
        if earlier != path:
            words = (
                f'two {section} have the id "{shown(item["id"])}"; the other is in line {file.line(*earlier, "id")}.'
            )
            file.findings.add(file.line(*path, "id"), words)


def _sides(file: Shaped) -> None:
    """A source may stand on a side that no party has; one that is spelled almost like a party's is a slip."""
    known = {party["side"] for _, party in entries(file, "parties") if "side" in party} | {"neutral", "none"}
    for path, source in entries(file, "sources"):
        side = source.get("side")
        if side is None or side in known or len(side) < 4 or len(known) > MOST_KNOWN:
            continue
        # "side_a" and "side_b" differ in their last letter only: a series, not a slip.
        near = [
            word
            for word in sorted(known)
            if DamerauLevenshtein.distance(side.casefold(), word.casefold(), score_cutoff=2) <= min(2, len(word) // 4)
            and not (len(word) == len(side) and word[:-1] == side[:-1])
        ]
        if near:
            words = f'side "{shown(side)}" is no party\'s side; did you mean "{shown(near[0])}"?'
            file.findings.add(file.line(*path, "side"), words)


def _parties(file: Shaped) -> None:
    for path, party in entries(file, "parties"):
        for index, member in enumerate(party.get("members") or ()):
            if member is None or "from" not in member or "until" not in member:
                continue
            if member["until"] <= member["from"]:
                file.findings.add(
                    file.line(*path, "members", index, "until"),
                    f'"until: {member["until"]}" is not after "from: {member["from"]}".',
                )


def _zones(file: Shaped, folder: pathlib.Path | None) -> None:
    zones = file.value.get("zones") or {}
    for path, zone in entries(file, "zones"):
        shapes = [key for key in ("circle", "geometry", "along", "inside") if file.wrote(*path, key)]
        if len(shapes) > 1:
            words = f'zone "{shown(str(path[1]))}" has {" and ".join(shapes)}; it can have one of them.'
            file.findings.add(file.line(*path, shapes[1]), words)
        if file.wrote(*path, "depth_km") and not file.wrote(*path, "inside"):
            words = f'zone "{shown(str(path[1]))}" has "depth_km" but not "inside", the zone that it is a strip of.'
            file.findings.add(file.line(*path, "depth_km"), words)
        _distances(file, path, zone)
        drawn: tuple[tuple[str, Kind], ...] = (("geometry", "area"), ("along", "line"))
        for key, kind in drawn:
            if key in zone and not _has_gap(zone[key]):
                try:
                    zone[key] = outline(zone[key], folder, kind)
                except OutlineError as error:
                    file.findings.add(file.line(*path, key), f'"{key}": {error}')
    for ring in _rings({key: zone.get("inside") for key, zone in zones.items()}):
        way = [*ring[:5], *(["…"] if len(ring) > 5 else []), ring[0]]
        words = f'zone "{shown(ring[0])}" lies inside itself: {" in ".join(map(shown, way))}.'
        file.findings.add(file.line("zones", ring[0], "inside"), words)


def _rings(inside: dict[str, str | None]) -> Iterator[list[str]]:
    """The rings in which names lead back to themselves, each once, from its first name in the file on."""
    done: set[str] = set()
    for first in inside:
        chain: dict[str, None] = {}  # in order, and quick to ask
        here: str | None = first
        while here is not None and here in inside and here not in done and here not in chain:
            chain[here] = None
            here = inside[here]
        if here in chain:
            ring = list(chain)
            yield ring[ring.index(str(here)) :]
        done |= chain.keys()


_ACROSS = ("each_side_km", "width_km", "between_sides_km")


def _distances(file: Shaped, path: Path, zone: dict[str, Any]) -> None:
    """How far a zone reaches from a line or point, and from where on."""
    this = f'zone "{shown(str(path[1]))}"'
    across = [key for key in _ACROSS if file.wrote(*path, key)]
    if len(across) > 1:
        words = f"{this} has {' and '.join(across)}; it can have one of them."
        file.findings.add(file.line(*path, across[1]), words)
    for key in across:
        if not file.wrote(*path, "along"):
            file.findings.add(file.line(*path, key), f'{this} has "{key}" but not "along", the line to measure from.')
    if not file.wrote(*path, "beyond_km"):
        return
    reach = zone.get("circle", {}).get("radius_km") if "circle" in zone else next(map(zone.get, across), None)
    if not file.wrote(*path, "circle") and not across:
        words = f'{this} has "beyond_km" but neither a circle nor a distance from a line that it could be beyond.'
        file.findings.add(file.line(*path, "beyond_km"), words)
    elif reach is not None and "beyond_km" in zone:
        share = 1 if "circle" in zone or across == ["each_side_km"] else 2
        if least(zone["beyond_km"]) >= most(reach) / share:
            words = f'"beyond_km" of {this} leaves nothing: the zone ends before it.'
            file.findings.add(file.line(*path, "beyond_km"), words)


def least(value: float | list[float]) -> float:
    """The smaller number of a range, or the one number."""
    return value[0] if isinstance(value, list) else value


def most(value: float | list[float]) -> float:
    """The greater number of a range, or the one number."""
    return value[1] if isinstance(value, list) else value


def _has_gap(geometry: Any) -> bool:
    """True when a part of the outline was left out because its shape is wrong, which is noted already."""
    return isinstance(geometry, dict) and not {"type", "coordinates"} <= geometry.keys()


def _instruments(file: Shaped) -> None:
    for path, instrument in entries(file, "instruments"):
        begins, ends = instrument.get("in_force"), instrument.get("ends")
        zone = file.value.get("timezone", "UTC")
        if begins and ends and anchored(ends, zone) <= anchored(begins, zone):
            words = f'"ends: {ends}" is not after "in_force: {begins}".'
            file.findings.add(file.line(*path, "ends"), words)
        for earlier in ("signed", "declared"):
            day = instrument.get(earlier)
            if day and begins and _local_day(begins, zone) < parsed(day):
                words = f'"in_force: {begins}" is before "{earlier}: {day}".'
                file.findings.add(file.line(*path, "in_force"), words)
        _once(file, path, "guarantors", instrument)
        _once(file, path, "supersedes", instrument)
    check_amendments(file)


def _local_day(moment: str, zone: str) -> dt.date:
    return anchored(moment, zone).astimezone(time_zone(zone)).date()


def _terms(file: Shaped) -> None:
    instruments = {item["id"]: item for _, item in entries(file, "instruments") if "id" in item}
    for path, term in entries(file, "terms"):
        verb = _verb(file, path)
        _once(file, path, "party", term)
        _guaranteed(file, path, term, verb)
        excused = file.wrote(*path, "not_assessed") or term.get("draft")
        if verb != "none" and not file.wrote(*path, "party") and not excused:
            file.findings.add(file.line(*path), f'{this_term(term)} has no "party": whom does it bind?')
        elif term.get("party") == []:
            file.findings.add(file.line(*path, "party"), f'"party" of {this_term(term)} is empty.')
        _belongs(file, path, term, verb)
        _condition(file, path, term)
        for key in ("by", "before"):
            if isinstance(term.get(key), dict) and verb in ("must", "none"):
                _counted(file, (*path, key), term, key, term[key])
            for index, reading in enumerate(term.get("readings") or ()):
                other = ((reading or {}).get("instead") or {}).get(key)
                if isinstance(other, dict) and verb in ("must", "none"):
                    _counted(file, (*path, "readings", index, "instead", key), term, key, other)
        instrument = instruments.get(term.get("of", ""))
        if instrument is not None:
            _due(file, path, term, instrument)


def _guaranteed(file: Shaped, path: Path, term: dict[str, Any], verb: str) -> None:
    """Whose acts a term is about, where its party answers for others."""
    if not file.wrote(*path, "acts_of"):
        return
    _once(file, path, "acts_of", term)
    if verb == "may":
        words = f'"acts_of" belongs to a "must" or "must_not" term; {this_term(term)} is a "may" term.'
        file.findings.add(file.line(*path, "acts_of"), words)
    elif term.get("acts_of") == []:
        file.findings.add(file.line(*path, "acts_of"), f'"acts_of" of {this_term(term)} is empty.')
    for name in sorted({*listed(term.get("acts_of"))} & {*listed(term.get("party"))}):
        words = (
            f'"acts_of" of {this_term(term)} names "{shown(name)}", whom it binds; own acts have a term of their own.'
        )
        file.findings.add(file.line(*path, "acts_of"), words)


_STARTS = ("day", "signed", "declared", "in_force", "kept", "notice")


def _counted(file: Shaped, path: Path, term: dict[str, Any], key: str, within: dict[str, Any]) -> None:
    """A deadline that is counted from something: from one thing, that has a day or can be known to have happened."""
    start, days = within.get("after"), within.get("days")
    written = [unit for unit in ("days", "hours") if file.wrote(*path, unit)]
    if len(written) != 1:
        words = f'"{key}" of {this_term(term)} needs either "days" or "hours": how long after its start?'
        file.findings.add(file.line(*path), words)
    if start is None:
        return
    named = [word for word in _STARTS if file.wrote(*path, "after", word)]
    if len(named) != 1:
        words = (
            f'"after" of {this_term(term)} names {len(named) or "no"} starts; it needs one of {named_list(_STARTS)}.'
        )
        file.findings.add(file.line(*path, "after"), words)
        return
    (word,) = named
    if file.wrote(*path, "after", "effect") and word != "notice":
        words = f'"effect" of {this_term(term)} belongs to "notice", and there is none.'
        file.findings.add(file.line(*path, "after", "effect"), words)
    if word in ("signed", "declared"):
        instrument = next((i for _, i in entries(file, "instruments") if i.get("id") == start.get(word)), None)
        if instrument is not None and not instrument.get(word):
            words = f'"{word}: {shown(start[word])}": that instrument has no "{word}" to count from.'
            file.findings.add(file.line(*path, "after", word), words)
    least = 0 if key == "by" else 1
    if word in ("kept", "notice") and days is not None and days < least:
        # What a cell comes to depends on earlier days only.
        words = f'"days: {days}" of {this_term(term)} must be {least} or more: "{word}" is known only once it happened.'
        file.findings.add(file.line(*path, "days"), words)
    other = start.get("kept")
    held = next((t for _, t in entries(file, "terms") if t.get("id") == other), None) if other else None
    if held is not None and not held.get("must"):
        words = f'"kept: {shown(str(other))}" must name a "must" term; nothing is done once and for all by the others.'
        file.findings.add(file.line(*path, "after", "kept"), words)


def _waiting(file: Shaped) -> None:
    """Deadlines that wait for each other would never begin."""
    awaited: dict[str, str | None] = {}
    keys: dict[str, tuple[Path, str]] = {}
    for path, term in entries(file, "terms"):
        for key in ("by", "before"):
            within = term.get(key)
            other = (within.get("after") or {}).get("kept") if isinstance(within, dict) else None
            if other is not None and "id" in term and term["id"] not in awaited:
                awaited[term["id"]], keys[term["id"]] = other, (path, key)
    for ring in _rings(awaited):
        way = [*ring[:5], *(["…"] if len(ring) > 5 else []), ring[0]]
        path, key = keys[ring[0]]
        words = f'the deadline of term "{shown(ring[0])}" waits for itself: {" after ".join(map(shown, way))}.'
        file.findings.add(file.line(*path, key, "after", "kept"), words)


def _verb(file: Shaped, path: Path) -> str:
    """The one verb of a term; ``none`` when it has not exactly one (which is noted)."""
    term = file.value["terms"][path[1]]
    verbs = [verb for verb in VERBS if file.wrote(*path, verb)]
    if len(verbs) > 1:
        words = f"{this_term(term)} has {' and '.join(verbs)}; it can have one of them."
        file.findings.add(file.line(*path, verbs[1]), words)
        return "none"
    if not verbs and not file.wrote(*path, "not_assessed"):
        file.findings.add(
            file.line(*path),
            f'{this_term(term)} says nothing: it needs one of {named_list(VERBS)}, or "not_assessed" with the reason.',
        )
        return "none"
    for verb in verbs:
        if term.get(verb) == []:
            file.findings.add(file.line(*path, verb), f'"{verb}" of {this_term(term)} is empty.')
    return verbs[0] if verbs else "must"


def _belongs(file: Shaped, path: Path, term: dict[str, Any], verb: str) -> None:
    """Keys that only one verb can have, and keys that exclude each other."""
    for key, wanted in (
        ("unless", "must_not"),
        ("at_most", "must_not"),
        ("at_least", "must"),
        ("by", "must"),
        ("before", "must"),
        ("silence", "must"),
        ("then", "must"),
        ("from_zone", "must"),
        ("after", "may"),
    ):
        if verb not in (wanted, "none") and file.wrote(*path, key):
            words = f'"{key}" belongs to a "{wanted}" term; {this_term(term)} is a "{verb}" term.'
            file.findings.add(file.line(*path, key), words)
    for one, other in (("by", "before"), ("zone", "from_zone")):
        if file.wrote(*path, one) and file.wrote(*path, other):
            words = f'{this_term(term)} has both "{one}" and "{other}"; keep one.'
            file.findings.add(max(file.line(*path, one), file.line(*path, other)), words)


def _condition(file: Shaped, path: Path, term: dict[str, Any]) -> None:
    for key, inner in (("while", "not_breached"), ("after", "breach_of")):
        named = listed((term.get(key) or {}).get(inner))
        if term.get("id") in named:
            # Terms that look at each other are fine, since they look at earlier days; one that looks at itself is not.
            words = f'{this_term(term)} is conditional on itself: "{key}" names it; name the terms of the other side.'
            file.findings.add(file.line(*path, key, inner), words)


def _due(file: Shaped, path: Path, term: dict[str, Any], instrument: dict[str, Any]) -> None:
    if "silence" in term and not instrument.get("ends"):
        words = f'"silence: breached" needs an end: instrument "{shown(instrument["id"])}" has no "ends".'
        file.findings.add(file.line(*path, "silence"), words)
    stated = [instrument[key] for key in ("signed", "declared") if instrument.get(key)]
    if not stated:
        return  # nothing to hold the date against: an instrument may enter into force after a day that it names
    first = min([*map(parsed, stated), *_in_force(file, instrument)])
    for key in ("by", "before"):
        if isinstance(term.get(key), str) and parsed(term[key]) < first:
            words = f'"{key}: {term[key]}" is before instrument "{shown(instrument["id"])}" began ({first}).'
            file.findings.add(file.line(*path, key), words)


def _in_force(file: Shaped, instrument: dict[str, Any]) -> list[dt.date]:
    begins = instrument.get("in_force")
    return [_local_day(begins, file.value.get("timezone", "UTC"))] if begins else []


def _once(file: Shaped, path: Path, key: str, item: dict[str, Any]) -> None:
    counts = collections.Counter(listed(item.get(key)))
    for word in sorted(word for word, count in counts.items() if count > 1):
        file.findings.add(file.line(*path, key), f'"{key}" names "{shown(word)}" twice.')
