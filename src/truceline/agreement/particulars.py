"""What single words of a file need beside them: a weapon its classes, an exemption its ground, a reading its voice."""

from __future__ import annotations

from typing import Any

from truceline.agreement.entries import entries, listed, this_term
from truceline.agreement.findings import named_list, shown
from truceline.agreement.shape import Path, Shaped
from truceline.agreement.weapons import covered
from truceline.model.moment import anchored

_GROUNDS = ("target", "purpose", "quota")
_TWICE = (("min", "above"), ("max", "below"))


def check_particulars(file: Shaped) -> None:
    """Note in ``file.findings`` what a word of a weapon, zone, instrument or term leaves unsaid."""
    _weapons(file)
    _exceptions(file)
    _instruments(file)
    for path, term in entries(file, "terms"):
        _numbers(file, path, term)
        _bearer(file, path, term)
        _time(file, path, term)
        _unless(file, (*path, "unless"), term.get("unless"))
        _others(file, path, term)
        for index, reading in enumerate(listed(term.get("readings"))):
            _reading(file, (*path, "readings", index), reading, term)
        if term.get("draft"):
            words = f'{this_term(term)} is a draft: nothing is laid beside it until a person takes "draft" away.'
            file.findings.pass_over(file.line(*path, "draft"), words)


def _weapons(file: Shaped) -> None:
    for path, weapon in entries(file, "weapons"):
        this = f'weapon "{shown(str(path[1]))}"'
        if not listed(weapon.get("includes")) and "of" not in weapon:
            if not file.wrote(*path, "includes") and not file.wrote(*path, "of"):
                words = f'{this} covers nothing: it needs "includes" (classes or systems) or "of" (a class).'
                file.findings.add(file.line(*path), words)
            continue
        if file.wrote(*path, "calibre_mm") and not file.wrote(*path, "of"):
            words = f'{this} has "calibre_mm" but not "of", the class that it is the calibre of.'
            file.findings.add(file.line(*path, "calibre_mm"), words)
        elif "of" in weapon and "calibre_mm" in weapon and not covered(weapon):
            words = f"{this} covers nothing: no calibre that is known lies within these bounds."
            file.findings.add(file.line(*path, "calibre_mm"), words)
        for key in ("calibre_mm", "range_km"):
            for one, other in _TWICE:
                if file.wrote(*path, key, one) and file.wrote(*path, key, other):
                    words = f'"{key}" of {this} has both "{one}" and "{other}"; keep one.'
                    file.findings.add(file.line(*path, key, other), words)


def _exceptions(file: Shaped) -> None:
    zones = file.value.get("zones") or {}
    for path, zone in entries(file, "zones"):
        for index, name in enumerate(listed(zone.get("except"))):
            if name == path[1] or file.wrote("zones", name, "except"):
                why = "itself" if name == path[1] else f'"{shown(name)}", which has an "except" of its own'
                words = f'zone "{shown(str(path[1]))}" leaves out {why}; name zones that leave out nothing.'
                file.findings.add(file.line(*path, "except", index), words)
        around = str(zone.get("inside"))
        if around in zones and file.wrote("zones", around, "except"):
            words = (
                f'zone "{shown(str(path[1]))}" lies inside "{shown(around)}", which leaves a part out; '
                'lay it inside the whole, and give it an "except" of its own.'
            )
            file.findings.add(file.line(*path, "inside"), words)


def _instruments(file: Shaped) -> None:
    begins = {item["id"]: item.get("in_force") for _, item in entries(file, "instruments") if "id" in item}
    bound = {item["id"]: item["parties"] for _, item in entries(file, "instruments") if {"id", "parties"} <= {*item}}
    zone = file.value.get("timezone", "UTC")
    for path, item in entries(file, "instruments"):
        for key in ("builds_on", "incorporates"):
            for index, name in enumerate(listed(item.get(key))):
                own, other = item.get("in_force"), begins.get(name)
                late = own and other and anchored(other, zone) > anchored(own, zone)
                if name == item.get("id") or late:
                    why = "is this one itself" if name == item.get("id") else "begins later"
                    this = f'"{key}: {shown(name)}" of instrument "{shown(str(item.get("id")))}"'
                    file.findings.add(file.line(*path, key, index), f"{this} {why}; name an earlier one.")
        for index, _ in enumerate(listed(item.get("readings"))):
            _voice(file, (*path, "readings", index))
    for path, term in entries(file, "terms"):
        signed = bound.get(term.get("of", ""))
        for index, name in enumerate(listed(term.get("party"))):
            if signed is not None and name not in signed:
                words = (
                    f'{this_term(term)} binds "{shown(name)}", who is not among the "parties" of "{shown(term["of"])}".'
                )
                file.findings.add(file.line(*path, "party", index), words)


def _numbers(file: Shaped, path: Path, term: dict[str, Any]) -> None:
    if file.wrote(*path, "per") and not (file.wrote(*path, "at_most") and file.wrote(*path, "not_assessed")):
        words = (
            f'"per" of {this_term(term)} makes "at_most" a rate, which no single report settles; '
            'write "at_most" and say so under "not_assessed".'
        )
        file.findings.add(file.line(*path, "per"), words)


def _bearer(file: Shaped, path: Path, term: dict[str, Any]) -> None:
    if term.get("bearer") == "unstated" and term.get("party") and not file.wrote(*path, "inferred"):
        words = f'{this_term(term)} names nobody in the text; say under "inferred" why it is laid beside its "party".'
        file.findings.add(file.line(*path, "bearer"), words)


def _time(file: Shaped, path: Path, term: dict[str, Any]) -> None:
    zone = file.value.get("timezone", "UTC")
    begins, ends = term.get("from"), term.get("until")
    if begins and ends and anchored(ends, zone) <= anchored(begins, zone):
        file.findings.add(file.line(*path, "until"), f'"until: {ends}" is not after "from: {begins}".')


def _unless(file: Shaped, path: Path, unless: dict[str, Any] | None) -> None:
    if unless is not None and not any(file.wrote(*path, ground) for ground in _GROUNDS):
        file.findings.add(file.line(*path), f'"unless" exempts nothing: it needs one of {named_list(_GROUNDS)}.')


def _voice(file: Shaped, path: Path) -> None:
    named = [key for key in ("by", "version") if file.wrote(*path, key)]
    if len(named) != 1:
        words = 'a reading needs one of "by" (whose it is) or "version" (of the text).'
        file.findings.add(file.line(*path), words)


def _reading(file: Shaped, path: Path, reading: dict[str, Any], term: dict[str, Any]) -> None:
    _voice(file, path)
    _unless(file, (*path, "unless"), reading.get("unless"))
    instead = reading.get("instead")
    if instead is None:
        return
    written = [key for key in ("by", "before") if file.wrote(*path, "instead", key)]
    if not written:
        file.findings.add(file.line(*path, "instead"), '"instead" is empty: it needs "by" or "before".')
    for key in written:
        if "must" not in term:
            words = f'"{key}" under "instead" belongs to a "must" term; {this_term(term)} is none.'
            file.findings.add(file.line(*path, "instead", key), words)
    if len(written) > 1:
        words = f'a reading of {this_term(term)} has both "by" and "before"; keep one.'
        file.findings.add(file.line(*path, "instead", "before"), words)


def _others(file: Shaped, path: Path, term: dict[str, Any]) -> None:
    for key in ("requires", "parallel_with"):
        for index, name in enumerate(listed(term.get(key))):
            if name == term.get("id"):
                words = f'"{key}" of {this_term(term)} names the term itself; name another.'
                file.findings.add(file.line(*path, key, index), words)
