"""Many reports at once: the batch contract, folders full of anything, and the law that ``check | assess`` agree."""

from __future__ import annotations

import io
import json
import random
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tools.docs import Result, run_truceline
from truceline.pipeline import demo_folder

FIRST = "Government artillery shelled the town of Khan Sheikhoun on Monday, a local council said.\n"
SECOND = "Armed groups attacked army positions near Morek on 3 August, the agency said.\n"
KINDS = {
    "report", "time", "place", "actor", "attribution", "claim", "difference", "incident", "bearing", "cell",
}  # fmt: skip


def records(result: Result) -> list[dict[str, Any]]:
    """The lines as objects; each has its ``kind``, and has it first."""
    found = [json.loads(line) for line in result.out.splitlines()]
    assert all(next(iter(r)) == "kind" and r["kind"] in KINDS for r in found)
    return found


def batch(folder: Path, *lines: object) -> list[str]:
    """The arguments that read a manifest of these lines."""
    manifest = folder.parent / "batch.jsonl"
    manifest.write_text("".join(f"{line if isinstance(line, str) else json.dumps(line)}\n" for line in lines))
    return ["read", str(folder), "--manifest", str(manifest), "--format", "jsonl"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    inner = tmp_path / "reports"
    (inner / "deep").mkdir(parents=True)
    (inner / "a.txt").write_text(FIRST)
    (inner / "deep" / "b.txt").write_text(SECOND)
    (inner / "junk.txt").write_bytes(b"\xff" * 100)
    (inner / "stranger.txt").write_text(SECOND)
    return inner


def test_the_batch_contract(folder: Path) -> None:
    """Paths are relative to the folder; a report's record comes first and carries its path; the unreadable is named."""
    result = run_truceline(
        batch(
            folder,
            {"path": "deep/b.txt", "published": None, "title": None, "publisher": None, "more": [1]},
            {"path": "junk.txt", "published": "2019-08-07"},
            {"path": "no-such.txt"},
            {"path": "a.txt", "published": "soon"},
            "",
            {"path": "a.txt", "published": "2019-08-07", "title": "T", "publisher": "A council"},
        )
    )
    found = records(result)
    assert result.code == 3
    assert found[0]["kind"] == "report"
    reports = [r for r in found if r["kind"] == "report"]
    assert [r["path"] for r in reports] == ["deep/b.txt", "junk.txt", "no-such.txt", "a.txt", "a.txt"]
    assert ["error" in r for r in reports] == [False, True, True, True, False]
    assert [r["error"] for r in reports[1:4]] == result.err.splitlines()
    for record, name in zip(reports[1:4], ("junk.txt", "no-such.txt", "a.txt"), strict=True):
        assert name in record["error"]
    assert (reports[0]["published"], reports[0]["publisher"]) == (None, None)
    assert (reports[4]["published"], reports[4]["title"], reports[4]["publisher"]) == ("2019-08-07", "T", "A council")
    assert "stranger" not in result.text
    # What stands between two reports belongs to the first of them: every quotation is cut out of its text.
    text = ""
    for record in found:
        if record["kind"] == "report":
            text = record.get("text", "")
        elif record["kind"] in ("time", "place", "actor"):
            assert text[record["start"] : record["end"]] == record["text"]
        elif record["kind"] == "claim":
            assert text[record["start"] : record["end"]] == record["quote"]


def test_a_document_reads_the_same_alone_and_in_a_batch(folder: Path) -> None:
    """Neither the neighbours nor the order change what is read."""
    entries = [{"path": "a.txt", "published": "2019-08-07"}, {"path": "deep/b.txt", "published": "2019-08-07"}]
    there, back = (run_truceline(batch(folder, *order)).text for order in (entries, entries[::-1]))
    alone = [run_truceline(batch(folder, entry)).text for entry in entries]
    assert there == "".join(alone)
    assert back == "".join(reversed(alone))
    assert there == run_truceline(batch(folder, *entries)).text


def test_paths_without_a_folder(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a folder paths are relative to the current one, or absolute."""
    monkeypatch.chdir(folder)
    absolute = str(folder / "deep" / "b.txt")
    arguments = batch(folder, {"path": "a.txt"}, {"path": absolute})
    result = run_truceline([arguments[0], *arguments[2:]])
    assert [r["path"] for r in records(result) if r["kind"] == "report"] == ["a.txt", absolute]


@pytest.mark.parametrize("line", ["[1]", "not json", '{"published":"2019-08-07"}', '{"path":7}', "\udcff"])
def test_a_bad_line_of_a_manifest(folder: Path, line: str) -> None:
    """The line is named; what came before it was printed."""
    arguments = batch(folder, {"path": "a.txt"})
    manifest = Path(arguments[3])
    manifest.write_bytes(manifest.read_bytes() + line.encode(errors="surrogateescape") + b"\n")
    result = run_truceline(arguments)
    assert result.code == 2
    assert result.err.startswith(f'{manifest}:2: this line is not an object with a "path"')
    assert result.err.count("\n") == 1
    assert [r["path"] for r in records(result) if r["kind"] == "report"] == ["a.txt"]


def test_differences_follow_where_the_manifest_names_an_agreement(folder: Path) -> None:
    """The ``agreement`` of a line is laid beside its document alone."""
    described = (
        "The Sochi memorandum obliges the opposition to withdraw heavy weapons 25 km from the demilitarized zone.\n"
    )
    (folder / "c.txt").write_text(described)
    result = run_truceline(batch(folder, {"path": "c.txt", "agreement": "idlib"}, {"path": "c.txt"}))
    kinds = [r["kind"] for r in records(result)]
    second = kinds.index("report", 1)
    assert "difference" in kinds[:second]
    assert "difference" not in kinds[second:]


# ---------------------------------------------------------------- anything at all


def anything(dice: random.Random) -> tuple[str, bytes, bool]:
    """A name's ending, the bytes of a file, and whether it can surely not be read."""
    kind = dice.randrange(8)
    noise = dice.randbytes(dice.randrange(30, 300))
    if kind == 0:
        return ".txt", FIRST.encode(), False
    if kind == 1:
        return ".html", f"<html><body><p>{SECOND}</p></body></html>".encode(), False
    if kind == 2:
        return ".jpg", b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01" + noise, True
    if kind == 3:
        packed = io.BytesIO()
        with zipfile.ZipFile(packed, "w") as archive:
            archive.writestr("inside.txt", noise)
        return dice.choice([".zip", ".txt"]), packed.getvalue(), True
    if kind == 4:
        return dice.choice([".txt", ".html"]), dice.choice([b"", b" \n", b"\x00" * 50]), True
    if kind == 5:
        return ".txt", b"\xff" * dice.randrange(1, 50), True
    if kind == 6:
        return ".png", b"\x89PNG\r\n\x1a\n" + noise, True
    return ".html", b"<" * dice.randrange(1, 200) + b"&#x0;</p></p>" + SECOND.encode(), False


def test_a_folder_of_anything(tmp_path: Path) -> None:
    """Five hundred files of every kind: code 3, each unreadable one named once with why, the others read."""
    dice = random.Random(20190802)
    inside = tmp_path / "anything"
    inside.mkdir()
    hopeless, readable = set(), set()
    for number in range(500):
        ending, data, lost = anything(dice)
        path = inside / f"{number:03}{ending}"
        path.write_bytes(data)
        (hopeless if lost else readable).add(str(path))
    # The same few texts stand for all readable files, so that the time goes into what is odd.
    for path in sorted(readable)[12:]:
        Path(path).unlink()
        readable.discard(path)
        junk = Path(path).with_suffix(".bin")
        junk.write_bytes(b"\x7fELF\x02\x01\x01\x00" + dice.randbytes(64))
        hopeless.add(str(junk))
    assert len(hopeless | readable) == 500
    result = run_truceline(["read", str(inside), "--format", "jsonl"])
    found = [r for r in records(result) if r["kind"] == "report"]
    assert result.code == 3
    assert "Traceback" not in result.err
    assert [r["path"] for r in found] == sorted(hopeless | readable)
    assert {r["path"] for r in found if "error" in r} == hopeless
    told = result.err.splitlines()
    assert len(told) == len(hopeless)
    assert all(line.startswith(f"{path}: ") for line, path in zip(told, sorted(hopeless), strict=True))


def test_an_empty_folder_and_a_broken_link(tmp_path: Path) -> None:
    """Nothing to read is told, not passed over."""
    empty = run_truceline(["read", str(tmp_path)])
    assert (empty.code, empty.err) == (2, f"The folder {tmp_path} has no files in it.\n")
    (tmp_path / "link.txt").symlink_to(tmp_path / "gone.txt")
    assert run_truceline(["read", str(tmp_path)]).code == 3


# ---------------------------------------------------------------- check and assess


def both(arguments: list[str]) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    """The cells of ``check``, and those of ``assess`` on what ``check`` printed."""
    checked = run_truceline(["check", *arguments, "--format", "jsonl"])
    assessed = run_truceline(["assess", "idlib", "-"], stdin=checked.out)
    assert (checked.code, assessed.code, assessed.err) == (0, 0, "")
    cells = [r for r in records(checked) if r.pop("kind") == "cell"]
    return cells, [json.loads(line) for line in assessed.out.splitlines()]


TEXTS = {
    "one side": FIRST,
    "a denial": FIRST + "A military source denied that the army had shelled the town.\n",
    "an open date": "Government forces shelled Morek. Later, armed groups fired rockets at army posts.\n",
    "a plan": "Armed groups will withdraw from the zone if the army halts, the commander said on Sunday.\n",
    "no claims": "The weather was fine.\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("published", ["2019-08-07", "2019-08-05T12:00:00+03:00", None])
def test_check_and_assess_agree_on_a_report(tmp_path: Path, text: str, published: str | None) -> None:
    """The law of DESIGN: what ``check`` prints can be piped into ``assess`` and gives the same cells."""
    path = tmp_path / "report.txt"
    path.write_text(text)
    given = [str(path), "--publisher", "A council"]
    checked, assessed = both(given if published is None else [*given, "--published", published])
    assert assessed == checked


def test_check_and_assess_agree_on_the_demonstration() -> None:
    """The same for the ten reports together, with copies, a correction and a denial among them."""
    manifest = demo_folder() / "manifest.jsonl"
    checked, assessed = both([str(demo_folder()), "--manifest", str(manifest)])
    assert len(checked) > 10
    assert assessed == checked


@pytest.mark.parametrize("published", ["2019-08-22", None])
def test_check_and_assess_agree_on_the_founding_report(shared: Path, published: str | None) -> None:
    """The same for the report that Truceline began with; one partisan word makes nothing breached."""
    path = str(shared / "cases" / "founding" / "report.txt")
    checked, assessed = both([path] if published is None else [path, "--published", published])
    assert assessed == checked
    assert checked
    assert "breached" not in {cell["status"] for cell in checked}


def test_what_check_prints(folder: Path) -> None:
    """Lines, one array, or a page for people, from the same cells; what was not readable is in all of them."""
    given = ["check", str(folder / "a.txt"), str(folder / "junk.txt"), "--published", "2019-08-07", "--format"]
    lines, array, page = (run_truceline([*given, form]) for form in ("jsonl", "json", "table"))
    assert (lines.code, array.code, page.code) == (3, 3, 3)
    assert json.loads(array.out) == records(lines)
    assert lines.err == array.err == page.err
    assert [r["path"] for r in records(lines) if "error" in r] == [str(folder / "junk.txt")]
    claims = [r for r in records(lines) if r["kind"] == "claim"]
    assert claims
    assert all(c["recorded"].startswith("2019-08-0") and c["source"] for c in claims), claims
    read = ["read", *given[1:]]
    assert json.loads(run_truceline([*read, "json"]).out) == records(run_truceline([*read, "jsonl"]))


def test_since_and_until_bound_the_grid(folder: Path) -> None:
    """The days asked for are the columns, also those on which nobody reported."""
    given = ["check", str(folder / "a.txt"), "--published", "2019-08-07", "--format", "table"]
    page = run_truceline([*given, "--since", "2019-08-03", "--until", "2019-08-05"]).text
    heading = next(line for line in page.splitlines() if line.startswith("term "))
    assert heading.split() == ["term", "party", "Sat3", "Sun4", "Mon5", "period", "origins"]


def test_as_of_leaves_out_what_came_later(folder: Path) -> None:
    """What was published after the instant does not count."""
    given = ["check", str(folder / "a.txt"), "--published", "2019-08-07", "--format", "jsonl"]
    for moment, seen in (("2019-08-06T00:00:00Z", False), ("2019-08-08T00:00:00Z", True)):
        cells = [r for r in records(run_truceline([*given, "--as-of", moment])) if r["kind"] == "cell"]
        assert any(c["status"] == "alleged" for c in cells) is seen


def test_bad_claims_are_named(tmp_path: Path) -> None:
    """Each line that cannot be used is told with its number; the others count."""
    good = {
        "kind": "claim", "id": "c1", "source": "council", "recorded": "2019-08-05T08:00:00Z",
        "event": {"type": "attack.shelling", "actors": ["syria"], "place": {"zone": "deescalation"},
                  "time": {"start": "2019-08-05", "end": "2019-08-06"}},
    }  # fmt: skip
    lines = ["nonsense", json.dumps(good), '{"kind":"claim"}', '{"kind":"report"}']
    path = tmp_path / "claims.jsonl"
    path.write_text("\n".join(lines))
    result = run_truceline(["assess", "idlib", str(path)])
    assert result.code == 3
    assert [line.split(" left out")[0] for line in result.err.splitlines()] == [f"{path}:1:", f"{path}:3:"]
    cells = [json.loads(line) for line in result.out.splitlines()]
    assert {(c["term"], c["status"]) for c in cells} >= {("aug-halt", "alleged")}
    period = run_truceline(["assess", "idlib", str(path), "--period", "2019-08-02/2019-08-05", "--union"])
    assert any(json.loads(line)["day"] == "2019-08-02/2019-08-05" for line in period.out.splitlines())
