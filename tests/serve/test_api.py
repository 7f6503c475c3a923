"""The HTTP interface: the same rows as everywhere, pages that give each row once, ETags, the feed, and the contract."""

from __future__ import annotations

import datetime as dt
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import httpx
import hypothesis
import pytest
import schemathesis
from hypothesis import strategies as st
from schemathesis.specs.openapi.checks import positive_data_acceptance

from tests.serve.conftest import Served, copied
from truceline.memory import Published, Release, filter_of, select
from truceline.model.selection import cell_id
from truceline.serve import openapi
from truceline.serve.api import ENDPOINTS
from truceline.serve.openapi import ROOT

RELEASED = Path(__file__).parent / "openapi-released.json"
TERMS = ("aug-halt", "aug-calm", "sochi-2", "sochi-6", "aug-withdraw")
DAY = st.dates(dt.date(2019, 7, 30), dt.date(2019, 8, 10)).map(str)


def ask(served: Served, path: str, pairs: Any = (), **more: Any) -> Any:
    found = httpx.get(served.url + ROOT + path, params=list(pairs), **more)
    assert found.status_code == 200, found.text
    return found.json()


def walked(served: Served, path: str, pairs: list[tuple[str, str]], limit: int) -> list[Any]:
    """Every row, page by page."""
    rows: list[Any] = []
    cursor: str | None = None
    while True:
        page = ask(served, path, [*pairs, ("limit", str(limit)), *([("cursor", cursor)] if cursor else [])])
        rows += page["items"]
        cursor = page["next"]
        if cursor is None:
            return rows
        assert len(page["items"]) == limit


@st.composite
def filters(draw: st.DrawFn) -> list[tuple[str, str]]:
    since, until = sorted((draw(DAY), draw(DAY)))
    pairs = [("since", since), ("until", until)]
    pairs += [("term", term) for term in draw(st.lists(st.sampled_from(TERMS), max_size=2, unique=True))]
    pairs += [("party", p) for p in draw(st.lists(st.sampled_from(("syria", "opposition")), max_size=1))]
    pairs += [("status", s) for s in draw(st.lists(st.sampled_from(("alleged", "disputed", "unknown")), max_size=1))]
    pairs += [("type", t) for t in draw(st.lists(st.sampled_from(("attack", "civilians.harmed")), max_size=1))]
    return pairs


@hypothesis.settings(max_examples=12)
@hypothesis.given(pairs=filters(), limit=st.integers(1, 40))
def test_the_same_rows_as_everywhere(served: Served, pairs: list[tuple[str, str]], limit: int) -> None:
    """The cells, claims, occurrences and reports of a filter are those that every file has, whatever the page size."""
    with served.store.snapshot() as snapshot:
        (agreement,) = snapshot.agreements().values()
        view = Published(snapshot, agreement, Release.published("2019-08-12T09:00:00+00:00"))
        found = select(view, filter_of(pairs))
    cells = walked(served, "/cells", pairs, max(limit, 5))
    assert sorted(f"{c['term']}/{c['party']}/{c['day']}" for c in cells) == sorted(map(cell_id, found.cells))
    claims = walked(served, "/claims", pairs, limit)
    assert [c["claim"]["id"] for c in claims] == [item.claim.id for item in found.claims]
    assert {i["id"] for i in walked(served, "/incidents", pairs, limit)} == {i.id for i in found.incidents}
    assert [r["id"] for r in walked(served, "/reports", pairs, limit)] == [s.id for s in found.sources]


def test_what_is_held_back_is_nowhere(filled: Path, serve: Callable[..., Served], tmp_path: Path) -> None:
    """Seven days earlier the delay lets less through: no day, word or id of what is held back is in any answer."""
    now = dt.datetime(2019, 8, 7, 12, tzinfo=dt.UTC)
    early = serve(copied(filled, tmp_path), now=lambda: now)
    with early.store.snapshot() as snapshot:
        (agreement,) = snapshot.agreements().values()
        held = Published(snapshot, agreement, Release.published(now.isoformat())).held_back
        words = [
            c.quote for c in Published(snapshot, agreement, Release.inside(now.isoformat())).claims(ids=sorted(held))
        ]
    assert len(held) > 3
    paths = ["/", "/incidents", "/reports", "/coverage", "/map", "/changes", "/changes.atom", "/search?q=ambulance"]
    paths += [
        f"{ROOT}/{noun}"
        for noun in ("cells", "claims", "incidents", "reports", "areas", "changes", "search?q=ambulance")
    ]
    paths += ["/?since=2019-08-01&until=2019-08-09&rows=all", f"{ROOT}/cells?since=2019-08-01&until=2019-08-09"]
    for path in paths:
        text = httpx.get(early.url + path).text
        for id_ in held:
            assert id_ not in text, (path, id_)
        for quote in words:
            assert quote not in text, (path, quote)
    for path in (f"{ROOT}/cells/aug-halt/syria/2019-08-05", "/cells/aug-halt/syria/2019-08-05"):
        assert httpx.get(early.url + path).status_code == 400
    for id_ in held:
        assert httpx.get(f"{early.url}{ROOT}/claims/{id_}").status_code == 404
    inside = httpx.get(f"{early.url}{ROOT}/claims", headers={"authorization": f"Bearer {early.tokens['reviewer']}"})
    assert held <= {item["claim"]["id"] for item in inside.json()["items"]} | {i for i in held if i.startswith("d:")}


def test_a_walk_during_writes_gives_each_row_once(writable: Served) -> None:
    token = {"authorization": f"Bearer {writable.tokens['reviewer']}"}
    seen: list[str] = []
    cursor = None
    number = 0
    while True:
        page = ask(writable, "/claims", [("limit", "4"), *([("cursor", cursor)] if cursor else [])])
        seen += [item["claim"]["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
        number += 1
        note = {
            "text": f"Government forces shelled Saraqib on {number} August.",
            "source": "Area monitor",
            "published": "2019-08-06",
        }
        assert httpx.post(f"{writable.url}{ROOT}/notes", json=note, headers=token).status_code == 201
    assert len(seen) == len(set(seen))
    assert number > 3


def test_an_etag_gives_304(served: Served) -> None:
    for path in ("/", "/agreement", f"{ROOT}/claims", "/changes.atom"):
        first = httpx.get(served.url + path)
        again = httpx.get(served.url + path, headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304, path
        assert again.content == b""


def test_a_decision_changes_the_etag(writable: Served) -> None:
    token = {"authorization": f"Bearer {writable.tokens['reviewer']}"}
    before = httpx.get(f"{writable.url}{ROOT}/claims")
    claim = before.json()["items"][0]["claim"]["id"]
    given = {"does": "accept", "about": claim, "reason": "read beside the report"}
    made = httpx.post(f"{writable.url}{ROOT}/decisions", json=given, headers=token)
    assert made.status_code == 201
    after = httpx.get(f"{writable.url}{ROOT}/claims", headers={"if-none-match": before.headers["etag"]})
    assert after.status_code == 200
    assert after.json()["items"][0]["review"] == "accepted"
    undone = httpx.post(
        f"{writable.url}{ROOT}/decisions", json={**given, "does": "undo", "about": made.json()["id"]}, headers=token
    )
    assert undone.status_code == 201
    listed = httpx.get(f"{writable.url}{ROOT}/decisions", headers=token).json()["items"]
    assert [d["does"] for d in listed] == ["accept", "undo"]


def test_the_feed_is_atom(served: Served) -> None:
    found = httpx.get(served.url + "/changes.atom")
    feed = ElementTree.fromstring(found.content)
    atom = "{http://www.w3.org/2005/Atom}"
    entries = feed.findall(f"{atom}entry")
    ids = [entry.findtext(f"{atom}id") for entry in entries]
    assert len(ids) == len(set(ids)) > 5
    for entry in entries:
        assert dt.datetime.fromisoformat(str(entry.findtext(f"{atom}updated"))).tzinfo is not None


def test_no_noun_for_people_or_units(served: Served) -> None:
    """Neither a route nor a field lets anybody follow a person or a unit."""
    text = openapi().decode()
    for word in ("commander", "person_id", "unit_id", "track", "convoy", "forecast"):
        assert word not in text.lower().replace("ceasefire", ""), word
    assert httpx.get(served.url + "/people").status_code == 404


def test_the_released_interface_still_holds() -> None:
    """What was released is only added to: no route, parameter, answer or field may go, and none may become required."""
    old, new = json.loads(RELEASED.read_bytes()), json.loads(openapi())
    missing: list[str] = []
    for path, operations in old["paths"].items():
        for method, operation in operations.items():
            now = new["paths"].get(path, {}).get(method)
            if now is None:
                missing.append(f"{method} {path}")
                continue
            before, after = ({p["name"]: p for p in o["parameters"]} for o in (operation, now))
            missing += [f"{path}: parameter {name}" for name in before.keys() - after.keys()]
            missing += [
                f"{path}: {n} is now required"
                for n, p in after.items()
                if p["required"] and not before.get(n, p)["required"]
            ]
            missing += [
                f"{path}: parameter {n} is now required" for n in after.keys() - before.keys() if after[n]["required"]
            ]
            missing += [
                f"{path}: answer {status}" for status in operation["responses"].keys() - now["responses"].keys()
            ]
    for name, schema in old["components"]["schemas"].items():
        now = new["components"]["schemas"].get(name, {})
        missing += [
            f"{name}.{field}" for field in schema.get("properties", {}).keys() - now.get("properties", {}).keys()
        ]
    assert not missing, missing


def test_the_file_is_served_and_lists_every_endpoint(served: Served) -> None:
    assert httpx.get(f"{served.url}{ROOT}/openapi.json").content == openapi()
    told = {(m.upper(), path) for path, ops in json.loads(openapi())["paths"].items() for m in ops}
    assert told == {(e.method, ROOT + e.path) for e in ENDPOINTS}


schema = schemathesis.openapi.from_dict(json.loads(openapi()))


@pytest.fixture(scope="module")
def contract(filled: Path, serve: Callable[..., Served], tmp_path_factory: pytest.TempPathFactory) -> Served:
    return serve(copied(filled, tmp_path_factory.mktemp("contract")))


@schema.parametrize()
@hypothesis.settings(max_examples=6)
def test_generated_requests_find_no_failure(case: schemathesis.Case, contract: Served) -> None:
    """Requests made from the file, right and wrong ones, by somebody who may do everything.

    That every request of the right form is accepted is not checked: terms, parties and claims are those of the store.
    """
    case.headers["Authorization"] = f"Bearer {contract.tokens['admin']}"
    response = case.call(base_url=contract.url)
    case.validate_response(response, excluded_checks=[positive_data_acceptance])
