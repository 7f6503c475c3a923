"""The report as DOCX, from the same blocks as the HTML: headings, tables with header rows, pictures with their words.

It needs ``pip install truceline[report]``. What reads from right to left is marked so, paragraph by paragraph and run
by run, since word processors do not guess. Dates in the file are the report's; the archive's are fixed.
"""

from __future__ import annotations

import datetime as dt
import importlib
import io
import re
import zipfile
from typing import Any

from truceline.errors import UsageError
from truceline.show.exports.bundle import zipped
from truceline.show.report.blocks import (
    Document,
    Figure,
    Heading,
    Line,
    PairTable,
    Paragraph,
    Points,
    Run,
    Status,
    Table,
)
from truceline.show.report.pdf import svg_pdf

#: The page between its margins, in centimetres.
_WIDE_CM = 17.6
_DPI = 200
_ARABIC = re.compile("[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]")
#: What word processors have, or have something like it for.
_FONT = "Arial"
_FONT_COMPLEX = "Arial"
#: What XML cannot carry in a text.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def report_docx(document: Document) -> bytes:
    """The DOCX; the same document gives the same bytes."""
    return _Writer(document).content()


class _Writer:
    def __init__(self, document: Document) -> None:
        try:
            self._docx = importlib.import_module("docx")
        except ImportError as error:
            raise UsageError("DOCX needs python-docx: pip install 'truceline[report]'.") from error
        self._oxml = importlib.import_module("docx.oxml")
        self._ns = importlib.import_module("docx.oxml.ns").qn
        self._shared = importlib.import_module("docx.shared")
        self._file: Any = self._docx.Document()
        self._document = document
        self._rtl = document.direction == "rtl"
        self._marks = 0
        self._anchors: set[str] = set()

    def content(self) -> bytes:
        self._page()
        for block in self._document.blocks:
            self._block(block)
        sink = io.BytesIO()
        self._file.save(sink)
        with zipfile.ZipFile(sink) as packed:
            return zipped({name: packed.read(name) for name in packed.namelist()})

    # -------------------------------------------------------- the file

    def _page(self) -> None:
        cm, pt = self._shared.Cm, self._shared.Pt
        section = self._file.sections[0]
        section.page_width, section.page_height = cm(21), cm(29.7)
        section.left_margin = section.right_margin = cm(1.7)
        section.top_margin = section.bottom_margin = cm(1.8)
        normal = self._file.styles["Normal"]
        normal.font.size = pt(9.5)
        normal.paragraph_format.space_after = pt(3)
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "Heading 4", "Caption", "List Bullet"):
            self._style_font(self._file.styles[name])
        for name, size in (
            ("Heading 1", 19),
            ("Heading 2", 13),
            ("Heading 3", 11),
            ("Heading 4", 9.5),
            ("Caption", 8.5),
        ):
            style = self._file.styles[name]
            style.font.size = pt(size)
            style.font.italic = False
            style.font.color.rgb = self._shared.RGBColor(0x1B, 0x27, 0x33)
        core = self._file.core_properties
        made = dt.datetime.combine(dt.date.fromisoformat(self._document.dated), dt.time(), dt.UTC)
        core.title, core.subject, core.author = self._document.title, self._document.subject, "Truceline"
        core.language, core.comments, core.last_modified_by = self._document.language, "", "Truceline"
        core.created = core.modified = made
        core.revision = 1
        foot = section.footer.paragraphs[0]
        self._line(foot, (Run(self._document.foot, "faint"),), size=7.5)

    def _style_font(self, style: Any) -> None:
        style.font.name = _FONT
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for name in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(self._ns(f"w:{name}"), None)
        fonts.set(self._ns("w:hAnsi"), _FONT)
        fonts.set(self._ns("w:cs"), _FONT_COMPLEX)

    # -------------------------------------------------------- blocks

    def _block(self, block: Any) -> None:
        if isinstance(block, Heading):
            self._line(self._file.add_heading(level=block.level), block.text, anchor=block.anchor)
        elif isinstance(block, Paragraph):
            self._line(self._file.add_paragraph(), block.line, anchor=block.anchor)
        elif isinstance(block, Points):
            for line in block.lines:
                self._line(self._file.add_paragraph(style="List Bullet"), line)
        elif isinstance(block, Table):
            self._table(block)
        elif isinstance(block, PairTable):
            self._pair(block)
        elif isinstance(block, Figure):
            self._figure(block)

    def _table(self, block: Table) -> None:
        self._caption(block.caption)
        width = len(block.head) or len(block.rows[0])
        table = self._grid(width)
        small = 7.0 if block.name in ("cells", "claims", "grid") else 8.0
        if block.head:
            cells = table.add_row().cells
            for cell, line in zip(cells, block.head, strict=True):
                self._line(cell.paragraphs[0], line, size=small, bold=True)
                self._shade(cell)
            self._repeat(table.rows[0])
        for number, row in enumerate(block.rows):
            anchor = block.anchors[number] if block.anchors else None
            for at, (cell, line) in enumerate(zip(table.add_row().cells, row, strict=True)):
                self._line(cell.paragraphs[0], line, size=small, anchor=anchor if at == 0 else None)
        self._widths(table, self._shares(block, width))
        self._file.add_paragraph().paragraph_format.space_after = self._shared.Pt(2)

    def _shares(self, block: Table, width: int) -> list[float]:
        if block.shares:
            return list(block.shares)
        if block.name == "grid":
            return [13, 18, *[69 / (width - 2)] * (width - 2)]
        if block.name == "masthead":
            return [26, 74]
        return [100 / width] * width

    def _pair(self, block: PairTable) -> None:
        self._caption(block.caption)
        table = self._grid(2)
        for cell, head in zip(table.add_row().cells, (block.left_head, block.right_head), strict=True):
            self._line(cell.paragraphs[0], (Run(head),), size=8.0, bold=True)
            self._shade(cell)
        self._repeat(table.rows[0])
        for cell, lines in zip(table.add_row().cells, (block.left, block.right), strict=True):
            for number, line in enumerate(lines or ((Run("–"),),)):
                paragraph = cell.paragraphs[0] if number == 0 else cell.add_paragraph()
                self._line(paragraph, line, size=8.0)
        self._widths(table, [50, 50])
        self._file.add_paragraph()

    def _figure(self, block: Figure) -> None:
        picture = io.BytesIO(_png(block))
        paragraph = self._file.add_paragraph()
        run = paragraph.add_run()
        width = min(_WIDE_CM, block.width / 96 * 2.54)
        shape = run.add_picture(picture, width=self._shared.Cm(width))
        shape._inline.docPr.set("descr", _written(block.says))
        shape._inline.docPr.set("name", _written(block.caption))
        self._caption(block.caption)

    # -------------------------------------------------------- tables

    def _grid(self, columns: int) -> Any:
        table = self._file.add_table(rows=0, cols=columns)
        table.style = "Table Grid"
        table.autofit = False
        if self._rtl:
            table._tbl.tblPr.append(self._oxml.OxmlElement("w:bidiVisual"))
        return table

    def _widths(self, table: Any, shares: list[float]) -> None:
        widths = [self._shared.Cm(_WIDE_CM * share / sum(shares)) for share in shares]
        for column, width in zip(table.columns, widths, strict=True):
            column.width = width
        for row in table.rows:
            for cell, width in zip(row.cells, widths, strict=True):
                cell.width = width

    def _repeat(self, row: Any) -> None:
        properties = row._tr.get_or_add_trPr()
        properties.append(self._oxml.OxmlElement("w:cantSplit"))
        properties.append(self._oxml.OxmlElement("w:tblHeader"))

    def _shade(self, cell: Any) -> None:
        shade = self._oxml.OxmlElement("w:shd")
        for name, value in (("val", "clear"), ("color", "auto"), ("fill", "E8EDF1")):
            shade.set(self._ns(f"w:{name}"), value)
        cell._tc.get_or_add_tcPr().append(shade)

    def _caption(self, text: str) -> None:
        paragraph = self._file.add_paragraph(style="Caption")
        paragraph.paragraph_format.keep_with_next = True
        self._line(paragraph, (Run(text),), size=8.5)

    # -------------------------------------------------------- words

    def _line(
        self, paragraph: Any, line: Line, *, size: float | None = None, bold: bool = False, anchor: str | None = None
    ) -> None:
        if self._rtl:
            self._flag(paragraph._p.get_or_add_pPr(), "w:bidi")
        if anchor is not None and anchor not in self._anchors:
            self._anchors.add(anchor)
            self._bookmark(paragraph, anchor)
        for piece in line:
            text = f"{piece.mark.shape} {piece.word}" if isinstance(piece, Status) else piece.text
            quoted = isinstance(piece, Run) and piece.style == "quote"
            run = paragraph.add_run(_written(f"“{text}”" if quoted else text))
            run.bold = True if bold or (isinstance(piece, Run) and piece.style == "strong") else None
            if size is not None:
                run.font.size = self._shared.Pt(size)
            if isinstance(piece, Run) and piece.style == "faint":
                run.font.color.rgb = self._shared.RGBColor(0x4A, 0x58, 0x64)
            self._direct(run, text, size)

    def _direct(self, run: Any, text: str, size: float | None) -> None:
        """Say which way a run reads: by its own letters, not by the report's language."""
        if not _ARABIC.search(text):
            return
        properties = run._r.get_or_add_rPr()
        self._flag(properties, "w:rtl")
        if run.bold:
            self._flag(properties, "w:bCs")
        if size is not None:
            element = self._oxml.OxmlElement("w:szCs")
            element.set(self._ns("w:val"), str(round(size * 2)))
            properties.append(element)

    def _flag(self, properties: Any, name: str) -> None:
        if properties.find(self._ns(name)) is None:
            properties.append(self._oxml.OxmlElement(name))

    def _bookmark(self, paragraph: Any, anchor: str) -> None:
        self._marks += 1
        start, end = self._oxml.OxmlElement("w:bookmarkStart"), self._oxml.OxmlElement("w:bookmarkEnd")
        for element in (start, end):
            element.set(self._ns("w:id"), str(self._marks))
        start.set(self._ns("w:name"), re.sub(r"\W", "_", anchor)[:40])
        paragraph._p.append(start)
        paragraph._p.append(end)


def _png(figure: Figure) -> bytes:
    """A drawing as a picture, through the same renderer as the PDF."""
    try:
        pdfium = importlib.import_module("pypdfium2")
    except ImportError as error:
        raise UsageError("DOCX needs pypdfium2: pip install 'truceline[report]'.") from error
    pdf = pdfium.PdfDocument(svg_pdf(figure.svg, figure.width, figure.height))
    try:
        sink = io.BytesIO()
        pdf[0].render(scale=_DPI / 72).to_pil().save(sink, "PNG", dpi=(_DPI, _DPI))
        return sink.getvalue()
    finally:
        pdf.close()


def _written(text: str) -> str:
    return _UNWRITABLE.sub("\ufffd", text)
