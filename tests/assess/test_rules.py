"""The rules of assessment one by one, each as the smallest table that shows it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.assess.worlds import HALT, agreement, assessed, claim, denial, printed, table
from truceline.assess import decode_claims

DAY = ("halt", "east", "2020-05-03")


def cell(claims: list[dict[str, Any]], **changes: Any) -> tuple[str, str, str] | None:
    return table(agreement(**changes), claims).get(DAY)


# ------------------------------------------------------------ evidence


@pytest.mark.parametrize(
    ("claims", "wanted"),
    [
        ([claim("1", "wtv", 3)], ("alleged", "single", "none")),
        ([claim("1", "etv", 3)], ("breached", "confirmed", "none")),
        ([claim("1", "east", 3)], ("breached", "confirmed", "none")),
        ([claim("1", "obs", 3)], ("breached", "confirmed", "none")),
        ([claim("1", "rev", 3)], ("breached", "confirmed", "none")),
        ([claim("1", "wtv", 3), claim("2", "wire", 3)], ("breached", "corroborated", "none")),
        ([claim("1", "wtv", 3), claim("2", "west", 3)], ("alleged", "single", "none")),
        ([claim("1", "wtv", 3), claim("2", "nobody", 3)], ("alleged", "single", "none")),
        ([claim("1", "wtv", 3, origin="o"), claim("2", "wire", 3, origin="o")], ("alleged", "single", "none")),
        ([claim("1", "wtv", 3), denial("2", "etv", 3, 3)], ("disputed", "single", "possible")),
        ([denial("2", "etv", 3, 3)], ("unknown", "none", "possible")),
        ([denial("2", "wtv", 3, 3)], ("kept", "none", "confirmed")),
        ([denial("2", "wire", 3, 3)], ("unknown", "none", "single")),
        ([denial("2", "obs", 3, 3, type_="coverage", actors=[])], ("kept", "none", "confirmed")),
        ([claim("1", "obs", 3), denial("2", "wtv", 3, 3)], ("disputed", "confirmed", "confirmed")),
    ],
)
def test_grades_and_statuses(claims: list[dict[str, Any]], wanted: tuple[str, str, str]) -> None:
    assert cell(claims) == wanted


@pytest.mark.parametrize(
    "changes",
    [
        {"certainty": "probable"},
        {"actors": []},
        {"actors": ["east", "west"]},
        {"place": None},
        {"place": {"lat": 10.0, "lon": 10.0, "radius_km": 17}},
        {"type_": "attack.air", "time": {"start": "2020-05-02", "end": "2020-05-05"}},
        {"time": {"start": "2020-05-03T06:00", "end": None}},
    ],
)
def test_one_open_condition_only_touches(changes: dict[str, Any]) -> None:
    assert cell([claim("1", "wtv", 3, **changes)]) == ("unknown", "possible", "none")


@pytest.mark.parametrize(
    "changes",
    [
        {"modality": "future"},
        {"modality": "conditional"},
        {"modality": "required"},
        {"modality": "hypothetical"},
        {"speech": "threatens"},
        {"speech": "demands"},
        {"speech": "describes_term"},
        {"actors": ["west"]},
        {"actors": ["stranger"]},
        {"type_": "aid.delivered"},
        {"type_": "coverage"},
        {"place": {"lat": 10.0, "lon": 11.0, "radius_km": 5}},
        {"time": {"start": "2020-04-01", "end": "2020-04-02"}},
    ],
)
def test_what_does_not_bear_is_not_printed(changes: dict[str, Any]) -> None:
    assert table(agreement(), [claim("1", "wtv", 3, **changes)]) == {}


def test_watching_is_no_act_even_where_a_term_names_it() -> None:
    terms = [HALT["terms"][0] | {"must_not": "coverage"}]
    assert table(agreement(terms=terms), [claim("1", "obs", 3, type_="coverage")]) == {}


def test_a_group_counts_while_its_designation_lasts() -> None:
    parties = HALT["parties"] | {
        "east": {"side": "e", "members": [{"group": "g", "from": "2020-05-03", "until": "2020-05-05"}]}
    }
    for day, wanted in ((2, None), (3, "alleged"), (4, "alleged"), (5, None)):
        found = table(agreement(parties=parties), [claim("1", "wtv", day, actors=["g"])])
        assert found.get(("halt", "east", f"2020-05-{day:02}"), (None,))[0] == wanted


def test_an_exempt_target() -> None:
    terms = [HALT["terms"][0] | {"unless": {"target": "list"}}]
    assert cell([claim("1", "wtv", 3, recipients=["g"])], terms=terms) is None
    assert cell([claim("1", "wtv", 3, recipients=["west"])], terms=terms) == ("alleged", "single", "none")
    assert cell([claim("1", "wtv", 3)], terms=terms) == ("unknown", "possible", "none")


def test_a_reading_is_shown_and_decides_nothing() -> None:
    terms = [HALT["terms"][0] | {"readings": [{"by": "east", "unless": {"target": "list"}}]}]
    found = assessed(agreement(terms=terms), [claim("1", "wtv", 3, recipients=["g"])]).cells[0]
    assert (found.status, [(r.by, r.status) for r in found.readings]) == ("alleged", [("east", "unknown")])


# ------------------------------------------------------------ duties, notices, conditions


def test_a_duty_done_late_is_breached_until_it_is_done() -> None:
    terms = [{"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": "east", "zone": "z", "by": "2020-05-03"}]
    instruments = [{"id": "i", "in_force": "2020-05-01", "ends": "2020-05-09"}]
    found = table(agreement(terms=terms, instruments=instruments), [claim("1", "obs", 6, type_="weapons.withdrawn")])
    assert {day[-2:]: status for (_, _, day), (status, *_) in found.items()} == {
        "04": "breached", "05": "breached", "06": "kept", "07": "kept", "08": "kept",
    }  # fmt: skip


def test_a_duty_is_not_due_and_silence_may_be_a_breach() -> None:
    terms = [
        {
            "id": "open",
            "of": "i",
            "must": "route.opened",
            "party": "east",
            "before": "2020-05-03",
            "silence": "breached",
        }
    ]
    instruments = [{"id": "i", "in_force": "2020-05-01", "ends": "2020-05-05"}]
    found = assessed(agreement(terms=terms, instruments=instruments), [])
    assert [(c.day, c.status) for c in found.cells] == [("2020-05-03", "breached"), ("2020-05-04", "breached")]
    assert found.cell("open", "east", "2020-05-02").status == "not_due"


def test_a_deed_that_may_have_been_done_before_the_instrument_began_carries_possibly() -> None:
    terms = [{"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": "east", "by": "2020-05-03"}]
    instruments = [{"id": "i", "in_force": "2020-05-03T09:00Z", "ends": "2020-05-05"}]
    for hour, wanted in (("08:59", "possible"), ("09:00", "single")):
        time = {"start": f"2020-05-03T{hour}", "end": "2020-05-03T10:00"}
        found = table(
            agreement(terms=terms, instruments=instruments),
            [claim("1", "wire", 3, type_="weapons.withdrawn", time=time)],
        )
        assert [grades for _, *grades in found.values()] == [["none", wanted]] * 2


@pytest.mark.parametrize(("origin", "wanted"), [("o", "single"), ("p", "corroborated")])
def test_a_deed_and_a_later_word_of_one_origin_are_one_telling(origin: str, wanted: str) -> None:
    terms = [{"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": "east", "zone": "z", "by": "2020-05-03"}]
    told = [
        claim("1", "wire", 2, type_="weapons.withdrawn", origin="o"),
        denial("2", "nobody", 5, 5, type_="weapons.deployed", origin=origin),
    ]
    found = table(agreement(terms=terms, evidence={"corroborate": {"origins": 2, "sides": 1}}), told)
    assert {day[-2:]: con for (_, _, day), (_, _, con) in found.items()} == {
        "02": "single", "03": "single", "04": "single", "05": wanted,
    }  # fmt: skip


def test_the_contrary_of_a_duty_counts_against_it() -> None:
    terms = [{"id": "pull", "of": "i", "must": "weapons.withdrawn", "party": "east", "by": "2020-05-02"}]
    found = table(agreement(terms=terms), [claim("1", "wtv", 3, type_="weapons.deployed", place=None)])
    assert found == {("pull", "east", "2020-05-03"): ("alleged", "single", "none")}


@pytest.mark.parametrize("revived", [False, True])
def test_a_notice_suspends_from_the_day_after(revived: bool) -> None:
    notices = [{"by": "east", "effect": "suspended", "day": "2020-05-03"}]
    if revived:
        notices.append({"by": "east", "effect": "revived", "day": "2020-05-04"})
    instruments = [
        {
            "id": "i",
            "in_force": "2020-05-01",
            "suspends": {"by": ["east"], "needs": "announcement"},
            "notices": notices,
        }
    ]
    claims = [claim(str(d), "wtv", d) for d in (3, 4, 5)]
    found = table(agreement(instruments=instruments), claims)
    after = "alleged" if revived else "suspended"
    assert [found["halt", "east", f"2020-05-0{d}"][0] for d in (3, 4, 5)] == ["alleged", "suspended", after]


def test_an_announcement_suspends_only_where_the_text_lets_that_party() -> None:
    told = [
        claim("n", "east", 3, type_="ceasefire.suspended", place=None),
        claim("1", "wtv", 5),
    ]
    may = [{"id": "i", "in_force": "2020-05-01", "suspends": {"by": ["east"], "needs": "announcement"}}]
    assert table(agreement(instruments=may), told)["halt", "east", "2020-05-05"][0] == "suspended"
    assert table(agreement(), told)["halt", "east", "2020-05-05"][0] == "alleged"


def test_a_vague_notice_over_months_is_no_notice_on_the_day_of_another() -> None:
    months = {"start": "2020-05-01", "end": "2020-08-01"}
    told = [
        claim("n", "east", 3, type_="ceasefire.suspended", place=None),
        claim("v", "east", 3, type_="ceasefire.suspended", place=None, actors=[], time=months),
        claim("1", "wtv", 5),
    ]
    may = [{"id": "i", "in_force": "2020-05-01", "suspends": {"by": ["east"], "needs": "announcement"}}]
    assert table(agreement(instruments=may), told) == {("halt", "east", "2020-05-05"): ("suspended", "single", "none")}


RECIPROCAL = [
    {"id": "a", "of": "i", "must_not": "attack", "party": "east", "while": {"not_breached": ["b"]}},
    {"id": "b", "of": "i", "must_not": "attack", "party": "west", "while": {"not_breached": ["a"]}},
]


def test_mutual_conditions_look_at_earlier_days_only() -> None:
    claims = [
        claim("1", "obs", 3),
        claim("2", "obs", 3, actors=["west"]),
        claim("3", "obs", 4),
        claim("4", "obs", 4, actors=["west"]),
    ]
    found = table(agreement(terms=RECIPROCAL), claims)
    assert {(t, d[-2:]): s for (t, _, d), (s, *_) in found.items()} == {
        ("a", "03"): "breached", ("b", "03"): "breached", ("a", "04"): "suspended", ("b", "04"): "suspended",
    }  # fmt: skip


def test_a_condition_that_needs_a_notice_releases_nobody_without_one() -> None:
    terms = [
        RECIPROCAL[0] | {"on_release": {"effect": "suspend", "needs": "announcement"}},
        RECIPROCAL[1] | {"while": {"not_breached": []}},
    ]
    terms[1].pop("while")
    claims = [claim("1", "obs", 2, actors=["west"]), claim("2", "obs", 4)]
    assert table(agreement(terms=terms), claims)["a", "east", "2020-05-04"][0] == "breached"
    claims.append(claim("n", "east", 3, type_="ceasefire.suspended", place=None))
    assert table(agreement(terms=terms), claims)["a", "east", "2020-05-04"][0] == "suspended"


@pytest.mark.parametrize(("presume", "wanted"), [("kept", "breached"), ("none", "unknown")])
def test_what_is_presumed_of_the_other_side(presume: str, wanted: str) -> None:
    terms = [RECIPROCAL[0] | {"while": {"not_breached": ["b"], "presume": presume}}, dict(RECIPROCAL[1])]
    del terms[1]["while"]
    assert table(agreement(terms=terms), [claim("1", "obs", 3)])["a", "east", "2020-05-03"][0] == wanted


def test_a_permission_excuses_what_answers_a_breach() -> None:
    terms = [
        {"id": "a", "of": "i", "must_not": "attack", "party": ["east", "west"]},
        {"id": "answer", "of": "i", "may": "attack", "party": "east", "after": {"breach_of": "a", "within_days": 2}},
    ]
    for day, wanted in ((4, "excused"), (5, "excused"), (6, "breached")):
        claims = [claim("1", "obs", 3, actors=["west"]), claim("2", "obs", day)]
        assert table(agreement(terms=terms), claims)["a", "east", f"2020-05-{day:02}"][0] == wanted


def test_a_permission_lasts_as_long_as_its_own_instrument() -> None:
    terms = [HALT["terms"][0], {"id": "lifted", "of": "j", "may": "attack", "party": "east"}]
    instruments = [*HALT["instruments"], {"id": "j", "in_force": "2020-05-03", "ends": "2020-05-05"}]
    told = [claim(str(day), "obs", day) for day in (2, 3, 4, 5)]
    found = table(agreement(terms=terms, instruments=instruments), told)
    assert [status for status, *_ in found.values()] == ["breached", "excused", "excused", "breached"]


def test_not_assessed_comes_first() -> None:
    terms = [HALT["terms"][0] | {"not_assessed": "a declaration"}]
    assert cell([claim("1", "obs", 3)], terms=terms) == ("not_assessed", "confirmed", "none")


# ------------------------------------------------------------ what is known


def test_corrections_withdrawals_and_what_they_undo() -> None:
    first = claim("1", "obs", 3)
    correction = claim("2", "obs", 3, actors=["west"], supersedes="1", recorded="2020-05-05T00:00:00Z")
    undone = {"id": "3", "source": "obs", "recorded": "2020-05-06T00:00:00Z", "withdraws": "2"}
    found = agreement()
    assert table(found, [first])[DAY][0] == "breached"
    assert table(found, [first, correction]) == {}
    assert table(found, [first, correction, undone])[DAY][0] == "breached"
    assert table(found, [first, correction, undone], as_of="2020-05-05T12:00:00Z") == {}


@pytest.mark.parametrize("ids", ["23", "32"])
def test_of_two_corrections_the_later_stands(ids: str) -> None:
    first = claim("1", "wtv", 3)
    early = claim(ids[0], "wtv", 3, supersedes="1", recorded="2020-05-05T00:00:00Z")
    late = claim(ids[1], "wtv", 4, supersedes="1", recorded="2020-05-06T00:00:00Z")
    assert list(table(agreement(), [late, first, early])) == [("halt", "east", "2020-05-04")]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{", "not JSON"),
        ("[]", "not a JSON object"),
        ('{"source":"x"}', 'no "id"'),
        ('{"id":"1","recorded":"2020-05-01","event":{"type":"attack"}}', "recorded"),
        ('{"id":"1","recorded":"2020-05-01T00:00:00Z","event":{}}', "type"),
        ('{"id":"1","recorded":"2020-05-01T00:00:00Z","event":{"type":"attack","place":{"zone":"?"}}}', "zone"),
        (
            '{"id":"1","recorded":"2020-05-01T00:00:00Z","event":{"type":"attack","time":{"start":"2020-05-02","end":"2020-05-01"}}}',
            "ends before",
        ),
        ('{"id":"1","recorded":"2020-05-01T00:00:00Z","supersedes":"1","event":{"type":"attack"}}', "itself"),
        ('{"id":"1","recorded":"2020-05-01T00:00:00Z","supersedes":"a","withdraws":"b"}', "not both"),
    ],
)
def test_an_unusable_line_is_named(line: str, words: str) -> None:
    good = json.dumps(claim("g", "wtv", 3))
    records, refused = decode_claims([good, line], agreement())
    assert [r.id for r in records] == ["g"]
    assert [r.line for r in refused] == [2]
    assert words in refused[0].why


def test_equal_lines_count_once_and_unequal_ones_not_at_all() -> None:
    one = claim("1", "wtv", 3)
    records, refused = decode_claims([json.dumps(one), json.dumps(one)], agreement())
    assert (len(records), refused) == (1, ())
    records, refused = decode_claims([json.dumps(one), json.dumps(one | {"certainty": "possible"})], agreement())
    assert (len(records), [r.line for r in refused]) == (0, [1, 2])


def test_lines_of_another_kind_are_passed_over() -> None:
    claims, refused = decode_claims(['{"kind":"report","id":"x"}', ""], agreement())
    assert (len(claims), refused) == (0, ())


# ------------------------------------------------------------ days, periods, parties together


def test_a_day_is_local_and_may_have_23_hours() -> None:
    found = agreement(timezone="Europe/Kyiv", instruments=[{"id": "i", "in_force": "2020-03-28"}])
    whole = {"start": "2020-03-28T22:00:00Z", "end": "2020-03-29T21:00:00Z"}  # the night when clocks go forward
    told = claim("1", "obs", 3, type_="coverage", actors=[], time=whole, polarity="negative", mode="throughout")
    assert list(table(found, [told])) == [("halt", "east", "2020-03-29")]
    late = claim("1", "wtv", 3, time={"start": "2020-03-29T21:30:00Z", "end": "2020-03-29T21:40:00Z"})
    assert list(table(found, [late])) == [("halt", "east", "2020-03-30")]


@pytest.mark.parametrize("denied", [False, True])
def test_what_may_have_been_on_any_day_of_months_touches_all_of_them(denied: bool) -> None:
    told = claim("1", "wtv", 3, time={"start": "2020-05-03", "end": "2020-08-03"})
    whole = assessed(agreement(), [told | ({"polarity": "negative"} if denied else {})])
    found = printed(whole)
    assert {c.claims for c in whole.cells} == {("1",)}
    assert (min(found)[2], max(found)[2], len(found)) == ("2020-05-03", "2020-08-02", 92)
    assert set(found.values()) == {("unknown", "none", "possible") if denied else ("unknown", "possible", "none")}


def test_a_period_is_asked_of_the_claims_and_not_of_its_days() -> None:
    told = claim("1", "wtv", 3, time={"start": "2020-05-03", "end": "2020-05-06"})
    found = table(agreement(), [told], periods=[("2020-05-02", "2020-05-06"), ("2020-05-04", "2020-05-06")])
    assert found["halt", "east", "2020-05-03"][0] == "unknown"
    assert found["halt", "east", "2020-05-02/2020-05-06"][0] == "alleged"
    assert found["halt", "east", "2020-05-04/2020-05-06"][0] == "unknown"


def test_parties_together_may_have_done_what_neither_surely_did() -> None:
    terms = [HALT["terms"][0] | {"party": ["east", "west"]}]
    told = claim("1", "wire", 3, actors=["east", "west"])
    found = table(agreement(terms=terms), [told], periods=[("2020-05-03", "2020-05-03")], unions=True)
    assert found["halt", "east", "2020-05-03"][0] == "unknown"
    assert found["halt", "east+west", "2020-05-03/2020-05-03"][0] == "alleged"


def test_an_agreement_on_nobody_s_side_has_single_origins_only() -> None:
    nobody = {"parties": {"east": {"side": "none"}, "west": {"side": "none"}}, "sources": {"paper": {"side": "none"}}}
    lines = [claim("1", "paper", 3), claim("2", "stranger", 3), claim("3", "west", 3)]
    assert table(agreement(**nobody), lines)["halt", "east", "2020-05-03"] == ("alleged", "single", "none")


def test_an_agreement_may_have_hundreds_of_sides() -> None:
    many = agreement(sources={f"s{i}": {"side": f"side of {i}"} for i in range(300)})
    found = table(many, [claim(f"c{i}", f"s{i}", 3) for i in range(300)])
    assert found["halt", "east", "2020-05-03"] == ("breached", "corroborated", "none")
