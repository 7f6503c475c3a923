"""Reports and decisions that come in any order, laid as they do: the rows are those of all of them laid at once."""

from __future__ import annotations

import contextlib
import hashlib
import itertools
import random

import msgspec
import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from tests.store.stories import NOW, Story, dated_anew, stories
from truceline.agreement import load_agreement
from truceline.errors import UsageError
from truceline.memory import decide, keep_apart, settle, undo
from truceline.memory.laying import lay_all
from truceline.memory.review import kept_apart
from truceline.memory.settling import by_report
from truceline.model.agreement import Agreement
from truceline.model.claim import Attribution
from truceline.model.text import Mention
from truceline.model.world import ActorMention
from truceline.store import Store, Told, create_store

laws = settings.get_profile("laws")
IDLIB = load_agreement("idlib")
_NUMBERS = itertools.count()
_PUBLISHERS = ("SANA", "Beirut Wire", "the Beirut Wire", "Market Radio", "White Helmets", None)
_SPEAKERS = (
    ("Beirut Wire", "unnamed:beirut wire"),
    ("the wire", "beirut-wire"),
    ("SANA", "sana"),
    ("the agency", "sana"),
    ("a baker", "unnamed:baker"),
    ("Market Radio", "market-radio"),
)


def spoken(told: Story, dice: random.Random) -> Story:
    """The report with somebody's words, names, and at times a credit: which of them mean whom is told by the others."""
    credit = dice.choice(("", "", "BEIRUT (Beirut Wire) - ", "IDLIB (Market Radio) - "))
    publisher = dice.choice(_PUBLISHERS)
    text = credit + told.reading.report.text
    content = text.encode()
    moved = len(credit)
    attributions, actors, claims = [], [], []
    for number, claim in enumerate(told.reading.claims):
        claim = msgspec.structs.replace(
            claim,
            id="c" + hashlib.sha256(f"{text}{publisher}{number}".encode()).hexdigest()[:24],
            start=claim.start + moved,
            end=claim.end + moved,
        )
        if dice.random() < 0.5:
            words, actor = dice.choice(_SPEAKERS)
            who = Mention(start=claim.start, end=claim.start + len(words), text=words, actor=actor)
            via = dice.choice((None, Mention(start=0, end=4, text="SANA", actor=dice.choice(("sana", None)))))
            attributions.append(Attribution(id=f"a{number}", source=who, via=via))
            claim = msgspec.structs.replace(claim, attribution=f"a{number}")
            if dice.random() < 0.7:
                kind = dice.choice(("organisation", "group"))
                actors.append(
                    ActorMention(start=who.start, end=who.end, text=words, id=actor, type=kind)  # type: ignore[arg-type]
                )
        claims.append(claim)
    report = msgspec.structs.replace(
        told.reading.report, id="sha256:" + hashlib.sha256(content).hexdigest(), text=text, publisher=publisher
    )
    reading = msgspec.structs.replace(
        told.reading, report=report, claims=tuple(claims), attributions=tuple(attributions), actors=tuple(actors)
    )
    return Story(content, reading, msgspec.structs.replace(told.given, publisher=publisher))


def laid(store: Store, agreement: Agreement) -> tuple[list[Told], list[Told]]:
    """The rows as they are kept, and as they are when all is laid at once."""
    with store.snapshot() as snapshot:
        decisions = by_report(snapshot.decisions())
        apart = kept_apart(snapshot).aparts
        return snapshot.told(agreement.id), lay_all(list(snapshot.readings()), agreement, decisions, apart)


@settings(laws, max_examples=max(15, laws.max_examples // 40))
@given(seed=st.integers(0, 10**6), dice=st.integers(0, 10**6).map(random.Random))
def test_what_is_laid_as_it_comes_is_what_is_laid_at_once(
    tmp_path_factory: pytest.TempPathFactory, seed: int, dice: random.Random
) -> None:
    place = tmp_path_factory.mktemp("relaying") / f"{next(_NUMBERS)}.db"
    told = {one.reading.report.id: one for one in (spoken(s, dice) for s in stories(seed, dice.randrange(2, 12)))}
    made: list[str] = []
    with create_store(str(place)) as store:
        store.add_agreement(IDLIB, at=NOW)
        left = dice.sample(sorted(told), len(told))
        kept: list[str] = []
        while left or dice.random() < 0.6:
            said = {"reviewer": "R", "reason": "because", "at": NOW}
            what = dice.choice(("report", "report", "again", "reject", "apart", "undo", "erase"))
            claims = [c.id for id_ in kept for c in told[id_].reading.claims]
            with contextlib.suppress(UsageError):  # what is erased, or undone twice, is refused
                if what == "report" and left:
                    kept.append(left.pop())
                    store.keep(told[kept[-1]].as_new(), at=NOW)
                elif what == "again" and kept:
                    id_ = dice.choice(kept)
                    later = dated_anew(told[id_], f"2019-08-{dice.randrange(1, 28):02}")
                    with store.snapshot() as snapshot:
                        basis = snapshot.held([id_])[id_].reading
                    store.keep(later.as_new(basis=basis), at=NOW)
                elif what == "reject" and claims:
                    made.append(decide(store, "reject", dice.choice(claims), **said).id)
                elif what == "apart" and len(claims) > 1:
                    pair = dice.sample(claims, 2) if dice.random() < 0.6 or len(kept) < 2 else dice.sample(kept, 2)
                    made.append(keep_apart(store, *pair, **said).id)
                elif what == "undo" and made:
                    made.append(undo(store, dice.choice(made), **said).id)
                else:
                    continue
            event(what)
            if dice.random() < 0.5:
                settle(store, at=NOW)
        settle(store, at=NOW)
        as_it_came, at_once = laid(store, IDLIB)
        assert as_it_came == at_once
    place.unlink()
