"""What a user installs is what lies in the source: every module and every data file, and nothing that is not ours."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
from hatchling.builders.wheel import WheelBuilder

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "src" / "truceline"


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The names in the wheel."""
    (built,) = WheelBuilder(str(ROOT)).build(directory=str(tmp_path_factory.mktemp("wheel")), versions=["standard"])
    with zipfile.ZipFile(built) as archive:
        return set(archive.namelist())


def test_the_wheel_holds_every_file_of_the_package(wheel: set[str]) -> None:
    """Data too: word lists, the gazetteer, agreements and their zones."""
    ours = {
        path.relative_to(PACKAGE.parent).as_posix()
        for path in PACKAGE.rglob("*")
        if path.is_file()
        and not any(part.startswith((".", "__pycache__")) for part in path.parts[len(PACKAGE.parts) :])
    }
    assert {name for name in wheel if name.startswith("truceline/")} == ours
    assert "truceline/py.typed" in ours
    assert {Path(name).suffix for name in ours} >= {".py", ".yaml", ".json"}


def test_the_wheel_holds_nothing_else_but_its_papers(wheel: set[str]) -> None:
    """The licence and the notice come along; tests and tools stay at home."""
    others = {name for name in wheel if not name.startswith("truceline/")}
    assert all(name.split("/")[0].endswith(".dist-info") for name in others)
    assert {"LICENSE", "NOTICE"} <= {Path(name).name for name in others}
