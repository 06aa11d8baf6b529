"""The contents list: entries with links and page numbers inside a real TOC field, so opening the file asks nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from zcdoc.report.marks import margins, style_id, style_ids

# Styles are known by their names: ids differ between Word, WPS and LibreOffice.
PLACE = "contents place"
ENTRY = "toc {}"
FIRST_ID = 900_000  # of our bookmarks, above those that a template may hold
LEVELS = {"heading 1": 1, "heading 2": 2, "heading 3": 3}
SHOWN = 2
END = "zcdoc_end"
_NS = nsdecls("w")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of the finished document and the name of its bookmark."""

    level: int
    text: str
    bookmark: str


@dataclass(frozen=True, slots=True)
class Pages:
    """Page labels from a layout pass: one for each heading in order, and the last page of the body numbering."""

    labels: tuple[str, ...]
    last: str


def mark_headings(document: Document) -> list[Heading]:
    """Puts a bookmark into every heading of the body and at its end; returns the headings in order."""
    levels = _levels(document)
    found = []
    paragraphs = [p for p in document.element.body.iter(qn("w:p")) if style_id(p) in levels]
    for number, paragraph in enumerate(paragraphs, start=1):
        heading = Heading(levels[style_id(paragraph)], text_of(paragraph), f"_Toc{number:09d}")
        _bookmark(paragraph, heading.bookmark, number)
        found.append(heading)
    last = document.element.body.findall(qn("w:p"))
    if last:
        _bookmark(last[-1], END, len(paragraphs) + 1)
    return found


def _levels(document: Document) -> dict[str, int]:
    """Heading level by style id."""
    ids = style_ids(document)
    return {ids[name]: level for name, level in LEVELS.items() if name in ids}


def text_of(paragraph: Any) -> str:
    return "".join(node.text or "" for node in paragraph.iter(qn("w:t")))


def _bookmark(paragraph: Any, name: str, number: int) -> None:
    start = parse_xml(f'<w:bookmarkStart {_NS} w:id="{FIRST_ID + number}" w:name="{name}"/>')
    properties = paragraph.find(qn("w:pPr"))
    paragraph.insert(0 if properties is None else 1, start)
    paragraph.append(parse_xml(f'<w:bookmarkEnd {_NS} w:id="{FIRST_ID + number}"/>'))


def write(document: Document, headings: list[Heading], pages: Pages | None) -> None:
    """Replaces the paragraph of style ContentsPlace by the list; without `pages` the numbers stay blank."""
    ids = style_ids(document)
    wanted = ids.get(PLACE)
    place = next((p for p in document.element.body.iter(qn("w:p")) if wanted and style_id(p) == wanted), None)
    if place is None:
        return
    chosen = [(h, pages.labels[i] if pages else "") for i, h in enumerate(headings) if h.level <= SHOWN]
    for number, (heading, label) in enumerate(chosen):
        first, last = number == 0, number == len(chosen) - 1
        place.addprevious(
            parse_xml(_entry(heading, label, ids.get(ENTRY.format(heading.level), ""), first=first, last=last))
        )
    place.getparent().remove(place)


def _entry(heading: Heading, label: str, style: str, *, first: bool, last: bool) -> str:
    begin = _char("begin") + _code(f'TOC \\o "1-{SHOWN}" \\h \\z \\u') + _char("separate") if first else ""
    page = _char("begin") + _code(f"PAGEREF {heading.bookmark} \\h") + _char("separate") + _text(label) + _char("end")
    link = f'<w:hyperlink w:anchor="{heading.bookmark}" w:history="1">{_text(heading.text)}<w:r><w:tab/></w:r>{page}</w:hyperlink>'
    end = _char("end") if last else ""
    return f'<w:p {_NS}><w:pPr><w:pStyle w:val="{style}"/></w:pPr>{begin}{link}{end}</w:p>'


def _char(kind: str) -> str:
    return f'<w:r><w:fldChar w:fldCharType="{kind}"/></w:r>'


def _code(text: str) -> str:
    return f'<w:r><w:instrText xml:space="preserve"> {escape(text)} </w:instrText></w:r>'


def _text(text: str) -> str:
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>'


def write_total(document: Document, pages: Pages | None) -> None:
    """Fills `共 Y 页` in footers from the layout pass; in a quick draft the words are taken out, for nobody knows Y."""
    for root in margins(document, "footer"):
        for paragraph in root.iter(qn("w:p")):
            _fill_total(paragraph, pages)


def _fill_total(paragraph: Any, pages: Pages | None) -> None:
    runs = paragraph.findall(qn("w:r"))
    codes = [i for i, r in enumerate(runs) if any(END in (c.text or "") for c in r.iter(qn("w:instrText")))]
    if not codes:
        return
    at = codes[0]
    if pages is None:
        for one in runs[max(0, at - 2) :]:
            paragraph.remove(one)
        return
    for text in runs[at + 2].iter(qn("w:t")):
        text.text = pages.last
