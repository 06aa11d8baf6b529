"""A document with page numbers, and the PDF of the same layout beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zcdoc.errors import DefectError, UserError
from zcdoc.report import pdf
from zcdoc.report.facts import Facts
from zcdoc.report.render import filler
from zcdoc.report.toc import Heading, Pages

ROUNDS = 3  # the first layout, and at most two corrections


@dataclass(frozen=True, slots=True)
class Published:
    """The Word file, the PDF made from exactly that file, and the page labels that both carry."""

    docx: bytes
    pdf: bytes
    pages: Pages


def publish(folder: Path, facts: Facts, *, apart: bool = False, form: Path | None = None) -> Published:
    """Lays the document out, writes the page numbers in, and lays it out again until the numbers agree.

    Raises UserError without LibreOffice, DefectError when the numbers do not settle, and what `render` raises.
    """
    fill = filler(folder, facts, apart=apart, form=form)
    read = read_pages_of_form if apart else read_pages
    pages: Pages | None = None
    with pdf.office() as convert:
        for _ in range(ROUNDS):
            docx, headings = fill(pages)
            data = convert(docx, "" if apart or not headings else headings[0].text)
            seen = read(data, headings)
            if seen == pages:
                return Published(docx, data, seen)
            pages = seen
    if apart:
        raise UserError(
            "这份模板的页数每排一次都变，页码定不下来", "去掉模板中按页数变化的内容，或不加 --pdf 和 --final"
        )
    raise DefectError("目次页码没有稳定下来")


def read_pages(data: bytes, headings: list[Heading]) -> Pages:
    """Page labels by heading: the body counts from 1 at its first heading. Raises DefectError when a heading is missing."""
    found = pdf.outline(data)
    titles = [_plain(text) for text, _ in found]
    wanted = [_plain(h.text) for h in headings]
    if titles != wanted:
        odd = next((w for w, t in zip(wanted, [*titles, *[""] * len(wanted)], strict=False) if w != t), "")
        raise DefectError(f"PDF 的目录与文中标题不一致：{odd}")
    if not found:
        return Pages((), "")
    first = found[0][1]
    return Pages(tuple(str(page - first + 1) for _, page in found), str(pdf.page_count(data) - first))


def read_pages_of_form(data: bytes, headings: list[Heading]) -> Pages:
    """The same for a user's form, where the outline may number its headings, leave some out or hold others.

    Each heading is sought behind the one before; of one that is not found nothing is said. Pages count from the first heading,
    as in our own templates.
    """
    found = [(_plain(text), page) for text, page in pdf.outline(data)]
    seen: list[int | None] = []
    at = 0
    for heading in headings:
        wanted = _plain(heading.text)
        place = next((i for i in range(at, len(found)) if found[i][0].endswith(wanted)), None)
        seen.append(None if place is None else found[place][1])
        at = at if place is None else place + 1
    first = next((page for page in seen if page is not None), 0)
    labels = tuple("" if page is None else str(page - first + 1) for page in seen)
    return Pages(labels, str(pdf.page_count(data) - first))


def _plain(text: str) -> str:
    return " ".join(text.replace("\u2011", "-").split())
