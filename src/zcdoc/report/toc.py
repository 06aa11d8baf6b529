"""The contents list: entries with links and page numbers inside a real TOC field, so opening the file asks nothing."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from zcdoc.report.marks import margins, style_id, style_ids
from zcdoc.report.stories import has_twin

# Styles are known by their names: ids differ between Word, WPS and LibreOffice.
PLACE = "contents place"
ENTRY = "toc {}"
FIRST_ID = 900_000  # of our bookmarks, above those that a template may hold
LEVELS = {"heading 1": 1, "heading 2": 2, "heading 3": 3}
SHOWN = 2
END = "zcdoc_end"
_BEFORE, _AFTER = re.compile(r"\s*共\s*$"), re.compile(r"^\s*页")
_NS = nsdecls("w")
_HYPHEN = qn("w:noBreakHyphen")


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
    # A text box stands in the file twice, and a heading without a word is none.
    paragraphs = [
        p
        for p in document.element.body.iter(qn("w:p"))
        if style_id(p) in levels and not has_twin(p) and text_of(p).strip()
    ]
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
    """The text of a paragraph as it reads, Word's no-break hyphen included."""
    return "".join("-" if n.tag == _HYPHEN else n.text or "" for n in paragraph.iter(qn("w:t"), _HYPHEN))


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
    look = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p {_NS}>{look}{begin}{link}{end}</w:p>"


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
    """The field is found by its marks: a form that Word saved has other runs than ours."""
    runs = paragraph.findall(qn("w:r"))
    at = next((i for i, r in enumerate(runs) if any(END in (c.text or "") for c in r.iter(qn("w:instrText")))), None)
    if at is None:
        return
    begin = max((i for i in range(at + 1) if _has_char(runs[i], "begin")), default=at)
    end = next((i for i in range(at, len(runs)) if _has_char(runs[i], "end")), len(runs) - 1)
    if pages is None:
        _cut(runs[begin - 1 : begin] if begin else [], _BEFORE)
        _cut(runs[end + 1 : end + 2], _AFTER)
        for one in runs[begin : end + 1]:
            paragraph.remove(one)
        return
    shown = [text for one in runs[at : end + 1] for text in one.iter(qn("w:t"))]
    for place, text in enumerate(shown):
        text.text = "" if place else pages.last


def _has_char(run: Any, kind: str) -> bool:
    return any(c.get(qn("w:fldCharType")) == kind for c in run.iter(qn("w:fldChar")))


def _cut(runs: list[Any], words: re.Pattern[str]) -> None:
    """Takes the words beside the number away, with the run when nothing is left in it."""
    for run in runs:
        for text in run.iter(qn("w:t")):
            text.text = words.sub("", text.text or "")
        if all(not text.text for text in run.iter(qn("w:t"))):
            run.getparent().remove(run)
