"""What one instrument may do to another: put off its end, end it, or put a term in the place of one of its terms."""

from __future__ import annotations

import datetime as dt
from typing import Any

from truceline.agreement.entries import entries, listed, this_term
from truceline.agreement.findings import shown
from truceline.agreement.shape import Path, Shaped
from truceline.model.moment import anchored

_Instruments = dict[str, tuple[Path, dict[str, Any]]]


def check_amendments(file: Shaped) -> None:
    """Note in ``file.findings`` what cannot extend, supersede, renew or replace."""
    instruments: _Instruments = {}
    for path, item in entries(file, "instruments"):
        if "id" in item:
            instruments.setdefault(item["id"], (path, item))
    for path, item in entries(file, "instruments"):
        _extension(file, path, item, instruments)
        _renewal(file, path, item)
        for index, name in enumerate(listed(item.get("supersedes"))):
            line = file.line(*path, "supersedes", index)
            _later(file, line, f'"supersedes: {shown(name)}"', item, instruments.get(name))
    terms = {item["id"]: item for _, item in entries(file, "terms") if "id" in item}
    for path, term in entries(file, "terms"):
        own = instruments.get(term.get("of", ""))
        for index, name in enumerate(listed(term.get("replaces"))):
            line = file.line(*path, "replaces", index)
            other = terms.get(name, {})
            if own is not None and "of" in other:
                _later(file, line, f'"replaces: {shown(name)}"', own[1], instruments.get(other["of"]))
        if own is not None:
            _known(file, path, term, own[1], terms, instruments)


def _moment(file: Shaped, written: str | None) -> dt.datetime | None:
    return None if written is None else anchored(written, file.value.get("timezone", "UTC"))


def _later(file: Shaped, line: int, words: str, own: dict[str, Any], other: tuple[Path, dict[str, Any]] | None) -> None:
    """What changes another must enter into force after it, and be known no sooner than it."""
    if other is None:
        return
    begins, began = _moment(file, own.get("in_force")), _moment(file, other[1].get("in_force"))
    if begins is not None and began is not None and begins <= began:
        file.findings.add(
            line, f'{words}: instrument "{shown(str(own.get("id")))}" does not begin after what it changes.'
        )
    _known_later(file, line, words, own, other[1])


def _known_later(file: Shaped, line: int, words: str, own: dict[str, Any], other: dict[str, Any]) -> None:
    announced, known = _moment(file, own.get("announced")), _moment(file, other.get("announced"))
    if known is not None and (announced is None or announced < known):
        file.findings.add(line, f'{words}: instrument "{shown(str(other.get("id")))}" is announced later than this.')


def _extension(file: Shaped, path: Path, item: dict[str, Any], instruments: _Instruments) -> None:
    this = f'instrument "{shown(str(item.get("id")))}"'
    for one, other in (("extends", "until"), ("until", "extends")):
        if file.wrote(*path, one) and not file.wrote(*path, other):
            file.findings.add(file.line(*path, one), f'{this} has "{one}" but not "{other}".')
    found = instruments.get(item.get("extends", ""))
    if found is None:
        return
    line, other_item = file.line(*path, "extends"), found[1]
    words = f'"extends: {shown(item["extends"])}"'
    _later(file, line, words, item, found)
    if not other_item.get("ends") or other_item.get("renews"):
        file.findings.add(line, f"{words}: that instrument has no fixed end that could be put off.")
        return
    ends, until, begins = (
        _moment(file, moment) for moment in (other_item["ends"], item.get("until"), item.get("in_force"))
    )
    if ends is not None and until is not None and until <= ends:
        words = f'"until: {item["until"]}" is not after "ends: {other_item["ends"]}", which it puts off.'
        file.findings.add(file.line(*path, "until"), words)
    others = [i for _, i in instruments.values() if i.get("extends") == item["extends"] and i is not item]
    reached = [
        m for m in (ends, *(_moment(file, i.get("until")) for i in others if _begins_before(file, i, item))) if m
    ]
    if begins is not None and reached and begins > max(reached):
        file.findings.add(line, f"{words}: that instrument had ended by then; what begins anew has terms of its own.")


def _begins_before(file: Shaped, one: dict[str, Any], other: dict[str, Any]) -> bool:
    first, second = _moment(file, one.get("in_force")), _moment(file, other.get("in_force"))
    return first is not None and second is not None and first < second


def _renewal(file: Shaped, path: Path, item: dict[str, Any]) -> None:
    if file.wrote(*path, "renews") and not file.wrote(*path, "ends"):
        words = f'"renews" of instrument "{shown(str(item.get("id")))}" needs "ends": when is it renewed first?'
        file.findings.add(file.line(*path, "renews"), words)
    for index, notice in enumerate(listed(item.get("notices"))):
        if notice.get("effect") == "ended" and not file.wrote(*path, "renews"):
            words = '"effect: ended" is notice that an instrument is not renewed; this one has no "renews".'
            file.findings.add(file.line(*path, "notices", index, "effect"), words)


def _known(
    file: Shaped,
    path: Path,
    term: dict[str, Any],
    own: dict[str, Any],
    terms: dict[str, dict[str, Any]],
    instruments: _Instruments,
) -> None:
    """A term can only name what was known when it was announced itself."""
    named: list[tuple[Path, str]] = []
    for key, inner in (("while", "not_breached"), ("after", "breach_of")):
        named += [((*path, key, inner), name) for name in listed((term.get(key) or {}).get(inner))]
    for key in ("by", "before"):
        after = (term.get(key) or {}).get("after") if isinstance(term.get(key), dict) else None
        if isinstance(after, dict):
            named += [((*path, key, "after", "kept"), name) for name in listed(after.get("kept"))]
            for start in ("signed", "declared", "in_force"):
                found = instruments.get(after.get(start, ""))
                if found is not None:
                    _known_later(file, file.line(*path, key, "after", start), this_term(term), own, found[1])
    for where, name in named:
        found = instruments.get(terms.get(name, {}).get("of", ""))
        if found is not None and found[1] is not own:
            _known_later(file, file.line(*where), this_term(term), own, found[1])
