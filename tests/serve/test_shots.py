"""The pictures of docs/images, made anew when asked for (`pytest tests/serve/test_shots.py --shots`) and looked at."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.serve.conftest import DAYS, Served
from tests.serve.test_pages import opened

IMAGES = Path(__file__).parent.parent.parent / "docs" / "images"
CELL = "cell=aug-halt/syria/2019-08-05"
SHOTS = {
    "serve-table": (f"/?{DAYS}&{CELL}", 1440, 1020, "light"),
    "serve-table-dark": (f"/?{DAYS}&{CELL}", 1440, 1020, "dark"),
    "serve-table-arabic": (f"/?{DAYS}&{CELL}&lang=ar", 1440, 1020, "light"),
    "serve-table-narrow": (f"/?{DAYS}", 360, 1400, "light"),
    "serve-map": (f"/map?{DAYS}", 1300, 900, "light"),
    "serve-review": ("/review", 1200, 900, "light"),
    "serve-incident": ("", 1200, 900, "light"),
}


def test_pictures_are_made(browser: Browser, demonstrated: Served, pytestconfig: pytest.Config) -> None:
    """Every picture can be made; with --shots they take the place of those in docs/images."""
    wanted = SHOTS if pytestconfig.getoption("--shots") else {"serve-table": SHOTS["serve-table"]}
    for name, (path, width, height, scheme) in wanted.items():
        viewport = {"width": width, "height": height}
        with opened(browser, demonstrated, viewport=viewport, color_scheme=scheme) as watched:
            if name == "serve-review":
                watched.sign_in("reviewer")
            if name == "serve-incident":
                rows = watched.go(f"/incidents?{DAYS}").get_by_role("row", name="Khan Shaykhun")
                path = str(rows.filter(has_text="two people").get_by_role("link").get_attribute("href"))
            picture = watched.go(path).screenshot()
            assert picture[:4] == b"\x89PNG"
            if pytestconfig.getoption("--shots"):
                IMAGES.mkdir(exist_ok=True)
                (IMAGES / f"{name}.png").write_bytes(picture)


@pytest.mark.parametrize("name", SHOTS)
def test_pictures_are_there(name: str) -> None:
    assert (IMAGES / f"{name}.png").stat().st_size < 400_000
