"""The command: what it writes is what ``read`` prints, what the gate keeps out is counted, and refusals are named."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from tests.archive import made
from tools.docs import run_truceline
from truceline.archive import gate_for
from truceline.pipeline import gazetteer, load_agreement

TEXTS = {
    "a.txt": made.SHELLING,
    "b.txt": made.MARKET,
    "c.txt": "Turkey and Russia held talks in Sochi on gas prices, the ministry said.\n",
    "d.txt": "On 3 August a rocket hit a Syrian army post near Saraqib, an observer said.\n",
}


@pytest.fixture
def reports(tmp_path: Path) -> Path:
    folder = tmp_path / "reports"
    folder.mkdir()
    for name, text in TEXTS.items():
        (folder / name).write_text(text)
    return folder


def written(out: Path) -> bytes:
    return b"".join(gzip.decompress(p.read_bytes()) for p in sorted((out / "shards").iterdir()))


def test_what_is_written_is_what_read_prints(tmp_path: Path, reports: Path) -> None:
    """Without an agreement nothing is kept out, and the records are those of ``truceline read``."""
    result = run_truceline(["archive", str(reports), "-o", str(tmp_path / "out"), "--jobs", "1"])
    assert (result.code, result.err) == (0, "")
    assert json.loads(result.out)["read"] == len(TEXTS)
    assert written(tmp_path / "out") == run_truceline(["read", str(reports), "--format", "jsonl"]).out


def test_the_gate_is_the_agreements(tmp_path: Path, reports: Path) -> None:
    """With one, only what names its land or its places is read, as ``read --agreement`` would; the rest is counted."""
    (reports / "e.pdf").write_bytes(b"%PDF-1.7 nothing to see")
    out = tmp_path / "out"
    arguments = ["archive", str(reports), str(tmp_path / "none"), "-o", str(out), "-a", "idlib", "--format", "table"]
    result = run_truceline(arguments)
    assert result.code == 3
    assert [line.partition(": ")[0] for line in result.err.splitlines()] == [
        str(tmp_path / "none"),
        str(reports / "e.pdf"),
    ]
    assert result.text.startswith("5 documents in 1 shard\n")
    assert "2  kept out by the gate" in result.text
    named = [str(reports / name) for name in ("a.txt", "d.txt")]
    refused = [line for line in written(out).splitlines() if b'"error"' in line]
    assert [json.loads(line)["path"] for line in refused] == [str(reports / "e.pdf")]
    read = run_truceline(["read", *named, "-a", "idlib", "--format", "jsonl"]).out
    assert written(out) == read + b"".join(line + b"\n" for line in refused)
    # Again: nothing is left to do, and the summary is the same.
    assert run_truceline(arguments).text == result.text
    assert "Nothing is left to do." in run_truceline([*arguments, "--dry-run"]).text


def test_days_and_limits(tmp_path: Path) -> None:
    """``--since`` leaves out what is older by its own or the archive's word; what has no date is kept."""
    path = tmp_path / "a.jsonl"
    dated = '<html><head><meta property="article:published_time" content="2019-07-01"></head><p>%s</p></html>'
    rows = [
        {"text": made.SHELLING, "published": "2019-08-05"},
        {"text": made.SHELLING, "published": "2019-07-31T10:00:00Z"},
        {"html": dated % made.SHELLING},
        {"text": made.SHELLING},
        {"text": made.MARKET},
    ]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows))
    arguments = ["archive", str(path), "-o", str(tmp_path / "out"), "--since", "2019-08-01", "--limit", "4"]
    summary = json.loads(run_truceline(arguments).out)
    assert (summary["documents"], summary["read"], summary["too_early"]) == (4, 2, 2)
    told = run_truceline(["archive", str(path), "-o", str(tmp_path / "new"), "--dry-run", "--jobs", "2"])
    assert told.text.startswith("5 documents are left: about 1 second with 2 workers, if they are like the 5 that")
    assert not (tmp_path / "new").exists()
    assert run_truceline(["archive", str(path), "-o", str(tmp_path / "o"), "--since", "soon"]).code == 2


ON_TOPIC = (
    "Shelling was heard in Khan Shaykhun and Maarat al-Numan.",
    "SYRIA: TRUCE HOLDS",
    "A convoy left Jisr al-Shughur after the National Front for Liberation agreed.",
    "Heavy fire near Saraqib, Turkish posts say.",
)
OFF_TOPIC = (
    "The council of Donetsk met. Russia and Ukraine said nothing.",
    "Ankara and Moscow signed a gas contract.",
    "A goal in the last minute did no harm in Salem, where singing is a habit.",
    "Iran's currency fell; Turkey's rose.",
)


def test_what_passes_the_gate() -> None:
    """Places of the area in several spellings pass; the guarantors' other business and chance names do not."""
    gate = gate_for(load_agreement("idlib"), gazetteer())
    assert [text for text in ON_TOPIC if not gate.passes(text)] == []
    assert [text for text in OFF_TOPIC if gate.passes(text)] == []
    # The look at the raw bytes never stops what the second look would let pass, however the page is written.
    for text in ON_TOPIC:
        assert gate.lets_in(made.page(text))
        assert gate.lets_in(text.upper().encode("utf-16"))
