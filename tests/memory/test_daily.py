"""The daily report: the same sections, rows and bytes in every form, each sentence with its claims, nothing runs."""

from __future__ import annotations

import ast
import functools
import hashlib
import io
import itertools
import json
import re
import shutil
import subprocess
import sys
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pypdf
import pypdfium2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser as HTMLParser

import truceline.show.report as report_room
from tests.memory.shown import HOSTILE, LAST_DAY, NOW
from tests.memory.test_filtering import some
from tests.memory.test_same_rows import in_csv, made
from truceline.agreement import load_agreement
from truceline.errors import UsageError
from truceline.memory import Published, Release, daily_contents, select, settle
from truceline.model.claim import Claim, Reading
from truceline.model.event import EVENT_TYPES, Event
from truceline.model.selection import Filter
from truceline.model.text import Report
from truceline.model.world import TimeInterval
from truceline.show import LIMITS, Document, Phrases, Words, daily_document, report_file, report_html, visible
from truceline.show.report.blocks import Heading, PairTable, Paragraph, Points, Run, Table
from truceline.show.words import catalogue
from truceline.store import Given, NewReport, Snapshot, create_store

DAY = "2019-08-06"
SECTIONS = (
    "Summary",
    "Grid",
    "Terms",
    "Claims and counter-claims",
    "People harmed and humanitarian access",
    "Coverage and limits",
    "Differences in terms",
    "Corrections to earlier reports",
    "Annex A: cells and claims",
    "Annex B: map of areas",
    "Annex C: sources",
    "Annex D: method, words, limits of use",
)
BIDI = set("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200e\u200f\u200b\u061c")


@pytest.fixture(scope="module")
def documents(published: Published) -> dict[str, Document]:
    contents = daily_contents(published, DAY)
    return {language: daily_document(contents, language) for language in ("en", "ar")}


@pytest.fixture(scope="module")
def short(published: Published) -> dict[str, Document]:
    """About one term only: quick to be set."""
    contents = daily_contents(published, DAY, Filter(term=("aug-halt",)))
    return {language: daily_document(contents, language) for language in ("en", "ar")}


@pytest.fixture(scope="module")
def pdfs(short: dict[str, Document]) -> dict[str, bytes]:
    return {language: report_file(document, "pdf") for language, document in short.items()}


@pytest.fixture(scope="module")
def docxs(documents: dict[str, Document]) -> dict[str, bytes]:
    return {language: report_file(document, "docx") for language, document in documents.items()}


def pdf_text(content: bytes) -> str:
    pdf = pypdfium2.PdfDocument(content)
    text = " ".join(page.get_textpage().get_text_bounded() for page in pdf)
    pdf.close()
    return " ".join(text.split())


def docx_paragraphs(content: bytes) -> list[tuple[str, str]]:
    """Style and words of each paragraph outside tables."""
    import docx

    return [(p.style.name, p.text) for p in docx.Document(io.BytesIO(content)).paragraphs if p.style is not None]


def docx_words(content: bytes) -> str:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", packed.read("word/document.xml").decode()))


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_form_has_the_same_sections(
    documents: dict[str, Document],
    short: dict[str, Document],
    docxs: dict[str, bytes],
    pdfs: dict[str, bytes],
    language: str,
) -> None:
    """In the order of the mission's report, in HTML, PDF and DOCX."""
    words = Words(language)
    expected = [words(name) for name in SECTIONS]
    page = HTMLParser(report_html(documents[language]))
    assert [node.text().strip() for node in page.css("h2")] == expected
    assert [text for style, text in docx_paragraphs(docxs[language]) if style == "Heading 2"] == expected
    text = pdf_text(pdfs[language])
    places = [text.find(name.split(":")[-1].strip(), 0) for name in expected]
    assert -1 not in places, expected[places.index(-1)]
    title = short[language].title
    assert page.css_first("h1") is not None
    assert words("Daily report {number}: {day}", number="218/2019", day=words.day(DAY)) == title
    assert words(LIMITS)[:40] in text
    assert words(LIMITS) in docx_words(docxs[language])


def test_the_pdf_is_tagged_and_fetches_nothing(pdfs: dict[str, bytes]) -> None:
    """PDF/UA-1: tags, language, title; headings and table headers among the tags; no action, link out or script."""
    for language, content in pdfs.items():
        pdf = pypdf.PdfReader(io.BytesIO(content))
        root: Any = pdf.trailer["/Root"]
        assert root["/MarkInfo"]["/Marked"]
        assert root["/Lang"] == language
        assert root["/ViewerPreferences"]["/DisplayDocTitle"]
        meta = root["/Metadata"].get_data().decode()
        assert re.search(r"pdfuaid:part[>=\"']+1", meta)
        kinds = set(tags(root["/StructTreeRoot"]))
        assert {"/H1", "/H2", "/Table", "/TH", "/TD", "/Figure", "/L", "/LI"} <= kinds
        assert "/JavaScript" not in root.get("/Names", {})
        assert not {"/OpenAction", "/AA"} & set(root)
        for page in pdf.pages:
            for note in page.get("/Annots", ()):
                assert note.get_object().get("/A", {}).get("/S") in (None, "/GoTo")
        fonts = {font["/BaseFont"] for font in used_fonts(pdf)}
        assert fonts
        assert all("Plex" in name or "Amiri" in name for name in fonts if language == "ar"), fonts


def tags(node: Any) -> Iterator[str]:
    node = node.get_object() if hasattr(node, "get_object") else node
    if isinstance(node, dict):
        if "/S" in node:
            yield str(node["/S"])
        kids = node.get("/K", [])
        for kid in kids if isinstance(kids, list) else [kids]:
            yield from tags(kid)


def used_fonts(pdf: pypdf.PdfReader) -> Iterator[Any]:
    for page in pdf.pages:
        resources: Any = page["/Resources"]
        yield from (font.get_object() for font in resources.get("/Font", {}).values())


def lines(document: Document) -> Iterator[str]:
    """The paragraphs of a document as they read."""
    for block in document.blocks:
        if isinstance(block, Heading | Paragraph):
            found = [block.text if isinstance(block, Heading) else block.line]
        elif isinstance(block, Points):
            found = list(block.lines)
        else:
            continue
        for line in found:
            yield "".join(piece.text if isinstance(piece, Run) else f" {piece.word} " for piece in line)


def test_arabic_comes_out_of_the_pdf_in_order(
    short: dict[str, Document], pdfs: dict[str, bytes], tmp_path: Path
) -> None:
    """Words in the order in which they are read, and letters in the order in which they are written."""
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is missing: on Debian, 'apt install poppler-utils'")
    (tmp_path / "ar.pdf").write_bytes(pdfs["ar"])
    ran = subprocess.run(["pdftotext", "-enc", "UTF-8", str(tmp_path / "ar.pdf"), "-"], capture_output=True, check=True)
    text = " ".join("".join(c for c in ran.stdout.decode() if c not in BIDI).split())
    checked = 0
    for line in lines(short["ar"]):
        for run in re.findall(r"[\u0621-\u064a]{2,}(?: [\u0621-\u064a]{2,}){2,}", line):
            checked += 1
            words = run.split()
            assert any(" ".join(words[at : at + 3]) in text for at in range(len(words) - 2)), run
            joined = sum(" ".join(pair) in text for pair in itertools.pairwise(words))
            assert joined >= len(words) - 2, run  # a line may end between two words
    assert checked > 30


@pytest.mark.parametrize("format_", ["html", "pdf", "docx"])
def test_the_same_report_has_the_same_bytes(
    published: Published, short: dict[str, Document], pdfs: dict[str, bytes], format_: str
) -> None:
    """Made anew from the store; no clock goes in."""
    again = daily_document(daily_contents(published, DAY, Filter(term=("aug-halt",))), "ar")
    assert again == short["ar"]
    before = pdfs["ar"] if format_ == "pdf" else report_file(short["ar"], format_)  # type: ignore[arg-type]
    assert report_file(again, format_) == before  # type: ignore[arg-type]


def test_another_process_makes_the_same_bytes(shown_place: str, short: dict[str, Document]) -> None:
    """Whatever order sets have there."""
    code = (
        "import sys, hashlib\n"
        "from truceline.store import open_store\n"
        "from truceline.memory import *\n"
        "from truceline.model.selection import Filter\n"
        "from truceline.show import *\n"
        f"with open_store({shown_place!r}) as store, store.snapshot() as s:\n"
        f"    view = Published(s, chosen(s.agreements(), None), Release.published({NOW!r}))\n"
        f"    d = daily_document(daily_contents(view, {DAY!r}, Filter(term=('aug-halt',))), 'ar')\n"
        "print(hashlib.sha256(report_file(d, 'html')).hexdigest())\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, env={"PYTHONHASHSEED": "7"}, check=True)
    assert ran.stdout.decode().strip() == hashlib.sha256(report_file(short["ar"], "html")).hexdigest()


narrower = st.builds(
    Filter,
    term=some(("aug-halt", "aug-calm", "sochi-6")),
    party=some(("syria", "opposition", "radical")),
    type=some(("attack", "coverage")),
    place=some(("geonames:9", "Bridge")),
    reviewed=st.sampled_from([None, "reviewed", "machine"]),
)


@settings(settings.get_profile("laws"), max_examples=12)
@given(wanted=narrower, day=st.sampled_from(["2019-08-03", "2019-08-06", LAST_DAY]))
def test_the_annex_lists_what_the_export_lists(published: Published, wanted: Filter, day: str) -> None:
    """Cells, claims and sources of the annex are those of the same filter in CSV."""
    contents = daily_contents(published, day, wanted)
    again = select(published, contents.selection.filter)
    expected = in_csv(made(again, "csv"))
    page = HTMLParser(report_html(daily_document(contents, "en")))
    cells = {node.attributes["id"] for node in page.css("table.cells .id[id^=cell-]")}
    assert cells == {"cell-" + id_.replace("/", "-").replace("+", "-") for id_ in expected.cells}
    assert {node.attributes["id"] for node in page.css("tr[id^=claim-]")} == {f"claim-{i}" for i in expected.claims}
    sources = {node.attributes["id"] for node in page.css("tr[id^=source-]")}
    assert sources == {f"source-{i[7:19]}" for i in expected.sources}


@pytest.mark.parametrize("language", ["en", "ar"])
def test_every_sentence_leads_to_its_claims(
    documents: dict[str, Document], published: Published, shown: Snapshot, language: str
) -> None:
    """No link leads nowhere; what is quoted of a source is the words that stand in its report."""
    page = HTMLParser(report_html(documents[language]))
    ids = {node.attributes["id"] for node in page.css("[id]")}
    assert len(ids) == len(page.css("[id]"))
    targets = {(node.attributes["href"] or "").removeprefix("#") for node in page.css("a")}
    assert targets <= ids
    texts = {k.reading.report.id: k.reading.report.text for k in shown.readings()}
    slices = {visible(texts[c.report or ""][c.start : c.end]) for c in published.claims() if c.event is not None}
    told = [node for node in page.css("li, .pair p") if node.css_first("q") is not None]
    assert len(told) > 5
    for node in told:
        quote, link = node.css_first("q"), node.css_first("a.id")
        assert quote is not None
        assert link is not None
        assert quote.text() in slices
        assert (link.attributes["href"] or "").startswith("#claim-")


def test_nothing_in_the_page_runs(documents: dict[str, Document]) -> None:
    """Reports in this store are full of scripts, formulas, templates and direction marks: all of it is words."""
    for language, document in documents.items():
        html = report_html(document)
        page = HTMLParser(html)
        names = {node.tag for node in page.css("*")}
        assert not names & {"script", "img", "iframe", "object", "embed", "form", "input", "link", "base", "video"}
        for node in page.css("*"):
            for name, value in node.attributes.items():
                assert not name.startswith("on")
                assert name not in ("src", "style", "srcdoc", "xlink:href")
                assert name != "href" or (value or "").startswith("#")
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
        assert "{{ 7*7 }}" in html
        allowed = {"\u2068", "\u2069", "\u200f"} if language == "ar" else set()
        assert not set(html) & (BIDI - allowed)
        for quote in page.css("q"):
            assert not set(quote.text()) & BIDI


def test_nothing_in_the_docx_runs(docxs: dict[str, bytes]) -> None:
    """No link out, no field, no macro, and no direction mark of a report."""
    for language, content in docxs.items():
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            files = {name: packed.read(name).decode("utf-8", "replace") for name in packed.namelist()}
            assert {info.date_time for info in packed.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert not any("vba" in name.lower() for name in files)
        assert not any('TargetMode="External"' in text for name, text in files.items() if name.endswith(".rels"))
        body = files["word/document.xml"]
        assert not re.search(r"<w:(instrText|fldSimple|hyperlink|altChunk|object)\b", body)
        words = docx_words(content)
        assert "&lt;script&gt;alert(1)&lt;/script&gt;" in words
        allowed = {"\u2068", "\u2069", "\u200f"} if language == "ar" else set()
        assert not set(words) & (BIDI - allowed)
        assert ("<w:bidi/>" in body) == ("<w:bidiVisual/>" in body) == (language == "ar")


def test_the_pdf_keeps_hostile_words_as_words(pdfs: dict[str, bytes]) -> None:
    """They are to be read, and do nothing."""
    text = pdf_text(pdfs["en"]).replace(" ", "")
    assert "<script>alert(1)</script>" in text or "=HYPERLINK(" in text or "{{7*7}}" in text
    assert not set(text) & BIDI


def test_nothing_newer_and_nothing_finer(
    documents: dict[str, Document], docxs: dict[str, bytes], published: Published, shown: Snapshot
) -> None:
    """No id and no words of a claim that is held back, and no area finer than its source or the floor."""
    told = {row.claim: msgspec.json.decode(row.wire, type=Claim) for row in shown.told(published.agreement.id)}
    free = {c.quote.rpartition(" house ")[2] for i, c in told.items() if i not in published.held_back}
    for language in ("en", "ar"):
        for text in (report_html(documents[language]), docx_words(docxs[language])):
            for id_ in published.held_back:
                number = told[id_].quote.rpartition(" house ")[2]
                assert id_ not in text
                assert number in free or f"house {number}" not in text
    for name, low in re.findall(r"within ([\d.]+) km of the centre of (\w+)", report_html(documents["en"])):
        assert float(name) >= (2.0 if low == "Ville" else 50.0 if low == "Province" else 1.0)


def test_a_day_that_is_not_old_enough_has_no_report(published: Published) -> None:
    """The sentence says from when on it can be made."""
    with pytest.raises(UsageError, match=r"The report of 2019-08-10 can be made from 2019-08-13 21:00 UTC on"):
        daily_contents(published, "2019-08-10")
    with pytest.raises(UsageError, match="is not a day"):
        daily_contents(published, "yesterday")


def test_a_later_denial_corrects_an_earlier_report(tmp_path: Path) -> None:
    """What was alleged in the report of the 5th is disputed in that of the 12th, which names the claim that did it."""
    place = str(tmp_path / "late.db")
    with create_store(place) as store:
        store.add_agreement(load_agreement("idlib"), at=NOW)
        for text, published, actor, speech in (
            ("Shells hit the grain stores on 5 August.", "2019-08-05", ("syria",), "asserts"),
            ("Nothing was hit on 5 August.", "2019-08-14", (), "denies"),
        ):
            content = text.encode()
            report = Report(
                id="sha256:" + hashlib.sha256(content).hexdigest(), text=text, published=published, publisher="SANA"
            )
            denied = speech == "denies"
            claim = Claim(
                id="denial" if denied else "telling",
                start=0,
                end=len(text),
                quote=text,
                speech=speech,  # type: ignore[arg-type]
                polarity="negative" if denied else "positive",
                mode="throughout" if denied else "sometime",
                event=Event(
                    type="attack.shelling" if not denied else "attack",
                    actors=actor or ("syria",),
                    time=TimeInterval(start="2019-08-05", end="2019-08-06"),
                    place=None if denied else load_place(),
                ),
            )
            given = Given(published=published, publisher="SANA" if denied else "White Helmets")
            reading = Reading(report=msgspec.structs.replace(report, publisher=given.publisher), claims=(claim,))
            store.keep(NewReport(content, reading, given, None), at="2019-08-14T08:00:00+00:00", run=None)
        settle(store, at=NOW)
        with store.snapshot() as snapshot:
            agreement = snapshot.agreements()["idlib"]
            view = Published(snapshot, agreement, Release.published("2019-08-20T00:00:00Z"))
            contents = daily_contents(view, "2019-08-08")
            found = {(c.cell.term, c.cell.party, c.cell.day): c for c in contents.corrections}
            correction = found[("aug-halt", "syria", "2019-08-05")]
            assert correction.before is not None
            assert (correction.before.status.value, correction.cell.status.value) == ("alleged", "disputed")
            assert correction.came == ("denial",)
            page = HTMLParser(report_html(daily_document(contents, "en")))
            assert "aug-halt/syria/2019-08-05" in page.text()
            # As of the day on which the first of them was all that was known, nothing had to be corrected.
            then = Published(
                snapshot, agreement, Release.published("2019-08-20T00:00:00Z"), as_of="2019-08-12T00:00:00Z"
            )
            assert not daily_contents(then, "2019-08-08").corrections


def load_place() -> Any:
    from truceline.model.world import Place

    return Place(zone="deescalation")


# ------------------------------------------------------------ the words


def asked_words() -> Iterator[str]:
    """Every word that the report asks a catalogue for, read off its source."""
    for path in sorted(Path(report_room.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(node, ast.Call):
                continue
            name = node.func.id if isinstance(node.func, ast.Name) else getattr(node.func, "attr", "")
            if name in ("w", "words"):
                parts = [c for c in ast.walk(node.args[0]) if isinstance(c, ast.Constant)]
                yield from (part.value for part in parts if isinstance(part.value, str))
            elif name == "many":
                yield from (a.value for a in node.args[1:3] if isinstance(a, ast.Constant) and isinstance(a.value, str))


def test_arabic_has_every_word_of_the_report() -> None:
    """Also those of the tables of words, with the same names to be filled in."""
    from truceline.show.marks import _MARKS, SILENT
    from truceline.show.report import closing, phrases

    known = catalogue("ar")
    tables = (
        *phrases.EVENT_WORDS.values(), *phrases.SPEECH_WORDS.values(), *phrases.CERTAINTY_WORDS.values(),
        *phrases.MODALITY_WORDS.values(), *phrases.REVIEW_WORDS.values(), *closing._METHOD, LIMITS,
        *(mark.word for mark in (*_MARKS.values(), SILENT)), *SECTIONS,
        "none", "possible", "single", "corroborated", "confirmed",
    )  # fmt: skip
    missing = sorted({*asked_words(), *tables} - set(known))
    assert not missing
    assert set(phrases.EVENT_WORDS) == set(EVENT_TYPES)
    for english, arabic in known.items():
        asked = re.findall(r"\{(\w+)\}", english)
        assert set(re.findall(r"\{(\w+)\}", arabic)) <= set(asked), english
        assert any(unicodedata.bidirectional(c) == "AL" for c in arabic) or english in (", ", "; ")


def test_arabic_knows_what_the_engine_says(published: Published) -> None:
    """Reasons and what would change a cell: over all cells of the made store that something bears on."""
    words = Words("ar")
    said = set()
    for cell in published.cells():
        if not cell.day.endswith(("2", "5", "8")):
            continue
        told = published.explain(cell.term, cell.party, cell.day)
        said |= {reason.text for reason in told.reasons} | set(told.flips)
    assert len(said) > 20
    unknown = sorted(text for text in said if not words.sentence(text)[1])
    assert not [text for text in unknown if not text.startswith("No report can settle")], unknown


@functools.cache
def _json(name: str) -> dict[str, str]:
    return dict(json.loads((Path(report_room.__file__).parent.parent / "language" / name).read_text(encoding="utf-8")))


def test_the_catalogue_is_in_order() -> None:
    """One file a language, sorted, so that two people's changes meet in peace."""
    assert list(_json("ar.json")) == sorted(_json("ar.json"))


def test_tables_are_whole(documents: dict[str, Document]) -> None:
    """Each row of a table has as many cells as its head, and widths add up to a page."""
    for document in documents.values():
        for block in document.blocks:
            if isinstance(block, Table):
                assert all(len(row) == (len(block.head) or len(block.rows[0])) for row in block.rows)
                assert not block.shares or sum(block.shares) == 100, block.caption
                assert not block.anchors or len(block.anchors) == len(block.rows)
            elif isinstance(block, PairTable):
                assert block.left or block.right


@pytest.mark.parametrize("hostile", HOSTILE)
def test_a_sentence_shows_what_cannot_be_seen(published: Published, hostile: str) -> None:
    """In whatever part of a claim a direction mark stands, it is written out in every sentence about it."""
    phrases = Phrases(Words("en"), published.agreement)
    claim = next(c for c in published.claims() if c.event is not None and c.event.place is not None)
    assert claim.event is not None
    place = msgspec.structs.replace(claim.event.place, name=hostile)  # type: ignore[type-var]
    event = msgspec.structs.replace(claim.event, place=place, actors=(hostile,), recipients=(f"unnamed:{hostile}",))
    for source in (f"unknown:{hostile}", f"report:{hostile}", hostile):
        told = phrases.told(msgspec.structs.replace(claim, quote=hostile, source=source, event=event))
        assert not set("".join(piece.text for piece in told if isinstance(piece, Run))) & (BIDI | set("\n\r\t"))
