"""Web pages: main text, metadata, and that no text is lost to broken or hostile markup."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from truceline.read import read_bytes
from truceline.read.markup import DEPTH, scan_markup
from truceline.read.publication import read_moment

OPENING = (
    "<p>Shelling was heard near the mill on Monday morning, residents of the valley told the mission by phone.</p>"
)
BODY = (
    "<p>The mission said that it had seen smoke over the northern hills, and that both sides had been asked for an "
    "explanation before the end of the day.</p><p>A second patrol found the road to the bridge open and no soldiers on "
    "it, according to the daily note that was sent to both capitals.</p>"
)
DENIAL = "<p>The ministry denied that any of its batteries had fired at the mill or at the road.</p>"
DENIED = "The ministry denied that any of its batteries had fired at the mill or at the road."


def page(head: str = "", body: str = OPENING + BODY + DENIAL, before: str = "", after: str = "") -> bytes:
    return (
        f"<!DOCTYPE html><html lang='en'><head><title>Smoke over the hills - The Valley Post</title>{head}</head>"
        f"<body>{before}<article><h1>Smoke over the hills</h1>{body}</article>{after}</body></html>"
    ).encode()


def json_ld(words: str) -> str:
    return f'<script type="application/ld+json">{words}</script>'


def test_main_text_and_metadata() -> None:
    head = (
        '<meta property="og:site_name" content="The Valley Post"><link rel="canonical" href="https://post.example/a">'
        + json_ld(
            '{"@type":"NewsArticle","headline":"Smoke over the hills","datePublished":"2021-03-04T05:06:07+0200"}'
        )
    )
    junk = "<nav><a href=/>Home</a> <a href=/w>World</a></nav>"
    report = read_bytes(page(head, before=junk, after="<footer>Contact the desk</footer>"), name="a.html")
    assert DENIED in report.text
    assert "Contact the desk" not in report.text
    assert "World" not in report.text
    assert (report.title, report.publisher, report.url) == (
        "Smoke over the hills",
        "The Valley Post",
        "https://post.example/a",
    )
    assert (report.published, report.language) == ("2021-03-04T05:06:07+02:00", "en")
    assert report.warnings == ()


def test_options_go_before_metadata() -> None:
    head = '<meta property="article:published_time" content="2021-03-04"><meta property="og:title" content="X">'
    report = read_bytes(
        page(head), name="a.html", published="2021-03-05", title="T", publisher="P", url="https://u.example"
    )
    assert (report.published, report.title, report.publisher, report.url) == (
        "2021-03-05",
        "T",
        "P",
        "https://u.example",
    )


HEADS = {
    "json-ld before address": (
        '<link rel="canonical" href="https://post.example/2022/08/14/smoke">'
        + json_ld('{"@type":"NewsArticle","datePublished":"2021-03-04"}'),
        "2021-03-04",
    ),
    "address alone": ('<link rel="canonical" href="https://post.example/2022/08/14/smoke">', None),
    "graph": (
        json_ld('{"@graph":[{"@type":"Person"},{"@type":["Article"],"datePublished":"2021-03-04"}]}'),
        "2021-03-04",
    ),
    "comment is no article": (json_ld('{"@type":"Comment","datePublished":"2021-03-04"}'), None),
    "modified is not published": ('<meta property="article:modified_time" content="2021-03-04">', None),
    "open graph": (
        '<meta property="article:published_time" content="2021-03-04T05:06:07Z">',
        "2021-03-04T05:06:07+00:00",
    ),
    "no zone is a day": ('<meta property="article:published_time" content="2021-03-04T05:06:07">', "2021-03-04"),
    "dublin core": ('<meta name="DC.date.issued" content="2021-03-04">', "2021-03-04"),
    "written out": ('<meta name="pubdate" content="March 4, 2021">', "2021-03-04"),
    "mail form": ('<meta name="pubdate" content="Thu, 04 Mar 2021 05:06:07 +0200">', "2021-03-04T05:06:07+02:00"),
    "htmldate's forms, head only": ('<meta name="publish-date" content="04.03.2021">', "2021-03-04"),
    "placeholder": ('<meta name="pubdate" content="0001-01-01T00:00:00Z">', None),
    "broken json": (json_ld('{"@type":"NewsArticle","datePublished":"2021-03-04"'), None),
    "not a date": (json_ld('{"@type":"NewsArticle","datePublished":{"a":[1]}}'), None),
    "description": ('<meta name="description" content="The treaty of 17 May 2018">', None),
}


@pytest.mark.parametrize("name", HEADS)
def test_published_from_metadata(name: str) -> None:
    head, published = HEADS[name]
    treaty = (
        "<p>The treaty of <time datetime='2018-05-17'>17 May 2018</time> (2018-05-17) was signed in the valley.</p>"
    )
    assert read_bytes(page(head, OPENING + treaty + BODY), name="a.html").published == published


@pytest.mark.parametrize(
    ("markup", "published"),
    [
        ("<time datetime='2021-03-04' pubdate>4 March</time>", "2021-03-04"),
        ("<time datetime='2021-03-04T05:06+02:00' class='entry-date'>x</time>", "2021-03-04T05:06:00+02:00"),
        ("<header><time datetime='2021-03-04'>4 March</time></header>", "2021-03-04"),
        ("<span itemprop='datePublished'>4 March 2021</span>", "2021-03-04"),
        ("<time datetime='2021-03-04' class='updated'>4 March</time>", None),
        ("<time datetime='2021-03-04'>4 March</time>", None),
        ("<p><time datetime='2021-03-04' class='published'>4 March</time> was the day of the treaty.</p>", None),
    ],
)
def test_published_from_time_elements(markup: str, published: str | None) -> None:
    assert read_bytes(page("", markup + OPENING + BODY), name="a.html").published == published


def test_clock_of_the_site_is_not_the_date() -> None:
    clock = "<header><time datetime='2022-01-01'>Saturday</time></header>"
    assert read_bytes(page(before=clock), name="a.html").published is None


def test_two_dates_are_said() -> None:
    head = '<meta property="article:published_time" content="2020-01-01">' + json_ld(
        '{"@type":"NewsArticle","datePublished":"2021-03-04"}'
    )
    report = read_bytes(page(head), name="a.html")
    assert report.published == "2021-03-04"
    assert "2020-01-01" in report.warnings[0]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("2021-03-04", "2021-03-04"),
        ("20210304", "2021-03-04"),
        ("2021-03-04 05:06:07 +02:00", "2021-03-04T05:06:07+02:00"),
        ("2021-03-04T05:06:07.123456789Z", "2021-03-04T05:06:07+00:00"),
        ("4th March 2021", "2021-03-04"),
        ("Sept. 4, 2021", "2021-09-04"),
        ("2021-02-30", None),
        ("04/03/2021", None),
        ("4 Marble 2021", None),
        ("in 2021", None),
        ("٢٠٢١-٠٣-٠٤", None),
        (20210304, None),
    ],
)
def test_read_moment(written: object, read: str | None) -> None:
    assert read_moment(written) == read


ELEMENTS = ["div", "b", "span", "blockquote", "font", "section", "a href=x", "ul><li", "table><tr><td", "em"]


@pytest.mark.parametrize("closed", [True, False], ids=["closed", "open"])
@pytest.mark.parametrize("depth", [200, 260, 2_000])
@pytest.mark.parametrize("element", ELEMENTS)
def test_deep_markup_loses_nothing(element: str, depth: int, closed: bool) -> None:
    names = [name.split()[0] for name in element.split("><")]
    closing = "".join(f"</{name}>" for name in reversed(names)) * depth if closed else ""
    deep = f"<{element}>" * depth + "<p>Deep down two shells were counted.</p>" + closing
    report = read_bytes(page(body=OPENING + deep + DENIAL), name="a.html")
    text = report.text
    # Made shallow before it is parsed: nothing had to be rebuilt.
    assert report.warnings == ()
    assert "Deep down two shells were counted." in text
    assert DENIED in text
    assert "heard near the mill" in text


PILES = {
    "100,000 deep": OPENING + "<div>" * 100_000 + "<p>Deep.</p>" + "</div>" * 100_000 + DENIAL,
    "100,000 deep, open": OPENING + "<b><div></b>" * 100_000 + DENIAL,
    "brackets": OPENING + "(" * 1_000_000 + DENIAL,
    "less-than": OPENING + "<" * 1_000_000 + DENIAL,
    "ampersands": OPENING + "&" * 1_000_000 + DENIAL,
    "open comments": OPENING + "<!--" * 200_000 + DENIAL,
    "open scripts": OPENING + "<script>" * 100_000 + DENIAL,
    "quotes": OPENING + '<a ">"' * 150_000 + DENIAL,
    "quotes to the end": OPENING + '<a ">"' * 100_000 + '<a "' + DENIAL,
    "missing start tags": OPENING + "<b><div>" + "<i>" * 20_000 + "</b>" * 20_000 + DENIAL,
    "open quotes": OPENING + '<a href=">' * 100_000 + DENIAL,
    "breaks": OPENING + "<br>" * 200_000 + DENIAL,
    "attributes": OPENING + "<p " + " ".join(f"a{n}=1" for n in range(60_000)) + ">x</p>" + DENIAL,
    "half tags": OPENING + DENIAL + "<a " * 300_000,
    "foreign": OPENING + "<svg><p>" * 80_000 + "</svg>" + DENIAL,
    "deep json": json_ld('{"@type":"Article","@graph":[' * 40_000) + OPENING + DENIAL,
    "many links": OPENING + "<a href=x>y</a> " * 50_000 + DENIAL,
}


@pytest.mark.parametrize("name", PILES)
def test_hostile_piles_are_bounded_and_lose_nothing(name: str) -> None:
    data = page(body=PILES[name])
    read_bytes(page(), name="warm.html")
    start = time.process_time()
    report = read_bytes(data, name="a.html")
    # The bound is 2 s on a quiet machine; this only has to tell linear from quadratic time.
    assert time.process_time() - start < 8
    assert DENIED in report.text


def test_entity_bombs_do_nothing() -> None:
    bomb = "<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b0 'ha'>" + "".join(
        f"<!ENTITY b{n} '{f'&b{n - 1};' * 10}'>" for n in range(1, 10)
    )
    outside = "<!ENTITY x SYSTEM 'file:///etc/passwd'>]>"
    text = read_bytes(
        (bomb + outside + f"<html><body>{OPENING}<p>&b9; &x;</p>{DENIAL}</body></html>").encode(), name="a.xml"
    ).text
    assert len(text) < 1_000
    assert "root:" not in text
    assert DENIED in text


BROKEN = {
    "comment": "<!-- never closed ",
    "textarea": "<textarea>",
    "noscript": "<noscript>",
    "select": "<select><option>one",
    "object": "<object data=x>",
    "quote": '<a href="x>broken</a><p class="y">',
    "style": "<style>",
    "title": "<title>",
    "svg": "<svg><path>",
}


@pytest.mark.parametrize("name", BROKEN)
def test_markup_that_never_closes_is_said_and_loses_nothing(name: str) -> None:
    report = read_bytes(f"<html><body>{OPENING}{BROKEN[name]}{DENIAL}".encode(), name="a.html")
    assert DENIED in report.text
    assert any("broken" in warning for warning in report.warnings)


def test_a_box_that_never_closes_does_not_take_the_rest_along() -> None:
    for box in ("<div class='comments'>", "<aside>", "<div id='newsletter-box'><div>"):
        assert DENIED in read_bytes(f"<html><body>{OPENING}{box}{DENIAL}</body></html>".encode(), name="a.html").text


def test_prose_in_a_second_box_is_put_back() -> None:
    first = "<div class='article-body'>" + OPENING + BODY * 3 + "</div>"
    second = f"<div class='ad-slot'>ad</div><div class='col-2'>{DENIAL}</div>"
    data = page(
        body="", after=first + second + "<div class='comments'><p>This is all made up, says a reader.</p></div>"
    )
    text = read_bytes(data, name="a.html").text
    assert DENIED in text
    assert "says a reader" not in text


BESIDE = {
    "caption": "<figure><figcaption>{}</figcaption></figure>",
    "footer by name": "<div class='footer'>{}</div>",
    "label": "<label>{}</label>",
    "header": "<header>{}</header>",
    "bare": "{}",
}


@pytest.mark.parametrize("name", BESIDE)
@pytest.mark.parametrize("body", ["", BODY * 3], ids=["short page", "long page"])
def test_prose_that_stands_oddly_is_kept(name: str, body: str) -> None:
    data = f"<html><body><article>{OPENING}{body}</article>{BESIDE[name].format(DENIED)}</body></html>".encode()
    assert DENIED in read_bytes(data, name="a.html").text


def test_reader_comments_and_scripts_are_no_text() -> None:
    comments = "<div id='comments'><p>This is all made up, if you ask me, and everybody here knows it.</p></div>"
    script = "<script>var words = 'planted words';</script><style>.planted{}</style>"
    text = read_bytes(page(body=OPENING + script + BODY + DENIAL, after=comments), name="a.html").text
    assert "made up" not in text
    assert "planted" not in text


def test_boilerplate_on_a_page_is_marked() -> None:
    tail = "<p>Share this story</p><p>Sign up for our daily newsletter</p><p>Notify of</p>"
    report = read_bytes(page(body=OPENING + BODY + DENIAL + tail), name="a.html")
    marked = [span.why for span in report.removed]
    left = report.text
    for span in reversed(report.removed):
        left = left[: span.start] + left[span.end :]
    assert "newsletter" not in left
    assert DENIED in left
    assert len(marked) == len([line for line in tail.split("</p>") if line[3:] in report.text and line])


@pytest.mark.parametrize("declared", ["windows-1251", "koi8-r", "utf-8"])
def test_declared_encoding(declared: str) -> None:
    words = "Ведомство опровергло сообщение о том, что его батареи стреляли по мельнице и по дороге в долине."
    data = f"<html><head><meta charset='{declared}'></head><body><p>{words}</p></body></html>".encode(declared)
    report = read_bytes(data, name="a.html")
    assert words in report.text
    assert (report.language, report.warnings) == ("ru", ())


def test_utf8_that_says_it_is_latin() -> None:
    data = f"<html><head><meta charset='iso-8859-1'></head><body><p>“{DENIED}”</p></body></html>".encode()
    assert f"“{DENIED}”" in read_bytes(data, name="a.html").text


MARKUP = (
    "<p> </p> <div> </div> <b> </b> <br> <ul> <li> </li> </ul> <td> <table> <tr> </table> "
    "<a\thref='x'> </a> <!--c--> <i > "
    "< "
    "&amp; & <h2> </h2> <span\ttitle='a>b'> </span> <nav> </nav> <em> </x> <blockquote> \n"
)


@settings(deadline=None)
@given(
    st.lists(st.one_of(st.sampled_from(MARKUP.split(" ")), st.from_regex(r"[a-z]{3,7} ", fullmatch=True)), max_size=40)
)
def test_every_word_a_browser_shows_is_in_the_blocks(pieces: list[str]) -> None:
    """The oracle is lexbor, an HTML parser that follows the standard and shares no code with ours."""
    markup = "<body>" + " ".join(pieces)
    body = LexborHTMLParser(markup).body
    shown = body.text(separator=" ").split() if body else []
    seen = " ".join(block.text for block in scan_markup(markup).blocks)
    assert [word for word in shown if word.isalpha() and word not in seen] == []


@settings(deadline=None)
@given(
    st.lists(
        st.sampled_from(["<div>", "<b>", "<ul><li>", "<table><tr><td>", "</div>", "</b>", "</table>", "x "]),
        max_size=60,
    )
)
def test_shallow_is_shallow(pieces: list[str]) -> None:
    markup = "<body>" + "".join(piece * 20 for piece in pieces)
    again = scan_markup(scan_markup(markup).shallow)
    # Leaves (p, headings) may stand one deeper than the limit.
    assert again.depth <= DEPTH + 1
