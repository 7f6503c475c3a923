"""Whatever is written into an agreement file, it loads or is refused with sentences; and what loads can be shown.

A short run is part of every test run; ``make fuzz`` tries 100,000 files.
"""

from __future__ import annotations

import copy
import json
import pathlib
import random
import xml.etree.ElementTree as ET
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.agreement import (
    agreement_dates,
    dates_ics,
    instrument_sentences,
    mermaid,
    parse_agreement,
    svg,
    term_sentences,
)
from truceline.agreement.tree import parse_tree, plain_value
from truceline.errors import AgreementError
from truceline.show import agreement_html

#: Every key of the language stands somewhere in it.
WIDE = (pathlib.Path(__file__).parent / "wide.yaml").read_text(encoding="utf-8")
TREE: dict[str, Any] = plain_value(parse_tree(WIDE.encode(), name="wide.yaml"))  # type: ignore[assignment]
WORDS = [
    *(
        "a",
        "b",
        "c",
        "z",
        "s",
        "l",
        "i",
        "j",
        "k",
        "m",
        "halt",
        "pull",
        "next",
        "big",
        "un",
        "none",
        "neutral",
        "attack",
    ),
    *(
        "2019-08-02",
        "2019-08-02T06:00+03:00",
        "9999-12-31",
        "1900-01-01",
        "0",
        "-1",
        "1e999",
        "",
        " ",
        "\x00",
        "\u2028",
    ),
]
STRANGE: list[Any] = [
    *(None, True, False, 0, -1, 1, 7, 10**30, 0.5, -0.0, 1e308, *WORDS),
    *([], {}, [[]], [None], ["a", "a"], [1, 2], [2, 1], {"days": 1}, {"target": "a"}, {"kept": "next"}, {"id": "a"}),
    *({"after": {"kept": "soon"}, "days": 2}, {"type": "Polygon", "coordinates": []}, {"by": "a"}, {"version": "v"}),
]
KEYS = sorted({key for part in (WIDE.replace("{", " ").replace(",", " ").split()) if (key := part.rstrip(":")) != part})


def holds(data: bytes) -> bool:
    """The law: an agreement, all of which can be shown, or problems with lines; never anything else."""
    try:
        agreement = parse_agreement(data, name="x.yaml")
    except AgreementError as error:
        problems = error.problems
        agreement = None
    if agreement is None:
        lines = data.count(b"\n") + 1
        assert problems
        assert all(p.words.endswith((".", "?")) and p.words.isprintable() and 1 <= p.line <= lines for p in problems)
        return False
    texts = term_sentences(agreement)
    assert [text.id for text in texts] == [term.id for term in agreement.terms]
    instruments = instrument_sentences(agreement)
    agreement_html(agreement.title or agreement.id, instruments, texts)
    assert len(agreement_dates(agreement)) >= len(agreement.instruments)
    assert dates_ics(agreement).endswith(b"END:VCALENDAR\r\n")
    ET.fromstring(svg(agreement))
    mermaid(agreement)
    return True


def _few(pick: random.Random) -> dict[str, Any]:
    """A few terms of the wide file with what they name, so that it is quick to read."""
    tree: dict[str, Any] = json.loads(json.dumps(TREE))
    if pick.random() < 0.1:
        return tree
    wanted = set(pick.sample([term["id"] for term in tree["terms"]], pick.choice([1, 1, 2, 3])))
    for _ in range(3):
        told = [json.dumps(term) for term in tree["terms"] if term["id"] in wanted]
        wanted |= {term["id"] for term in tree["terms"] if any(f'"{term["id"]}"' in text for text in told)}
    tree["terms"] = [term for term in tree["terms"] if term["id"] in wanted]
    for key in ("instruments", "zones", "weapons", "sources"):
        for _ in range(2):
            told = [json.dumps(value) for value in (tree["terms"], tree["instruments"], tree.get("zones"))]
            tree[key] = _named(tree[key], "".join(told[:1] if key == "instruments" else told), pick)
    return tree


def _named(part: Any, told: str, pick: random.Random) -> Any:
    """Of a section what is named elsewhere, and sometimes something more."""
    if isinstance(part, list):
        return [item for item in part if f'"{item["id"]}"' in told or item["id"] == "i" or pick.random() < 0.1]
    return {key: item for key, item in part.items() if f'"{key}"' in told or pick.random() < 0.1}


def _slots(value: Any) -> list[tuple[Any, Any]]:
    """Every place in a tree: what holds it, and its key or index."""
    keys = value.keys() if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ()
    return [found for key in keys for found in ((value, key), *_slots(value[key]))]


def _mutated(seed: int) -> bytes:
    pick = random.Random(seed)
    tree = _few(pick)
    for _ in range(pick.choice([0, 1, 1, 1, 2, 3])):
        holder, key = pick.choice(_slots(tree))
        match pick.randrange(5):
            case 0:
                del holder[key]
            case 1 if isinstance(holder, dict):
                holder[pick.choice(KEYS)] = holder[key]
            case 2:
                other, at = pick.choice(_slots(tree))
                holder[key] = json.loads(json.dumps(other[at]))
            case _:
                holder[key] = copy.deepcopy(pick.choice(STRANGE))
    text = json.dumps(tree, ensure_ascii=pick.random() < 0.5)
    if pick.random() < 0.25:
        at = pick.randrange(len(text))
        text = (
            text[:at]
            + pick.choice([*WORDS, "}", "]", ",", ": ", "*a", "&a ", "!t ", "\n", "\t", '"', "#"])
            + text[at + 1 :]
        )
    return text.encode("utf-8", "replace")


@given(st.integers(0, 2**63))
@settings(settings.get_profile("laws"), max_examples=settings.get_profile("laws").max_examples // 5)
def test_a_file_loads_and_can_be_shown_or_is_refused_with_sentences(seed: int) -> None:
    holds(_mutated(seed))


def test_the_wide_file_and_each_of_its_parts_load() -> None:
    assert holds(WIDE.encode())
    assert sum(holds(_mutated(seed)) for seed in range(60)) >= 6  # neither all is refused, nor nothing
    assert not all(holds(_mutated(seed)) for seed in range(60))
