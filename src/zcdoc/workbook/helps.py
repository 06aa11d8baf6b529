"""What a cell offers to whoever fills it: a dropdown and an input prompt, one rule for all cells of a column that share it.

A rule for each cell made 3,000 of them in a workbook, half of its time to write and to open; and a row that a person inserts
between two others gets the help of a rule that covers both.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import pairwise
from typing import Any

from zcdoc.model.tables import Column, Table
from zcdoc.workbook.layout import letter
from zcdoc.workbook.row import GridRow

MAX_AREAS = 100  # of one rule: a spreadsheet program reads a list of areas, and none needs to read a long one


class Helps:
    """Gathers the rules of one sheet cell by cell; `write` puts them into it."""

    def __init__(self, lists: Container[str]) -> None:
        self._lists = lists
        self._rows: dict[tuple[int, tuple[tuple[str, Any], ...]], list[int]] = {}

    def add(self, row: GridRow, table: Table, at: int) -> None:
        """The cells of a row that stands at `at`, counted from 0."""
        for i, column in enumerate(table.columns):
            rule = _rule(row, column, self._lists)
            if rule:
                self._rows.setdefault((i, tuple(rule.items())), []).append(at)

    def write(self, sheet: Any) -> None:
        for (i, rule), rows in self._rows.items():
            areas = list(_runs(rows))
            for start in range(0, len(areas), MAX_AREAS):
                some = areas[start : start + MAX_AREAS]
                named = " ".join(_area(i, *area) for area in some)
                sheet.data_validation(some[0][0], i, some[0][1], i, {**dict(rule), "multi_range": named})


def _rule(row: GridRow, column: Column, lists: Container[str]) -> dict[str, Any]:
    """A dropdown where the column has a list, and the input prompt. `choice` refuses other values, the rest only warn."""
    if column.role in {"standard", "computed"}:
        return {}
    name = row.options.get(column.name, column.options).removeprefix("@")
    prompt = row.prompts.get(column.name) or column.prompt
    rule: dict[str, Any] = {"validate": "any"}
    if name in lists:
        strict = column.type == "choice" or name == "yes_no"
        rule = {
            "validate": "list", "source": f"=zc_{name}", "error_type": "stop" if strict else "information",
            "error_title": "不在列表中", "error_message": "请从下拉列表中选择" if strict else "列表中没有这一项，确认后仍可使用",
        }  # fmt: skip
    if prompt:
        rule |= {"input_title": column.name[:32], "input_message": prompt[:250]}
    return rule if len(rule) > 1 else {}


def _runs(rows: list[int]) -> Iterator[tuple[int, int]]:
    """First and last of each unbroken run of rising numbers."""
    first = rows[0]
    for one, following in pairwise([*rows, -1]):
        if following != one + 1:
            yield first, one
            first = following


def _area(column: int, first: int, last: int) -> str:
    name = letter(column)
    return f"{name}{first + 1}" if first == last else f"{name}{first + 1}:{name}{last + 1}"
