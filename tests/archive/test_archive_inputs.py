"""Every kind of archive gives the same documents, whole or in pieces, and refuses what is hostile by name."""

from __future__ import annotations

import gzip
import io
import json
import os
import tarfile
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.archive import made
from truceline.archive.document import Document, Found, Refused, Shard
from truceline.archive.inputs import documents, plan

TEXT = made.SHELLING.encode()
PAGE = made.page(made.SHELLING)


def found_in(path: Path) -> list[Found]:
    """Everything that an input gives, refusals of the whole among it."""
    found: list[Found] = []
    for item in plan([str(path)]):
        found += documents(item) if isinstance(item, Shard) else [item]
    return found


def told(path: Path) -> list[str]:
    """Each document as ``name: ok`` or ``name: why not``, names below the input."""
    lines = []
    for item in found_in(path):
        where = item.entry.path if isinstance(item, Document) else item.where
        name = where.removeprefix(str(path)).lstrip("/:").partition(" (")[0]
        lines.append(f"{name}: {item.why if isinstance(item, Refused) else 'ok'}")
    return lines


@pytest.mark.parametrize("form", made.FORMS)
def test_every_form_gives_the_same_documents(tmp_path: Path, form: str) -> None:
    """In order, byte for byte, in shards of 500 that know where they begin."""
    bodies = [made.page(f"Report {number}. {made.MARKET}") for number in range(1100)]
    path = made.FORMS[form](tmp_path / form, bodies)
    shards = list(plan([str(path)]))
    counts = [shard.count for shard in shards if isinstance(shard, Shard)]
    assert counts == ([1100] if form in made.WITHOUT_DOORS else [500, 500, 100])
    items = found_in(path)
    assert [item.data for item in items if isinstance(item, Document)] == bodies
    names = [item.entry.path for item in items if isinstance(item, Document)]
    assert len(set(names)) == 1100
    assert all(name.startswith(str(path)) for name in names)
    # A shard gives the same documents whether or not its neighbours were looked at.
    last = shards[-1]
    assert isinstance(last, Shard)
    assert list(documents(last)) == items[-last.count :]


def test_json_lines_carry_what_is_known(tmp_path: Path) -> None:
    """Text or page, with date, publisher, title and address; every bad line is named by its number."""
    path = tmp_path / "a.jsonl"
    rows = [
        json.dumps(
            {"text": made.SHELLING, "published": "2019-08-05", "publisher": "P", "title": "T", "url": "u", "x": 1}
        ),
        "{oops",
        "",
        json.dumps({"text": made.SHELLING, "published": "soon"}),
        json.dumps({"title": "only"}),
        json.dumps({"html": "<p>piece</p>", "path": "p.html"}),
        "[" * 100_000,
    ]
    path.write_text("\n".join(rows))
    first, bad, date, empty, piece, deep = found_in(path)
    assert isinstance(first, Document)
    assert first.data == TEXT
    assert (first.entry.published, first.entry.publisher, first.entry.title, first.entry.url) == (
        "2019-08-05", "P", "T", "u",
    )  # fmt: skip
    assert isinstance(piece, Document)
    assert piece.data.startswith(b"<!doctype html>")
    assert piece.entry.path == f"{path}:6 (p.html)"
    assert [item.where.rpartition(":")[2] for item in (bad, date, empty, deep) if isinstance(item, Refused)] == [
        "2", "4", "5", "7",
    ]  # fmt: skip


def links_in_folder(path: Path) -> Path:
    (path / "deep").mkdir(parents=True)
    (path / "a.txt").write_bytes(TEXT)
    os.symlink("/etc/hostname", path / "b.txt")
    os.symlink("..", path / "deep" / "loop")
    os.mkfifo(path / "pipe")
    return path


def names_in_zip(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        link = zipfile.ZipInfo("link")
        link.external_attr = 0o120777 << 16
        for name in ("a.txt", "../up.txt", "/abs.txt", "C:\\x.txt", "x\\..\\..\\y.txt", link, "z.txt"):
            archive.writestr(name, TEXT)
    return path


def lying_zip(path: Path) -> Path:
    """Its list says 10 bytes where there are more, and the content was changed after its checksum."""
    made.zipped(path, [TEXT, b"plain " * 50])
    data = path.read_bytes()
    at = data.rindex(b"PK\x01\x02")
    path.write_bytes(data[: at + 24] + (10).to_bytes(4, "little") + data[at + 28 :])
    return path


def names_in_tar(path: Path) -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, kind in (
            ("/abs.txt", b"0"),
            ("../up", b"0"),
            ("soft", b"2"),
            ("hard", b"1"),
            ("dev", b"3"),
            ("a", b"0"),
        ):
            member = tarfile.TarInfo(name)
            member.type, member.linkname = kind, "/etc/hostname"
            member.size = len(TEXT) if kind == b"0" else 0
            archive.addfile(member, io.BytesIO(TEXT))
    return path


def tar_with_bad_header(path: Path) -> Path:
    made.tarred(path, [TEXT] * 3)
    data = bytearray(path.read_bytes())
    data[1024 + 20] ^= 255
    path.write_bytes(data)
    return path


def tar_bomb(path: Path) -> Path:
    member = tarfile.TarInfo("big")
    member.size = 150_000_000
    with gzip.open(path, "wb", compresslevel=1) as stream:
        stream.write(member.tobuf())
        for _ in range(150):
            stream.write(bytes(1_000_000))
    return path


def many_records(path: Path) -> Path:
    path.write_bytes(
        b"".join([
            made.record(PAGE),
            made.record(PAGE, kind="image/png"),
            made.record(PAGE, status="404 Not Found"),
            made.record(gzip.compress(PAGE), encoding="gzip"),
            made.record(b"no gzip", encoding="gzip"),
            made.record(gzip.compress(b"a" * 6_000_000), encoding="gzip"),
            made.record(PAGE),
        ])
    )  # fmt: skip
    return path


def lying_records(path: Path) -> Path:
    """Lengths that are too great, far too great, and nothing; good records between them."""
    good = made.record(PAGE)
    lies = [made.record(PAGE, length=length) for length in (10**9, 50_000, 0)]
    path.write_bytes(b"".join(part for lie in lies for part in (good, lie)) + good)
    return path


def flipped_record(path: Path) -> Path:
    parts = [gzip.compress(made.record(PAGE)) for _ in range(3)]
    parts[1] = parts[1][:40] + bytes(byte ^ 255 for byte in parts[1][40:60]) + parts[1][60:]
    path.write_bytes(b"".join(parts))
    return path


def cut_records(path: Path) -> Path:
    made.warc(path, [PAGE] * 3)
    path.write_bytes(path.read_bytes()[:-120])
    return path


def archive_that_holds_archives(path: Path) -> Path:
    inner = made.zipped(path.with_suffix(".inner"), [PAGE])
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "again.zip")
    return path


RATIO = "it unpacks to more than 100 times its size"
LINK = "it is a link, and links are not followed"
OUT = "its name leads out of the archive"
STRETCH = "a stretch of the archive is damaged; reading goes on at the next whole record"
HOSTILE: dict[str, tuple[Callable[[Path], Path], list[str]]] = {
    "links": (
        links_in_folder,
        ["a.txt: ok", f"b.txt: {LINK}", f"deep/loop: {LINK}", "pipe: it is no file but a device or a pipe"],
    ),
    "names.zip": (
        names_in_zip,
        [
            "a.txt: ok",
            f"../up.txt: {OUT}",
            f"abs.txt: {OUT}",
            f"C:\\x.txt: {OUT}",
            f"x\\..\\..\\y.txt: {OUT}",
            f"link: {LINK}",
            "z.txt: ok",
        ],
    ),
    "bomb.zip": (made.bomb_in_zip, ["a.txt: ok", f"bomb.txt: {RATIO}", "z.txt: ok"]),
    "lying.zip": (lying_zip, ["000000.html: ok", "000001.html: it is damaged (Bad CRC-32 for file '000001.html')"]),
    "names.tar.gz": (
        names_in_tar,
        [
            f"abs.txt: {OUT}",
            f"../up: {OUT}",
            f"soft: {LINK}",
            f"hard: {LINK}",
            "dev: it is no file but a device or a pipe",
            "a: ok",
        ],
    ),
    "header.tar": (tar_with_bad_header, ["000000.html: ok", "#2: the archive is damaged from here on (bad checksum)"]),
    "bomb.tar.gz": (
        tar_bomb,
        [
            "big: it is larger than the 50 MB that one report may have",
            f"#2: the archive is damaged from here on ({RATIO})",
        ],
    ),
    "many.warc": (
        many_records,
        [
            "#1: ok",
            "#4: ok",
            "#5: the record is damaged (Gzip decompression error: data error)",
            f"#6: {RATIO}",
            "#7: ok",
        ],
    ),
    "lying.warc": (
        lying_records,
        [
            "#1: ok",
            "#2: the record is larger than 100 MB",
            "#3: ok",
            "#4: the record is shorter than it says",
            "#5: ok",
            "#6: the record is empty",
            f"#7: {STRETCH}",
            "#8: ok",
        ],
    ),
    "flipped.warc.gz": (flipped_record, ["#1: ok", f"#2: {STRETCH}", "#3: ok"]),
    "cut.warc.gz": (cut_records, ["#1: ok", "#2: ok", "#3: the record is shorter than it says"]),
    "empty.warc": (lambda path: path.touch() or path, [": there are no documents in it"]),
    "empty.zip": (lambda path: path.touch() or path, [": this zip file is damaged (File is not a zip file)"]),
    "none": (lambda path: path, [": there is no such file or folder"]),
}


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_hostile_is_refused_and_the_rest_is_kept(tmp_path: Path, name: str) -> None:
    """Each refusal says what and why; nothing is raised, and what follows is still read where it can be."""
    make, expected = HOSTILE[name]
    assert told(make(tmp_path / name)) == expected


def test_an_archive_in_an_archive_stays_shut(tmp_path: Path) -> None:
    """It comes out as one document, which no reader takes for a report: an archive that holds itself does no harm."""
    (item,) = found_in(archive_that_holds_archives(tmp_path / "outer.zip"))
    assert isinstance(item, Document)
    assert item.data.startswith(b"PK")


def test_archives_in_a_folder_are_inputs(tmp_path: Path) -> None:
    """Loose files first, then each archive; a link to an archive is a link."""
    made.zipped(tmp_path / "a.zip", [PAGE])
    made.warc(tmp_path / "b.warc.gz", [PAGE])
    os.symlink("a.zip", tmp_path / "c.zip")
    (tmp_path / "z.txt").write_bytes(TEXT)
    assert told(tmp_path) == [f"c.zip: {LINK}", "z.txt: ok", "a.zip/000000.html: ok", "b.warc.gz/#1: ok"]
