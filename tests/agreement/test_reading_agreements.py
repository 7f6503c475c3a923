"""What people get to see of an agreement file: a page, a calendar, a picture, and what two files differ in."""

from __future__ import annotations

import datetime as dt
import html.parser
import pathlib
import re
import xml.etree.ElementTree as ET
from typing import Any

import pytest

from tools.docs import run_truceline
from truceline.agreement import (
    agreement_changes,
    agreement_dates,
    agreement_links,
    changes_text,
    dates_ics,
    dates_text,
    instrument_sentences,
    library_names,
    load_agreement,
    mermaid,
    parse_agreement,
    svg,
    term_sentences,
)
from truceline.show import agreement_html

NAMES = library_names()
LIBRARY = {name: load_agreement(name) for name in NAMES}


# ---------------------------------------------------------------- calendar


@pytest.mark.parametrize(
    ("name", "about", "what", "day"),
    [
        ("hudaydah", "hudaydah-2", "due", "2019-01-08"),
        ("hudaydah", "hudaydah-2", "due, as read", "2019-01-03"),
        ("hudaydah", "hudaydah-2-ports", "due", "2019-01-01"),
        ("hudaydah", "hudaydah-2-ports", "due, as read", "2018-12-27"),
        ("minsk", "package-4-resolution", "due", "2015-03-14"),
        ("minsk", "package-2-done", "due", "2015-03-01"),
        ("lebanon", "cessation-12", "due", "2025-01-26"),
        ("lebanon", "continuation-12", "due", "2025-02-18"),
        ("karabakh", "stay", "notice due", "2025-05-10"),
        ("karabakh", "statement-2", "due", "2020-11-19"),
        ("karabakh", "statement-2", "due, as read", "2020-11-20"),
        ("idlib", "moscow-2-details", "due", "2020-03-12"),
        ("idlib", "astana-6-group", "due", "2017-05-18"),
        ("south-sudan", "rarcss-2-1-5-forces", "due", "2018-09-15"),
        ("colombia", "arms-30", "due", "2017-03-01"),
        ("colombia", "arms-60", "due", "2017-03-31"),
        ("colombia", "arms-100", "due", "2017-04-30"),
        ("korea", "p13a-zone", "due", "1953-07-30"),
        ("korea", "armistice", "in force", "1953-07-27"),
    ],
)
def test_days_that_were_counted_by_hand(name: str, about: str, what: str, day: str) -> None:
    found = {(d.about, d.what): d.day for d in agreement_dates(LIBRARY[name])}
    assert found[about, what] == dt.date.fromisoformat(day)


def test_what_waits_for_something_has_no_day_and_says_for_what() -> None:
    (talks,) = [d for d in agreement_dates(LIBRARY["minsk"]) if (d.about, d.what) == ("package-4-talks", "due")]
    assert talks.day is None
    assert "package-2-start is kept" in str(talks.why)
    assert "not known" in dates_text(LIBRARY["minsk"])


def unfolded(data: bytes) -> list[str]:
    """Content lines as RFC 5545, 3.1 has them: CRLF, at most 75 octets, continued by a space."""
    assert data.endswith(b"\r\n")
    raw = data[:-2].split(b"\r\n")
    assert all(len(line) <= 75 and b"\n" not in line and b"\r" not in line for line in raw)
    lines: list[bytes] = []
    for line in raw:
        if line.startswith(b" "):
            lines[-1] += line[1:]
        else:
            lines.append(line)
    return [line.decode("utf-8") for line in lines]


@pytest.mark.parametrize("name", NAMES)
def test_the_calendar_file_is_what_the_standard_asks_for(name: str) -> None:
    agreement = LIBRARY[name]
    lines = unfolded(dates_ics(agreement))
    assert lines[:4] == ["BEGIN:VCALENDAR", "VERSION:2.0", lines[2], "CALSCALE:GREGORIAN"]
    assert lines[2].startswith("PRODID:")
    assert lines[-1] == "END:VCALENDAR"
    events = re.findall(r"BEGIN:VEVENT\n(.*?)END:VEVENT\n", "\n".join(lines) + "\n", re.S)
    dated = [entry for entry in agreement_dates(agreement) if entry.day is not None]
    assert len(events) == len(dated)
    ids = set()
    for event, entry in zip(events, dated, strict=True):
        fields = dict(line.split(":", 1) for line in event.splitlines())
        assert {"UID", "DTSTAMP", "DTSTART;VALUE=DATE", "SUMMARY"} <= fields.keys()
        assert re.fullmatch(r"\d{8}T\d{6}Z", fields["DTSTAMP"])
        assert fields["DTSTART;VALUE=DATE"] == f"{entry.day:%Y%m%d}"
        for key in ("SUMMARY", "DESCRIPTION"):  # TEXT: backslash, comma and semicolon are escaped
            assert not re.search(r"(?<!\\)[,;]", fields[key])
        ids.add(fields["UID"])
    assert len(ids) == len(events)
    assert dates_ics(agreement) == dates_ics(load_agreement(name))


def test_a_long_line_is_cut_between_characters() -> None:
    title = "é" * 200 + "; a, b \\ c"
    file = f'id: x\ntimezone: UTC\ntitle: "{title}"\nparties: {{a: {{side: s}}}}\n'.replace("\\", "\\\\")
    file += "instruments: [{id: i, in_force: 2019-08-02}]\nterms: []\n"
    lines = unfolded(dates_ics(parse_agreement(file.encode(), name="x")))
    assert "X-WR-CALNAME:" + "é" * 200 + r"\; a\, b \\ c" in lines


# ---------------------------------------------------------------- page


class Outline(html.parser.HTMLParser):
    """Every tag, to see that each is closed and that nothing comes from elsewhere."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))
        if tag != "meta":
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", NAMES)
def test_the_page_has_two_columns_and_all_that_is_said(name: str) -> None:
    agreement = LIBRARY[name]
    terms = term_sentences(agreement)
    page = agreement_html(agreement.title or name, instrument_sentences(agreement), terms)
    outline = Outline()
    outline.feed(page)
    assert outline.open == []
    rows = [attrs for tag, attrs in outline.seen if tag == "tr" and "id" in attrs]
    assert [row["id"] for row in rows] == [term.id for term in agreement.terms]
    assert sum(tag == "td" for tag, _ in outline.seen) == 2 * len(rows)
    assert not any({"src", "href", "onclick"} & attrs.keys() or tag == "script" for tag, attrs in outline.seen)
    for text in terms:
        for said in (text.sentence, text.quote, text.paraphrase, text.source, *text.notes):
            assert said is None or said in outline.text, said


def test_what_a_file_says_is_text_and_never_markup() -> None:
    file = "id: x\ntimezone: UTC\nparties: {a: {side: s, name: '<script>alert(1)</script>'}}\n"
    file += "instruments: [{id: i, in_force: 2019-08-02, title: '\"><b>'}]\n"
    file += "terms: [{id: t, of: i, must_not: attack, party: a, quote: '<i>&'}, "
    file += "{id: '<u>', of: i, must: talks, party: a, by: {days: 1, after: {kept: t2}}}, "
    file += "{id: t2, of: i, must: talks, party: a}]\n"
    found = parse_agreement(file.encode(), name="x")
    page = agreement_html("<h1>", instrument_sentences(found), term_sentences(found))
    hidden = parse_agreement(file.replace("'\"><b>'", '"a\\0b\\x0bc"').encode(), name="x")
    ET.fromstring(svg(hidden))
    assert not re.search(r"<(script|b>|i>|u>)", page.partition("</style>")[2].replace("<b>&", ""))
    ET.fromstring(svg(found))
    assert "<u>" not in svg(found)
    assert "<script>" not in mermaid(found)


# ---------------------------------------------------------------- picture


@pytest.mark.parametrize("name", NAMES)
def test_the_picture_is_xml_with_a_box_for_each_part_and_an_arrow_for_each_link(name: str) -> None:
    agreement = LIBRARY[name]
    nodes, links = agreement_links(agreement)
    root = ET.fromstring(svg(agreement))
    space = "{http://www.w3.org/2000/svg}"
    assert len(root.findall(f"{space}rect")) == 1 + len(nodes)
    assert len(root.findall(f"{space}path")) == len(links)
    boxes = [tuple(float(r.attrib[k]) for k in ("x", "y", "width", "height")) for r in root.findall(f"{space}rect")[1:]]
    for i, (x, y, w, h) in enumerate(boxes):
        assert x + w <= float(root.attrib["width"])
        assert y + h <= float(root.attrib["height"])
        for x2, y2, w2, h2 in boxes[i + 1 :]:
            assert x + w <= x2 or x2 + w2 <= x or y + h <= y2 or y2 + h2 <= y  # no box lies on another
    lines = mermaid(agreement).splitlines()
    assert lines[0] == "flowchart LR"
    assert len(lines) == 1 + len(nodes) + len(links)


def test_links_are_those_that_the_file_has() -> None:
    _, links = agreement_links(LIBRARY["idlib"])
    said = {(link.source, link.words, link.target) for link in links}
    assert ("text sochi", "builds on", "text astana") in said
    assert ("voice iran", "guarantees", "text astana") in said
    assert ("voice iran", "guarantees", "text sochi") not in said
    assert ("term aug-halt", "holds while kept", "term aug-calm") in said
    assert ("term aug31-answer", "allowed after a breach of", "term aug31-calm") in said
    _, links = agreement_links(LIBRARY["lebanon"])
    said = {(link.source, link.words, link.target) for link in links}
    assert ("term continuation-12", "takes the place of", "term cessation-12") in said
    assert sum("in step with" in words for _, words, _ in said) == 2


# ---------------------------------------------------------------- differences

FILE = """\
id: x
timezone: UTC
parties: {a: {side: s, name: the north}}
zones: {z: {circle: {lat: 1, lon: 1, radius_km: 5}, assumed: as told}}
instruments: [{id: i, in_force: 2019-08-02}]
terms:
  - {id: t, of: i, must_not: attack, party: a, zone: z}
  - {id: u, of: i, must: talks, party: a, by: 2019-09-01}
"""


def changes(old: str, new: str) -> list[tuple[Any, ...]]:
    files = [parse_agreement(text.encode(), name="x") for text in (old, new)]
    return [tuple(change) for change in agreement_changes(*files)]


def test_the_same_file_does_not_differ() -> None:
    assert changes(FILE, FILE + "# a comment\n") == []
    assert changes_text(()) == "The two say the same.\n"


def test_what_differs_is_said_in_the_words_of_the_page() -> None:
    later = FILE.replace("2019-09-01", "2019-09-15").replace("radius_km: 5", "radius_km: 6")
    later += "  - {id: v, of: i, must_not: looting, party: a}\n"
    found = changes(FILE, later.replace("  - {id: t, of: i, must_not: attack, party: a, zone: z}\n", ""))
    assert [(how, kind, id_) for how, kind, id_, _, _ in found] == [
        ("removed", "term", "t"),
        ("changed", "term", "u"),
        ("added", "term", "v"),
        ("changed", "zone", "z"),
    ]
    assert found[1][3] == ("The north must hold talks, by the end of 1 September 2019 (local day).",)
    assert found[1][4] == ("The north must hold talks, by the end of 15 September 2019 (local day).",)


def test_there_and_back_is_the_same_with_signs_turned() -> None:
    later = FILE.replace("must: talks", "must: release").replace("as told", "as drawn")
    turned = {"added": "removed", "removed": "added", "changed": "changed"}
    back = [(turned[how], kind, id_, after, before) for how, kind, id_, before, after in changes(later, FILE)]
    assert back == changes(FILE, later)


# ---------------------------------------------------------------- commands


def test_the_commands_print_what_the_functions_give(tmp_path: pathlib.Path) -> None:
    found = LIBRARY["karabakh"]
    assert run_truceline(["agreement", "calendar", "karabakh"]).out == dates_text(found).encode()
    assert run_truceline(["agreement", "calendar", "karabakh", "--format", "ics"]).out == dates_ics(found)
    assert run_truceline(["agreement", "graph", "karabakh"]).out == svg(found).encode()
    assert run_truceline(["agreement", "graph", "karabakh", "--format", "mermaid"]).out == mermaid(found).encode()
    one, two = tmp_path / "one.yaml", tmp_path / "two.yaml"
    one.write_text(FILE)
    two.write_text(FILE.replace("attack", "looting"))
    assert run_truceline(["agreement", "diff", str(one), str(one)]).text == "The two say the same.\n"
    said = run_truceline(["agreement", "diff", str(one), str(two)]).text
    assert said.startswith(
        "changed: term t\n  - The north must not attack in zone z.\n  + The north must not loot in zone z."
    )
    page = run_truceline(["agreement", "show", "karabakh", "--format", "html"]).text
    assert page.startswith("<!DOCTYPE html>")
    assert 'id="statement-2"' in page
    text = run_truceline(["agreement", "show", "karabakh", "--format", "text"]).text
    assert "Statement by the presidents" in text
    assert "Armenia must hand over territory in the Agdam district, before 20 November 2020 begins" in " ".join(
        text.split()
    )
