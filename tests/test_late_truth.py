"""The workload of the benchmark: always the same bytes, and made of what it says."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections import Counter
from pathlib import Path

import pytest
from msgspec.structs import replace

from tools import bench, late_truth
from truceline import load_agreement
from truceline.assess import Engine, decode_claims

SIZE = 2000


@pytest.fixture(scope="module")
def orders() -> dict[str, list[str]]:
    """Two thousand claims in every order of arrival."""
    return late_truth.orders(SIZE)


def digest(lines: list[str]) -> str:
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:16]


def test_the_same_seed_gives_the_same_bytes(orders: dict[str, list[str]]) -> None:
    """Figures of different days are about the same claims; another seed gives others."""
    again = late_truth.orders(SIZE)
    assert {order: digest(lines) for order, lines in orders.items()} == {o: digest(lines) for o, lines in again.items()}
    assert digest(late_truth.orders(SIZE, seed=7)["shuffled"]) != digest(orders["shuffled"])
    assert digest(sorted(orders["corrected"])) == "d99423c0535b6ad6"
    assert digest(late_truth.agreement_yaml().splitlines()) == "e80339cf026fe3b4"


def test_the_orders_hold_the_same_claims(orders: dict[str, list[str]]) -> None:
    """Only the last has more: corrections and withdrawals, each of another claim."""
    plain = sorted(orders["shuffled"])
    assert sorted(orders["occurrence"]) == sorted(orders["delayed"]) == plain
    assert len(set(plain)) == SIZE
    more = [json.loads(line) for line in set(orders["corrected"]) - set(plain)]
    targets = Counter(claim.get("supersedes") or claim.get("withdraws") for claim in more)
    assert len(more) == len(targets) == SIZE * 7 // 100
    assert set(targets) <= {json.loads(line)["id"] for line in plain}
    recorded = [json.loads(line)["recorded"] for line in orders["delayed"]]
    assert recorded == sorted(recorded)


def test_the_shares_are_those_that_are_told() -> None:
    """A quarter denials, a tenth of doubtful actors, and so on, whatever the number of claims."""
    shares = late_truth.shares(late_truth.draw(20_000))
    wanted = {
        "denials and other negatives": 0.25,
        "actor unknown or one of several": 0.10,
        "imprecise place": 0.15,
        "window of several days, or with an end missing": 0.20,
        "copies": 0.30,
    }
    assert {kind: shares[kind] for kind in wanted} == pytest.approx(wanted, abs=0.01)


def test_a_claim_bears_on_few_cells(tmp_path: Path, orders: dict[str, list[str]]) -> None:
    """At most three on average, every fifth claim alone in the engine; the agreement and the lines have no problem."""
    path = tmp_path / "agreement.yaml"
    path.write_text(late_truth.agreement_yaml(), encoding="utf-8")
    agreement = load_agreement(str(path))
    assert Counter(term.verb for term in agreement.terms) == {"must_not": 38, "must": 10, "may": 2}
    claims, refused = decode_claims(orders["shuffled"], agreement)
    assert not refused
    # Without the duties that silence breaches, every cell is one that the claim bears on.
    engine = Engine(replace(agreement, terms=tuple(replace(term, silence=None) for term in agreement.terms)))
    touched = []
    for record in itertools.islice(claims, 0, None, 5):
        engine.add(record)
        touched.append(len(engine.cells()))
        engine.withdraw(record.id, by=record.source, recorded="2030-01-01T00:00:00Z")
    assert len(touched) == SIZE // 5
    assert 1 < sum(touched) / len(touched) <= 3
    assert sum(map(bool, touched)) / len(touched) > 0.6


def test_each_make_target_owns_its_part_of_the_page(tmp_path: Path) -> None:
    """A part is put in its place, and the rest of the page stays."""
    page = tmp_path / "performance.md"
    bench.write_section("bench", ["one"], page)
    bench.write_section("bench-engine", ["two"], page)
    first = page.read_text(encoding="utf-8")
    bench.write_section("bench", ["three"], page)
    assert page.read_text(encoding="utf-8") == first.replace("one", "three")
    bench.write_section("bench", ["one"], page)
    bench.write_section("bench-engine", ["two"], page)
    assert page.read_text(encoding="utf-8") == first
