"""The main suite: reports and what must be read in them, as files that need no Python.

A case is a folder ``tests/cases/<slug>`` with ``report.txt`` and ``case.yaml``. CONTRIBUTING.md tells how to write one.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from truceline.agreement import load_agreement
from truceline.model.claim import Claim, Reading
from truceline.model.edtf import parse_edtf
from truceline.pipeline import Analysis, Entry, analyse, read_one

CASES = Path(__file__).parent / "cases"
SLUGS = sorted(p.parent.name for p in CASES.glob("*/case.yaml"))
CLAIM_KEYS = {
    "words", "type", "speech", "polarity", "certainty", "modality", "mode", "source", "via", "actors", "sides", "time",
    "place", "deaths", "optional",
}  # fmt: skip


def read_case(slug: str) -> tuple[dict[str, Any], Reading]:
    case = YAML(typ="safe").load((CASES / slug / "case.yaml").read_text(encoding="utf-8"))
    published = case["published"]
    entry = Entry(path=slug, published=None if published is None else str(published), publisher=case.get("publisher"))
    return case, read_one(CASES / slug / "report.txt", entry=entry)


def span(text: str, words: str) -> tuple[int, int]:
    assert text.count(words) == 1, f"{words!r} must stand once in the report"
    start = text.index(words)
    return start, start + len(words)


def over(claim: Claim, at: tuple[int, int]) -> bool:
    shared = min(claim.end, at[1]) - max(claim.start, at[0])
    return shared >= 0.5 * min(claim.end - claim.start, at[1] - at[0])


def mismatches(reading: Reading, claim: Claim, wanted: dict[str, Any]) -> list[str]:
    """The keys of an expectation that a claim does not meet."""
    event = claim.event
    assert event is not None
    attribution = next((a for a in reading.attributions if a.id == claim.attribution), None)
    said_by = attribution.source.text if attribution is not None and attribution.source is not None else None
    via = attribution.via.text if attribution is not None and attribution.via is not None else None
    met: dict[str, bool] = {}
    if "type" in wanted:
        met["type"] = event.type in wanted["type"].split("|")
    for axis in ("speech", "polarity", "certainty", "modality", "mode"):
        if axis in wanted:
            met[axis] = getattr(claim, axis) == wanted[axis]
    if "source" in wanted:
        met["source"] = said_by is None if wanted["source"] is None else wanted["source"] in (said_by or "")
    if "via" in wanted:
        met["via"] = wanted["via"] in (via or "")
    if "actors" in wanted:
        met["actors"] = set(event.actors) == set(wanted["actors"])
    if "sides" in wanted:
        found = [*event.actors, *event.recipients]
        names = [{i, *(a.text for a in reading.actors if a.id == i)} for i in found]
        met["sides"] = all(any(any(w in n for n in name for w in side) for name in names) for side in wanted["sides"])
    if "time" in wanted:
        if wanted["time"] is None:
            met["time"] = event.time is None or event.time.start is None
        else:
            window = parse_edtf(str(wanted["time"]))
            met["time"] = event.time is not None and (event.time.start, event.time.end) == (window.start, window.end)
    if "place" in wanted:
        met["place"] = event.place is not None and wanted["place"] in (event.place.name or "") + str(
            [p.text for p in reading.places if event.place.id is not None and p.id == event.place.id]
        )
    if "deaths" in wanted:
        met["deaths"] = event.deaths is not None and [event.deaths.low, event.deaths.high] == wanted["deaths"]
    return [key for key, ok in met.items() if not ok]


@pytest.mark.parametrize("slug", SLUGS)
def test_case_is_read_as_it_must_be(slug: str) -> None:
    case, reading = read_case(slug)
    text = reading.report.text
    problems: list[str] = []
    for wanted in case.get("claims", []):
        assert set(wanted) <= CLAIM_KEYS, f"unknown keys {set(wanted) - CLAIM_KEYS}"
        at = span(text, wanted["words"])
        near = [(mismatches(reading, c, wanted), c) for c in reading.claims if over(c, at)]
        wrong = min((m for m, _ in near), key=len, default=["not found"])
        if wrong and not wanted.get("optional"):
            problems.append(f"{wanted['words']!r}: {', '.join(wrong)}; found {[c.event for _, c in near]}")
    for ban in case.get("never", []):
        at = span(text, ban["words"])
        problems += [
            f"{ban['words']!r} must not be read as {c.event}"
            for c in reading.claims
            if over(c, at) and not mismatches(reading, c, ban)
        ]
    for wanted in case.get("times", []):
        at = span(text, wanted["text"])
        values = [t.value for t in reading.times if t.start < at[1] and t.end > at[0]]
        if values != [str(wanted["value"])]:
            problems.append(f"time {wanted['text']!r} reads {values}")
    for words in case.get("removed", []):
        at = span(text, words)
        if not any(r.start <= at[0] and at[1] <= r.end for r in reading.report.removed):
            problems.append(f"{words!r} was not removed")
    assert not problems, "\n".join(problems)


@pytest.mark.parametrize("slug", SLUGS)
def test_every_quote_is_its_slice(slug: str) -> None:
    _, reading = read_case(slug)
    text = reading.report.text
    assert reading.claims
    for claim in reading.claims:
        assert text[claim.start : claim.end] == claim.quote
    for mention in (*reading.times, *reading.places, *reading.actors):
        assert text[mention.start : mention.end] == mention.text


@pytest.mark.parametrize(
    "slug", [s for s in SLUGS if "cells:" in (CASES / s / "case.yaml").read_text(encoding="utf-8")]
)
def test_cells_of_the_case(slug: str) -> None:
    case, reading = read_case(slug)
    analysis = against(case, reading)
    wanted = {(c["term"], c["party"], str(c["day"])): c["status"] for c in case["cells"]}
    assert {key: analysis.cell(*key).status.value for key in wanted} == wanted


@pytest.mark.parametrize(
    "slug", [s for s in SLUGS if "differences:" in (CASES / s / "case.yaml").read_text(encoding="utf-8")]
)
def test_differences_of_the_case(slug: str) -> None:
    case, reading = read_case(slug)
    found = against(case, reading).differences
    for wanted in case["differences"]:
        at = span(reading.report.text, wanted["words"])
        aspects = {d.aspect for d in found if d.start < at[1] and d.end > at[0]}
        assert wanted["aspect"] in aspects, f"{wanted['words']!r}: {aspects}"


def against(case: dict[str, Any], reading: Reading) -> Analysis:
    return analyse([reading], load_agreement(case["agreement"]), recorded="2019-09-01T00:00:00Z")
