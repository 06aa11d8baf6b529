"""The review sheet of a pack as a Word document: for reading on paper, with room to write beside every item."""

from __future__ import annotations

import io
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from zcdoc import ooxml
from zcdoc.model.pack import Pack
from zcdoc.model.reviewing import Column, Item, Part, parts

LATIN, CHINESE = "Times New Roman", "宋体"
WIDTH_CM = 26.7  # between the margins of A4 landscape
OPEN = (Column("结论", 7, centered=True), Column("意见", 22))
HOW = "逐项对照印本：结论写 一致、不一致 或 存疑，没有读到的留空；不一致和存疑的，在意见栏写明印本怎样写、在第几页。"


def review_document(pack: Pack) -> bytes:
    """The document; the same pack gives the same bytes."""
    doc = Document()
    _look(doc)
    _page(doc, pack)
    _front(doc, pack)
    for part in parts(pack):
        doc.add_heading(part.name, level=1)
        _table(doc, part)
    buffer = io.BytesIO()
    doc.core_properties.title = f"{pack.head.standard.title} 标准包审读表"
    doc.core_properties.author = "zcdoc"
    doc.save(buffer)
    return ooxml.rezip(buffer.getvalue())


def _look(doc: Any) -> None:
    for name, size in (("Normal", 8.5), ("Heading 1", 14), ("Title", 20)):
        style = doc.styles[name]
        style.font.name, style.font.size = LATIN, Pt(size)
        style.font.color.rgb = RGBColor(0x1F, 0x2A, 0x37)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        fonts.set(qn("w:eastAsia"), CHINESE)
    doc.styles["Normal"].paragraph_format.space_after = Pt(0)


def _page(doc: Any, pack: Pack) -> None:
    section = doc.sections[0]
    section.orientation = WD_ORIENT.LANDSCAPE
    section.page_width, section.page_height = Cm(29.7), Cm(21)
    section.left_margin = section.right_margin = Cm(1.5)
    section.top_margin, section.bottom_margin = Cm(1.8), Cm(1.5)
    section.header.paragraphs[
        0
    ].text = f"{pack.head.standard.number}　标准包 {pack.id} {pack.version}　sha256 {pack.sha256[:16]}…"
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot.add_run("第 ")
    _field(foot, "PAGE")
    foot.add_run(" 页 共 ")
    _field(foot, "NUMPAGES")
    foot.add_run(" 页")


def _field(paragraph: Any, code: str) -> None:
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), code)
    run = OxmlElement("w:r")
    text = OxmlElement("w:t")
    text.text = "1"
    run.append(text)
    field.append(run)
    paragraph._p.append(field)  # noqa: SLF001  python-docx has no call for a field


def _front(doc: Any, pack: Pack) -> None:
    doc.add_paragraph("标准包审读表", style="Title")
    facts = (
        ("标准", f"{pack.label}（{pack.head.standard.edition} 版）"),
        ("标准包", f"{pack.id} {pack.version}　sha256 {pack.sha256}"),
        ("来源", "；".join(f"{s.title}（确定程度 {s.certainty}）" for s in pack.head.sources)),
        ("审读人", ""),
        ("审读日期", ""),
        ("所据文本", ""),
        ("怎样审读", HOW),
    )
    table = doc.add_table(rows=0, cols=2)
    table.style = "Table Grid"
    table.autofit = False
    table.columns[0].width, table.columns[1].width = Cm(3), Cm(WIDTH_CM - 3)
    for name, text in facts:
        cells = table.add_row().cells
        cells[0].width, cells[1].width = Cm(3), Cm(WIDTH_CM - 3)
        cells[0].text, cells[1].text = name, text
        _shade(cells[0])
        for cell in cells:
            cell.paragraphs[0].paragraph_format.space_before = cell.paragraphs[0].paragraph_format.space_after = Pt(3)


def _table(doc: Any, part: Part) -> None:
    """One table, its head repeated on every page; a row is never torn."""
    columns = (*part.columns, *OPEN)
    whole = sum(c.width for c in columns)
    widths = [Cm(WIDTH_CM * c.width / whole) for c in columns]
    table = doc.add_table(rows=1, cols=len(columns))
    table.style = "Table Grid"
    table.autofit = False
    for column, width in zip(table.columns, widths, strict=True):
        column.width = width
    _row(table.rows[0], [c.name for c in columns], widths, columns, bold=True)
    table.rows[0]._tr.get_or_add_trPr().append(OxmlElement("w:tblHeader"))  # noqa: SLF001  no call for it
    grid = table._tbl  # noqa: SLF001  add_row walks the whole table each time: 550 rows took a minute
    blank = table.add_row()._tr  # noqa: SLF001
    grid.remove(blank)
    for item in part.items:
        grid.append(_filled(blank, item, columns, doc))


def _filled(blank: Any, item: Item, columns: tuple[Column, ...], doc: Any) -> Any:
    """A copy of an empty row with the item in it."""
    from copy import deepcopy

    from docx.table import _Row

    made = deepcopy(blank)
    row = _Row(made, doc.tables[-1])
    _row(row, [*item.cells, "", ""], [], columns, bold=item.head)
    return made


def _row(row: Any, texts: list[str], widths: list[Any], columns: tuple[Column, ...], *, bold: bool) -> None:
    row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))  # noqa: SLF001  no call for it
    cells = row.cells
    for at, (cell, text) in enumerate(zip(cells, texts, strict=True)):
        if widths:
            cell.width = widths[at]
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        run = paragraph.add_run(text)
        run.bold = bold or None
        run.font.size = Pt(7.5)
        if columns[at].centered:
            paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        if bold:
            _shade(cell)


def _shade(cell: Any) -> None:
    shade = OxmlElement("w:shd")
    shade.set(qn("w:val"), "clear")
    shade.set(qn("w:fill"), "EEF2F1")
    cell._tc.get_or_add_tcPr().append(shade)  # noqa: SLF001  no call for it
