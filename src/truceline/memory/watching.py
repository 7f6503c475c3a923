"""A folder that is looked at again and again: its files, each once it has stopped growing."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from truceline.errors import UsageError

#: What a file is like: its size and when it was changed last (nanoseconds).
_State = tuple[int, int]


class Watch:
    """What has been seen in a folder, and in all folders in it, so far."""

    def __init__(self, folder: Path) -> None:
        if not folder.is_dir():
            raise UsageError(f"{folder} is no folder that could be watched.")
        self._folder = folder
        self._growing: dict[str, _State] = {}
        self._done: dict[str, _State] = {}

    def look(self) -> list[str]:
        """The files that are as they were when last looked at, and are new or have changed since they were given out.

        So a file that is being written is left until a later look. Names that begin with a dot are left out.
        """
        found: list[str] = []
        growing: dict[str, _State] = {}
        for path, state in self._states():
            if self._done.get(path) == state:
                continue
            if self._growing.get(path) == state:
                self._done[path] = state
                found.append(path)
            else:
                growing[path] = state
        self._growing = growing
        return found

    def _states(self) -> Iterator[tuple[str, _State]]:
        for folder, inside, names in os.walk(self._folder):
            inside[:] = sorted(name for name in inside if not name.startswith("."))
            for name in sorted(names):
                path = os.path.join(folder, name)
                try:
                    status = os.stat(path)
                except OSError:
                    continue  # gone since
                if not name.startswith(".") and os.path.isfile(path):
                    yield path, (status.st_size, status.st_mtime_ns)
