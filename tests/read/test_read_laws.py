"""Laws of reading: any bytes give a report or one sentence; spans are true; the same bytes give the same report."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from truceline.errors import ReadError
from truceline.model.text import Report
from truceline.read import read_bytes, read_report


def check(report: Report) -> None:
    report.text.encode("utf-8")
    assert "\x00" not in report.text
    end = 0
    for span in report.removed:
        assert end <= span.start < span.end <= len(report.text)
        end = span.end
    assert msgspec.json.decode(msgspec.json.encode(report), type=Report) == report


def try_to_read(data: bytes, name: str) -> Report | str:
    try:
        report = read_bytes(data, name=name)
    except ReadError as error:
        sentence = str(error)
    else:
        check(report)
        return report
    assert "\n" not in sentence
    assert sentence.startswith(name)
    return sentence


names = st.sampled_from(["a.txt", "a.html", "a", "a.xml", "a.bin"])


@settings(deadline=None)
@given(st.binary(max_size=600), names)
def test_any_bytes(data: bytes, name: str) -> None:
    try_to_read(data, name)


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(["utf-8", "utf-16", "cp1251", "latin-1"]), names)
def test_any_text(text: str, encoding: str, name: str) -> None:
    try_to_read(text.encode(encoding, "ignore"), name)


@settings(deadline=None)
@given(st.text(st.characters(codec="utf-8", exclude_characters="\x00"), max_size=300))
def test_utf8_text_is_kept_character_for_character(text: str) -> None:
    report = try_to_read(text.encode(), "a.txt")
    if isinstance(report, Report) and not text.lstrip().startswith("<"):
        assert report.text == text.removeprefix("\ufeff")


MARKUP = (
    "<p> </p> <div > <!-- --> <script> </script> <title> <head> <body> &#xD800; &#0; <table><td> <svg> "
    "<![CDATA[ ]]> <?x "
    "' \" <html> &bogus; = / < > "
    "<meta\tname=date\tcontent=x> "
    "<time\tdatetime='2020'> <link\trel=canonical\thref='http://[x'>"
)
pieces = st.lists(st.sampled_from([*MARKUP.split(" "), "\x0b", "\x00", "said the army ", "\ud800"]), max_size=30)


@settings(max_examples=150, deadline=None)
@given(pieces)
def test_any_markup(chosen: list[str]) -> None:
    data = "".join(chosen).encode("utf-8", "surrogatepass")
    assert try_to_read(data, "a.html") == try_to_read(data, "a.html")


def zoo(number: int, source: random.Random) -> tuple[str, bytes]:
    kind = number % 10
    noise = source.randbytes(source.randrange(1, 3000))
    words = "The mission said that the road was open. " * source.randrange(1, 40)
    made = [
        ("text.txt", words.encode()),
        ("page.html", f"<html><body><p>{words}</p></body></html>".encode()),
        ("photo.jpg", b"\xff\xd8\xff\xe0" + noise),
        ("pile.zip", b"PK\x03\x04" + noise),
        ("empty.txt", b""),
        ("ff.txt", b"\xff" * source.randrange(1, 2000)),
        ("noise.txt", noise),
        ("noise.html", b"<html>" + noise),
        ("packed.gz", gzip.compress(noise, mtime=0)),
        ("half.txt", words.encode("utf-16")[: source.randrange(1, 300)]),
    ]
    return f"{number:03}-{made[kind][0]}", made[kind][1]


def test_five_hundred_random_files(tmp_path: Path) -> None:
    source = random.Random(2019)
    read: list[str] = []
    refused: list[bool] = []
    for number in range(500):
        name, data = zoo(number, source)
        file = tmp_path / name
        file.write_bytes(data)
        try:
            report = read_report(file)
        except ReadError as error:
            refused.append(str(error).startswith(f"{file}: "))
            continue
        check(report)
        read.append(name)
    assert all(refused)
    assert not any(name.endswith(("jpg", "zip", "gz", "ff.txt", "empty.txt")) for name in read)
    assert len(read) >= 100
    assert len(refused) >= 250


def test_cases(shared: Path) -> None:
    """Every shared case: what its file says is boilerplate is removed, what it says is the report's stays."""
    yaml = pytest.importorskip("ruamel.yaml")
    cases = sorted((shared / "cases").glob("*/case.yaml"))
    assert cases
    for case in cases:
        wanted = yaml.YAML(typ="safe").load(case.read_text(encoding="utf-8"))
        report = read_report(case.parent / "report.txt")
        assert report.text.encode() == (case.parent / "report.txt").read_bytes()
        removed = "\n".join(report.text[span.start : span.end] for span in report.removed)
        for words in wanted.get("removed_contains") or ():
            assert words in removed
        for words in wanted.get("kept_contains") or ():
            assert words not in removed
        if not wanted.get("removed_contains"):
            assert report.removed == ()
        assert report.language == "en"
