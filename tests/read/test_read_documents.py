"""Files and bytes to reports: what is taken, in which encoding, and what is refused in which words."""

from __future__ import annotations

import gzip
import hashlib
import os
import zipfile
from pathlib import Path

import pytest

from truceline.errors import ReadError, UsageError
from truceline.read import MOST_BYTES, MOST_CHARACTERS, read_bytes, read_report

TEXT = (
    "Calm returns to the river road\n\nQALAT – The mission said on Tuesday that no shots were heard between the two "
    "bridges, and that its patrols would go on.\n\nA farmer said “nothing happened” in the night.\n"
)
RUSSIAN = (
    "Стороны сообщили, что перемирие в районе реки было нарушено, но это не подтверждено наблюдателями и военными."
)
UKRAINIAN = (
    "Сторони повідомили, що перемир'я біля річки було порушено, але це не підтвердили спостерігачі, які там були."
)
ARABIC = "قال المتحدث إن الهدنة التي بدأت يوم الجمعة لم تصمد في المدينة، وإن القصف كان على أطراف القرية بعد الظهر."
FRENCH = "La mission a déclaré que la trêve était respectée dans la région et que les forces n'ont pas été attaquées."
TURKISH = (
    "Sözcü, ateşkesin bölgede sürdüğünü ve olayın bir gün sonra araştırılacağını, bunun için ekip kurulduğunu söyledi."
)


def test_plain_text_is_kept_as_it_is() -> None:
    report = read_bytes(TEXT.encode(), name="a.txt")
    assert report.text == TEXT
    assert report.id == "sha256:" + hashlib.sha256(TEXT.encode()).hexdigest()
    assert (report.language, report.title, report.path) == ("en", "Calm returns to the river road", "a.txt")
    assert report.published is None
    assert report.removed == report.warnings == ()


def test_file_and_options(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes(TEXT.encode())
    report = read_report(
        str(file), published="2019-08-22", publisher="A", title="T", url="https://a.example/", path="sub/a.txt"
    )
    assert (report.published, report.publisher, report.title) == ("2019-08-22", "A", "T")
    assert (report.url, report.path) == ("https://a.example/", "sub/a.txt")
    assert read_report(file).path == str(file)


@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_newlines_stay(newline: str) -> None:
    text = TEXT.replace("\n", newline)
    report = read_bytes(text.encode(), name="a.txt")
    assert report.text == text
    assert report.title == "Calm returns to the river road"


@pytest.mark.parametrize(
    ("text", "encoding", "language", "warned"),
    [
        (TEXT, "utf-8-sig", "en", False),
        (TEXT, "utf-16", "en", False),
        (TEXT, "utf-32", "en", False),
        (TEXT, "utf-16-le", "en", True),
        (TEXT, "utf-16-be", "en", True),
        (TEXT, "cp1252", "en", True),
        (FRENCH, "utf-8", "fr", False),
        (FRENCH, "latin-1", "fr", True),
        (RUSSIAN, "utf-8", "ru", False),
        (RUSSIAN, "utf-16", "ru", False),
        (RUSSIAN, "cp1251", "ru", True),
        (RUSSIAN, "koi8-r", "ru", True),
        (UKRAINIAN, "utf-8", "uk", False),
        (UKRAINIAN, "cp1251", "uk", True),
        (ARABIC, "utf-8", "ar", False),
        (ARABIC, "cp1256", "ar", True),
        (TURKISH, "cp1254", "tr", True),
    ],
)
def test_encodings(text: str, encoding: str, language: str, warned: bool) -> None:
    report = read_bytes(text.encode(encoding), name="a.txt")
    assert report.text == text
    assert report.language == language
    assert bool(report.warnings) == warned


def test_a_few_bad_bytes_in_utf8_are_marked_not_guessed_at() -> None:
    data = (RUSSIAN * 3).encode()
    report = read_bytes(data[:40] + b"\xff" + data[40:], name="a.txt")
    assert report.text.count("\ufffd") == 1
    assert report.language == "ru"
    assert len(report.warnings) == 1


def test_null_characters_are_replaced_one_for_one() -> None:
    report = read_bytes(b"The army said\x00 that calm held in the town.", name="a.txt")
    assert report.text == "The army said\ufffd that calm held in the town."
    assert "1 null" in report.warnings[0]


def test_lone_surrogates_never_reach_the_text() -> None:
    data = "The army said so".encode("utf-16") + b"\x00\xd8 and that was the end of it".ljust(40)
    report = read_bytes(data, name="a.txt")
    report.text.encode("utf-8")
    assert report.warnings


@pytest.mark.parametrize(
    ("first_lines", "title"),
    [
        ("A title\n\nText that follows here.", "A title"),
        ("\n\nA title?\n \nText that follows here.", "A title?"),
        ("\r\nA title\r\n\r\nText.", "A title"),
        ("A sentence with a stop.\n\nText that follows here.", None),
        ("No empty line\nText that follows here.", None),
        ("Only this line\n\n", None),
        ("x" * 300 + "\n\nText.", None),
        ("Subscribe to our newsletter\n\nText that follows here.", None),
    ],
)
def test_title_of_plain_text(first_lines: str, title: str | None) -> None:
    report = read_bytes(first_lines.encode(), name="a.txt")
    assert report.title == title
    assert report.text == first_lines


JUNK = {
    "empty": (b"", "empty"),
    "blank": (b" \n\t\r\n ", "empty"),
    "bom only": (b"\xef\xbb\xbf", "no words"),
    "jpeg": (b"\xff\xd8\xff\xe0\x00\x10JFIF" + bytes(range(256)) * 8, "JPEG"),
    "png": (b"\x89PNG\r\n\x1a\n" + bytes(64), "PNG"),
    "zip": (b"PK\x03\x04" + bytes(range(256)), "zip"),
    "pdf": (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj", "convert it to text"),
    "pdf after junk": (b"\n\n%PDF-1.4 some", "PDF"),
    "gzip": (gzip.compress(b"The army said so."), "gzip"),
    "rtf": (b"{\\rtf1\\ansi The army said so.}", "rich text"),
    "warc": (b"WARC/1.0\r\nWARC-Type: response\r\n\r\n", "web archive"),
    "0xff": (b"\xff" * 500, "no encoding"),
    "nulls": (bytes(400), "empty"),
    "mostly nulls": (b"a\x00\x00\x00\x00" * 50, "binary"),
    "control": (b"\x01\x02\x03\x04\x05\x06" * 50, "binary"),
    "elf": (b"\x7fELF\x02\x01\x01" + bytes(64), "program"),
    "punctuation": (b"( ( ) ) ... ---", "no words"),
    "digits": (b"12 34 56", "no words"),
    "only markup": (b"<html><body><div><p> </p></div></body></html>", "no text"),
    "only script": (b"<html><script>let words = 'in here';</script></html>", "no text"),
}


@pytest.mark.parametrize("name", JUNK)
def test_junk_is_refused_in_one_sentence(name: str) -> None:
    data, words = JUNK[name]
    with pytest.raises(ReadError, match=words) as raised:
        read_bytes(data, name="pile/report 7")
    message = str(raised.value)
    assert message.startswith("pile/report 7: ")
    assert message.endswith(".")
    assert "\n" not in message


def test_words_that_begin_like_a_program_are_text() -> None:
    assert read_bytes(b"MZ is how the note begins, and it goes on in words.", name="a.txt").language == "en"


def test_sizes(tmp_path: Path) -> None:
    big = tmp_path / "big.txt"
    with big.open("wb") as stream:
        stream.truncate(MOST_BYTES + 1)
    with pytest.raises(ReadError, match="50 MB"):
        read_report(big)
    with pytest.raises(ReadError, match=f"{MOST_CHARACTERS:,} characters"):
        read_bytes(b"The army said so. " * (MOST_CHARACTERS // 17), name="a.txt")


def test_files_that_are_none(tmp_path: Path) -> None:
    for source, words in [
        (tmp_path, "folder"),
        (tmp_path / "absent.txt", "no such file"),
        (tmp_path / ("x" * 300), "opened"),
        ("a\x00b", "no such file"),
        ("/dev/null", "device"),
    ]:
        with pytest.raises(ReadError, match=words):
            read_report(source)


@pytest.mark.skipif(os.name != "posix", reason="file permissions are POSIX's")
def test_file_without_permission(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.txt"
    file.write_text(TEXT)
    file.chmod(0)
    if os.access(file, os.R_OK):  # root may read everything: let open() say what it would say to others

        def refuse(*_: object, **__: object) -> object:
            raise PermissionError(13, "Permission denied")

        monkeypatch.setattr("builtins.open", refuse)
    with pytest.raises(ReadError, match="permissions"):
        read_report(file)


def test_names_that_are_not_unicode(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/caf\xe9\n.txt"
    with open(raw, "wb") as stream:
        stream.write(TEXT.encode())
    report = read_report(os.fsdecode(raw))
    assert report.path is not None
    report.path.encode("utf-8")
    with pytest.raises(ReadError) as raised:
        read_report(os.fsdecode(raw + b"\xff"))
    str(raised.value).encode("utf-8")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("published", ["2019-08-22", "2019-08-22T09:30:00+03:00", "2019-08-22T09:30Z"])
def test_published(published: str) -> None:
    assert read_bytes(TEXT.encode(), name="a.txt", published=published).published == published


@pytest.mark.parametrize(
    "published", ["yesterday", "2019-8-2", "2019-02-30", "2019-08-22T09:30", "22.08.2019", "", "٢٠١٩-٠٨-٢٢"]
)
def test_published_must_be_a_day_or_an_instant(published: str) -> None:
    with pytest.raises(UsageError, match="published"):
        read_bytes(TEXT.encode(), name="a.txt", published=published)


@pytest.mark.parametrize(
    ("name", "data", "is_page"),
    [
        ("a.txt", b"<p>as it is</p> the text says", False),
        ("a.txt", b"<!DOCTYPE html><html><body><p>The text says so.</p>", True),
        ("a.html", b"The text says so, without any markup.", True),
        ("a", b"\n<div><p>The text says so.</p></div>", True),
        ("a", b"<30 people were there>, the text says.", False),
        ("a.md", b"# Title\n\nThe text says <b>so</b>.", False),
        ("a.xml", b"<?xml version='1.0'?><doc><p>The text says so.</p></doc>", True),
    ],
)
def test_page_or_text(name: str, data: bytes, is_page: bool) -> None:
    text = read_bytes(data, name=name).text
    assert (text != data.decode()) == is_page or "<" not in data.decode()


def test_office_document(tmp_path: Path) -> None:
    file = tmp_path / "a.docx"
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr("word/document.xml", "<w:t>The army said so.</w:t>")
    with pytest.raises(ReadError, match="office document"):
        read_report(file)
