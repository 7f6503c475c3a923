"""What a report rests on: coverage, differences, corrections, and the annexes."""

from __future__ import annotations

from collections.abc import Iterator

from truceline.model.selection import REVIEWED, cell_id
from truceline.model.status import Cell
from truceline.show.marks import mark_of, visible
from truceline.show.report.blocks import (
    Block,
    Figure,
    Line,
    Paragraph,
    Piece,
    Points,
    Run,
    Table,
    plain,
)
from truceline.show.report.figures import area_map
from truceline.show.report.phrases import REVIEW_WORDS
from truceline.show.report.sections import Sections, anchor_of
from truceline.show.sentences import LIMITS

_METHOD = (
    "Claims are read from published reports by rules, with their exact words. Copies of one telling are one origin.",
    "Each claim is laid beside each term: what surely falls under it counts, what may fall under it leaves it open.",
    "Days are local days of the agreement. Silence is never taken for compliance.",
)


class Closing(Sections):
    """The sections that let a reader judge and check the others."""

    def coverage(self) -> Iterator[Block]:
        """What was read, who watched, and what is not reviewed, held back or told by nobody."""
        w, c = self.words, self.contents
        read = {day: c.read_on.get(day, 0) for day in c.days}
        yield Table(
            w("Reports read, by day of publication"),
            tuple(plain(f"{w.weekday(day)} {int(day[8:])}") for day in c.days),
            (tuple(plain(str(n)) for n in read.values()),),
            headed=0,
        )
        lines: list[Line] = []
        languages = sorted({s.language or "?" for s in c.selection.sources})
        publishers = sorted({s.publisher or w("publisher not known") for s in c.selection.sources})
        if publishers:
            lines.append(
                plain(w("Publishers: {names}.", names=w(", ").join(w.apart(visible(name)) for name in publishers)))
            )
            lines.append(plain(w("Languages: {names}.", names=w(", ").join(languages))))
        watched = [
            i.claim
            for i in self.claims.values()
            if i.claim.event is not None and i.claim.event.type in ("coverage", "monitor.patrol")
        ]
        if watched:
            lines += [(Run(w("Who watched:") + " ", "strong"), *self.phrases.told(claim)) for claim in watched]
        else:
            lines.append(plain(w("Nobody is known to have watched on these days.")))
        hindered = [
            i.claim
            for i in self.claims.values()
            if i.claim.event is not None and i.claim.event.type == "monitor.obstructed"
        ]
        if hindered:
            lines += [
                (Run(w("Access of monitors restricted:") + " ", "strong"), *self.phrases.told(claim))
                for claim in hindered
            ]
        else:
            lines.append(plain(w("No report tells of restrictions on monitors.")))
        machine = sum(item.review not in REVIEWED for item in self.claims.values())
        if self.claims:
            lines.append(plain(w("{n} of {all} claims are not reviewed", n=machine, all=len(self.claims)) + "."))
        lines.append(plain(w("Publication delay") + ": " + self.delay() + "."))
        silent = self.silent_terms()
        if silent:
            lines.append(
                plain(
                    w("No report: {terms}.", terms=w(", ").join(w.apart(t.id) for t in silent))
                    + " "
                    + w("Silence is not compliance.")
                )
            )
        yield Points(tuple(lines))

    def differences(self) -> Iterator[Block]:
        """Reports that describe a clause otherwise than its text; both wordings."""
        w = self.words
        found = [d for d in self.contents.differences if d.claim in self.claims]
        if not found:
            yield Paragraph(plain(w("No report of these days describes a clause otherwise than its text.")))
            return
        rows = tuple(
            (
                (Run(d.term, "id"),),
                plain(w(d.aspect)),
                (Run(visible(d.said), "quote"),),
                (Run(visible(d.agreement_says), foreign=True),),
                (Run(d.claim, "id", f"claim-{d.claim}"),),
            )
            for d in found
        )
        head = tuple(map(plain, (w("Term"), w("Aspect"), w("Said"), w("The agreement says"), w("Claim"))))
        yield Table(w("Both wordings; neither is a status"), head, rows, headed=1, shares=(14, 12, 30, 30, 14))

    def corrections(self) -> Iterator[Block]:
        """Cells of earlier reports that have another status now, and why."""
        w, c = self.words, self.contents
        since = w(
            "Compared with what was recorded by {when}, when the report before this one could be made.",
            when=w.instant(c.since),
        )
        yield Paragraph(plain(since))
        if not c.corrections:
            yield Paragraph(plain(w("No cell of an earlier report has another status now.")))
            return
        rows = []
        for found in c.corrections:
            old = "" if found.before is None else w(mark_of(found.before).word)
            why: list[Piece] = []
            if found.came:
                why += [Run(w("new:") + " "), *self.ids(found.came)]
            if found.went:
                why += [Run(w("gone:") + " "), *self.ids(found.went)]
            if not why:
                why = [Run(w("what it depends on has changed"))]
            rows.append(((Run(cell_id(found.cell), "id"),), plain(old), (self.mark_here(found.cell),), tuple(why)))
        head = tuple(map(plain, (w("Cell"), w("Was"), w("Is"), w("Why"))))
        yield Table(
            w("Cells of earlier days that have another status now"),
            head,
            tuple(rows),
            headed=1,
            shares=(34, 14, 16, 36),
        )

    def annex_rows(self) -> Iterator[Block]:
        """All cells and claims of the selection, with what can be pointed to."""
        w, c = self.words, self.contents
        yield self._cells_table()
        rows = []
        anchors: list[str | None] = []
        for listed in c.selection.claims:
            claim = listed.claim
            place = claim.event.place if claim.event is not None else None
            time = claim.event.time if claim.event is not None else None
            precise = w(
                "time {time}, place {place}",
                time=time.precision if time and time.precision else "–",
                place=place.precision if place and place.precision else "–",
            )
            report = (claim.report or "").removeprefix("sha256:")
            rows.append(
                (
                    (Run(claim.id, "id"),),
                    (Run(visible(claim.quote), "quote"),),
                    plain(self.phrases.source(claim), w(", "), self.phrases.about(claim)),
                    (Run(claim.origin or claim.id, "id"),),
                    (Run(report[:12], "id", f"source-{report[:12]}"), Run(f" {claim.start}–{claim.end}")),
                    plain(precise),
                    plain(w(REVIEW_WORDS[listed.review])),
                )
            )
            anchors.append(f"claim-{claim.id}")
        if rows:
            head = tuple(
                map(
                    plain,
                    (
                        w("Claim"),
                        w("Words"),
                        w("By whose word, about what"),
                        w("Origin"),
                        w("Report, characters"),
                        w("Precision (UCDP)"),
                        w("Review"),
                    ),
                )
            )
            yield Table(
                w("Claims"),
                head,
                tuple(rows),
                headed=1,
                anchors=tuple(anchors),
                shares=(13, 25, 24, 11, 11, 8, 8),
                name="claims",
            )

    def _cells_table(self) -> Table:
        """Neighbouring days that say the same share a line; each day stands in it, and can be pointed to."""
        w = self.words
        together: list[list[Cell]] = []
        for cell in sorted(self.contents.selection.cells, key=lambda c: (c.term, c.party, "/" in c.day, c.day)):
            last = together[-1][-1] if together else None
            if last is not None and same_but_day(last, cell):
                together[-1].append(cell)
            else:
                together.append([cell])
        rows = []
        for cells in together:
            days: list[Piece] = []
            for cell in cells:
                days += [Run(cell.day, "id", anchor=anchor_of("cell", cell)), Run(" ")]
            first = cells[0]
            rows.append(
                (
                    (Run(f"{first.term}/{first.party}", "id"),),
                    tuple(days),
                    (self.mark_here(first),),
                    plain(f"{w(first.pro.value)} / {w(first.con.value)}"),
                    tuple(self.ids(first.claims)) or plain("–"),
                )
            )
        head = tuple(map(plain, (w("Term and party"), w("Days"), w("Status"), w("For / against"), w("Claims"))))
        return Table(w("Cells"), head, tuple(rows), headed=1, shares=(20, 27, 13, 13, 27), name="cells")

    def map(self) -> Iterator[Block]:
        """The map of areas."""
        w = self.words
        drawn = area_map(self.agreement, self.contents.selection.claims, w)
        if drawn.svg:
            yield Figure(
                drawn.svg,
                drawn.says,
                w("Areas within which claims place what they tell; hatching is wider where the area is"),
                drawn.width,
                drawn.height,
            )
        yield Paragraph(plain(drawn.says), style="note")

    def sources(self) -> Iterator[Block]:
        """The reports that the claims stand in, with their hashes."""
        w = self.words
        rows = []
        anchors: list[str | None] = []
        for source in self.contents.selection.sources:
            digest = source.id.removeprefix("sha256:")
            title: Line = (
                (Run(visible(source.title), "quote"),)
                if source.title
                else plain(w("title held back") if not source.whole else "–")
            )
            rows.append(
                (
                    plain(visible(source.publisher or w("publisher not known"))),
                    title,
                    plain(w.instant(source.published)),
                    plain(source.language or "?"),
                    (Run(digest, "id"),),
                )
            )
            anchors.append(f"source-{digest[:12]}")
        if not rows:
            yield Paragraph(plain(w("No source.")))
            return
        head = tuple(map(plain, (w("Publisher"), w("Title"), w("Published"), w("Language"), "SHA-256")))
        yield Table(
            w("Reports that the claims stand in"),
            head,
            tuple(rows),
            headed=1,
            anchors=tuple(anchors),
            shares=(20, 28, 14, 10, 28),
        )

    def method(self) -> Iterator[Block]:
        """How it was made, what the words mean, and what it is not."""
        w = self.words
        for sentence in _METHOD:
            yield Paragraph(plain(w(sentence)))
        rows = [
            (
                w("alleged"),
                w("one telling, or several that are not independent enough, of an act that the term forbids"),
            ),
            (w("disputed"), w("told, and denied")),
            (w("breached"), w("corroborated reports of an act that this term forbids; not a finding")),
            (w("kept"), w("somebody who watched tells that it was kept")),
            (w("not settled"), w("told in a way that does not settle it")),
            (w("no report"), w("nobody reported; silence is not compliance")),
            (w("suspended"), w("called off by a party, by its own claim or by the text")),
            (w("excused"), w("an act that another term permits")),
            (w("not yet due"), w("its time has not come")),
            (w("not assessed"), w("no report can settle the term")),
            (w("origin"), w("the first telling of some words; copies count once")),
        ]
        yield Table(
            w("Words"),
            (plain(w("Word")), plain(w("Means"))),
            tuple((plain(a), plain(b)) for a, b in rows),
            headed=1,
            shares=(20, 80),
        )
        yield Paragraph(plain(w(LIMITS)), style="notice")


def same_but_day(a: Cell, b: Cell) -> bool:
    told = (a.term, a.party, a.status, a.pro, a.con, a.claims, "/" in a.day)
    return told == (b.term, b.party, b.status, b.pro, b.con, b.claims, "/" in b.day)
