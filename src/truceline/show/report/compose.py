"""The daily report's sections, in order, from its contents. Neutral words; every statement names the claims behind it.

Modelled on the dailies of monitoring missions: number, cut-off, comparison with the day before, access restrictions,
allegation and verification kept apart. It recommends nothing, and attributes nothing beyond its sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from truceline.model.selection import REVIEWED, cell_id
from truceline.model.status import Cell
from truceline.show.marks import mark_of
from truceline.show.report.blocks import (
    Block,
    Document,
    Figure,
    Heading,
    Line,
    Paragraph,
    Piece,
    Points,
    Run,
    Table,
    plain,
)
from truceline.show.report.closing import Closing
from truceline.show.report.contents import Contents
from truceline.show.report.figures import COUNTED, trend
from truceline.show.report.sections import example, is_silent
from truceline.show.report.told import Told
from truceline.show.words import Words

_MOST_POINTS = 6


def daily_document(contents: Contents, language: str) -> Document:
    """The report in one language (``en`` or ``ar``)."""
    words = Words(language)
    direction: Literal["ltr", "rtl"] = "rtl" if words.direction == "rtl" else "ltr"
    title = words("Daily report {number}: {day}", number=contents.number, day=words.day(contents.day))
    stamp = contents.selection.stamp
    return Document(
        language=words.language,
        direction=direction,
        title=title,
        subject=contents.selection.agreement.title or contents.selection.agreement.id,
        dated=contents.day,
        blocks=tuple(_Composer(contents, words).blocks(title)),
        foot=f"{title} · {words('data v{n}', n=stamp.data_version)} · {stamp.head[:12]}",
    )


class _Composer(Told, Closing):
    def blocks(self, title: str) -> Iterator[Block]:
        """All sections in order."""
        w = self.words
        yield Heading(plain(title), 1)
        yield from self.masthead()
        yield Heading(plain(w("Summary")), 2, "summary")
        yield Points(tuple(self.summary()))
        yield Heading(plain(w("Grid")), 2, "grid")
        yield from self.grid()
        yield Heading(plain(w("Terms")), 2, "terms")
        yield from self.terms()
        yield Heading(plain(w("Claims and counter-claims")), 2, "incidents")
        yield from self.incidents()
        yield Heading(plain(w("People harmed and humanitarian access")), 2, "harm")
        yield from self.harm()
        yield Heading(plain(w("Coverage and limits")), 2, "coverage")
        yield from self.coverage()
        yield Heading(plain(w("Differences in terms")), 2, "differences")
        yield from self.differences()
        yield Heading(plain(w("Corrections to earlier reports")), 2, "corrections")
        yield from self.corrections()
        yield Heading(plain(w("Annex A: cells and claims")), 2, "annex-a")
        yield from self.annex_rows()
        yield Heading(plain(w("Annex B: map of areas")), 2, "annex-b")
        yield from self.map()
        yield Heading(plain(w("Annex C: sources")), 2, "annex-c")
        yield from self.sources()
        yield Heading(plain(w("Annex D: method, words, limits of use")), 2, "annex-d")
        yield from self.method()

    def masthead(self) -> Iterator[Block]:
        """What the report is about, and what it is made from."""
        w, c = self.words, self.contents
        stamp = c.selection.stamp
        rows = [
            (w("Agreement"), self.foreign(self.agreement.title or self.agreement.id)),
            (w("Report"), plain(c.number)),
            (w("Day"), plain(f"{w.weekday(c.day)} {w.day(c.day)} ({self.agreement.timezone})")),
            (w("Period compared"), plain(w.day(c.period))),
            (w("Cut-off"), plain(w.instant(c.cut_off), f" ({w('the last entry of the store')})")),
            (w("As of"), plain(w.instant(stamp.as_of) if stamp.as_of else w("everything recorded so far"))),
            (w("Publication delay"), plain(self.delay())),
            (w("Places"), plain(w("none finer than {km} km, nor than its source", km=f"{stamp.floor_km:g}"))),
            (w("Filter"), (Run(stamp.filter, "id"),)),
            (w("Data"), (Run(w("data v{n}", n=stamp.data_version)), Run(" "), Run(stamp.head, "id"))),
        ]
        yield Table(
            w("About this report"),
            (),
            tuple((plain(name), line) for name, line in rows),
            name="masthead",
            shares=(26, 74),
        )
        yield Paragraph(plain(w("Compiled from published reports; not an observer's report.")), style="notice")

    def summary(self) -> list[Line]:
        """Six points at most, what is not known among them."""
        w = self.words
        found: list[Line] = [plain(self._counts())]
        changes = self._changes()
        if changes:
            found.append(self._changes_line(changes))
        else:
            found.append(plain(w("No status changed since the day before.")))
        periods = self._only_in_periods()
        if periods:
            found.append(periods)
        if self.contents.corrections:
            corrections = w.many(
                len(self.contents.corrections),
                "1 cell of an earlier report is corrected",
                "{n} cells of earlier reports are corrected",
            )
            found.append((Run(f"{corrections} ("), Run(w("see Corrections"), to="corrections"), Run(").")))
        found.append(self._not_known())
        return found[:_MOST_POINTS]

    def _counts(self) -> str:
        w = self.words
        days = max(1, len({c.day for c in self.contents.earlier}))
        parts = []
        for status in COUNTED:
            now = sum(c.status is status and not is_silent(c) for c in self.today)
            then = sum(c.status is status and not is_silent(c) for c in self.before)
            mean = sum(c.status is status and not is_silent(c) for c in self.contents.earlier) / days
            if now or then or mean:
                parts.append(
                    w(
                        "{status} {now} (day before {then}, mean of 7 days {mean})",
                        status=w(mark_of(example(status)).word),
                        now=now,
                        then=then,
                        mean=f"{mean:.1f}",
                    )
                )
        silent = sum(map(is_silent, self.today))
        parts.append(w("no report {n} of {all}", n=silent, all=len(self.today)))
        return w("Cells of the day: {counts}.", counts=w.listed(parts))

    def _changes(self) -> list[tuple[Cell, Cell]]:
        before = {(c.term, c.party): c for c in self.before}
        pairs = [(before[(c.term, c.party)], c) for c in self.today if (c.term, c.party) in before]
        changed = [(old, new) for old, new in pairs if mark_of(old) != mark_of(new)]
        order = list(COUNTED)
        return sorted(changed, key=lambda p: (order.index(p[1].status) if p[1].status in order else 99, cell_id(p[1])))

    def _changes_line(self, changes: list[tuple[Cell, Cell]]) -> Line:
        w = self.words
        pieces: list[Piece] = [Run(w("Changed since the day before:") + " ")]
        for at, (old, new) in enumerate(changes[:4]):
            pieces.append(
                Run(("" if at == 0 else w("; ")) + f"{w.apart(new.term)}{w(', ')}{self.phrases.parties(new.party)}: ")
            )
            pieces.append(
                Run(w("{old}, now {new}", old=w(mark_of(old).word), new=w(mark_of(new).word)), "strong", self.to(new))
            )
        if len(changes) > 4:
            pieces.append(Run(w("; ") + w("and {n} more", n=len(changes) - 4)))
        pieces.append(Run("."))
        return tuple(pieces)

    def _only_in_periods(self) -> Line:
        """What is told of the period and of no day in it."""
        w = self.words
        pieces: list[Piece] = []
        for cell in self.period:
            days = {
                c.status
                for c in self.contents.selection.cells
                if (c.term, c.party) == (cell.term, cell.party) and "/" not in c.day
            }
            if cell.status in COUNTED[:5] and cell.status not in days:
                pieces.append(
                    Run(
                        (w("; ") if pieces else "")
                        + f"{w.apart(cell.term)}{w(', ')}{self.phrases.parties(cell.party)}: "
                    )
                )
                pieces.append(Run(w(mark_of(cell).word), "strong", self.to(cell)))
        if not pieces:
            return ()
        head = w("Of the period {days}, and of no single day in it:", days=w.day(self.contents.period))
        return (Run(head + " "), *pieces, Run("."))

    def _not_known(self) -> Line:
        w = self.words
        silent = self.silent_terms()
        parts = []
        if silent:
            parts.append(w("nobody reported on {terms}", terms=w(", ").join(w.apart(t.id) for t in silent)))
        watchers = {s.id for s in self.agreement.sources if s.role in ("observer", "reviewer")}
        if not any(item.claim.source in watchers for item in self.claims.values()):
            parts.append(w("no observer was read"))
        machine = sum(item.review not in REVIEWED for item in self.claims.values())
        if machine:
            parts.append(w("{n} of {all} claims are not reviewed", n=machine, all=len(self.claims)))
        return plain(w("Not known: {what}.", what=w.listed(parts) if parts else w("nothing that was asked")))

    def grid(self) -> Iterator[Block]:
        """Term by party by day, and the week in numbers."""
        w, c = self.words, self.contents
        cells = {(x.term, x.party, x.day): x for x in c.selection.cells}
        duties = list(dict.fromkeys((x.term, x.party) for x in c.selection.cells))
        head = [plain(w("Term")), plain(w("Party"))]
        head += [plain(f"{w.weekday(day)} {int(day[8:])}") for day in c.days]
        head.append(plain(w("Period")))
        rows = []
        for term, party in duties:
            told = any(key[0] == term for key in c.explained)
            row: list[Line] = [
                (Run(term, "plain", f"term-{term}" if told else None),),
                plain(self.phrases.parties(party)),
            ]
            for day in (*c.days, c.period if len(c.days) > 1 else None):
                cell = cells.get((term, party, day)) if day else None
                row.append(() if cell is None else (self.mark(cell),))
            rows.append(tuple(row))
        yield Table(
            w("Status of each term for each party; the period is asked of the claims, not added up from days"),
            tuple(head),
            tuple(rows),
            headed=2,
            name="grid",
        )
        drawn = trend(c.selection.cells, c.days, w)
        caption = f"{w('Cells by status, day by day')}: {drawn.says}"
        yield Figure(drawn.svg, drawn.says, caption, drawn.width, drawn.height)
