"""Columns whose header somebody renamed or lost: known by the spelling, by what was handed out in them, or by their place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator

from zcdoc.model.tables import Column, Table
from zcdoc.model.values import half_width
from zcdoc.workbook.ignored import Ignored, short
from zcdoc.workbook.layout import letter
from zcdoc.workbook.raw import RawSheet

Known = Callable[[Column, int], tuple[int, int]]
"""Of a column of ours and one of the file: in how many rows something was handed out, and in how many of them it stands."""
Fits = Callable[[Column, int], bool]


def free_columns(sheet: RawSheet, table: Table) -> dict[int, str]:
    """The file's columns that are none of ours, with their header; blank for a filled one without any."""
    ours = {c.name for c in table.columns}
    known = {at for name, at in sheet.headers.items() if name in ours}
    named = {at: name for name, at in sheet.headers.items() if name not in ours}
    width = max((len(row) for _, row in sheet.rows), default=0)
    return (
        {at: named.get(at, "") for at in range(1, max([width, *named]) + 1) if at not in known}
        if width or named
        else {}
    )


def recognised(sheet: RawSheet, table: Table, known: Known, fits: Fits) -> Iterator[tuple[Column, int]]:
    """Columns of ours that no header names, with the column of the file that each of them is."""
    missing = [c for c in table.columns if c.name not in sheet.headers]
    free = free_columns(sheet, table)
    pairs = [(c, at) for c in missing for at in free if _is(sheet, table, c, at, free[at], known, fits)]
    columns, places = Counter(c.name for c, _ in pairs), Counter(at for _, at in pairs)
    yield from ((c, at) for c, at in pairs if columns[c.name] == places[at] == 1)


def _is(sheet: RawSheet, table: Table, column: Column, at: int, called: str, known: Known, fits: Fits) -> bool:
    if called and half_width(called).casefold() == half_width(column.name).casefold():
        return True
    handed, stands = known(column, at)
    if handed:
        return stands * 2 >= handed
    return column.role in {"open", "overridable"} and _between(sheet, table, column, at) and fits(column, at)


def _between(sheet: RawSheet, table: Table, column: Column, at: int) -> bool:
    """Whether the columns on both sides are those that the table has there."""
    i = table.columns.index(column)
    left = table.columns[i - 1].name if i else ""
    right = table.columns[i + 1].name if i + 1 < len(table.columns) else ""
    return (not left or sheet.headers.get(left) == at - 1) and (not right or sheet.headers.get(right) == at + 1)


def own_columns(sheet: RawSheet, table: Table) -> Iterator[Ignored]:
    """Filled columns of the user's own."""
    for at, called in free_columns(sheet, table).items():
        count = sum(at <= len(row) and row[at - 1] not in (None, "") for _, row in sheet.rows)
        if count:
            where = f"{sheet.title}!{letter(at - 1)}{sheet.header_at}"
            what = f"自己加的列“{short(called)}”" if called else "没有标题的列"
            yield Ignored(where, f"{what}，{count} 格内容", "清单里没有这一列，不导入；要留下的写进备注或检查所见")
