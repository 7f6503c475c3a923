"""Sentences that say what an agreement says, and the facts in them that can be laid beside its text."""

from __future__ import annotations

import pytest

from truceline.extract import extract_reading
from truceline.model.claim import Claim
from truceline.model.text import Report

Facts = set[tuple[str | None, str, int | None, int | None]]


def terms(text: str) -> list[Claim]:
    claims = extract_reading(Report(id="sha256:0", text=text, published="2021-03-05")).claims
    return [c for c in claims if c.event is not None and c.event.type == "term.described"]


def facts(claim: Claim) -> Facts:
    assert claim.event is not None
    return {
        (o.class_, o.text, o.count.low if o.count else None, o.count.high if o.count else None)
        for o in claim.event.objects
    }


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (
            "The memorandum obliges the parties to withdraw heavy weapons 20 km from the zone within 15 days.",
            {
                ("distance.from", "20 km", 20, 20),
                ("duration.day", "15 days", 15, 15),
                ("weapons.withdrawn", "withdraw", None, None),
            },
        ),
        (
            "The Sochi memorandum, signed on 17 September 2018, provides for a demilitarised zone 15-20 km deep.",
            {
                ("distance.deep", "15-20 km deep", 15, 20),
                ("document", "Sochi memorandum", None, None),
                ("signed", "2018-09-17", None, None),
            },
        ),
        (
            "Under the deal, the rebels must withdraw their tanks from the zone by 10 October.",
            {("weapons.withdrawn", "withdraw", None, None)},
        ),
        (
            "Heavy weapons were to be withdrawn under the agreement.",
            {("weapons.withdrawn", "withdrawn", None, None)},
        ),
        ("Russia and Turkey are guarantors of the truce in Syria.", {("guarantor", "guarantors", None, None)}),
    ],
)
def test_a_described_term_has_its_facts(text: str, wanted: Facts) -> None:
    (claim,) = terms(text)
    assert claim.speech == "describes_term"
    assert facts(claim) == wanted


def test_guarantors_are_who_is_named_before_the_word() -> None:
    (claim,) = terms("Russia and Turkey are guarantors of the truce in Syria.")
    assert claim.event is not None
    assert claim.event.actors == ("russia", "turkey")


@pytest.mark.parametrize(
    "text",
    [
        "The statement said the army shelled Ariha.",
        "The accord does not require the rebels to leave.",
        "Rebels shelled Ariha on Monday.",
    ],
)
def test_what_describes_no_term(text: str) -> None:
    assert terms(text) == []


@pytest.mark.parametrize("start", ["The", "This", "Under the", "That"])
def test_a_document_without_a_name_gets_none(start: str) -> None:
    found = terms(f"{start} memorandum obliges the parties to withdraw heavy weapons within 15 days.")
    assert all(kind != "document" for claim in found for kind, *_ in facts(claim))
