"""What the server keeps while it runs: the store, who may do what, and pages that were made already."""

from __future__ import annotations

import contextlib
import datetime as dt
import hashlib
import logging
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Iterator
from typing import NamedTuple

from truceline.errors import TrucelineError
from truceline.memory import Published, Release, chosen, select, up_to_date
from truceline.model.selection import Filter, Selection
from truceline.serve.settings import Settings
from truceline.store import Snapshot, Store

#: So many bytes of pages are kept.
_KEPT_BYTES = 64_000_000
_SELECTIONS = 8
#: Counting that takes no longer than so many seconds is waited for; what takes longer rests so many times as long.
_QUICK = 0.5
_SHARE = 3
_LOG = logging.getLogger("truceline.serve")


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
        self._took = 0.0
        self._rests_until = 0.0
        self._selections: OrderedDict[object, Selection] = OrderedDict()

    def now(self) -> dt.datetime:
        """The clock that the server was given."""
        return self.settings.now()

    @property
    def instant(self) -> str:
        """Now, as RFC 3339."""
        return self.now().isoformat()

    def count(self) -> None:
        """Bring what is derived up to date, and wait for it: what this server was told must show at once."""
        with self._counting:
            self._count()

    def refresh(self) -> None:
        """Bring what is derived up to date where that is quick; else it is done beside, and answers are of before.

        Counting never takes more than a part of the time, however much others add meanwhile.
        """
        if not self.store.writable or self._rests_until > time.monotonic():
            return
        if not self._counting.acquire(blocking=False):
            return  # somebody is at it
        if self._took < _QUICK:
            try:
                self._count()
            finally:
                self._counting.release()
        else:
            threading.Thread(target=self._count_beside, daemon=True).start()

    def _count_beside(self) -> None:
        try:
            self._count()
        except TrucelineError:
            _LOG.exception("counting failed; it is tried again")
        finally:
            self._counting.release()

    def _count(self) -> None:
        begun = time.monotonic()
        up_to_date(self.store, at=self.instant)
        self._took = time.monotonic() - begun
        self._rests_until = time.monotonic() + (_SHARE * self._took if self._took >= _QUICK else 0.0)

    def version(self, snapshot: Snapshot, agreement: str) -> tuple[int, ...]:
        """What the answers depend on: how far was laid and counted, or all that was accepted where nobody counts."""
        state = snapshot.unsettled(agreement, most=0)
        return (state.laid, state.counted) if self.store.writable else (state.laid, state.counted, state.head)

    @property
    def is_large(self) -> bool:
        """True when counting is not waited for: then a page may be of a little before, and is made anew beside."""
        return self._took >= _QUICK

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
        version = self.version(view.snapshot, view.agreement.id), view.snapshot.head()
        key = (version, view.agreement.id, view.release, wanted)
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
            release = self.release(inside=inside)
            yield snapshot, Published(snapshot, agreement, release, as_of=wanted.as_of, counted=self.store.writable)


class Shelf:
    """Answers by what they depend on. One thread makes an answer, the others that ask for it wait."""

    def __init__(self) -> None:
        self._made: OrderedDict[object, Made] = OrderedDict()
        self._making: dict[object, threading.Lock] = {}
        self._versions: dict[object, object] = {}
        self._size = 0
        self._lock = threading.Lock()
        self._beside = threading.Lock()

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
                made = Made(body, _tag(body))
                self._keep(key, made)
            finally:
                with self._lock:
                    self._making.pop(key, None)
            return made

    def get_before(self, key: object, version: object, make: Callable[[], bytes]) -> Made:
        """The answer to a key of whatever version is there; an older one is made anew beside, one after another."""
        with self._lock:
            found = self._made.get(key)
            known = self._versions.get(key)
        if found is None:
            made = self.get(key, make)
            with self._lock:
                self._versions[key] = version
            return made
        if known != version and self._beside.acquire(blocking=False):
            threading.Thread(target=self._make_beside, args=(key, version, make), daemon=True).start()
        return found

    def _make_beside(self, key: object, version: object, make: Callable[[], bytes]) -> None:
        try:
            body = make()
            self._keep(key, Made(body, _tag(body)))
            with self._lock:
                self._versions[key] = version
        except TrucelineError:
            _LOG.exception("a page could not be made anew; the one before it is shown")
        finally:
            self._beside.release()

    def _keep(self, key: object, made: Made) -> None:
        with self._lock:
            before = self._made.pop(key, None)
            self._made[key] = made
            self._size += len(made.body) - (len(before.body) if before is not None else 0)
            while self._size > _KEPT_BYTES and len(self._made) > 1:
                gone, old = self._made.popitem(last=False)
                self._versions.pop(gone, None)
                self._size -= len(old.body)


def _tag(body: bytes) -> str:
    return '"' + hashlib.sha256(body).hexdigest()[:32] + '"'
