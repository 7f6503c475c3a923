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
        "Northern forces and southern forces must not attack in zone valley.",
        "Southern forces must withdraw weapons (tanks and artillery) from zone valley, "
        "by the end of 10 August 2019 (local day).",
    ]


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
    ],
)
def test_every_key_is_on_the_page(page: str, part: type[form.Form]) -> None:
    for key in part.__struct_encode_fields__:
        assert f"`{key}`" in page or f"`{key}:" in page, key
