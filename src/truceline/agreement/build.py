"""A checked file in plain dicts -> the frozen nouns of :mod:`truceline.model.agreement`."""

from __future__ import annotations

import itertools
from typing import Any

import msgspec

from truceline.agreement.entries import listed
from truceline.agreement.rules import VERBS
from truceline.agreement.weapons import covered, in_words
from truceline.model.agreement import Agreement

_DRAFT = "a machine proposed it from the text, and no person has read it yet"


def built(file: dict[str, Any]) -> Agreement:
    """The agreement that a file without problems says; keys that the nouns do not have (``note``) fall away."""
    evidence = file.get("evidence") or {}
    weapons = file.get("weapons") or {}
    return msgspec.convert(
        {
            **file,
            "evidence": {
                **{k: v for k, v in evidence.items() if k == "breach_at"},
                **(evidence.get("corroborate") or {}),
            },
            "parties": [_voice(key, item) for key, item in file["parties"].items()],
            "sources": [_voice(key, item) for key, item in (file.get("sources") or {}).items()],
            "zones": [_zone(key, item) for key, item in (file.get("zones") or {}).items()],
            "weapons": [_weapon(key, item) for key, item in weapons.items()],
            "instruments": [_instrument(item) for item in file["instruments"]],
            "terms": [_term(item, weapons) for item in file["terms"]],
        },
        Agreement,
    )


def _lists(item: dict[str, Any], *keys: str) -> dict[str, Any]:
    return {key: listed(item[key]) for key in keys if key in item}


def _range(value: float | list[float]) -> tuple[float, float]:
    return (value[0], value[1]) if isinstance(value, list) else (value, value)


def _voice(key: str, item: dict[str, Any]) -> dict[str, Any]:
    return {**item, "id": key, "side": None if item["side"] == "none" else item["side"]}


def _zone(key: str, item: dict[str, Any]) -> dict[str, Any]:
    zone = {**item, "id": key, **_lists(item, "except")}
    if "circle" in item:
        zone["circle"] = {**item["circle"], "radius_km": _range(item["circle"]["radius_km"])}
    for name in ("depth_km", "each_side_km", "beyond_km"):
        if name in item:
            zone[name] = _range(item[name])
    for name in ("width_km", "between_sides_km"):
        if name in item:
            # A width is measured across; each side has half of it.
            least, most = _range(item[name])
            zone["each_side_km"] = (least / 2, most / 2)
    return zone


def _instrument(item: dict[str, Any]) -> dict[str, Any]:
    instrument = {**item, **_lists(item, "guarantors", "supersedes", "builds_on", "incorporates")}
    instrument["readings"] = [_named(reading) for reading in item.get("readings") or ()]
    if "suspends" in item:
        instrument["suspends"] = {**item["suspends"], **_lists(item["suspends"], "by")}
    return instrument


def _weapon(key: str, item: dict[str, Any]) -> dict[str, Any]:
    weapon = {**item, "id": key, "includes": covered(item)}
    for name, unit in (("calibre_mm", "mm"), ("range_km", "km")):
        if name in item:
            weapon[name] = in_words(item[name], unit)
    return weapon


def _named(reading: dict[str, Any]) -> dict[str, Any]:
    """A reading, known by whose it is or by the version of the text that says so."""
    named = {**reading, "by": reading.get("by") or reading.get("version")}
    if "instead" in reading:
        named["instead"] = {**reading["instead"], **_deadlines(reading["instead"])}
    return named


def _deadlines(item: dict[str, Any]) -> dict[str, Any]:
    """Deadlines that are counted in hours, in the whole local days that these make."""
    found = {}
    for key in ("by", "before"):
        within = item.get(key)
        if isinstance(within, dict) and "hours" in within:
            found[key] = {**within, "days": -(-within["hours"] // 24)}
    return found


def _term(item: dict[str, Any], weapons: dict[str, Any]) -> dict[str, Any]:
    verb = next((verb for verb in VERBS if verb in item), "must")
    term = {
        **item,
        **_lists(item, "party", "acts_of", "replaces", "owed_by", "requires", "parallel_with"),
        **_deadlines(item),
        "verb": verb,
        "types": listed(item.get(verb)),
        "readings": [_named(reading) for reading in item.get("readings") or ()],
    }
    words = listed(item.get("what"))
    classes = [covered(weapons[word]) if word in weapons else (word,) for word in words]
    term["what"] = tuple(dict.fromkeys(itertools.chain.from_iterable(classes)))
    term["weapons"] = tuple(word for word in words if word in weapons)
    if item.get("draft") and "not_assessed" not in item:
        term["not_assessed"] = _DRAFT
    if "from_zone" in item:
        term["zone"] = item["from_zone"]
    if "while" in item:
        term["while"] = {**item["while"], **_lists(item["while"], "not_breached")}
    if "after" in item:
        term["after"] = {**item["after"], **_lists(item["after"], "breach_of")}
    return term
