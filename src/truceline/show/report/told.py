"""What was reported: term by term, occurrence by occurrence, and of people harmed."""

from __future__ import annotations

from collections.abc import Iterator

from truceline.model.agreement import Term
from truceline.model.claim import Incident
from truceline.model.selection import Listed
from truceline.model.status import Cell, Status
from truceline.show.marks import mark_of, visible
from truceline.show.report.blocks import (
    Block,
    Heading,
    Line,
    PairTable,
    Paragraph,
    Piece,
    Points,
    Run,
    Table,
    plain,
)
from truceline.show.report.sections import Sections, example

_HARM = ("civilians.harmed", "displacement", "aid.delivered", "aid.obstructed", "movement.restricted", "route.opened")


class Told(Sections):
    """The sections on terms, occurrences and people."""

    def terms(self) -> Iterator[Block]:
        """Each term on which there is a report: clause, readings, what was said, why, and what would change it."""
        w, c = self.words, self.contents
        asked = {x.term for x in self.today}
        told = {x.term for (_, _, _), x in c.explained.items()}
        quiet = [t.id for t in self.agreement.terms if t.id in asked and t.id not in told]
        for term in self.agreement.terms:
            if term.id not in told:
                continue
            yield from self._term(term)
        if quiet:
            yield Paragraph(plain(w("No report: {terms}.", terms=w(", ").join(map(w.apart, quiet)))))

    def _term(self, term: Term) -> Iterator[Block]:
        w, c = self.words, self.contents
        instrument = next((i for i in self.agreement.instruments if i.id == term.of), None)
        yield Heading((Run(term.id),), 3, f"term-{term.id}")
        clause: list[Piece] = []
        if term.quote:
            clause += [Run(w("As agreed:") + " "), Run(visible(term.quote), "quote"), Run(" ")]
        if term.paraphrase:
            clause += [Run(w("In our words:") + " "), Run(visible(term.paraphrase), foreign=True), Run(" ")]
        source = term.source or (instrument.source if instrument is not None else None)
        title = (instrument.title or instrument.id) if instrument is not None else term.of
        if clause:
            yield Paragraph(tuple(clause))
        yield Paragraph((Run(visible(f"{title}, {source}" if source else title), foreign=True),), style="note")
        for reading in term.readings:
            by = self.phrases.name(reading.by)
            how = (
                visible(reading.text)
                if reading.text
                else w("acts against {who} are not forbidden", who=self.phrases.name(reading.unless.target))
                if reading.unless and reading.unless.target
                else ""
            )
            yield Paragraph(
                (Run(w("In the reading of {by}:", by=by) + " "), Run(how, foreign=bool(reading.text))), style="note"
            )
        told = [cell for cell in c.explained.values() if cell.term == term.id]
        if term.not_assessed is not None:
            yield Paragraph((self.mark_here(told[0]), Run(": "), Run(visible(term.not_assessed), foreign=True)))
            return
        for cell in told:
            if cell.day == c.day:
                yield from self._cell(cell)
        for cell in told:
            if "/" in cell.day and (cell.claims or cell.status is Status.SUSPENDED):
                yield from self._cell(cell)

    def _cell(self, cell: Cell) -> Iterator[Block]:
        w = self.words
        yield Heading(
            (Run(f"{self.phrases.parties(cell.party)}{w(', ')}{w.day(cell.day)}: "), self.mark_here(cell)),
            4,
            self.to(cell),
        )
        known = [self.claims[id_] for id_ in cell.claims if id_ in self.claims]
        if known and "/" not in cell.day:
            yield Points(tuple(self.phrases.told(item.claim) for item in known))
        elif known:
            yield Paragraph((Run(w("Claims:") + " "), *self.ids(cell.claims)))
        lines: list[Line] = []
        for reason in cell.reasons:
            text, ours = w.sentence(reason.text)
            lines.append((Run(w("Why:") + " ", "strong"), Run(visible(text), foreign=not ours)))
        for by, status in ((reading.by, reading.status) for reading in cell.readings):
            word = w(mark_of(example(status)).word)
            lines.append(plain(w("In the reading of {by}: {status}", by=self.phrases.name(by), status=word)))
        for flip in cell.flips if "/" not in cell.day else ():
            text, ours = w.sentence(flip)
            lines.append((Run(w("What would change it:") + " ", "strong"), Run(visible(text) + ".", foreign=not ours)))
        if lines:
            yield Points(tuple(lines))

    def incidents(self) -> Iterator[Block]:
        """Occurrences that several claims tell of, claims and counter-claims side by side."""
        w = self.words
        shown = 0
        for incident in self.contents.selection.incidents:
            members = [self.claims[id_] for id_ in incident.claims]
            if len(members) < 2 or not any(map(self.meets_day, members)):
                continue
            shown += 1
            yield from self._incident(incident, members)
        if not shown:
            yield Paragraph(plain(w("No occurrence of this day is told by more than one claim.")))

    def _incident(self, incident: Incident, members: list[Listed]) -> Iterator[Block]:
        w = self.words
        positive = tuple(self.phrases.told(m.claim) for m in members if m.claim.polarity == "positive")
        negative = tuple(self.phrases.told(m.claim) for m in members if m.claim.polarity == "negative")
        caption = w("Occurrence {id}: ", id=incident.id) + w.many(len(incident.origins), "1 origin", "{n} origins")
        yield PairTable(
            caption, w("Said to have happened"), w("Denied, or said not to have happened"), positive, negative
        )

    def harm(self) -> Iterator[Block]:
        """Deaths, injuries, displacement and aid: one line per source."""
        w = self.words
        rows = []
        for listed in self.claims.values():
            event = listed.claim.event
            if event is None or not self.meets_day(listed):
                continue
            if event.deaths is None and event.injured is None and event.type not in _HARM:
                continue
            rows.append(
                (
                    plain(self.phrases.source(listed.claim)),
                    plain(self.phrases.about(listed.claim)),
                    plain(self.phrases.count(event.deaths)),
                    plain(self.phrases.count(event.injured)),
                    (Run(listed.claim.id, "id", f"claim-{listed.claim.id}"),),
                )
            )
        if not rows:
            yield Paragraph(plain(w("No claim of this day tells of people harmed, of displacement or of aid.")))
            return
        head = tuple(map(plain, (w("Source"), w("What"), w("Deaths"), w("Injured"), w("Claim"))))
        yield Table(w("One line per source; never added up"), head, tuple(rows), headed=1, shares=(22, 44, 10, 10, 14))
