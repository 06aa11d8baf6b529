"""The problems of a round as a workbook of its own, to be handed to whoever puts them right."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path
from typing import Any

from zcdoc import __version__, fsio, ooxml, seal, xlsx
from zcdoc.actions.aside import MAX_SEEN, WHY, refuse_open, replace_seen
from zcdoc.actions.desk import output_file
from zcdoc.actions.judge import Checked
from zcdoc.errors import UsageError, UserError
from zcdoc.problems import SEVERITY_LABEL
from zcdoc.readiness import Finding
from zcdoc.readiness.leading import open_of, sheet_name
from zcdoc.workbook.formats import Formats
from zcdoc.workbook.lines import lines as text_lines

CREATED = dt.datetime(2020, 1, 1)  # noqa: DTZ001  a fixed moment: nothing in the file comes from the clock
SHEET = "问题"
COLUMNS = (("规则", 26), ("程度", 8), ("工作表", 12), ("位置", 28), ("问题", 64), ("改法", 56), ("豁免", 30))
HEADER, FIRST = 2, 3  # rows, 0-based
LINE, MOST_LINES = 14, 25  # points; a row takes 409
NO_DIGEST = "0" * 64


def write_problem_list(checked: Checked, output: Path) -> Path:
    """Writes the list. Over an earlier one only while nobody has touched it; raises UserError for any other file."""
    if output.suffix.lower() != ".xlsx":
        raise UsageError(f"-o 不能写 {output.name}", "写 .xlsx 文件名，如 问题.xlsx")
    path = output_file(output)
    refuse_open(path)
    seen = _whole(path) if path.exists() else None
    data = problem_list(checked)
    fsio.make_dirs(path.parent)
    replace_seen(path, data, seen)
    return path


def _whole(path: Path) -> str:
    """The sha256 of a list that still is as it was written here. Raises UserError for what it is not."""
    data = fsio.read_limited(path, MAX_SEEN)
    state = seal.document(data)
    if state != "whole":
        raise UserError(f"没有覆盖“{path}”：{WHY[state]}", "用 -o 换一个文件名，或把原来的一份移走")
    return fsio.sha256_bytes(data)


def problem_list(checked: Checked) -> bytes:
    """The workbook, sealed; the same findings give the same bytes."""
    draft = _book(checked, NO_DIGEST)
    return _book(checked, seal.package_digest(draft))


def _book(checked: Checked, digest: str) -> bytes:
    desk, found = checked.desk, checked.findings
    buffer = BytesIO()
    book = xlsx.workbook(buffer)
    title = f"{desk.record.name}　{desk.round.label} {desk.round.id}　尚待处理的问题"
    _sheet(book, title, [*open_of(found), *(f for f in found if f.waived)])
    book.set_properties({"title": title, "author": "zcdoc", "created": CREATED, "comments": f"zcdoc {__version__}"})
    book.set_custom_property(seal.PROPERTY, digest, "text")
    book.close()
    return ooxml.rezip(buffer.getvalue())


def _sheet(book: Any, title: str, found: Sequence[Finding]) -> None:
    sheet, formats = book.add_worksheet(SHEET), Formats(book)
    sheet.write_string(0, 0, title, formats.title)
    errors = sum(f.blocks for f in found)
    waived = sum(bool(f.waived) for f in found)
    counts = f"错误 {errors} 个，提醒 {len(found) - errors - waived} 个，豁免 {waived} 个。改在清单工作簿或记录里，这张表不导入。"
    sheet.write_string(1, 0, counts, formats.help)
    for at, (header, width) in enumerate(COLUMNS):
        sheet.set_column(at, at, width)
        sheet.write_string(HEADER, at, header, formats.header("standard"))
    for number, finding in enumerate(found, FIRST):
        _row(sheet, formats, number, _cells(finding))
    sheet.autofilter(HEADER, 0, max(HEADER, HEADER + len(found)), len(COLUMNS) - 1)
    sheet.freeze_panes(FIRST, 0)
    sheet.set_landscape()
    sheet.set_paper(8)  # A3
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEADER)


def _cells(finding: Finding) -> tuple[str, ...]:
    p = finding.problem
    return p.rule, SEVERITY_LABEL[p.severity], sheet_name(p.where), p.where, p.message, p.fix, finding.waived


def _row(sheet: Any, formats: Formats, number: int, cells: tuple[str, ...]) -> None:
    lines = max(text_lines(text, width) for text, (_, width) in zip(cells, COLUMNS, strict=True))
    sheet.set_row(number, LINE * min(MOST_LINES, lines) + 3)
    for at, text in enumerate(cells):
        style = formats.cell("open", "text", quote=text.startswith(("=", "+", "-", "@")))
        sheet.write_string(number, at, text, style) if text else sheet.write_blank(number, at, None, style)
