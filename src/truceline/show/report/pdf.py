"""The report as PDF/UA: tagged, with its own fonts, made from the HTML by WeasyPrint. Nothing is fetched.

It needs ``pip install truceline[report]``, and Pango from the system.
"""

from __future__ import annotations

import importlib
from importlib import resources
from types import ModuleType
from typing import Any

from truceline.errors import UsageError
from truceline.show.report.blocks import Document
from truceline.show.report.html import report_html

#: Families by what they hold, so that each letter is drawn by the one that has it, on every machine alike. Amiri makes
#: lam-alef of two glyphs; others have one for both, whose letters readers of PDF then give out the wrong way round.
_FACES = (("Plex", "plex-latin"), ("Plex Ext", "plex-latin-ext"), ("Amiri", "amiri"))
_HERE = "truceline-font:"


def report_pdf(document: Document) -> bytes:
    """The PDF; the same document gives the same bytes."""
    weasyprint = _weasyprint()
    rules = "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: {weight};'
        f" src: url({_HERE}{name}-{weight}.woff2) format('woff2'); }}\n"
        for family, name in _FACES
        for weight in (400, 600)
    )
    page = weasyprint.HTML(string=report_html(document, fonts=rules), url_fetcher=_fetcher())
    content: bytes = page.write_pdf(pdf_variant="pdf/ua-1", pdf_identifier=b"truceline", uncompressed_pdf=False)
    return content


def _fetcher() -> Any:
    """Gives out the fonts that ship with the package, and nothing else, whatever a report's words may ask for."""
    urls: Any = importlib.import_module("weasyprint.urls")

    class Fetcher(urls.URLFetcher):  # type: ignore[misc]
        def fetch(self, url: str, headers: Any = None) -> Any:
            if not url.startswith(_HERE):
                raise ValueError(f"a report fetches nothing, not even {url}")
            content = (resources.files("truceline.show") / "fonts" / url.removeprefix(_HERE)).read_bytes()
            return urls.URLFetcherResponse(url, content, headers or {"Content-Type": "font/woff2"})

    return Fetcher(fail_on_errors=True)


def _weasyprint() -> ModuleType:
    try:
        return importlib.import_module("weasyprint")
    except ImportError as error:
        raise UsageError("PDF and DOCX need WeasyPrint: pip install 'truceline[report]'.") from error
    except OSError as error:  # a library of the system is not there
        raise UsageError(
            "PDF and DOCX need Pango from the system: on Debian, 'apt install libpango-1.0-0 libpangoft2-1.0-0'."
        ) from error


def svg_pdf(svg: str, width: int, height: int) -> bytes:
    """One drawing as a page of its own size."""
    rules = "".join(
        f'@font-face {{ font-family: "{family}"; font-weight: 400;'
        f" src: url({_HERE}{name}-400.woff2) format('woff2'); }}\n"
        for family, name in _FACES
    )
    page = (
        f"<!DOCTYPE html><meta charset=utf-8><style>{rules}@page {{ size: {width}px {height}px; margin: 0 }}"
        f"body {{ margin: 0 }} svg {{ display: block }}</style>{svg}"
    )
    content: bytes = _weasyprint().HTML(string=page, url_fetcher=_fetcher()).write_pdf(pdf_identifier=b"truceline")
    return content
