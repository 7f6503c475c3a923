"""The examples on the page about agreement files are agreement files."""

from __future__ import annotations

import pathlib
import re

import pytest

from truceline.agreement import form, parse_agreement, term_sentences

PAGE = pathlib.Path(__file__).parent.parent.parent / "docs" / "agreements.md"


@pytest.fixture(scope="module")
def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def test_the_example_loads_and_reads_well(page: str) -> None:
    (example,) = [block for block in re.findall(r"```yaml\n(.*?)```", page, re.S) if "\nid: valley" in block]
    agreement = parse_agreement(example.encode(), name="valley.yaml")
    assert [text.sentence for text in term_sentences(agreement)] == [
        "Northern forces and southern forces must not attack in the valley.",
        "Southern forces must withdraw weapons (tanks and artillery) from the valley, "
        "by the end of 10 August 2019 (local day).",
        "Not assessed: declaration.",
    ]


def test_the_steps_are_pieces_of_the_example(page: str) -> None:
    blocks = re.findall(r"```yaml\n(.*?)```", page, re.S)
    (whole,) = [block for block in blocks if "\nid: valley" in block]
    steps = blocks[: blocks.index(whole)]
    assert len(steps) == 6
    assert all(step in whole for step in steps)


@pytest.mark.parametrize(
    "part",
    [
        form.Agreement,
        form.Party,
        form.Member,
        form.Source,
        form.Zone,
        form.Instrument,
        form.Term,
        form.Within,
        form.Start,
        form.Weapon,
        form.Bounds,
        form.Reading,
        form.Instead,
        form.Unless,
        form.Beginning,
    ],
)
def test_every_key_is_on_the_page(page: str, part: type[form.Form]) -> None:
    for key in part.__struct_encode_fields__:
        assert f"`{key}`" in page or f"`{key}:" in page, key


def test_the_words_of_the_table_are_keys(page: str) -> None:
    table = page.partition("## How do I say")[2].partition("## Keys")[0]
    said = {word.partition(":")[0] for row in table.splitlines() for word in re.findall(r"`([^`]+)`", row)}
    keys = {
        key
        for part in vars(form).values()
        if isinstance(part, type) and issubclass(part, form.Form)
        for key in part.__struct_encode_fields__
    }
    assert len(said) > 40
    assert said <= keys
