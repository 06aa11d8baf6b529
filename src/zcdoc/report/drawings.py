"""Puts native charts where a template's figures stand: chart part, its workbook, relationships and the drawing in the text."""

from __future__ import annotations

import re
from copy import deepcopy
from typing import Any
from xml.sax.saxutils import quoteattr

from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Cm

from zcdoc import charts, ooxml
from zcdoc.errors import UserError
from zcdoc.report.context.base import MARK, Data
from zcdoc.report.marks import margins

_MARK = re.compile(f"({MARK.format('[a-z-]+')})")
_CHART = "http://schemas.openxmlformats.org/drawingml/2006/chart"
_CHART_TYPE = "application/vnd.openxmlformats-officedocument.drawingml.chart+xml"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
FIRST_ID = 5001  # of drawings, above those of docxtpl (1001 and on) and of photographs


def place(document: Document, found: list[Data]) -> None:
    """Every mark of a chart becomes the chart, as often as the template prints it; what it does not print is left out.

    Raises UserError for a mark in a header or footer.
    """
    known = {MARK.format(one["key"]): one for one in found}
    rids: dict[str, str] = {}
    number = FIRST_ID
    for text in [t for t in document.element.body.iter(qn("w:t")) if t.text and _MARK.search(t.text)]:
        for piece in _pieces(text):
            if piece.text in known:
                rids[piece.text] = rids.get(piece.text) or _add(document, known[piece.text])
                piece.getparent().replace(piece, _drawing(known[piece.text], rids[piece.text], number))
                number += 1
    _refuse_elsewhere(document)


def read(plain: Data) -> charts.Chart:
    """The chart of its plain data, as the context carries it."""
    more = {name: plain[name] for name in ("kind", "axis", "format", "ticks", "bottom", "top", "unit")}
    series = (charts.Series(s["name"], tuple(s["values"]), tuple(s["unlabelled"])) for s in plain["series"])
    return charts.Chart(categories=tuple(plain["categories"]), series=tuple(series), **more)


def _pieces(text: Any) -> list[Any]:
    """Cuts a text at its marks, inside its run: `a⟦…⟧b` becomes three texts."""
    out = []
    for part in (p for p in _MARK.split(text.text) if p):
        copy = deepcopy(text)
        copy.text = part
        copy.set(_SPACE, "preserve")
        text.addprevious(copy)
        out.append(copy)
    text.getparent().remove(text)
    return out


def _add(document: Document, plain: Data) -> str:
    """The chart part with its workbook; returns the relationship of the document to it."""
    package = document.part.package
    made = charts.make(read(plain))
    book = Part(_free(package, "/word/embeddings/Microsoft_Excel_Sheet%d.xlsx"), _BOOK_TYPE, ooxml.rezip(made.workbook), package)  # fmt: skip
    chart = Part(_free(package, "/word/charts/chart%d.xml"), _CHART_TYPE, made.xml, package)
    rid = chart.relate_to(book, RELATIONSHIP_TYPE.PACKAGE)
    assert rid == charts.WORKBOOK_REL
    return str(document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART))


def _free(package: Any, pattern: str) -> PackURI:
    """A name that no part has: a user's template may hold charts of its own."""
    return PackURI(str(package.next_partname(pattern)))


def _drawing(plain: Data, rid: str, number: int) -> Any:
    extent = f'cx="{Cm(charts.WIDTH)}" cy="{Cm(read(plain).height)}"'
    return parse_xml(
        f'<w:drawing {nsdecls("w", "wp", "a", "r")}><wp:inline distT="0" distB="0" distL="0" distR="0"><wp:extent {extent}/>'
        f'<wp:docPr id="{number}" name={quoteattr(plain["key"])} descr={quoteattr(plain["alt"])}/><wp:cNvGraphicFramePr/>'
        f'<a:graphic><a:graphicData uri="{_CHART}"><c:chart xmlns:c="{_CHART}" r:id="{rid}"/></a:graphicData></a:graphic>'
        "</wp:inline></w:drawing>"
    )


def _refuse_elsewhere(document: Document) -> None:
    for kind, name in (("header", "页眉"), ("footer", "页脚")):
        for root in margins(document, kind):
            if _MARK.search("".join(t.text or "" for t in root.iter(qn("w:t")))):
                raise UserError(f"模板把图放在{name}里", "图只能放在正文的段落或表格单元格里")
