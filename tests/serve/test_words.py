"""The words of pages: every one has its Arabic, with the same names in it, and none of them is loaded."""

from __future__ import annotations

import re
from importlib import resources

from truceline.serve.evidence import KINDS
from truceline.serve.here import NAV
from truceline.serve.rendering import FACES, shown
from truceline.serve.words import PageWords, pages_catalogue

NAMES = re.compile(r"\{(\w+)\}")


def asked() -> set[str]:
    """The words that templates and modules ask for."""
    found = {*FACES.values(), *KINDS.values(), *(name for _, name in NAV)}
    folder = resources.files("truceline.serve")
    for file in (folder / "templates").iterdir():
        text = file.read_text(encoding="utf-8")
        found |= {words.replace("\\'", "'") for words in re.findall(r"(?<!\w)_\(\s*'((?:[^'\\]|\\.)*)'", text)}
        found |= {words for pair in re.findall(r"many\([^']*?, '([^']*)', '([^']*)'", text) for words in pair}
    for file in folder.iterdir():
        if file.name.endswith(".py"):
            text = file.read_text(encoding="utf-8")
            found |= set(re.findall(r'\bwords\(\s*"((?:[^"\\]|\\.)*)"', text))
    return {words.replace('\\"', '"') for words in found}


def test_every_word_has_its_arabic() -> None:
    words = PageWords("ar")
    missing = sorted(one for one in asked() if not words.knows(one))
    assert not missing
    assert len(asked()) > 200


def test_translations_name_the_same_things() -> None:
    """A name that is filled in is filled in there, too; a plural may say its number in words."""
    for english, arabic in pages_catalogue("ar").items():
        wanted, there = set(NAMES.findall(english.partition("|")[0])), set(NAMES.findall(arabic))
        assert there <= wanted, english
        assert wanted - there <= {"n"}, english


def test_numbers_take_their_forms() -> None:
    words = PageWords("ar")
    told = [words.many(n, "1 claim", "{n} claims") for n in (1, 2, 3, 11, 100)]
    assert len(set(told)) == 5
    assert PageWords("en").many(1, "1 claim", "{n} claims") == "1 claim"
    assert PageWords("en").many(2, "1 claim", "{n} claims") == "2 claims"


def test_what_cannot_be_seen_is_shown() -> None:
    """Markup comes out as words; an override, a joiner and a NUL as marks; Arabic and line breaks as they are."""
    assert shown("<b>&'\"") == "&lt;b&gt;&amp;&#39;&#34;"
    assert shown("a\u202eb") == 'a<span class="ctl">U+202E</span>b'
    assert "U+0000" in shown("\x00")
    assert "U+200D" in shown("\u200d")
    assert shown("قصفت\nالقوات “x” …") == "قصفت\nالقوات “x” …"
    assert shown(None) == ""
