"""What the server keeps while it runs: the store, who may do what, and pages that were made already."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from truceline.memory import Published, Release, chosen, select, up_to_date
from truceline.model.selection import Filter, Selection
from truceline.serve.settings import Settings
from truceline.store import Snapshot, Store

#: So many bytes of pages are kept.
_KEPT_BYTES = 64_000_000
_SELECTIONS = 8


class Made(NamedTuple):
    """An answer that was made, and its ETag."""

    body: bytes
    tag: str


class House:
    """The store that is open for as long as the server runs."""

    def __init__(self, settings: Settings, store: Store) -> None:
        self.settings = settings
        self.store = store
        self.shelf = Shelf()
        self._counting = threading.Lock()
        self._selections: OrderedDict[object, Selection] = OrderedDict()

    def now(self) -> dt.datetime:
        """The clock that the server was given."""
        return self.settings.now()

    @property
    def instant(self) -> str:
        """Now, as RFC 3339."""
        return self.now().isoformat()

    def count(self) -> None:
        """Bring what is derived up to date, one at a time."""
        with self._counting:
            up_to_date(self.store, at=self.instant)

    def index(self) -> None:
        """Let the words of every report be found, where the store can be written to."""
        if self.store.writable:
            with self._counting:
                self.store.index()

    def release(self, *, inside: bool) -> Release:
        """What may be shown: to reviewers everything, to readers what the delay and the floor let through."""
        # By the hour, so that a page is the same for as long as what it may show is.
        hour = self.now().replace(minute=0, second=0, microsecond=0).isoformat()
        if inside:
            return Release.inside(self.instant)
        hours = self.settings.delay_hours
        return Release.published(hour) if hours is None else Release.published(hour, delay_hours=hours)

    def selected(self, view: Published, wanted: Filter) -> Selection:
        """The rows of a filter; a few of the last ones asked for are kept, since several pages show the same."""
        key = (view.snapshot.head(), view.agreement.id, view.release, wanted)
        found = self._selections.get(key)
        if found is None:
            found = select(view, wanted)
            self._selections[key] = found
            while len(self._selections) > _SELECTIONS:
                self._selections.popitem(last=False)
        return found

    @contextlib.contextmanager
    def asked(self, wanted: Filter, *, inside: bool) -> Iterator[tuple[Snapshot, Published]]:
        """The store as one state, and the agreement that is meant as it may be shown."""
        with self.store.snapshot() as snapshot:
            agreement = chosen(snapshot.agreements(), wanted.agreement)
            yield snapshot, Published(snapshot, agreement, self.release(inside=inside), as_of=wanted.as_of)


class Shelf:
    """Answers by what they depend on. One thread makes an answer, the others that ask for it wait."""

    def __init__(self) -> None:
        self._made: OrderedDict[object, Made] = OrderedDict()
        self._making: dict[object, threading.Lock] = {}
        self._size = 0
        self._lock = threading.Lock()

    def get(self, key: object, make: Callable[[], bytes]) -> Made:
        """The answer to a key, made once."""
        with self._lock:
            found = self._made.get(key)
            if found is not None:
                self._made.move_to_end(key)
                return found
            making = self._making.setdefault(key, threading.Lock())
        with making:
            with self._lock:
                found = self._made.get(key)
            if found is not None:
                return found
            try:
                body = make()
                made = Made(body, '"' + hashlib.sha256(body).hexdigest()[:32] + '"')
                self._keep(key, made)
            finally:
                with self._lock:
                    self._making.pop(key, None)
            return made

    def _keep(self, key: object, made: Made) -> None:
        with self._lock:
            self._made[key] = made
            self._size += len(made.body)
            while self._size > _KEPT_BYTES and len(self._made) > 1:
                _, old = self._made.popitem(last=False)
                self._size -= len(old.body)
