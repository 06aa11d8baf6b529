"""What an import leaves alone in the rows of a sheet, and why: blanked answers, deleted rows, merged and computed cells."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from typing import Any

from zcdoc.model.record import Address, State, get
from zcdoc.model.tables import Column, Table
from zcdoc.model.values import visible
from zcdoc.workbook.cells import Formula
from zcdoc.workbook.handed import HandedOut, digest, digests, plain
from zcdoc.workbook.ignored import Ignored, short
from zcdoc.workbook.layout import letter
from zcdoc.workbook.raw import RawSheet
from zcdoc.workbook.row import GridRow

BLANKED = "这一格现在是空白，原来的内容没有动；要清空的写（清空）"
LISTED_ROW = "这一行不在文件里，记录没有动；要删的在那一行的备注写（删除）"
STANDARD_ROW = "这一行不在文件里，记录没有动；要清空的在各格写（清空）"


def is_blank(value: Any, our_shapes: Collection[str], shape: Callable[[str], str]) -> bool:
    """Whether a cell says nothing: empty, our own formula, or one that gave an empty text."""
    if isinstance(value, Formula):
        return value.stored == "" or shape(value.text) in our_shapes
    return value is None or (isinstance(value, str) and not visible(value))


def of_row(
    sheet: RawSheet, table: Table, number: int, row: tuple[Any, ...], where_of: Callable[[Column], Address],
    base: State, now: State, blank: Callable[[Any], bool],
) -> Iterator[Ignored]:  # fmt: skip
    """Answers of a known row that were blanked or lie under a merged cell."""
    for column in table.stored:
        at = sheet.headers.get(column.name)
        if not at:
            continue
        area = sheet.covered(number, at) if number in sheet.merged else ""
        if not area and not blank(row[at - 1] if at <= len(row) else None):
            continue
        address = where_of(column)
        if area:
            place = f"{sheet.title}!{letter(at - 1)}{number}"
            why = f"被合并进 {area}，只有左上角一格取到了值；取消合并，填上这一行自己的值"
            yield Ignored(place, f"{address.key} {column.name}", why)
            continue
        handed = get(base, address)
        if handed and get(now, address):
            yield Ignored(
                f"{sheet.title}!{letter(at - 1)}{number}", f"{address.key} {column.name}：{short(handed)}", BLANKED
            )


def gone_rows(
    sheet: RawSheet, table: Table, keys: Collection[str], seen: Collection[str], handed: HandedOut | None,
    filled: Callable[[str], str],
) -> Iterator[Ignored]:  # fmt: skip
    """Rows that were handed out with something in them and are not in the file. `filled` gives the first thing in a row."""
    given = handed.texts.get(sheet.name) if handed else None
    for key in keys:
        what = filled(key) if key not in seen else ""
        if what and (given is None or given[digest(key)]):
            yield Ignored(
                sheet.title, f"{table.key} {key}：{short(what)}", LISTED_ROW if table.listed else STANDARD_ROW
            )


def typed_over(
    sheet: RawSheet, table: Table, number: int, row: tuple[Any, ...], grid: GridRow | None, handed: HandedOut | None
) -> Iterator[Ignored]:
    """Values typed into cells that are computed."""
    given = handed.texts.get(sheet.name) if handed else None
    for column in table.columns:
        at = sheet.headers.get(column.name)
        if column.role != "computed" or not at or at > len(row) or not plain(row[at - 1]) or given is None:
            continue
        value = row[at - 1]
        ours = {plain(grid.computed.get(column.name)), plain(grid.values.get(column.name))} if grid else set()
        number_of = {plain(_number(text)) for text in ours}
        if plain(value) in ours | number_of or any(given[text] for text in digests(value)):
            continue
        shown = value.stored if isinstance(value, Formula) else value
        place = f"{sheet.title}!{letter(at - 1)}{number}"
        yield Ignored(
            place, f"{column.name}：{short(shown)}", "这一栏由 zcdoc 计算，写进去的不取；要改的是算它的那些值"
        )


def _number(text: str) -> float | str:
    try:
        return float(text)
    except ValueError:
        return text
