"""Who told it first: copies, quotations and relays share one origin, and every merge says why.

The claims of two reports have one origin when their words are one text: a report that is carried, reworded, cut or
boxed in; a passage that stands in both; one utterance in other words. What the two say must be able to be the same: of
two bulletins in the same words about two days, or two towns, neither copies the other. What is left is named by its
voice (``voices.py``). Nothing depends on the order in which reports came, only on what they are and when they appeared.
"""

from __future__ import annotations

from collections import defaultdict, deque
from collections.abc import Iterable, Iterator, Sequence
from typing import NamedTuple

import msgspec
from rapidfuzz.distance import Indel

from truceline.link.copies import COPIED, CREDITED, Copy, Texts
from truceline.link.facts import Facts, contradict, days_between, facts_of, related
from truceline.link.groups import Groups
from truceline.link.names import Names
from truceline.link.sentences import standing_at
from truceline.link.voices import Voices
from truceline.model.claim import Apart, Claim, Merge, MergeRule, Reading
from truceline.model.text import Passage

#: A passage that stands in two reports which are no copies: so alike, and of so many words, that it is not written
#: twice.
PASSAGE_ALIKE, PASSAGE_WORDS = 0.88, 12
#: The words of somebody unnamed who is described alike: so alike, and so many.
UTTERANCE_ALIKE, UTTERANCE_WORDS = 0.75, 10
#: "Yesterday" means another day when a text is carried later with its words unchanged; not later than so many days.
CARRIED_LATER_DAYS = 7
#: A report that tells of more days than so many is compared with all.
MANY_DAYS = 100


class Traced(NamedTuple):
    """Claims with their origins, and why those that others told before them have the origin they have."""

    claims: tuple[Claim, ...]
    merges: tuple[Merge, ...]


def trace_origins(
    claims: Sequence[Claim], readings: Sequence[Reading], *, apart: Iterable[Apart] = ()
) -> tuple[Claim, ...]:
    """Give every claim without one its ``origin``; see :func:`trace`, which also tells why."""
    return trace(claims, readings, apart=apart).claims


def trace(claims: Sequence[Claim], readings: Sequence[Reading], *, apart: Iterable[Apart] = ()) -> Traced:
    """Give every claim without one its ``origin``, and tell why.

    ``claims`` are as they were identified, each with its report; those that have an origin keep it. A report's own
    words that copy others' get the ``source`` of the first telling, too: who carries a text does not vouch for it.
    ``apart`` are decisions that two claims, or any two claims of two reports, are not the same telling.
    """
    tracing = _Tracing(claims, readings, apart)
    tracing.join(tracing.pairs(tracing.texts.candidates()))
    return tracing.result(claims)


def pairs_among(
    claims: Sequence[Claim], readings: Sequence[Reading], candidates: Iterable[tuple[str, str]], names: Names
) -> list[Pair]:
    """What pairs of reports have of each other, but for those that have nothing.

    ``claims`` are all of these reports', identified; ``names`` is what names mean in all reports that there are.
    """
    return list(_Tracing(claims, readings, (), names).pairs(candidates))


def trace_paired(
    claims: Sequence[Claim],
    readings: Sequence[Reading],
    pairs: Iterable[Pair],
    names: Names,
    *,
    apart: Iterable[Apart] = (),
) -> Traced:
    """Give claims their origins, as :func:`trace` does, where it is known what the reports have of each other.

    Reports that have something of one of these must be among them, and those that a decision keeps apart together.
    """
    tracing = _Tracing(claims, readings, apart, names)
    tracing.join(pairs)
    return tracing.result(claims)


class Joint(msgspec.Struct, frozen=True, array_like=True):
    """Two claims of two reports that may be one telling: ids, how unlike they are, and by which rule.

    ``dated`` says that their days must agree.
    """

    a: str
    b: str
    unlike: float
    rule: MergeRule
    dated: bool


class Pair(msgspec.Struct, frozen=True, array_like=True):
    """What two reports have of each other, of which ``a`` has the lesser id; it depends on no third one.

    ``sentences`` are those that stand for each other (number in ``a``, number in ``b``, how alike), where one of the
    two is a ``copy`` of the other.
    """

    a: str
    b: str
    copy: bool
    sentences: tuple[tuple[int, int, float], ...]
    joints: tuple[Joint, ...]


class _Edge(NamedTuple):
    """Two claims that are one telling by a rule; the most alike come first."""

    unlike: float
    i: int
    j: int
    rule: MergeRule
    dated: bool


class _Group(NamedTuple):
    """Claims that are one telling: its first, the origin's name, the origin's first, and whose words they are.

    ``carried`` is the report where the words stand first when no claim was read in them there.
    """

    head: int
    members: list[int]
    origin: str
    first: int
    source: str | None
    carried: tuple[str, int, float] | None


class _Tracing:
    """The claims that want an origin, in the order in which they appeared."""

    def __init__(
        self,
        claims: Sequence[Claim],
        readings: Sequence[Reading],
        apart: Iterable[Apart],
        names: Names | None = None,
    ) -> None:
        self.texts = Texts(r.report for r in readings)
        self.names = Voices(claims, readings, names)
        self.claims = sorted(
            {(c.report, c.id): c for c in claims if c.origin is None and c.report in self.texts.reports}.values(),
            key=self._appeared,
        )
        loose = sorted(
            {(c.report, c.id): c for c in claims if c.origin is None and c.report not in self.texts.reports}.values(),
            key=self._appeared,
        )
        self.claims = [self.names.credited(c) for c in (*self.claims, *loose)]
        self.facts = [facts_of(c) for c in self.claims]
        self.voices = [self.names.of(c) for c in self.claims]
        #: Whose words they are by name, whoever carries them.
        self.spoken = [
            v.key if c.attribution is not None and v.named else None
            for c, v in zip(self.claims, self.voices, strict=True)
        ]
        self.at = [standing_at(self.texts.sentences.get(c.report or "", ()), c.start) for c in self.claims]
        relative = _relative_times(readings)
        self.moving = [any(c.start - 200 < at < c.end + 200 for at in relative[c.report or ""]) for c in self.claims]
        self.groups = Groups(self.claims, tuple(apart))
        self.tree: dict[int, list[_Edge]] = defaultdict(list)
        self.told_in: defaultdict[str, list[int]] = defaultdict(list)
        for number, claim in enumerate(self.claims):
            if self.facts[number] is not None and self.at[number] is not None:
                self.told_in[claim.report or ""].append(number)
        #: The reports that each carries the text of, or that carry its text.
        self.copies: dict[str, list[Pair]] = defaultdict(list)
        #: Who speaks where a report speaks for itself.
        self.own = {c.report: c.source for c in self.claims if c.attribution is None}

    def _appeared(self, claim: Claim) -> tuple[str, bool, str, str, int, str]:
        published = self._published(claim.report or "")
        unknown = (claim.source or "").startswith(("unknown:", "report:"))
        return (published[:10], unknown, published, claim.report or "", claim.start, claim.id)

    def _published(self, id_: str) -> str:
        report = self.texts.reports.get(id_)
        return (report.published if report is not None else None) or "9999"

    def _report_appeared(self, id_: str) -> tuple[str, bool, str, str]:
        published = self._published(id_)
        unknown = (self.own.get(id_) or "report:").startswith(("unknown:", "report:"))
        return (published[:10], unknown, published, id_)

    def join(self, pairs: Iterable[Pair]) -> None:
        """Put together what is one telling, the most alike first."""
        number = {(claim.report or "", claim.id): n for n, claim in enumerate(self.claims)}
        edges: list[_Edge] = []
        for pair in pairs:
            if pair.copy:
                self.copies[pair.a].append(pair)
                self.copies[pair.b].append(pair)
            for joint in pair.joints:
                i, j = number[pair.a, joint.a], number[pair.b, joint.b]
                edges.append(_Edge(joint.unlike, min(i, j), max(i, j), joint.rule, joint.dated))
        for edge in sorted(edges):
            if self.groups.join(edge.i, edge.j, lambda a, b, edge=edge: self._may(a, b, dates=edge.dated)):  # type: ignore[misc]
                self.tree[edge.i].append(edge)
                self.tree[edge.j].append(edge)

    def _may(self, ours: list[int], others: list[int], *, dates: bool) -> bool:
        """No group has the words of two named speakers, or tells of two things."""
        if len({s for i in (*ours, *others) if (s := self.spoken[i]) is not None}) > 1:
            return False
        return not any(contradict(a, b, dates=dates) for a in self._distinct(ours) for b in self._distinct(others))

    def _distinct(self, members: list[int]) -> list[Facts]:
        return list({_profile(f): f for i in members if (f := self.facts[i]) is not None}.values())

    def pairs(self, candidates: Iterable[tuple[str, str]]) -> Iterator[Pair]:
        """What pairs of reports (the lesser id first) have of each other, but for those that have nothing."""
        told_in = self.told_in
        days = self._days_of_reports()
        for a, b in candidates:
            if a not in told_in and b not in told_in:
                continue
            if days.get(a) and days.get(b) and days[a].isdisjoint(days[b]):
                continue  # whatever stands in both, no claim of theirs is of one day
            copy = self.texts.compare(a, b)
            least = CREDITED if self.texts.credits(a, b) or self.texts.credits(b, a) else COPIED
            whole = copy.is_whole(least)
            edges = list(self._pairs(told_in[a], told_in[b], copy, whole=whole))
            if edges or whole:
                sentences = tuple((i, j, alike) for (i, j), alike in copy.matches.items()) if whole else ()
                yield Pair(a, b, whole, sentences, tuple(self._joint(edge, a) for edge in edges))

    def _joint(self, edge: _Edge, a: str) -> Joint:
        one, other = self.claims[edge.i], self.claims[edge.j]
        if one.report != a:
            one, other = other, one
        return Joint(one.id, other.id, edge.unlike, edge.rule, edge.dated)

    def _days_of_reports(self) -> dict[str, set[int]]:
        of_report: defaultdict[str, list[int]] = defaultdict(list)
        for number, claim in enumerate(self.claims):
            if self.facts[number] is not None:
                of_report[claim.report or ""].append(number)
        return {id_: self._days(numbers) for id_, numbers in of_report.items()}

    def _days(self, numbers: Iterable[int]) -> set[int]:
        """The days of which a report tells, as widely as copies may date them; none when a claim may be of any day."""
        found: set[int] = set()
        for number in numbers:
            facts = self.facts[number]
            if facts is None or facts.window is None:
                return set()
            spread = CARRIED_LATER_DAYS if self.moving[number] else 1
            first, last = int(facts.window.start // 24) - spread, int(facts.window.end // 24) + spread
            if last - first > MANY_DAYS:
                return set()
            found.update(range(first, last + 1))
        return found

    def _pairs(self, ours: list[int], others: list[int], copy: Copy, *, whole: bool) -> Iterator[_Edge]:
        """Each claim of two reports with the one of the other that it is most like, and with no second one."""
        standing: list[defaultdict[int | None, list[int]]] = [defaultdict(list), defaultdict(list)]
        for side, numbers in zip(standing, (ours, others), strict=True):
            for number in numbers:
                side[self.at[number]].append(number)
        found = [
            edge
            for (a, b), alike in copy.near.items()
            for i in standing[0].get(a, ())
            for j in standing[1].get(b, ())
            if (edge := self._edge(min(i, j), max(i, j), self._words(copy, a, b), alike, whole=whole))
        ]
        found.sort(key=lambda e: (e.unlike, -self._quotes_alike(e.i, e.j), e.i, e.j))
        met: set[int] = set()
        for edge in found:
            if not {edge.i, edge.j} <= met:
                met.update((edge.i, edge.j))
                yield edge

    def _quotes_alike(self, i: int, j: int) -> float:
        return Indel.normalized_similarity(self.claims[i].quote, self.claims[j].quote)

    def _words(self, copy: Copy, a: int, b: int) -> int:
        """How many words the shorter of two sentences has."""
        return min(len(self.texts.sentences[copy.a][a].words), len(self.texts.sentences[copy.b][b].words))

    def _edge(self, i: int, j: int, words: int, alike: float, *, whole: bool) -> _Edge | None:
        if self.spoken[i] is not None and self.spoken[j] is not None:
            return None  # of one name they are one already, of two names never
        facts, others = self.facts[i], self.facts[j]
        if facts is None or others is None:
            return None
        dated = not (whole and self._carried_later(i, j))
        if contradict(facts, others, dates=dated):
            return None
        rule: MergeRule
        if whole:
            rule = "copied report"
        elif alike >= PASSAGE_ALIKE and words >= PASSAGE_WORDS:
            rule = "copied passage"
        elif self._same_unnamed(i, j) and alike >= UTTERANCE_ALIKE and words >= UTTERANCE_WORDS:
            rule = "same utterance"
        else:
            return None
        return _Edge(-round(alike, 4), i, j, rule, dated)

    def _same_unnamed(self, i: int, j: int) -> bool:
        a, b = self.claims[i], self.claims[j]
        return a.attribution is not None and b.attribution is not None and a.source == b.source

    def _carried_later(self, i: int, j: int) -> bool:
        """Both name their day by the day of publication, and another outlet carried the text some days later."""
        if not (self.moving[i] and self.moving[j]):
            return False
        a, b = (self.texts.reports[self.claims[n].report or ""] for n in (i, j))
        return (a.publisher or a.id) != (b.publisher or b.id) and self._days_apart(a.id, b.id) <= CARRIED_LATER_DAYS

    def _days_apart(self, a: str, b: str) -> float:
        first, second = self.texts.reports[a].published, self.texts.reports[b].published
        return days_between(first, second) if first is not None and second is not None else float("inf")

    def result(self, given: Sequence[Claim]) -> Traced:
        """The claims as they were given, with origins; the merges sorted."""
        named: dict[tuple[str | None, str], tuple[str, str | None]] = {}
        merges: list[Merge] = []
        for group in self._named():
            for i in group.members:
                claim = self.claims[i]
                copied = claim.attribution is None and (i != group.head or group.carried is not None)
                named[claim.report, claim.id] = (group.origin, group.source if copied else claim.source)
            merges += self._told_after(group.head, group.origin)
            head, first = self.claims[group.head], self.claims[group.first]
            if group.carried is not None:
                merges.append(self._carried(group.head, group.carried, group.origin))
            elif head.report != first.report:
                rule: MergeRule = "relay" if self.voices[group.head].kind == "relay" else "one speaker"
                merges.append(_merge(head, first, group.origin, rule, None))
        done = []
        for claim in given:
            if claim.origin is None:
                origin, source = named[claim.report, claim.id]
                claim = msgspec.structs.replace(claim, origin=origin, source=source)
            done.append(claim)
        return Traced(tuple(done), tuple(sorted(merges, key=lambda m: (m.origin, m.claim, m.into))))

    def _named(self) -> Iterator[_Group]:
        of_voice: dict[str, list[_Group]] = defaultdict(list)
        for members in self.groups.all():
            # Words that are somebody's by name stay his, whoever printed them first.
            head = next((i for i in members if self.spoken[i] is not None), members[0])
            carried = self._earlier(head)
            voice, source = self.voices[head], self.claims[head].source
            if carried is not None:
                source = self.own.get(carried[0])
                voice = self.names.carried(self.claims[head], carried[0], source)
            of_voice[voice.key].append(_Group(head, members, voice.key, head, source, carried))
        for key, groups in of_voice.items():
            bins: list[tuple[int, list[int]]] = []
            for group in groups:
                number = next((n for n, b in enumerate(bins) if not self.groups.barred(group.members, b[1])), len(bins))
                if number == len(bins):
                    bins.append((group.head, []))
                first = bins[number][0]
                bins[number][1].extend(group.members)
                yield group._replace(first=first, origin=key if number == 0 else f"{key}~{self.claims[first].id}")

    def _earlier(self, head: int) -> tuple[str, int, float] | None:
        """The first report whose text is carried with this sentence, the sentence's number there, how alike they are.

        None when no earlier one does, or the words are somebody's by name. Asked of a group's first telling: what was
        not read in the original, and was in a copy, is the original's all the same.
        """
        claim, at, facts = self.claims[head], self.at[head], self.facts[head]
        if self.spoken[head] is not None or at is None or facts is None:
            return None
        found = []
        for copy in self.copies.get(claim.report or "", ()):
            ours = copy.a == claim.report
            other = copy.b if ours else copy.a
            first = self._report_appeared(other)
            if first >= self._report_appeared(claim.report or "") or self.groups.bars(head, other):
                continue
            if self.moving[head] and self._days_apart(claim.report or "", other) > CARRIED_LATER_DAYS:
                continue
            for *pair, alike in copy.sentences:
                there = int(pair[1 if ours else 0])
                if pair[0 if ours else 1] == at and not self._read_there(other, there, facts):
                    found.append((first, other, there, alike))
        return min(found)[1:] if found else None

    def _read_there(self, report: str, at: int, facts: Facts) -> bool:
        """True when such an event was read in that sentence: then it was compared, and is not the same."""
        return any(
            self.at[i] == at and (there := self.facts[i]) is not None and related(facts.kind, there.kind)
            for i in self.told_in[report]
        )

    def _carried(self, head: int, carried: tuple[str, int, float], origin: str) -> Merge:
        claim, (report, at, alike) = self.claims[head], carried
        sentence = self.texts.sentences[report][at]
        words = self.texts.reports[report].text[sentence.start : sentence.end]
        there = Passage(report=report, start=sentence.start, end=sentence.end, quote=words)
        return Merge(
            claim=claim.id,
            into=report,
            origin=origin,
            rule="copied report",
            passage=claim.passage,
            into_passage=there,
            likeness=round(alike, 4),
            why=_WHY["copied report"],
        )

    def _told_after(self, head: int, origin: str) -> Iterator[Merge]:
        """From the first telling on, each with the one that it was joined to."""
        seen, waiting = {head}, deque([head])
        while waiting:
            at = waiting.popleft()
            for edge in self.tree.get(at, ()):
                other = edge.i if edge.j == at else edge.j
                if other not in seen:
                    seen.add(other)
                    waiting.append(other)
                    yield _merge(self.claims[other], self.claims[at], origin, edge.rule, -edge.unlike)


def _merge(claim: Claim, into: Claim, origin: str, rule: MergeRule, alike: float | None) -> Merge:
    return Merge(
        claim=claim.id,
        into=into.id,
        origin=origin,
        rule=rule,
        passage=claim.passage,
        into_passage=into.passage,
        likeness=alike,
        why=_WHY[rule],
    )


_WHY: dict[MergeRule, str] = {
    "copied report": "one of the two reports carries the text of the other, and these sentences stand for each other",
    "copied passage": "this sentence stands in both reports, nearly word for word",
    "same utterance": "somebody described alike says the same in nearly the same words",
    "relay": "both reports have it from the same outlet, which quotes somebody unnamed",
    "one speaker": "both are the words of one named speaker, and nobody corroborates himself",
}


def _profile(facts: Facts) -> tuple[object, ...]:
    place = facts.place
    where = (place.id, place.name, place.lat, place.lon, place.zone) if place is not None else None
    return (facts.kind, facts.negative, facts.window, where, facts.actors, facts.recipients, facts.deaths)


def _relative_times(readings: Sequence[Reading]) -> defaultdict[str, list[int]]:
    """Where each report names a time that is counted from its publication."""
    found: defaultdict[str, list[int]] = defaultdict(list)
    for reading in readings:
        found[reading.report.id] += [t.start for t in reading.times if t.anchor == "publication"]
    return found
