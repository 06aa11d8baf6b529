"""What a cell offers to whoever fills it: a dropdown and an input prompt, one rule for all cells of a column that share it.

A rule for each cell made 3,000 of them in a workbook, half of its time to write and to open; and a row that a person inserts
between two others gets the help of a rule that covers both.
"""

from __future__ import annotations

from collections.abc import Container, Iterator
from itertools import pairwise
from typing import Any

from zcdoc.model.tables import Column, Table
from zcdoc.workbook.layout import LISTS_SHEET, column_index, letter
from zcdoc.workbook.lists import BASIC
from zcdoc.workbook.row import GridRow

ROW = "{row}"  # in a rule's formulas, for the first row that it covers
NOTHING = f"{LISTS_SHEET}!$A$1048576"  # an empty cell
MAX_AREAS = 100  # of one rule: a spreadsheet program reads a list of areas, and none needs to read a long one


class Helps:
    """Gathers the rules of one sheet cell by cell; `write` puts them into it."""

    def __init__(self, lists: Container[str]) -> None:
        self._lists = lists
        self._rows: dict[tuple[int, tuple[tuple[str, Any], ...]], list[int]] = {}

    def add(self, row: GridRow, table: Table, at: int) -> None:
        """The cells of a row that stands at `at`, counted from 0."""
        for i, column in enumerate(table.columns):
            rule = _rule(row, column, table, self._lists)
            if rule:
                self._rows.setdefault((i, tuple(rule.items())), []).append(at)

    def write(self, sheet: Any) -> None:
        for (i, rule), rows in self._rows.items():
            areas = list(_runs(rows))
            for start in range(0, len(areas), MAX_AREAS):
                some = areas[start : start + MAX_AREAS]
                named = " ".join(_area(i, *area) for area in some)
                # References inside a rule are as seen from its first cell.
                placed = {k: v.replace(ROW, str(some[0][0] + 1)) if isinstance(v, str) else v for k, v in rule}
                sheet.data_validation(some[0][0], i, some[0][1], i, {**placed, "multi_range": named})


def _rule(row: GridRow, column: Column, table: Table, lists: Container[str]) -> dict[str, Any]:
    """What may stand in a cell, and the input prompt. `choice` refuses other values, the rest only warn."""
    if column.role in {"standard", "computed"}:
        return {}
    rule = _list(row, column, table, lists) or _typed(row, column, table)
    prompt = row.prompts.get(column.name) or column.prompt
    if prompt:
        rule |= {"input_title": column.name[:32], "input_message": prompt[:250]}
    return {"validate": "any", **rule} if rule else {}


def _list(row: GridRow, column: Column, table: Table, lists: Container[str]) -> dict[str, Any]:
    """A dropdown. Where rows differ it is found from the row's own type or key, because a sort moves these and not the rule."""
    name = row.options.get(column.name, column.options).removeprefix("@")
    source = f"=zc_{name}" if name in lists else ""
    if column.options == "@results":
        source = _results(table, lists)
    elif column.options == "@alternatives" or table.id == "assumptions":
        prefix = "zc_alternatives_" if table.id == "indicators" else "zc_choices_"
        source = _by_key(prefix) if name in lists or column.options else ""
    if not source:
        return {}
    # 园区信息 has a type of its own in every row, and a sort leaves the rules behind: there nothing is refused.
    strict = column.type == "choice" or (name == "yes_no" and table.id != "profile")
    message = "请从下拉列表中选择，按 Alt+↓ 打开列表；要清空这一格按 Delete"
    if not strict:
        message = "列表中没有这一项，确认后仍可使用"
    return {
        "validate": "list", "source": source, "error_type": "stop" if strict else "information",
        "error_title": f"“{column.name}”不在列表中"[:32], "error_message": message,
    }  # fmt: skip


def _results(table: Table, lists: Container[str]) -> str:
    """The results that a row's 条款类型 admits; in the basic requirements what must be kept has nothing between."""
    kind = f"LEFT(${letter(column_index(table, '条款类型'))}{ROW},2)"
    found = f'IF({kind}="推荐",zc_results_recommendation,IF({kind}="允许",zc_results_permission,'
    found += f'IF({kind}="陈述",{NOTHING},zc_results_requirement)))'
    if BASIC in lists:
        found = f"IF(ISNUMBER(MATCH($A{ROW},zc_{BASIC},0)),zc_results_basic,{found})"
    return f"={found}"


def _by_key(prefix: str) -> str:
    """The list that belongs to the row's key, as `_lists` names it; nothing where there is none."""
    found = f'INDIRECT("{prefix}"&SUBSTITUTE($A{ROW},"-","_"))'
    return f"=IF(ISREF({found}),{found},{NOTHING})"


# What a typed cell admits, `{at}` being the cell and `{share}` a test that a share is one; （清空） is taken everywhere.
_TESTS = {
    "number": 'IF(ISNUMBER({at}),{share},TRIM({at})="（清空）")',
    "graded": 'IF(ISNUMBER({at}),{share},ISNUMBER(FIND("、"&TRIM({at})&"、","、有、无、设立、未设立、达到、未达到、（清空）、")))',
    "date": 'IF(ISNUMBER({at}),AND({at}>=32874,{at}<73051),IF(TRIM({at})="（清空）",TRUE,'
    'ISNUMBER(DATEVALUE(SUBSTITUTE(TRIM({at}),".","-")))))',
    "year": 'IF(ISNUMBER({at}),AND({at}=INT({at}),{at}>=1900,{at}<=2100),OR(TRIM({at})="（清空）",RIGHT(TRIM({at}),1)="年"))',
    "refs": 'OR(UPPER(LEFT(TRIM({at}),3))="EV-",TRIM({at})="（清空）")',
}
_MEANT = {
    "number": ("要填数", "只填数，单位在“单位”栏，不要写在数后面。单位是 % 的填 0.35 或 35%，填 35 就成了 3500%。"),
    "graded": ("要填数或有、无", "比例填 0.35 或 35%；有无类填 有、无，或 0 到 1 之间的数并写口径说明。"),
    "date": ("要填日期", "按 2026-03-05 的样式填，年在前；只知道月份的，填那个月的最后一天并在备注说明。"),
    "year": ("要填年份", "填四位年份，如 2025。"),
    "refs": ("要填证据编号", "填证据清单中的编号，如 EV-003；多个用、分开，指明页码写作 EV-003#p12。还没有登记的先到证据清单加一行。"),
}  # fmt: skip


def _typed(row: GridRow, column: Column, table: Table) -> dict[str, Any]:
    """A warning, which people may pass, for what an import would not take."""
    kind = row.types.get(column.name, "") if column.type == "field" else column.type
    if kind not in _TESTS:
        return {}
    at = f"{letter(column_index(table, column.name))}{ROW}"
    title, message = _MEANT[kind]
    return {
        "validate": "custom", "value": f"={_TESTS[kind].format(at=at, share=_share(column, table, at))}", "error_type": "warning",
        "error_title": f"“{column.name}”{title}"[:32], "error_message": message,
    }  # fmt: skip


def _share(column: Column, table: Table, at: str) -> str:
    """Where the row's unit is % a number above 1 is a slip; numerators, which have units of their own, are not asked."""
    if column.name not in {"实测值", "现状值", "自评值"}:
        return "TRUE"
    return f'OR(${letter(column_index(table, "单位"))}{ROW}<>"%",ABS({at})<=1)'


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
