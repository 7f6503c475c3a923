"""A checked file in plain dicts -> the frozen nouns of :mod:`truceline.model.agreement`."""

from __future__ import annotations

from typing import Any

import msgspec

from truceline.agreement.entries import listed
from truceline.agreement.rules import VERBS
from truceline.model.agreement import Agreement


def built(file: dict[str, Any]) -> Agreement:
    """The agreement that a file without problems says; keys that the nouns do not have (``note``) fall away."""
    evidence = file.get("evidence") or {}
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
            "instruments": [_instrument(item) for item in file["instruments"]],
            "terms": [_term(item) for item in file["terms"]],
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
    zone = {**item, "id": key}
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
    instrument = {**item, **_lists(item, "guarantors", "supersedes")}
    if "suspends" in item:
        instrument["suspends"] = {**item["suspends"], **_lists(item["suspends"], "by")}
    return instrument


def _term(item: dict[str, Any]) -> dict[str, Any]:
    verb = next((verb for verb in VERBS if verb in item), "must")
    term = {
        **item,
        **_lists(item, "party", "acts_of", "replaces", "what", "owed_by"),
        "verb": verb,
        "types": listed(item.get(verb)),
    }
    if "from_zone" in item:
        term["zone"] = item["from_zone"]
    if "while" in item:
        term["while"] = {**item["while"], **_lists(item["while"], "not_breached")}
    if "after" in item:
        term["after"] = {**item["after"], **_lists(item["after"], "breach_of")}
    return term
