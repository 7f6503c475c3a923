"""A folder of reports, its files in the order of their names; links are not followed."""

from __future__ import annotations

import hashlib
import itertools
import os
import stat
from collections.abc import Iterator
from pathlib import Path

from truceline.archive.document import Cut, Document, Form, Found, Refused, even_cuts, opened, too_large
from truceline.pipeline import Entry
from truceline.read import MOST_BYTES


class Folder(Form):
    """The files of a folder, however deep, or one file alone. ``files`` are names below ``path``, sorted."""

    def __init__(self, path: Path, name: str, files: tuple[str, ...]) -> None:
        super().__init__(path, name)
        self.files = files

    def cuts(self) -> Iterator[Cut]:
        return even_cuts(len(self.files))

    def stamp(self) -> str:
        digest = hashlib.sha256()
        for file in self.files:
            about = (self.path / file).lstat()
            digest.update(os.fsencode(f"{file}\0{about.st_size}:{about.st_mtime_ns}\n"))
        return digest.hexdigest()[:32]

    def documents(self, cut: Cut) -> Iterator[Found]:
        return map(self._document, itertools.islice(self.files, cut.index, cut.index + cut.count))

    def _document(self, file: str) -> Found:
        where = self.where(file) if file else self.name
        target = self.path / file if file else self.path
        try:
            # Not through a link, and not waiting for somebody to write into a pipe.
            descriptor = os.open(target, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK | os.O_CLOEXEC)
        except OSError as error:
            if target.is_symlink():
                return Refused(where, "it is a link, and links are not followed")
            return Refused(where, f"it could not be opened ({error.strerror})")
        with open(descriptor, "rb") as stream:
            about = os.fstat(descriptor)
            if not stat.S_ISREG(about.st_mode):
                return Refused(where, "it is no file but a device or a pipe")
            why = too_large(about.st_size)
            if why:
                return Refused(where, why)
            return Document(Entry(path=where), stream.read(MOST_BYTES + 1))


def listed(path: Path, name: str) -> tuple[str, ...]:
    """Everything below a folder that is no folder, sorted by name. Folders behind links are listed as links."""
    found: list[str] = []

    def failed(error: OSError) -> None:
        raise opened(error, name)

    for base, folders, files in os.walk(path, onerror=failed):
        links = [folder for folder in folders if os.path.islink(os.path.join(base, folder))]
        found += (os.path.relpath(os.path.join(base, file), path) for file in (*files, *links))
    return tuple(sorted(found))
