"""One made-up store for all that asks about outputs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.memory.shown import NOW, make_store
from truceline.memory import Published, Release, chosen
from truceline.store import Snapshot, open_store


@pytest.fixture(scope="session")
def shown_place(tmp_path_factory: pytest.TempPathFactory) -> str:
    """Where the store is."""
    return make_store(tmp_path_factory.mktemp("shown"))


@pytest.fixture(scope="session")
def shown(shown_place: str) -> Iterator[Snapshot]:
    """Its one state."""
    with open_store(shown_place) as store, store.snapshot() as snapshot:
        yield snapshot


@pytest.fixture(scope="session")
def published(shown: Snapshot) -> Published:
    """What of it may be shown on the day of ``NOW``."""
    return Published(shown, chosen(shown.agreements(), None), Release.published(NOW))
