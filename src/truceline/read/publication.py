"""What a page says about itself in its head: title, publisher, address, language, and when it was published.

The day of publication is read from metadata only, in this order: JSON-LD ``datePublished`` (schema.org), Open Graph
and its like (``article:published_time``), Dublin Core and other named meta elements, ``time`` elements that say they
are the publication date, and at last what htmldate finds in these elements alone. It is never taken from the address
and never from the running text, where the dates of agreements stand.
"""

from __future__ import annotations

import datetime as dt
import email.utils
import json
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from lxml.etree import _Element

_PUBLISHED_META = (
    "article:published_time", "article:published", "og:published_time", "og:article:published_time", "datepublished",
    "date.published", "published_time", "published-date", "publication_date", "publication-date", "publishdate",
    "publish-date", "publish_date", "pubdate", "pub_date", "dc.date.issued", "dcterms.issued", "dc.issued",
    "citation_publication_date", "parsely-pub-date", "sailthru.date", "cxenseparse:recs:publishtime", "bt:pubdate",
    "article.published", "article.created", "datecreated", "dcterms.created", "dc.date.created", "dc.date",
    "dcterms.date", "dc:date", "date", "originalpublicationdate", "article_date_original", "rnews:datepublished",
)  # fmt: skip
_PUBLISHED_CLASS = re.compile(
    r"(?:^|[\s_-])(?:published|pubdate|pub-date|entry-date|post-date|article-date|date-published|publish-date|"
    r"publication-date)(?:$|[\s_-])",
    re.IGNORECASE,
)
_CHANGED = re.compile(r"updated|modified|changed|expire", re.IGNORECASE)
_ARTICLE = frozenset({
    "NewsArticle", "Article", "BlogPosting", "ReportageNewsArticle", "Report", "WebPage", "LiveBlogPosting",
    "OpinionNewsArticle", "AnalysisNewsArticle", "BackgroundNewsArticle", "SocialMediaPosting", "ScholarlyArticle",
})  # fmt: skip
_INSTANT = re.compile(
    r"(\d{4})-?(\d{2})-?(\d{2})"
    r"(?:[T ]\s?(\d{2}):?(\d{2})(?::?(\d{2})(?:[.,]\d{1,9})?)?\s?(Z|UTC|GMT|[+-]\d{2}(?::?\d{2})?)?)?",
    re.ASCII,
)
_WRITTEN = re.compile(
    r"(?:[a-z]{3,9},? )?(?:(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})\.?,? (\d{4})|"
    r"([a-z]{3,9})\.? (\d{1,2})(?:st|nd|rd|th)?,? (\d{4}))(?:,? .{0,30})?",
    re.IGNORECASE | re.ASCII,
)
_MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_LONGEST_JSON = 1_000_000
_MOST_ITEMS = 5_000
_SPACE = re.compile(r"\s+")


class Head(NamedTuple):
    """What the head of a page says. ``published`` is a civil day or an instant (RFC 3339), None when not said."""

    title: str | None = None
    publisher: str | None = None
    url: str | None = None
    language: str | None = None
    published: str | None = None
    warnings: tuple[str, ...] = ()


def read_head(tree: _Element, json_ld: Sequence[str]) -> Head:
    """What the page ``tree`` (lxml) and its JSON-LD scripts say about the report."""
    items = list(_items(json_ld))
    metas = _metas(tree)
    dates = [date for date in _dates(tree, metas, items) if date]
    published = dates[0] if dates else _htmldate(tree)
    warnings: tuple[str, ...] = ()
    days = sorted({date[:10] for date in dates})
    if published and len(days) > 1 and _apart(days[0], days[-1]) > 1:
        others = ", ".join(day for day in days if day != published[:10])
        warnings = (f"The page gives more than one publication date; {published[:10]} was taken, not {others}.",)
    return Head(
        title=_first(metas.get("og:title"), _json_text(items, "headline"), _heading(tree), _title(tree)),
        publisher=_first(
            metas.get("og:site_name"),
            _json_text(items, "publisher"),
            metas.get("dc.publisher"),
            metas.get("application-name"),
        ),
        url=_first(_link(tree), metas.get("og:url"), _json_address(items)),
        language=_language(tree),
        published=published,
        warnings=warnings,
    )


def read_moment(written: object) -> str | None:
    """A publication date in RFC 3339 (an instant, or a day where no zone is given); None for anything unclear."""
    if not isinstance(written, str):
        return None
    words = _SPACE.sub(" ", written[:100]).strip()
    found = _INSTANT.fullmatch(words)
    if found:
        year, month, day, hour, minute, second, zone = found.groups()
        return _moment(f"{year}-{month}-{day}", hour, minute, second, zone)
    named = _WRITTEN.fullmatch(words)
    if named:
        day, name, year = (named[1], named[2], named[3]) if named[1] else (named[5], named[4], named[6])
        number = next((n for n, month in enumerate(_MONTHS, 1) if _is_short_for(name.lower(), month)), None)
        if number:
            return _mail_date(words) or _moment(f"{year}-{number:02}-{int(day):02}", None, None, None, None)
    return None


def _is_short_for(name: str, month: str) -> bool:
    return month.startswith(name) or (name == "sept" and month == "september")


def _mail_date(words: str) -> str | None:
    """The instant of a date in the form of mail headers (RFC 5322), which RSS uses too."""
    try:
        moment = email.utils.parsedate_to_datetime(words)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if moment.tzinfo is None or not re.search(r"\d:\d", words):
        return None
    return moment.isoformat() if 1980 <= moment.year < 2200 else None


def _moment(day: str, hour: str | None, minute: str | None, second: str | None, zone: str | None) -> str | None:
    try:
        date = dt.date.fromisoformat(day)
    except ValueError:
        return None
    if not 1980 <= date.year < 2200:
        return None
    if hour is None or zone is None:
        return day
    offset = "+00:00" if zone in {"Z", "UTC", "GMT"} else f"{zone[:3]}:{zone[-2:] if len(zone) > 3 else '00'}"
    written = f"{day}T{hour}:{minute}:{second or '00'}{offset}"
    try:
        dt.datetime.fromisoformat(written)
    except ValueError:
        return day
    return written


def _apart(first: str, last: str) -> int:
    return (dt.date.fromisoformat(last) - dt.date.fromisoformat(first)).days


def _dates(tree: _Element, metas: dict[str, str], items: Sequence[dict[str, Any]]) -> Iterator[str | None]:
    """The first date of each kind of metadata, the most trusted kind first."""
    yield next(filter(None, (read_moment(item.get("datePublished")) for item in items)), None)
    yield next(filter(None, (read_moment(metas.get(name)) for name in _PUBLISHED_META)), None)
    for element in _publication_elements(tree):
        words = [element.get(name) for name in ("datetime", "content", "title")]
        date = next(filter(None, map(read_moment, [*words, "".join(element.itertext())[:100]])), None)
        if date:
            yield date
            return


def _publication_elements(tree: _Element) -> Iterator[_Element]:
    """Elements outside of the running text that say of themselves that they hold the date of publication."""
    times = list(tree.iter("time"))[:200]
    for element in times:
        said = f"{element.get('itemprop', '')} {element.get('class', '')}"
        above = {str(parent.tag) for parent in element.iterancestors()}
        if _CHANGED.search(said) or above & {"p", "blockquote", "aside", "footer", "nav"}:
            continue
        says_so = element.get("pubdate") is not None or "datePublished" in said or _PUBLISHED_CLASS.search(said)
        # The header of a site shows today; the header of an article its own date.
        if says_so or ("header" in above and above & {"article", "main"}):
            yield element
    for element in tree.xpath("//*[contains(@itemprop, 'datePublished')]")[:20]:
        if element.tag not in {"time", "p"}:
            yield element


def _htmldate(tree: _Element) -> str | None:
    """What htmldate makes of the elements that name a date, and of nothing else on the page."""
    from lxml import etree, html

    page = html.Element("html")
    head, body = etree.SubElement(page, "head"), etree.SubElement(page, "body")
    for meta in list(tree.iter("meta"))[:500]:
        name = f"{meta.get('name', '')} {meta.get('property', '')} {meta.get('itemprop', '')}".lower()
        if re.search(r"date|publi|time|issued|created", name) and not _CHANGED.search(name):
            etree.SubElement(head, "meta", {key: str(value) for key, value in meta.attrib.items()})
    for element in list(_publication_elements(tree))[:20]:
        copy = etree.SubElement(body, "time", {key: str(value) for key, value in element.attrib.items()})
        copy.text = "".join(element.itertext())[:100]
    if not len(head) and not len(body):
        return None
    import htmldate

    return read_moment(
        htmldate.find_date(
            page, extensive_search=False, original_date=True, min_date="1980-01-01", max_date="2199-12-31"
        )
    )


def _metas(tree: _Element) -> dict[str, str]:
    """Named meta elements, names in small letters, the first of each name."""
    metas: dict[str, str] = {}
    for meta in list(tree.iter("meta"))[:_MOST_ITEMS]:
        content = _SPACE.sub(" ", meta.get("content") or "").strip()
        for key in ("property", "name", "itemprop"):
            name = (meta.get(key) or "").strip().lower()
            if name and content:
                metas.setdefault(name, content)
    return metas


def _items(json_ld: Sequence[str]) -> Iterator[dict[str, Any]]:
    """The schema.org articles (and pages) of the JSON-LD scripts, articles first."""
    pages = []
    for script in json_ld[:50]:
        if len(script) > _LONGEST_JSON:
            continue
        try:
            waiting: list[Any] = [json.loads(script.strip().removeprefix("<!--").removesuffix("-->"), strict=False)]
        except (ValueError, RecursionError):
            continue
        seen = 0
        while waiting and seen < _MOST_ITEMS:
            thing = waiting.pop(0)
            seen += 1
            if isinstance(thing, list):
                waiting[:0] = thing[:_MOST_ITEMS]
            elif isinstance(thing, dict):
                kinds = thing.get("@type")
                kinds = {kind for kind in (kinds if isinstance(kinds, list) else [kinds]) if isinstance(kind, str)}
                if kinds & _ARTICLE:
                    if kinds == {"WebPage"}:
                        pages.append(thing)
                    else:
                        yield thing
                waiting.extend(thing[key] for key in ("@graph", "mainEntity", "mainEntityOfPage") if key in thing)
    yield from pages


def _json_text(items: Iterable[dict[str, Any]], key: str) -> str | None:
    for item in items:
        value = item.get(key)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, dict):
            value = value.get("name")
        if isinstance(value, str) and value.strip():
            return value
    return None


def _json_address(items: Iterable[dict[str, Any]]) -> str | None:
    for item in items:
        for key in ("url", "mainEntityOfPage"):
            value = item.get(key)
            if isinstance(value, dict):
                value = value.get("@id")
            if isinstance(value, str) and value.startswith(("http://", "https://")):
                return value
    return None


def _first(*values: str | None) -> str | None:
    import html

    for value in values:
        words = _SPACE.sub(" ", html.unescape(value or "")).strip()
        if words:
            return words[:500]
    return None


def _heading(tree: _Element) -> str | None:
    headings = ["".join(element.itertext()) for element in list(tree.iter("h1"))[:2]]
    return headings[0] if len(headings) == 1 else None


def _title(tree: _Element) -> str | None:
    return next(("".join(element.itertext()) for element in tree.iter("title")), None)


def _link(tree: _Element) -> str | None:
    for link in list(tree.iter("link"))[:_MOST_ITEMS]:
        address = (link.get("href") or "").strip()
        if (link.get("rel") or "").lower() == "canonical" and address.startswith(("http://", "https://")):
            return address
    return None


def _language(tree: _Element) -> str | None:
    said = (tree.get("lang") or tree.get("xml:lang") or "").lower()
    code = re.split(r"[-_]", said)[0]
    return code if re.fullmatch(r"[a-z]{2}", code) else None
