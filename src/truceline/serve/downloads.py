"""The rows of a view as files, and the daily report: what leaves the house is what readers may see, whoever asks."""

from __future__ import annotations

import io
import zipfile
from importlib.metadata import version

from litestar import Response, get
from litestar.params import FromPath

from truceline.memory import daily_contents
from truceline.serve.asking import Asked, here_for, house_of, in_thread
from truceline.serve.problems import Refused
from truceline.show import FORMATS, REPORT_FORMATS, ExportFormat, daily_document, export_files, report_file

_TYPES = {
    "csv": "text/csv",
    "geojson": "application/geo+json",
    "gpkg": "application/geopackage+sqlite3",
    "jsonl": "application/jsonl",
    "ftm": "application/jsonl",
    "html": "text/html",
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
#: Formats that are one file beside the one about it; of the others the files come packed together.
_ALONE = ("geojson", "gpkg", "jsonl", "ftm")
#: Nothing is dated by the clock: the same rows give the same bytes.
_DATED = (1980, 1, 1, 0, 0, 0)


@get("/download/{format_name:str}", include_in_schema=False)
@in_thread
def download(request: Asked, format_name: FromPath[str]) -> Response[bytes]:
    """The rows of the filter in a format."""
    here = here_for(request, ())
    kind: ExportFormat | None = next((known for known in FORMATS if known == format_name), None)
    if kind is None:
        raise Refused(404, f"There is no such format; there are {', '.join(FORMATS)}.")
    house = house_of(request)
    house.refresh()
    with house.asked(here.wanted, inside=False) as (_, view):
        selection = house.selected(view, here.wanted)
        key = ("download", kind, selection.stamp)
        made = house.shelf.get(key, lambda: _packed(kind, dict(export_files(selection, [kind], version=_version()))))
        name = f"truceline-{view.agreement.id}"
    if kind in _ALONE:
        return _file(made.body, f"{name}.{'ftm.json' if kind == 'ftm' else kind}", _TYPES[kind])
    return _file(made.body, f"{name}-{kind}.zip", "application/zip")


@get("/daily/{day:str}/{format_name:str}", include_in_schema=False)
@in_thread
def daily(request: Asked, day: FromPath[str], format_name: FromPath[str]) -> Response[bytes]:
    """The daily report of a day."""
    here = here_for(request, ())
    kind = next((known for known in REPORT_FORMATS if known == format_name), None)
    if kind is None:
        raise Refused(404, f"There is no such format; there are {', '.join(REPORT_FORMATS)}.")
    house = house_of(request)
    house.refresh()
    language = here.words.language
    with house.asked(here.wanted, inside=False) as (snapshot, view):
        key = ("daily", kind, day, language, snapshot.head(), view.agreement.id, view.release, here.wanted)
        made = house.shelf.get(
            key, lambda: report_file(daily_document(daily_contents(view, day, here.wanted), language), kind)
        )
        name = f"{view.agreement.id}-{day}.{language}.{kind}"
    return _file(made.body, name, _TYPES[kind])


def _packed(kind: ExportFormat, files: dict[str, bytes]) -> bytes:
    if kind in _ALONE:
        return next(content for name, content in files.items() if name != "about.json")
    if kind == "bundle":
        return files["bundle.zip"]
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in sorted(files.items()):
            archive.writestr(zipfile.ZipInfo(name, _DATED), content, zipfile.ZIP_DEFLATED)
    return packed.getvalue()


def _file(content: bytes, name: str, media_type: str) -> Response[bytes]:
    # Always kept and never shown, so that no file is read as a page of this server.
    plain = "".join(letter if letter.isascii() and (letter.isalnum() or letter in "-_.") else "-" for letter in name)
    headers = {"content-disposition": f'attachment; filename="{plain}"', "cache-control": "private, no-cache"}
    return Response(content, media_type=media_type, headers=headers)


def _version() -> str:
    return version("truceline")


DOWNLOADS = [download, daily]
