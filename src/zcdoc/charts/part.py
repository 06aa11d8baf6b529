"""A chart -> its part and the small workbook behind it, the same bytes at every run."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from dataclasses import dataclass
from typing import Any

from zcdoc import xlsx
from zcdoc.charts.data import Chart
from zcdoc.charts.kinds import KINDS, SHEET
from zcdoc.charts.word import for_word

_CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  a fixed moment: nothing in the file comes from the clock


@dataclass(frozen=True, slots=True)
class Part:
    """`xml` refers to its workbook by the relationship WORKBOOK_REL."""

    xml: bytes
    workbook: bytes


def make(chart: Chart) -> Part:
    """The chart part and the workbook behind it."""
    drawn = _workbook(chart, drawn=True)
    with zipfile.ZipFile(io.BytesIO(drawn)) as package:
        xml = package.read("xl/charts/chart1.xml").decode()
    return Part(for_word(xml).encode(), _workbook(chart, drawn=False))


def _workbook(chart: Chart, *, drawn: bool) -> bytes:
    out = io.BytesIO()
    book = xlsx.workbook(out)
    book.set_properties({"created": _CREATED})
    sheet = book.add_worksheet(SHEET)
    _fill(book, sheet, chart)
    if drawn:
        sheet.insert_chart(0, len(chart.series) + 2, KINDS[chart.kind](book, chart))
    book.close()
    return out.getvalue()


def _fill(book: Any, sheet: Any, chart: Chart) -> None:
    sheet.set_column(0, 0, max(12, min(50, 2 * max(len(c) for c in chart.categories))))
    sheet.set_column(1, len(chart.series), 16)
    for row, name in enumerate(chart.categories, start=1):
        sheet.write_string(row, 0, name)
    for column, series in enumerate(chart.series, start=1):
        sheet.write_string(0, column, series.name)
        cell = book.add_format({"num_format": _cell_format(chart, column)})
        for row, value in enumerate(series.values, start=1):
            if value is not None:
                sheet.write_number(row, column, value, cell)


def _cell_format(chart: Chart, column: int) -> str:
    if chart.kind == "gantt":
        return "yyyy-mm-dd" if column == 1 else "0"
    return chart.format
