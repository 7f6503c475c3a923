"""What the user named -> inputs that can be cut: by what a file is called, then by its first bytes.

Archives that lie in a folder are inputs of their own. An archive inside of an archive stays shut, so that one which
holds itself does no harm.
"""

from __future__ import annotations

import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from truceline.archive.document import Cut, Form, Found, Refused, Shard, opened
from truceline.archive.folder import Folder, listed
from truceline.archive.lines import Lines
from truceline.archive.packed import Tar, Zip
from truceline.archive.warc import Warc, members
from truceline.errors import ReadError

_KINDS = {
    "warc": (".warc", ".warc.gz"),
    "wacz": (".wacz",),
    "tar": (".tar", ".tar.gz", ".tgz"),
    "lines": (".jsonl", ".ndjson", ".jsonl.gz", ".ndjson.gz"),
    "zip": (".zip",),
}
_SIGNATURES = {"warc": b"WARC/", "zip": b"PK\x03\x04"}


def kind_of(path: Path) -> str:
    """``folder``, ``file``, or the kind of archive that a file is. ReadError when it cannot be opened."""
    try:
        mode = path.stat().st_mode
        if stat.S_ISDIR(mode):
            return "folder"
        if not stat.S_ISREG(mode):
            raise ReadError(f"{path}: this input is no file but a device or a pipe.")
        name = path.name.lower()
        for kind, endings in _KINDS.items():
            if name.endswith(endings):
                return kind
        with path.open("rb") as file:
            head = file.read(512)
    except FileNotFoundError:
        raise ReadError(f"{path}: there is no such file or folder.") from None
    except OSError as error:
        raise opened(error, str(path)) from None
    if head[257:262] == b"ustar":
        return "tar"
    # An office document is a zip file, too; only what is called .zip is unpacked.
    return "warc" if head.startswith(_SIGNATURES["warc"]) else "file"


def forms_of(given: str) -> Iterator[tuple[str, str, Form]]:
    """The inputs that one argument names, in order: kind, path, form. Of a folder the archives come last."""
    path = Path(given)
    kind = kind_of(path)
    if kind == "folder":
        files = listed(path, given)
        archives = [file for file in files if _is_archive(path / file)]
        loose = tuple(file for file in files if file not in set(archives))
        if not files:
            raise ReadError(f"{given}: this folder has no files in it.")
        if loose:
            yield "folder", given, Folder(path, given, loose)
        for file in archives:
            yield from forms_of(str(path / file))
    elif kind == "wacz":
        for member in members(path, given):
            yield f"wacz:{member}", given, Warc(path, given, member)
    else:
        yield kind, given, _form(kind, given)


def _is_archive(path: Path) -> bool:
    return not path.is_symlink() and path.name.lower().endswith(tuple(e for ends in _KINDS.values() for e in ends))


def _form(kind: str, given: str) -> Form:
    """An input by its kind, as a shard names it."""
    path = Path(given)
    if kind.startswith("wacz:"):
        return Warc(path, given, kind.removeprefix("wacz:"))
    if kind == "file":
        return Folder(path, given, ("",))
    forms: dict[str, type[Zip | Tar | Lines | Warc]] = {"zip": Zip, "tar": Tar, "lines": Lines, "warc": Warc}
    return forms[kind](path, given)


def plan(inputs: Iterable[str]) -> Iterator[Shard | Refused]:
    """The shards of all inputs, in order; an input that cannot be used is refused, and the next one is looked at."""
    for given in inputs:
        try:
            for kind, path, form in forms_of(given):
                shards = list(_shards(kind, path, form))
                yield from shards or [Refused(form.name, "there are no documents in it")]
        except ReadError as error:
            yield Refused(given, str(error).removeprefix(f"{given}: ").removesuffix("."))


def _shards(kind: str, given: str, form: Form) -> Iterator[Shard | Refused]:
    try:
        stamp = form.stamp()
        for cut in form.cuts():
            yield Shard(input=given, kind=kind, offset=cut.offset, index=cut.index, count=cut.count, stamp=stamp)
    except ReadError as error:
        yield Refused(form.name, str(error).removeprefix(f"{form.name}: ").removesuffix("."))
    except OSError as error:
        yield Refused(form.name, f"this input could not be opened ({error.strerror or error})")


def documents(shard: Shard) -> Iterator[Found]:
    """The documents of a shard, in order. What cannot be used is refused, and the rest goes on where it can."""
    try:
        form: Form
        if shard.kind == "folder":
            files = tuple(
                file for file in listed(Path(shard.input), shard.input) if not _is_archive(Path(shard.input) / file)
            )
            form = Folder(Path(shard.input), shard.input, files)
        else:
            form = _form(shard.kind, shard.input)
        yield from form.documents(Cut(shard.offset, shard.index, shard.count))
    except ReadError as error:
        yield Refused(shard.input, str(error).removeprefix(f"{shard.input}: ").removesuffix("."))
