"""Pages as people meet them: in Debian's Chromium, by keyboard, without scripts, narrow, in print, and in Arabic.

axe-core looks at every page; whatever the browser says on its console, blocks by policy or asks of another host fails.
"""

from __future__ import annotations

import contextlib
import json
import re
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.serve.conftest import DAYS, PASSWORD, Served

AXE = (resources.files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
SHOTS = Path(__file__).parent.parent.parent / "build" / "shots"
PAGES = {
    "table": f"/?{DAYS}&cell=aug-halt/syria/2019-08-05",
    "table-all": f"/?{DAYS}&rows=all",
    "month": "/?since=2019-07-20&until=2019-08-20",
    "cell": "/cells/aug-halt/syria/2019-08-05",
    "period": "/cells/aug-calm/opposition+radical/2019-08-02/2019-08-05",
    "map": f"/map?{DAYS}",
    "incidents": f"/incidents?{DAYS}",
    "agreement": "/agreement",
    "reports": "/reports",
    "coverage": f"/coverage?{DAYS}",
    "search": "/search?q=shelled",
    "changes": "/changes",
    "api": "/api",
    "sign-in": "/sign-in",
    "wrong": "/?since=nonsense",
    "none": "/nothing",
}
INSIDE = {"review": "/review", "note": "/note", "accounts": "/accounts"}


class Watched:
    """A page of which everything that goes wrong is noted."""

    def __init__(self, page: Page, served: Served) -> None:
        self.page, self.served = page, served
        self.wrong: list[str] = []
        host = urlsplit(served.url).netloc
        page.on(
            "console", lambda m: self.wrong.append(f"{m.type}: {m.text}") if m.type in ("error", "warning") else None
        )
        page.on("pageerror", lambda e: self.wrong.append(f"error: {e}"))
        page.on("dialog", lambda d: self.wrong.append(f"dialog: {d.message}"))
        page.on("request", lambda r: self.wrong.append(r.url) if urlsplit(r.url).netloc not in (host, "") else None)
        page.add_init_script(
            "window.blocked = []; document.addEventListener('securitypolicyviolation',"
            " e => window.blocked.push(e.violatedDirective + ' ' + e.blockedURI))"
        )

    def go(self, path: str, *, expected: int = 200) -> Page:
        self.wrong.clear()
        found = self.page.goto(self.served.url + path, wait_until="networkidle")
        assert found is not None
        assert found.status == expected, path
        return self.page

    def check(self, *, expected: int = 200) -> None:
        blocked = self.page.evaluate("window.blocked")
        # Of a page that is an error on purpose the console says so.
        wrong = [w for w in self.wrong if not (expected != 200 and "status of" in w)]
        assert (wrong, blocked) == ([], []), self.page.url

    def sign_in(self, role: str) -> None:
        self.go("/sign-in")
        self.page.fill("[name=name]", f"A. {role}")
        self.page.fill("[name=secret]", PASSWORD)
        self.page.click("button.first")
        self.page.wait_for_url(re.compile(r"/$"))


@contextlib.contextmanager
def opened(browser: Browser, served: Served, **how: Any) -> Iterator[Watched]:
    context = browser.new_context(**{"viewport": {"width": 1280, "height": 900}, "reduced_motion": "reduce", **how})
    context.set_default_timeout(10_000)
    yield Watched(context.new_page(), served)
    context.close()


def axe(page: Page) -> list[str]:
    """The serious and critical findings, each with where it is."""
    page.evaluate(AXE)
    found = page.evaluate("axe.run(document, {resultTypes: ['violations']})")
    return [
        f"{v['id']}: {node['html'][:200]} {node['failureSummary']}"
        for v in found["violations"]
        if v["impact"] in ("serious", "critical")
        for node in v["nodes"]
    ]


def report_page(served: Served, word: str) -> str:
    served.store.index()
    with served.store.snapshot() as snapshot:
        return f"/reports/{snapshot.find(word)[0].report.removeprefix('sha256:')}"


@pytest.mark.parametrize(("language", "scheme"), [("en", "light"), ("ar", "dark")])
def test_every_page_is_accessible_and_quiet(browser: Browser, served: Served, language: str, scheme: Any) -> None:
    """No serious or critical finding, nothing blocked, nothing asked of another host, nothing on the console."""
    pages = dict(PAGES)
    pages["report"] = report_page(served, "ambulance")
    with served.store.snapshot() as snapshot:
        assert snapshot.agreements()
    with opened(browser, served, color_scheme=scheme, locale=language) as watched:
        page = watched.go(f"/incidents?{DAYS}")
        pages["incident"] = str(page.locator("tbody a").first.get_attribute("href"))
        # The second language and colours share every template: of them the pages with most in them.
        few = ("table", "cell", "map", "incident", "report", "coverage", "sign-in", "wrong")
        for name, path in pages.items():
            if language != "en" and name not in few:
                continue
            expected = {"wrong": 400, "none": 404}.get(name, 200)
            page = watched.go(path + ("&" if "?" in path else "?") + f"lang={language}", expected=expected)
            assert axe(page) == [], (name, language, scheme)
            watched.check(expected=expected)
            assert page.locator("html").get_attribute("dir") == ("rtl" if language == "ar" else "ltr")
        watched.sign_in("admin")
        for name, path in INSIDE.items():
            page = watched.go(f"{path}?lang={language}")
            assert axe(page) == [], (name, language, scheme)
            watched.check()


def test_the_first_screen_says_what_must_be_known(browser: Browser, served: Served) -> None:
    """Headline, tiles, table with headers, marks with words, the evidence of the heaviest cell."""
    with opened(browser, served) as watched:
        page = watched.go(f"/?{DAYS}")
        assert page.locator(".when").inner_text() == "2–8 Aug 2019"
        lead = page.locator(".lead").inner_text()
        assert "1 day alleged: aug-halt, Syrian government forces, 5 Aug" in lead
        assert "not yet reviewed" in lead
        row = page.get_by_role("row", name=re.compile("aug-halt"))
        assert row.get_by_role("cell").count() == 9
        assert row.locator(".word").all_inner_texts()[3] == "alleged"
        assert "quiet day" not in page.locator("#evidence").inner_text()
        assert page.locator("#evidence mark").count() >= 1
        assert page.locator(".grid tfoot").inner_text().startswith("Reports that tell of the day")


def test_a_cell_opens_beside_the_table_and_has_an_address(browser: Browser, served: Served) -> None:
    """The pane is exchanged without a new page, the address names the cell, a reload shows the same, back goes back."""
    with opened(browser, served) as watched:
        page = watched.go(f"/?{DAYS}&status=alleged")
        page.evaluate("window.same = true")
        before = page.url
        page.locator(".cell.is-alleged").first.click()
        page.wait_for_url(re.compile("cell="))
        page.wait_for_selector("#evidence mark")
        assert page.evaluate("window.same") is True
        told = page.locator("#evidence").inner_text()
        assert page.locator(".cell[aria-current]").count() == 1
        page.reload()
        assert page.locator("#evidence").inner_text() == told
        assert page.locator("select[name=status]").input_value() == "alleged"
        assert page.locator("[name=since]").input_value() == "2019-08-02"
        page.go_back()
        page.wait_for_url(before)
        page.wait_for_load_state("networkidle")
        assert page.url == before
        watched.check()


def test_arrow_keys_walk_the_table(browser: Browser, served: Served) -> None:
    with opened(browser, served) as watched:
        page = watched.go(f"/?{DAYS}")
        page.locator(".cell").first.focus()
        first = page.evaluate("document.activeElement.href")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowDown")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowUp")
        assert page.evaluate("document.activeElement.href") == first


def test_without_scripts_everything_works(browser: Browser, writable: Served) -> None:
    """Filter, cell, report, search, review, undo and a field note, all by plain links and forms."""
    with opened(browser, writable, java_script_enabled=False) as watched:
        page = watched.page
        watched.go(f"/?{DAYS}")
        page.select_option("select[name=party]", "syria")
        page.click("form.filter button")
        assert "party=syria" in page.url
        page.locator(".cell.is-alleged").first.click()
        assert "cell=" in page.url
        page.locator("#evidence .about a").first.click()
        assert page.locator(".text mark").count() >= 1
        watched.go("/search")
        page.fill("[name=q]", "ambulance")
        page.click("form[role=search] button")
        assert page.locator("article mark").count() >= 1
        watched.sign_in("reviewer")
        watched.go("/review")
        waiting = int(re.findall(r"(\d+) claims wait", page.locator("[role=status]").inner_text())[0])
        page.locator("[data-key=a]").first.click()
        assert f"{waiting - 1} claims wait" in page.locator("[role=status]").inner_text()
        page.locator("[data-key=u]").click()
        assert f"{waiting} claims wait" in page.locator("[role=status]").inner_text()
        watched.go("/note")
        page.fill("[name=text]", "The patrol watched Saraqib all day and saw nothing.")
        page.fill("[name=source]", "Area monitor")
        page.fill("[name=since]", "2019-08-05")
        page.fill("[name=place]", "Saraqib")
        page.select_option("[name=watched]", "nothing")
        page.click("main button.first")
        assert "The patrol watched Saraqib" in page.locator(".text").inner_text()


def test_twenty_claims_are_reviewed_by_keyboard(browser: Browser, writable: Served) -> None:
    """j, a, r, s decide; u takes back exactly the last; what was decided is in the store, with the reviewer's name."""
    with opened(browser, writable) as watched:
        watched.sign_in("reviewer")
        page = watched.go("/review")
        keys = (["a", "r", "s", "a"] * 5)[:20]
        for number, key in enumerate(keys):
            if number % 5 == 4:
                page.keyboard.press("j")
                page.keyboard.press("k")
            with page.expect_response(lambda r: r.request.method == "POST"):
                page.keyboard.press(key)
            expect(page.locator("[role=status]")).to_contain_text(f"{number + 1} decided")
            expect(page.locator(".item.now")).to_have_count(1)
        watched.check()
        with writable.store.snapshot() as snapshot:
            made = snapshot.decisions()
        names = {"a": "accept", "r": "reject", "s": "unsure"}
        assert [d.does for d in made] == [names[key] for key in keys]
        assert {d.reviewer for d in made} == {"A. reviewer"}
        assert len({d.about.id for d in made if d.about}) == 20
        with page.expect_response(lambda r: r.request.method == "POST"):
            page.keyboard.press("u")
        expect(page.locator("[role=status]")).to_contain_text("undone")
        with writable.store.snapshot() as snapshot:
            assert snapshot.decisions()[-1].undoes == made[-1].id


def test_all_that_are_visible_are_decided_at_once(browser: Browser, writable: Served) -> None:
    """The number on the button is how many are touched, and no more."""
    with opened(browser, writable) as watched:
        watched.sign_in("reviewer")
        page = watched.go(f"/review?{DAYS}&term=aug-halt")
        shown = page.locator("[data-item]").count()
        button = page.locator("button[value='accept:*']")
        assert button.inner_text() == f"Accept these {shown}"
        with page.expect_response(lambda r: r.request.method == "POST"):
            button.click()
        expect(page.locator("[role=status]")).to_contain_text(f"{shown} accept")
        with writable.store.snapshot() as snapshot:
            assert len(snapshot.decisions()) == shown


def test_a_missed_claim_is_made_from_selected_words(browser: Browser, writable: Served) -> None:
    """n takes the selected words to a form, and what is kept stands in the report; e corrects it."""
    with opened(browser, writable) as watched:
        watched.sign_in("reviewer")
        page = watched.go(report_page(writable, "ambulance"))
        words = "Nobody was injured"
        page.evaluate(
            """words => {
              const walker = document.createTreeWalker(document.getElementById('report-text'), NodeFilter.SHOW_TEXT);
              for (let node; (node = walker.nextNode()); ) {
                const at = node.data.indexOf(words);
                if (at >= 0) getSelection().setBaseAndExtent(node, at, node, at + words.length);
              }
            }""",
            words,
        )
        page.keyboard.press("n")
        page.wait_for_url(re.compile("/new"))
        assert page.locator("[name=words]").input_value() == words
        page.select_option("[name=type]", "civilians.harmed")
        page.select_option("[name=polarity]", "negative")
        page.fill("[name=since]", "2019-08-05")
        page.fill("[name=reason]", "it was passed over")
        page.click("main button.first")
        page.wait_for_selector(".text")
        with writable.store.snapshot() as snapshot:
            (made,) = snapshot.decisions()
        assert made.does == "new"
        assert made.made is not None
        assert made.made.quote == words
        watched.check()


def test_at_360_pixels_nothing_is_cut_off(browser: Browser, served: Served) -> None:
    """The table turns into cards, and no page is wider than the screen."""
    with opened(browser, served, viewport={"width": 360, "height": 740}) as watched:
        for name, path in PAGES.items():
            page = watched.go(path, expected={"wrong": 400, "none": 404}.get(name, 200))
            assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
        page = watched.go(PAGES["table"])
        assert (
            page.locator(".grid td[data-day]").first.evaluate("e => getComputedStyle(e, '::before').content") != "none"
        )
        assert axe(page) == []


def test_at_twice_the_size_nothing_is_cut_off(browser: Browser, served: Served) -> None:
    with opened(browser, served, viewport={"width": 640, "height": 450}, device_scale_factor=2) as watched:
        for path in (PAGES["table"], PAGES["map"], PAGES["agreement"]):
            assert watched.go(path).evaluate("document.documentElement.scrollWidth") <= 640, path


def test_print_leaves_what_only_a_screen_needs(browser: Browser, served: Served) -> None:
    with opened(browser, served) as watched:
        page = watched.go(PAGES["table"])
        page.emulate_media(media="print")
        assert not page.locator("form.filter").is_visible()
        assert not page.locator(".top nav").is_visible()
        assert page.locator(".grid").is_visible()
        assert page.locator("#evidence mark").first.is_visible()
        assert page.pdf()[:5] == b"%PDF-"


@pytest.mark.parametrize("where", ["report", "cell", "search", "incidents", "reports", "table"])
def test_what_a_report_carries_is_inert(browser: Browser, served: Served, where: str) -> None:
    """Scripts, handlers, markup and template marks come out as words; a bidirectional override is a visible mark."""
    report = report_page(served, "resident rescue worker")
    path = {
        "report": report,
        "cell": "/cells/aug-halt/syria/2019-08-05",
        "search": "/search?q=" + "%3Cscript%3Ealert(1)%3C/script%3E",
        "incidents": f"/incidents?{DAYS}",
        "reports": "/reports",
        "table": f"/?{DAYS}&cell=aug-halt/syria/2019-08-05",
    }[where]
    with opened(browser, served) as watched:
        page = watched.go(path)
        assert page.evaluate("window.harmed") is None
        assert page.locator("main script, main img, main [onload], main [onerror]").count() == 0
        watched.check()
        if where == "report":
            text = page.locator(".text").inner_text()
            assert "<script>window.harmed = 1</script>" in text
            assert "{{ 7 * 7 }}" in text
            assert "U+202E" in text
            assert "\u202e" not in page.content()


def test_arabic_keeps_its_order_and_mirrors(browser: Browser, served: Served) -> None:
    """The page is mirrored, an Arabic report reads from the right on either page, and a mark does not split it."""
    with opened(browser, served) as watched:
        page = watched.go(f"/?{DAYS}&lang=ar")
        first, last = page.locator(".grid thead th").first, page.locator(".grid thead th").last
        box, other = first.bounding_box(), last.bounding_box()
        assert box is not None
        assert other is not None
        assert box["x"] > other["x"]
        for language in ("en", "ar"):
            page = watched.go(report_page(served, "خان شيخون") + f"?lang={language}")
            assert page.locator(".text").evaluate("e => getComputedStyle(e).direction") == "rtl"
        watched.check()


def test_nothing_loaded_is_another_s(served: Served) -> None:
    """No address of another host stands in anything that we serve but namespaces and licences."""
    folder = resources.files("truceline.serve")
    for part in ("static", "templates"):
        for file in (folder / part).iterdir():
            if (
                file.name.endswith((".html", ".css", ".js", ".svg"))
                and "htmx" not in file.name
                and "maplibre" not in file.name
            ):
                text = file.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
                assert not re.search(r"https?://|//cdn", text), file.name
                assert not re.search(r"\sstyle=|\son\w+=|javascript:", text), file.name
    assert json.dumps(served.tokens)
