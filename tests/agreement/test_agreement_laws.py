"""Laws of the loader: any bytes give an agreement or its problems, and nothing that does not matter changes either."""

from __future__ import annotations

import json
import pathlib

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import truceline.agreement
from truceline.agreement import check_agreement, load_agreement, parse_agreement
from truceline.agreement.tree import parse_tree, plain_value
from truceline.errors import AgreementError, UsageError
from truceline.model.agreement import Agreement

LIBRARY = pathlib.Path(truceline.agreement.__file__).parent / "library"
BAD = pathlib.Path(__file__).parent.parent / "cases" / "bad"
IDLIB = (LIBRARY / "idlib.yaml").read_bytes()
BROKEN = sorted(path for path in BAD.glob("*.yaml") if path.name != "generated.yaml")

SMALL = """\
id: small
timezone: Asia/Damascus
parties: {a: {side: x}, b: {side: y}, c: {side: none, members: [{group: g, from: 2018-06-05, until: 2019-06-05}]}}
sources: {un: {side: neutral, role: observer}}
zones:
  z: {circle: {lat: 35.6, lon: 36.6, radius_km: [15, 20]}, margin_km: 2}
  p: {geometry: {type: Polygon, coordinates: [[[36, 35], [37, 35], [37, 36], [36, 35]]]}}
  s: {inside: z, depth_km: 5, from: front}
instruments: [{id: i, in_force: 2019-08-02, ends: 2019-09-02T06:00+03:00, suspends: {by: a}}]
terms:
  - {id: halt, of: i, must_not: [attack], party: a, zone: z, unless: {target: c}, while: {not_breached: pull}}
  - {id: pull, of: i, must: weapons.withdrawn, party: [b], from_zone: s, by: 2019-08-10, silence: breached}
  - {id: answer, of: i, may: attack, party: a, after: {breach_of: pull, within_days: 3}}
  - {id: next, of: i, must: release, party: b, by: {days: 3, after: {kept: pull}}}
  - {id: soon, of: i, must: release, party: b, before: {days: 1, after: {notice: a, effect: revived}}}
  - {id: plan, of: i, must: release, party: b, by: {days: -2, after: {in_force: i}}}
  - {id: prevent, of: i, must_not: attack, party: b, acts_of: c}
  - {id: words, of: i, not_assessed: a declaration}
"""


def parsed_or_problems(data: bytes) -> Agreement | None:
    try:
        return parse_agreement(data, name="x.yaml")
    except AgreementError as error:
        problems = error.problems
    assert problems
    for problem in problems:
        assert problem.file == "x.yaml"
        assert 1 <= problem.line <= data.count(b"\n") + 1
        assert problem.words.endswith((".", "?"))
        assert problem.words.isprintable()
    return None


@given(st.binary(max_size=400))
def test_any_bytes_give_an_agreement_or_its_problems(data: bytes) -> None:
    parsed_or_problems(data)


WORDS = [
    *("id", "terms", "parties", "zones", "geometry", "by", "in_force", "while", "unless", "party", "must", "circle"),
    *(
        ": ",
        "\n",
        "\n  ",
        "- ",
        "[",
        "]",
        "{",
        "}",
        ", ",
        "'",
        '"',
        "|\n ",
        "? ",
        "&a ",
        "*a",
        "!t ",
        "#",
        "%",
        "---\n",
        "<<",
    ),
    *(
        "1",
        ".nan",
        "2019-08-02",
        "9999-12-31",
        "0001-01-01",
        "~",
        "true",
        "é",
        "\t",
        "\u2028",
        "\x85",
        "\ufeff",
        "\U0001f54a",
    ),
]


@given(st.lists(st.sampled_from(WORDS), max_size=60))
def test_anything_like_yaml_gives_an_agreement_or_its_problems(words: list[str]) -> None:
    parsed_or_problems("".join(words).encode())


def _slots(value: object, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """The paths of everything in a tree of dicts and lists."""
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [path, *(slot for key, item in inner for slot in _slots(item, (*path, key)))]


SMALL_TREE = plain_value(parse_tree(SMALL.encode(), name="small.yaml"))
STRANGE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(allow_nan=False, allow_infinity=False),
    st.text(max_size=8),
    st.sampled_from(["a", "z", "halt", "pull", "i", "2019-08-02", "1900-01-01", "attack", "none", "p", "s"]),
    st.lists(st.sampled_from(["a", "halt", 1, "2019-08-02"]), max_size=3),
    st.dictionaries(st.sampled_from(["id", "by", "target", "side"]), st.sampled_from(["a", "halt"]), max_size=2),
)


@given(st.sampled_from(_slots(SMALL_TREE)[1:]), STRANGE)
@settings(max_examples=300, suppress_health_check=[HealthCheck.too_slow])
def test_one_strange_value_anywhere_is_a_problem_or_no_problem_but_never_a_crash(
    slot: tuple[str | int, ...], strange: object
) -> None:
    tree = json.loads(json.dumps(SMALL_TREE))
    inner = tree
    for step in slot[:-1]:
        inner = inner[step]
    inner[slot[-1]] = strange
    agreement = parsed_or_problems(json.dumps(tree).encode())
    if agreement is not None:
        wire = msgspec.json.encode(agreement)
        assert msgspec.json.decode(wire, type=Agreement) == agreement


@pytest.mark.parametrize("agreement", [load_agreement("idlib"), parse_agreement(SMALL.encode(), name="s")])
def test_an_agreement_survives_its_wire_form(agreement: Agreement) -> None:
    assert msgspec.json.decode(msgspec.json.encode(agreement), type=Agreement) == agreement


@pytest.mark.parametrize("data", [IDLIB, SMALL.encode()])
def test_the_same_file_as_json_says_the_same(data: bytes) -> None:
    # JSON is YAML 1.2: written by another hand, without comments, blocks or plain words.
    tree = plain_value(parse_tree(data, name="x.yaml"))
    as_json = json.dumps(tree).encode()
    assert parse_agreement(as_json, name="y", folder=LIBRARY) == parse_agreement(data, name="x", folder=LIBRARY)


@pytest.mark.parametrize("path", BROKEN, ids=lambda path: path.stem)
def test_lines_above_a_problem_move_its_line_and_nothing_else(path: pathlib.Path) -> None:
    data = path.read_bytes()
    moved = _problems(b"# one\n\n# three\n" + data, path)
    assert [(line - 3, words) for line, words in moved] == [
        (line, words) for line, words in _problems(data, path) if line > 1
    ] or any(line == 1 for line, _ in _problems(data, path))


def _problems(data: bytes, path: pathlib.Path) -> list[tuple[int, str]]:
    with pytest.raises(AgreementError) as caught:
        parse_agreement(data, name=path.name, folder=path.parent)
    return [(problem.line, problem.words) for problem in caught.value.problems if "in line" not in problem.words]


def test_windows_line_ends_and_a_byte_order_mark_change_nothing() -> None:
    plain = parse_agreement(SMALL.encode(), name="x")
    assert parse_agreement(b"\xef\xbb\xbf" + SMALL.replace("\n", "\r\n").encode(), name="x") == plain


def test_shorthands_say_the_same_as_what_they_stand_for() -> None:
    short = SMALL
    long = (
        short.replace("not_breached: pull", "not_breached: [pull]")
        .replace("party: a,", "party: [a],")
        .replace("breach_of: pull", "breach_of: [pull]")
        .replace("by: a}", "by: [a], needs: announcement}")
        .replace("depth_km: 5", "depth_km: [5, 5]")
        .replace("may: attack", "may: [attack]")
        .replace("while: {", "while: {presume: kept, ")
    )
    assert long.count("[") == short.count("[") + 7
    assert parse_agreement(long.encode(), name="x") == parse_agreement(short.encode(), name="x")


def test_an_alias_says_what_it_repeats() -> None:
    written_out = SMALL.replace("party: a,", "party: [a, b],")
    aliased = SMALL.replace("party: a,", "party: &who [&first a, b],", 1).replace("party: a,", "party: *who,")
    assert aliased.count("*who") == 1
    aliased = aliased.replace("by: a}", "by: *first}")  # an alias before its anchor repeats nothing
    assert parsed_or_problems(aliased.encode()) is None
    aliased = aliased.replace("by: *first}", "by: a}")
    assert parse_agreement(aliased.encode(), name="x") == parse_agreement(written_out.encode(), name="x")


def test_words_that_older_yaml_read_as_something_else_stay_words() -> None:
    data = (
        "id: no\ntimezone: UTC\nparties: {off: {side: on}, 1: {side: 'y'}, 012: {side: 0x1}}\n"
        "instruments: [{id: yes, in_force: 2019-08-02}]\n"
        "terms: [{id: 1e3, of: yes, must_not: attack, party: [off, 1, 012]}]\n"
    )
    agreement = parse_agreement(data.encode(), name="x")
    assert (agreement.id, agreement.terms[0].id, agreement.terms[0].party) == ("no", "1e3", ("off", "1", "012"))
    assert [party.side for party in agreement.parties] == ["on", "y", "0x1"]


def test_what_does_not_exist_is_the_callers_mistake(tmp_path: pathlib.Path) -> None:
    for wrong in ("idlb", str(tmp_path), str(tmp_path / "none.yaml"), "a\0b", "x" * 5000, tmp_path / "gone"):
        with pytest.raises(UsageError) as caught:
            check_agreement(wrong)
        assert "\n" not in str(caught.value)
    with pytest.raises(UsageError, match='did you mean "idlib"'):
        load_agreement("idlb")


def test_a_path_and_its_bytes_say_the_same(tmp_path: pathlib.Path) -> None:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    assert load_agreement(path) == load_agreement(str(path)) == parse_agreement(SMALL.encode(), name="other")
    assert check_agreement(path) == ()
