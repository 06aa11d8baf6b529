"""A document with page numbers, and the PDF of the same layout beside it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zcdoc.errors import DefectError
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


def publish(folder: Path, facts: Facts, *, apart: bool = False) -> Published:
    """Lays the document out, writes the page numbers in, and lays it out again until the numbers agree.

    Raises UserError without LibreOffice, DefectError when the numbers do not settle, and what `render` raises.
    """
    fill = filler(folder, facts, apart=apart)
    pages: Pages | None = None
    with pdf.office() as convert:
        for _ in range(ROUNDS):
            docx, headings = fill(pages)
            data = convert(docx, headings[0].text if headings else "")
            seen = read_pages(data, headings)
            if seen == pages:
                return Published(docx, data, seen)
            pages = seen
    raise DefectError("目次页码没有稳定下来")


def read_pages(data: bytes, headings: list[Heading]) -> Pages:
    """Page labels by heading: the body counts from 1 at its first heading. Raises DefectError when a heading is missing."""
    found = pdf.outline(data)
    titles = [" ".join(text.split()) for text, _ in found]
    wanted = [" ".join(h.text.split()) for h in headings]
    if titles != wanted:
        odd = next((w for w, t in zip(wanted, [*titles, *[""] * len(wanted)], strict=False) if w != t), "")
        raise DefectError(f"PDF 的目录与文中标题不一致：{odd}")
    if not found:
        return Pages((), "")
    first = found[0][1]
    return Pages(tuple(str(page - first + 1) for _, page in found), str(pdf.page_count(data) - first))
