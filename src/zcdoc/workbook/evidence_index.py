"""The index of a submission folder as a workbook: what is open, each piece of evidence, and what each clause rests on."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from typing import Any

from zcdoc import __version__, ooxml, xlsx
from zcdoc.problems import SEVERITY_LABEL, Problem
from zcdoc.workbook.formats import Formats
from zcdoc.workbook.lines import lines as text_lines

CREATED = dt.datetime(2020, 1, 1)  # noqa: DTZ001  a file's date says nothing here, and the same content is the same file
LINK = "包内文件"
EVIDENCE = (
    ("证据编号", 10), ("名称", 34), ("类型", 10), (LINK, 52), ("登记的文件", 28), ("页码或位置", 14), ("出具单位", 22), ("出具日期", 12),
    ("所属期间", 14), ("有效期至", 12), ("支撑", 34), ("证据状态", 9), ("备注", 30),
)  # fmt: skip
CITED = (
    ("条款号", 10), ("条款主题", 22), ("检查项或指标", 16), ("检查要点", 46), ("结果", 9), ("证据编号", 10), ("页码", 10), ("名称", 34), (LINK, 52),
)  # fmt: skip
OPEN = (("程度", 8), ("位置", 26), ("问题", 70), ("处理", 60))
LINE, MOST_LINES = 14, 25  # points; a row takes 409
LONGEST_LINK = 255  # characters of a text in a formula


def write_index(
    title: str, evidence: Sequence[dict[str, str]], cited: Sequence[dict[str, str]], problems: Sequence[Problem]
) -> bytes:
    """Rows are by header. What is open stands first, where there is something."""
    buffer = BytesIO()
    book = xlsx.workbook(buffer)
    formats = Formats(book)
    if problems:
        rows = [
            {"程度": SEVERITY_LABEL[p.severity], "位置": p.where, "问题": p.message, "处理": p.fix} for p in problems
        ]
        _sheet(book, formats, "先看这里", f"{title}：缺少的、改动过的、没有用到的", OPEN, rows)
    _sheet(book, formats, "证据目录", f"{title}：证据目录", EVIDENCE, evidence)
    _sheet(book, formats, "按条款", f"{title}：各条款、指标所引的证据", CITED, cited)
    book.set_properties({"title": title, "author": "zcdoc", "created": CREATED, "comments": f"zcdoc {__version__}"})
    book.close()
    return ooxml.rezip(buffer.getvalue())


def _sheet(
    book: Any, formats: Formats, name: str, title: str, columns: Sequence[tuple[str, int]], rows: Sequence[dict[str, str]]
) -> None:  # fmt: skip
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, formats.title)
    head = formats.get(bold=True, border=1, text_wrap=True, valign="vcenter", bg_color="#DCE6E2")
    for at, (header, width) in enumerate(columns):
        sheet.set_column(at, at, width)
        sheet.write_string(2, at, header, head)
    for number, row in enumerate(rows, 3):
        sheet.set_row(
            number, LINE * min(MOST_LINES, max(text_lines(row.get(header, ""), width) for header, width in columns))
        )
        for at, (header, _) in enumerate(columns):
            _cell(sheet, formats, number, at, row.get(header, ""), is_link=header == LINK)
    sheet.freeze_panes(3, 2)
    sheet.autofilter(2, 0, max(2, 2 + len(rows)), len(columns) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(2)


def _cell(sheet: Any, formats: Formats, row: int, column: int, text: str, *, is_link: bool) -> None:
    """A link is a formula: it holds in Excel, WPS and LibreOffice alike, and goes with the folder wherever it is put."""
    if not text:
        sheet.write_blank(row, column, None, formats.cell("open", "text"))
    elif is_link and len(text) <= LONGEST_LINK and "#" not in text:
        quoted = text.replace('"', '""')
        linked = formats.get(
            text_wrap=True, valign="top", border=1, border_color="#C5CDD6", font_color="#1B5E9B", underline=1
        )
        sheet.write_formula(row, column, f'=HYPERLINK("{quoted}","{quoted}")', linked, text)
    else:
        sheet.write_string(row, column, text, formats.cell("open", "text", quote=text.startswith(("=", "+", "-", "@"))))
