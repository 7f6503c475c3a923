"""The daily report's sections, in order, from its contents. Neutral words; every statement names the claims behind it.

Modelled on the dailies of monitoring missions: number, cut-off, comparison with the day before, access restrictions,
allegation and verification kept apart. It recommends nothing, and attributes nothing beyond its sources.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

from truceline.model.agreement import Term
from truceline.model.claim import Incident
from truceline.model.selection import REVIEWED, Listed, cell_id
from truceline.model.status import Cell, Grade, Status
from truceline.show.marks import mark_of, visible
from truceline.show.report.blocks import (
    Block,
    Document,
    Figure,
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
from truceline.show.report.blocks import Status as Mark
from truceline.show.report.contents import Contents
from truceline.show.report.figures import COUNTED, area_map, trend
from truceline.show.report.phrases import REVIEW_WORDS, Phrases
from truceline.show.sentences import LIMITS
from truceline.show.words import Words

_HARM = ("civilians.harmed", "displacement", "aid.delivered", "aid.obstructed", "movement.restricted", "route.opened")
_MOST_POINTS = 6
_METHOD = (
    "Claims are read from published reports by rules, with their exact words. Copies of one telling are one origin.",
    "Each claim is laid beside each term: what surely falls under it counts, what may fall under it leaves it open.",
    "Days are local days of the agreement. Silence is never taken for compliance.",
)


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


class _Composer:
    def __init__(self, contents: Contents, words: Words) -> None:
        self.contents = contents
        self.words = words
        self.agreement = contents.selection.agreement
        self.phrases = Phrases(words, self.agreement)
        self.claims = contents.claims_by_id()
        self.today = contents.cells_on(contents.day)
        days = contents.days
        self.before = contents.cells_on(days[-2]) if len(days) > 1 else []
        self.period = [c for c in contents.selection.cells if "/" in c.day]

    def blocks(self, title: str) -> Iterator[Block]:
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

    # -------------------------------------------------------- masthead

    def masthead(self) -> Iterator[Block]:
        w, c = self.words, self.contents
        stamp = c.selection.stamp
        rows = [
            (w("Agreement"), self._foreign(self.agreement.title or self.agreement.id)),
            (w("Report"), plain(c.number)),
            (w("Day"), plain(f"{w.weekday(c.day)} {w.day(c.day)} ({self.agreement.timezone})")),
            (w("Period compared"), plain(w.day(c.period))),
            (w("Cut-off"), plain(w.instant(c.cut_off), f" ({w('the last entry of the store')})")),
            (w("As of"), plain(w.instant(stamp.as_of) if stamp.as_of else w("everything recorded so far"))),
            (w("Publication delay"), plain(self._delay())),
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

    def _delay(self) -> str:
        stamp, w = self.contents.selection.stamp, self.words
        if not stamp.delay_hours:
            return w("NOT FOR PUBLICATION, nothing withheld")
        held = w.many(stamp.withheld, "1 claim withheld for now", "{n} claims withheld for now")
        return w("{n} hours, to {day}", n=stamp.delay_hours, day=w.day(stamp.last_day)) + w(", ") + held

    # -------------------------------------------------------- summary

    def summary(self) -> list[Line]:
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
            now = sum(c.status is status and not _silent(c) for c in self.today)
            then = sum(c.status is status and not _silent(c) for c in self.before)
            mean = sum(c.status is status and not _silent(c) for c in self.contents.earlier) / days
            if now or then or mean:
                parts.append(
                    w(
                        "{status} {now} (day before {then}, mean of 7 days {mean})",
                        status=w(mark_of(_example(status)).word),
                        now=now,
                        then=then,
                        mean=f"{mean:.1f}",
                    )
                )
        silent = sum(map(_silent, self.today))
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
                Run(w("{old}, now {new}", old=w(mark_of(old).word), new=w(mark_of(new).word)), "strong", self._to(new))
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
                pieces.append(Run(w(mark_of(cell).word), "strong", self._to(cell)))
        if not pieces:
            return ()
        head = w("Of the period {days}, and of no single day in it:", days=w.day(self.contents.period))
        return (Run(head + " "), *pieces, Run("."))

    def _duty(self, cell: Cell) -> str:
        return f"{self.words.apart(cell.term)}{self.words(', ')}{self.phrases.parties(cell.party)}: "

    def _not_known(self) -> Line:
        w = self.words
        silent = self._silent_terms()
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

    def _silent_terms(self) -> list[Term]:
        told = {
            c.term
            for c in (*self.today, *self.period)
            if not _silent(c) and (c.claims or c.status is not Status.UNKNOWN)
        }
        asked = {c.term for c in self.today}
        return [t for t in self.agreement.terms if t.id in asked and t.id not in told and t.not_assessed is None]

    # -------------------------------------------------------- grid

    def grid(self) -> Iterator[Block]:
        w, c = self.words, self.contents
        cells = {(x.term, x.party, x.day): x for x in c.selection.cells}
        duties = list(dict.fromkeys((x.term, x.party) for x in c.selection.cells))
        head = [plain(w("Term")), plain(w("Party"))]
        head += [plain(f"{w.weekday(day)} {int(day[8:])}") for day in c.days]
        head.append(plain(w("Period")))
        rows = []
        for term, party in duties:
            row: list[Line] = [(Run(term, "plain", f"term-{term}"),), plain(self.phrases.parties(party))]
            for day in (*c.days, c.period if len(c.days) > 1 else None):
                cell = cells.get((term, party, day)) if day else None
                row.append(() if cell is None else (self._status(cell),))
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

    def _status(self, cell: Cell) -> Mark:
        mark = mark_of(cell)
        return Mark(mark, self.words(mark.word), self._to(cell))

    def _to(self, cell: Cell) -> str:
        """Where a cell is explained, else where it is listed."""
        explained = (cell.term, cell.party, cell.day) in self.contents.explained
        return _anchor("why" if explained and self._is_told(cell) else "cell", cell)

    def _is_told(self, cell: Cell) -> bool:
        """True when the section on terms has a part on the cell."""
        term = next(t for t in self.agreement.terms if t.id == cell.term)
        if term.not_assessed is not None:
            return False
        return cell.day == self.contents.day or bool(cell.claims) or cell.status is Status.SUSPENDED

    # -------------------------------------------------------- terms

    def terms(self) -> Iterator[Block]:
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
                if reading.unless
                else ""
            )
            yield Paragraph(
                (Run(w("As {by} reads it:", by=by) + " "), Run(how, foreign=bool(reading.text))), style="note"
            )
        told = [cell for cell in c.explained.values() if cell.term == term.id]
        if term.not_assessed is not None:
            yield Paragraph((self._status_here(told[0]), Run(": "), Run(visible(term.not_assessed), foreign=True)))
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
            (Run(f"{self.phrases.parties(cell.party)}{w(', ')}{w.day(cell.day)}: "), self._status_here(cell)),
            4,
            self._to(cell),
        )
        known = [self.claims[id_] for id_ in cell.claims if id_ in self.claims]
        if known and "/" not in cell.day:
            yield Points(tuple(self.phrases.told(item.claim) for item in known))
        elif known:
            yield Paragraph((Run(w("Claims:") + " "), *self._ids(cell.claims)))
        lines: list[Line] = []
        for reason in cell.reasons:
            text, ours = w.sentence(reason.text)
            lines.append((Run(w("Why:") + " ", "strong"), Run(visible(text), foreign=not ours)))
        for by, status in ((reading.by, reading.status) for reading in cell.readings):
            word = w(mark_of(_example(status)).word)
            lines.append(plain(w("As {by} reads it: {status}", by=self.phrases.name(by), status=word)))
        for flip in cell.flips if "/" not in cell.day else ():
            text, ours = w.sentence(flip)
            lines.append((Run(w("What would change it:") + " ", "strong"), Run(visible(text) + ".", foreign=not ours)))
        if lines:
            yield Points(tuple(lines))

    def _status_here(self, cell: Cell) -> Mark:
        return self._status(cell)._replace(to=None)

    def _ids(self, ids: tuple[str, ...]) -> list[Piece]:
        pieces: list[Piece] = []
        for id_ in ids:
            listed = id_ in self.claims
            pieces += [Run(id_, "id", f"claim-{id_}" if listed else None), Run(" ")]
        return pieces

    # -------------------------------------------------------- incidents, harm

    def _meets_day(self, listed: Listed) -> bool:
        day = self.contents.day
        named = {id_ for cell in self.today for id_ in cell.claims}
        time = listed.claim.event.time if listed.claim.event is not None else None
        if time is None or time.start is None or time.end is None:
            return listed.claim.id in named and time is not None
        return time.start[:10] <= day and (time.end[:10] > day or time.start[:10] == day)

    def incidents(self) -> Iterator[Block]:
        w = self.words
        shown = 0
        for incident in self.contents.selection.incidents:
            members = [self.claims[id_] for id_ in incident.claims]
            if len(members) < 2 or not any(map(self._meets_day, members)):
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
        w = self.words
        rows = []
        for listed in self.claims.values():
            event = listed.claim.event
            if event is None or not self._meets_day(listed):
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

    # -------------------------------------------------------- coverage

    def coverage(self) -> Iterator[Block]:
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
        lines.append(plain(w("Publication delay") + ": " + self._delay() + "."))
        silent = self._silent_terms()
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
                why += [Run(w("new:") + " "), *self._ids(found.came)]
            if found.went:
                why += [Run(w("gone:") + " "), *self._ids(found.went)]
            if not why:
                why = [Run(w("what it depends on has changed"))]
            rows.append(((Run(cell_id(found.cell), "id"),), plain(old), (self._status_here(found.cell),), tuple(why)))
        head = tuple(map(plain, (w("Cell"), w("Was"), w("Is"), w("Why"))))
        yield Table(
            w("Cells of earlier days that have another status now"),
            head,
            tuple(rows),
            headed=1,
            shares=(34, 14, 16, 36),
        )

    # -------------------------------------------------------- annexes

    def annex_rows(self) -> Iterator[Block]:
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
            if last is not None and _same_but_day(last, cell):
                together[-1].append(cell)
            else:
                together.append([cell])
        rows = []
        for cells in together:
            days: list[Piece] = []
            for cell in cells:
                days += [Run(cell.day, "id", anchor=_anchor("cell", cell)), Run(" ")]
            first = cells[0]
            rows.append(
                (
                    (Run(f"{first.term}/{first.party}", "id"),),
                    tuple(days),
                    (self._status_here(first),),
                    plain(f"{w(first.pro.value)} / {w(first.con.value)}"),
                    tuple(self._ids(first.claims)) or plain("–"),
                )
            )
        head = tuple(map(plain, (w("Term and party"), w("Days"), w("Status"), w("For / against"), w("Claims"))))
        return Table(w("Cells"), head, tuple(rows), headed=1, shares=(20, 27, 13, 13, 27), name="cells")

    def map(self) -> Iterator[Block]:
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
            shares=(20, 30, 14, 8, 28),
        )

    def method(self) -> Iterator[Block]:
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

    def _foreign(self, text: str) -> Line:
        return (Run(visible(text), foreign=True),)


def _anchor(what: str, cell: Cell) -> str:
    return f"{what}-{cell_id(cell).replace('/', '-').replace('+', '-')}"


def _same_but_day(a: Cell, b: Cell) -> bool:
    told = (a.term, a.party, a.status, a.pro, a.con, a.claims, "/" in a.day)
    return told == (b.term, b.party, b.status, b.pro, b.con, b.claims, "/" in b.day)


def _silent(cell: Cell) -> bool:
    return cell.status is Status.UNKNOWN and cell.pro is Grade.NONE and cell.con is Grade.NONE


def _example(status: Status) -> Cell:
    return Cell(term="", party="", day="", status=status, pro=Grade.POSSIBLE, con=Grade.NONE)
