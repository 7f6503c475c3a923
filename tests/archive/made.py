"""Archives made for the tests, of every kind, good and hostile."""

from __future__ import annotations

import gzip
import io
import json
import tarfile
import zipfile
from collections.abc import Sequence
from pathlib import Path

SHELLING = "Government artillery shelled the town of Khan Sheikhoun on Monday, a local council said.\n"
MARKET = "The town's flower market opened on Monday, and the band of the fire brigade played.\n"


def page(text: str) -> bytes:
    """A small web page."""
    return f"<!doctype html><html><body><article><p>{text}</p></article></body></html>".encode()


def record(
    body: bytes, *, encoding: str = "", kind: str = "text/html", status: str = "200 OK", length: int | None = None
) -> bytes:
    """A WARC record of type response; ``length`` is what it says of its own."""
    head = f"HTTP/1.1 {status}\r\nContent-Type: {kind}\r\n" + (f"Content-Encoding: {encoding}\r\n" if encoding else "")
    answer = head.encode() + b"\r\n" + body
    warc = (
        "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: https://news.example/p\r\nWARC-Date: 2019-08-05T00:00:00Z"
        "\r\nWARC-Record-ID: <urn:uuid:00000000-0000-0000-0000-000000000001>\r\nContent-Type: application/http;"
        f" msgtype=response\r\nContent-Length: {len(answer) if length is None else length}\r\n\r\n"
    )
    return warc.encode() + answer + b"\r\n\r\n"


def folder(path: Path, bodies: Sequence[bytes]) -> Path:
    path.mkdir()
    for number, body in enumerate(bodies):
        (path / f"{number:06}.html").write_bytes(body)
    return path


def zipped(path: Path, bodies: Sequence[bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, body in enumerate(bodies):
            archive.writestr(f"{number:06}.html", body)
    return path


def tarred(path: Path, bodies: Sequence[bytes]) -> Path:
    with tarfile.open(path, "w:gz" if path.name.endswith("gz") else "w") as archive:
        for number, body in enumerate(bodies):
            member = tarfile.TarInfo(f"{number:06}.html")
            member.size = len(body)
            archive.addfile(member, io.BytesIO(body))
    return path


def lines(path: Path, bodies: Sequence[bytes]) -> Path:
    data = b"".join(json.dumps({"html": body.decode()}).encode() + b"\n" for body in bodies)
    path.write_bytes(gzip.compress(data) if path.name.endswith(".gz") else data)
    return path


def warc(path: Path, bodies: Sequence[bytes]) -> Path:
    records = [record(body) for body in bodies]
    path.write_bytes(b"".join(map(gzip.compress, records) if path.name.endswith(".gz") else records))
    return path


def wacz(path: Path, bodies: Sequence[bytes]) -> Path:
    inner = warc(path.with_suffix(".warc.gz"), bodies)
    with zipfile.ZipFile(path, "w") as archive:
        archive.write(inner, "archive/data.warc.gz")
    inner.unlink()
    return path


FORMS = {
    "folder": folder,
    "a.zip": zipped,
    "a.tar": tarred,
    "a.tar.gz": tarred,
    "a.jsonl": lines,
    "a.jsonl.gz": lines,
    "a.warc": warc,
    "a.warc.gz": warc,
    "a.wacz": wacz,
}
#: These are one stretch each, however long.
WITHOUT_DOORS = {"a.tar.gz", "a.jsonl.gz"}


def bomb_in_zip(path: Path) -> Path:
    """A zip file with a good text, a bomb, and the good text once more."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", SHELLING)
        archive.writestr("bomb.txt", b"a" * 5_000_000)
        archive.writestr("z.txt", SHELLING)
    return path
