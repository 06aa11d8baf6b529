"""A view -> the bytes of a workbook. The same input gives the same bytes."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from io import BytesIO
from typing import Any

from zcdoc import __version__, xlsx
from zcdoc.errors import UserError
from zcdoc.model.indicator import ChecksInputs, Indicator, PresenceInputs
from zcdoc.model.provenance import Provenance
from zcdoc.model.rating import Points, Scored
from zcdoc.model.record import ROUND_LABEL
from zcdoc.model.results import Score
from zcdoc.model.tables import CHECKS, Column, Table
from zcdoc.model.terms import Terms
from zcdoc.model.values import MAX_TEXT, OPEN_ENDED, PRESENT, decimal_string, fraction, split_refs, text_length
from zcdoc.model.view import View
from zcdoc.problems import Problem
from zcdoc.workbook import formulas
from zcdoc.workbook.formats import BAND_COLORS, RESULT_COLORS, Formats
from zcdoc.workbook.grid import sheet_rows
from zcdoc.workbook.guide import write_guide
from zcdoc.workbook.handed import Noted
from zcdoc.workbook.handed import rows as handed_rows
from zcdoc.workbook.handing import Handing, handed_to
from zcdoc.workbook.helps import Helps
from zcdoc.workbook.layout import (
    FINGERPRINT_SHEET,
    FIRST_ROW,
    FOLDED,
    GUIDE,
    HEADER_ROW,
    LISTS_SHEET,
    OVERVIEW,
    SHEET_TABLE,
    SPARE_ROWS,
    SUMMARY,
    Fingerprint,
    Fold,
    column_index,
    fingerprint,
    folds,
    frozen,
    letter,
    sheets_of,
)
from zcdoc.workbook.lists import write_lists
from zcdoc.workbook.overview import write_overview
from zcdoc.workbook.row import GridRow
from zcdoc.workbook.summary import write_summary

CREATED = dt.datetime(2000, 1, 1)  # noqa: DTZ001  a fixed moment: nothing in the file comes from the clock
FIRST_DATE = "1900-03-01"  # spreadsheets disagree on the days before it, so those are written as text
HELP = {
    "假设": "标准没有写明、暂按假设处理之处。定一项：填依据，要改的再改现取值。灰底和浅蓝底改了也不会导入。",
    "园区信息": "只填“内容”一列，证据编号见证据清单。带“评价”“核算”等字样的各行属于本轮，其余属于园区。",
    "评价过程": "每项活动一行，编号留空会在导入时自动编上。",
    "基本要求": "每个检查项一行。灰底是标准内容，改了也不会导入；白底由检查人填写。列标题上方的加减号可展开或收起。",
    "创建措施": "每个检查项一行。灰底是标准内容，改了也不会导入；白底由检查人填写。列标题上方的加减号可展开或收起。",
    "评价指标": "填分子和分母，现状值自动相除；没有分子分母的直接填现状值。得分率、得分和汇总随填随算。所属的组和指标解释在列标题上方的加号里。",
    "年度数据": "每个项目每个年度一行，用于强度、下降率和现状分析。",
    "温室气体": "每个排放源每个年度一行；活动数据、因子与单位齐全时排放量自动相乘。",
    "碳抵消": "每笔抵消一行；同一登记编号只能用一次；何时注销才计入，见标准包的假设。",
    "目标": "每个目标一行：基准年、目标年、数值和单位。",
    "重点项目": "每个项目一行：投资、年减排量和进度。",
    "证据清单": "证据编号 EV-001 起；文件放在园区文件夹的 evidence 下，这里写文件名。",
}
LINE_HEIGHT, MAX_HEIGHT = 13.5, 405.0
CENTERED = {
    "结果",
    "证据状态",
    "取证情况",
    "单位",
    "条款号",
    "检查方式",
    "条款类型",
    "责任主体",
    "要求值",
    "引领值",
    "是否适用",
    "序号",
    "编号",
    "检查进度",
}
LANDSCAPE_SCALE = {"基本要求": 70, "创建措施": 70, "评价指标": 60}


@dataclass(frozen=True)
class Parts:
    """What every sheet writer needs."""

    book: Any
    formats: Formats
    view: View
    score: Score
    terms: Terms
    lists: set[str]
    evidence_rows: Mapping[str, int]


def write(
    view: View, score: Score, states: Mapping[str, str], problems: list[Problem], *, handing: Handing | None = None
) -> bytes:
    """The workbook of one round. `states`: evidence state by check id; `problems`: the open ones, for 汇总; `handing`: for whom.

    Raises UserError naming the item when a text is longer than a cell can hold.
    """
    buffer = BytesIO()
    book = xlsx.workbook(buffer)
    rows = sheet_rows(view, score, dict(states))
    if handing is not None:
        rows = handed_to(rows, view, handing)
    _refuse_long_text(rows)
    sheets = {name: Noted(book.add_worksheet(name)) for name in sheets_of(view)}
    evidence_rows = {row.key: FIRST_ROW + i for i, row in enumerate(rows["证据清单"])}
    terms = Terms(view.pack, view.decisions)
    lists = Noted(book.add_worksheet(LISTS_SHEET))
    parts = Parts(book, Formats(book), view, score, terms, write_lists(book, lists, view), evidence_rows)
    for name, table in SHEET_TABLE.items():
        if name in sheets:
            _table_sheet(parts, sheets[name], name, table, rows[name])
    write_guide(parts.book, sheets[GUIDE], parts.formats, view, score)
    write_summary(parts.book, sheets[SUMMARY], parts.formats, view, score, parts.terms, rows, problems)
    write_overview(sheets[OVERVIEW], parts.formats, view, rows, problems)
    for name, sheet in sheets.items():
        _page(sheet, name, view)
        _way_back(parts, sheet, name)
    mark = fingerprint(view, handing.copy if handing else None)
    _properties(parts, [*mark.items(), *handed_rows({**sheets, LISTS_SHEET: lists})])
    sheets[OVERVIEW].activate()
    book.close()
    return buffer.getvalue()


def _refuse_long_text(rows: Mapping[str, list[GridRow]]) -> None:
    long = [
        f"{sheet} {row.key} {name}"
        for sheet, items in rows.items()
        for row in items
        for name, v in row.values.items()
        if text_length(v) > MAX_TEXT
    ]
    if long:
        raise UserError(
            f"这些内容超过单元格上限 {MAX_TEXT} 个字符，不能导出：{'；'.join(long)}", "缩短文字，或放进证据文件"
        )


def _properties(parts: Parts, said: list[tuple[str, str]]) -> None:
    view = parts.view
    parts.book.set_properties(
        {
            "title": f"{view.record.name} {view.pack.head.standard.title} {ROUND_LABEL[view.round.kind]}清单",
            "subject": view.pack.label, "author": "zcdoc", "company": "", "created": CREATED, "comments": f"zcdoc {__version__}",
        }
    )  # fmt: skip
    sheet = parts.book.add_worksheet(FINGERPRINT_SHEET)
    sheet.very_hidden()
    for row, (name, value) in enumerate(said):
        sheet.write_string(row, 0, name)
        sheet.write_string(row, 1, value)
        if name in (*Fingerprint.FIELDS, "person"):
            parts.book.set_custom_property(f"zcdoc-{name}", value)
    for name, value in _origin(view.pack.provenance).items():
        parts.book.set_custom_property(f"zcdoc-{name}", value)


def _origin(pack: Provenance) -> dict[str, str]:
    """Whose the standard's data are when they are not the built-in ones; beside the fingerprint, which stays as it is."""
    if pack.origin == "built-in":
        return {}
    replaced = {"replaces": f"{pack.built_in.version} {pack.built_in.sha256}"} if pack.built_in else {}
    return {"origin": pack.origin, **replaced}


def _page(sheet: Any, name: str, view: View) -> None:
    """A4 landscape, header rows repeated, page numbers."""
    sheet.set_paper(9)
    sheet.set_margins(left=0.45, right=0.45, top=0.75, bottom=0.65)
    sheet.set_header(
        f'&L&"{"等线"},常规"&9{_safe(view.record.name)}&C&9{name}&R&9{_safe(view.pack.head.standard.number)}'
    )
    sheet.set_footer("&C&9第 &P 页 共 &N 页")
    if name == GUIDE:
        sheet.set_portrait()
        sheet.fit_to_pages(1, 0)
        return
    sheet.set_landscape()
    if name in SHEET_TABLE:
        sheet.repeat_rows(HEADER_ROW - 1)
    if name in LANDSCAPE_SCALE:
        sheet.set_print_scale(LANDSCAPE_SCALE[name])
        sheet.repeat_columns(0, 1)
        sheet.print_across()
    else:
        sheet.fit_to_pages(1, 0)


def _way_back(parts: Parts, sheet: Any, name: str) -> None:
    """A link to 总览 in the first column, where it stays in sight; row 2 on the sheets that people fill."""
    if name == OVERVIEW:
        return
    row = 3 if name == SUMMARY else 1
    style = parts.formats.get(font_size=9, underline=1, font_color="#0B5CAD", valign="vcenter")
    sheet.write_url(row, 0, f"internal:'{OVERVIEW}'!A1", style, "←总览", "回到总览")
    sheet.write_string(row, 0, "←总览", style)


def _safe(text: str) -> str:
    return text.replace("&", "&&")[:60]


def _table_sheet(parts: Parts, sheet: Any, name: str, table: Table, rows: list[GridRow]) -> None:
    formats = parts.formats
    sheet.set_row(0, 26)
    # Columns A and B are repeated on every printed page, so only the sheet's name stands there.
    sheet.write_string(0, 0, name, formats.title)
    beside = 2 if table.id != "indicators" else column_index(table, FOLDED[table.id][-1]) + 1  # not in a folded column
    sheet.write_string(0, beside, f"{parts.view.record.name}　{_round_shown(parts.view)}", formats.help)
    sheet.set_row(1, 18)
    sheet.set_row(2, 32)
    sheet.hide_gridlines(2)
    sheet.freeze_panes(HEADER_ROW, frozen(table))
    _columns(parts, sheet, table)
    if table.id != "checks":
        sheet.write_string(1, 1, HELP[name], formats.help)
    last = HEADER_ROW + len(rows) + (SPARE_ROWS if table.listed else 0)
    shown = [c for c, fold in zip(table.columns, folds(table, parts.view.round.kind), strict=True) if not fold.hidden]
    helps = Helps(parts.lists)
    for i, row in enumerate(rows):
        sheet.set_row(HEADER_ROW + i, row_height(row, shown))
        _data_row(parts, sheet, table, row, HEADER_ROW + i)
        helps.add(row, table, HEADER_ROW + i)
    for i in range(HEADER_ROW + len(rows), last):
        _spare_row(parts, sheet, table, i)
        helps.add(GridRow("", {}), table, i)
    helps.write(sheet)
    if rows or table.listed:
        sheet.autofilter(HEADER_ROW - 1, 0, last - 1, len(table.columns) - 1)
        sheet.print_area(0, 0, HEADER_ROW + max(len(rows), 1) - 1, len(table.columns) - 1)
    _colour(parts, sheet, table, last)


def _round_shown(view: View) -> str:
    """Which round a sheet is of; of a closed one every sheet that people fill says that it is for reading."""
    closed = f"　只供查看：本轮已于 {view.round.closed} 关闭" if view.round.closed else ""
    return f"{view.round.label} {view.round.id}{closed}"


def row_height(row: GridRow, columns: Iterable[Column]) -> float:
    """Points that show the longest text of these columns whole: not every program fits rows to wrapped text by itself."""
    lines = max(text_lines(row.values.get(c.name, ""), c.width) for c in columns)
    return min(LINE_HEIGHT * lines + 5, MAX_HEIGHT)


def text_lines(text: str, width: float) -> int:
    """Lines of a wrapped text in a column; a Chinese character is two half-width ones."""
    return sum(
        max(1, -(-sum(2 if ord(c) > 0x2E7F else 1 for c in part) // max(int(width * 1.08), 1)))
        for part in text.split("\n")
    )


def _columns(parts: Parts, sheet: Any, table: Table) -> None:
    """Widths, headers and the groups that are folded; the column before a group carries its button."""
    placed = folds(table, parts.view.round.kind)
    if any(fold.grouped for fold in placed):
        sheet.outline_settings(True, True, False, False)  # noqa: FBT003  XlsxWriter's own signature
    previous = ""
    for i, (column, fold) in enumerate(zip(table.columns, placed, strict=True)):
        following = placed[i + 1] if i + 1 < len(placed) else Fold(grouped=False, hidden=False)
        options: dict[str, Any] = {"level": 1, "hidden": fold.hidden} if fold.grouped else {}
        if not fold.grouped and following.hidden:
            options = {"collapsed": True}
        sheet.set_column(i, i, column.width, None, options)
        sheet.write_string(HEADER_ROW - 1, i, column.name, parts.formats.header(column.role))
        if table.id == "checks":
            # The link back to 总览 stands in the first column.
            is_named = (i == 1 or (column.band != previous and i > 0)) and column.band in BAND_COLORS
            style = parts.formats.band(column.band)
            sheet.write_string(1, i, column.band, style) if is_named else sheet.write_blank(1, i, None, style)
        previous = column.band


def _data_row(parts: Parts, sheet: Any, table: Table, row: GridRow, at: int) -> None:
    for i, column in enumerate(table.columns):
        text = row.key if column.role == "key" else row.values.get(column.name, "")
        _cell(parts, sheet, table, row, column, at, i, text)


def _cell(parts: Parts, sheet: Any, table: Table, row: GridRow, column: Column, at: int, i: int, text: str) -> None:
    kind = row.types.get(column.name, "") or ("text" if column.type == "field" else column.type)
    number = fraction(text) if kind in {"number", "graded", "year"} or column.name == "引领值" else None
    style = _style(parts, row, column, kind, text)
    formula = "" if text else _formula(parts, table, row, column, at + 1)
    if formula:
        sheet.write_formula(at, i, formula, style, _stored(row.computed.get(column.name, "")))
    elif number is not None:
        sheet.write_number(at, i, float(number), style)
    elif kind == "date" and text >= FIRST_DATE and text not in OPEN_ENDED:
        sheet.write_datetime(at, i, dt.datetime.fromisoformat(text), style)
    elif column.type == "refs" and text and _target(parts, text):
        sheet.write_url(at, i, _target(parts, text), parts.formats.link, text, "转到证据清单")
        sheet.write_string(at, i, text, parts.formats.link)
    elif text:
        sheet.write_string(at, i, text, style)
    else:
        sheet.write_blank(at, i, None, style)


def _target(parts: Parts, text: str) -> str:
    """The row of the first evidence number that is registered."""
    found = next((parts.evidence_rows[ref] for ref, _ in split_refs(text) if ref in parts.evidence_rows), None)
    return f"internal:'证据清单'!A{found}" if found else ""


def _stored(value: str) -> float | str:
    number = fraction(value)
    if number is None:
        return value if value == formulas.EXCLUDED else ""
    return float(number)


def _style(parts: Parts, row: GridRow, column: Column, kind: str, text: str) -> Any:
    number = "text"
    if column.name in row.percent:
        number = "percent"
    elif column.name == "得分":
        number = "points"
    elif kind in {"number", "graded"} or (column.name == "引领值" and fraction(text) is not None):
        number = "number"
    elif kind in {"date", "year"}:
        number = kind
    quote = number == "text" and text[:1] in {"=", "+", "-", "@", "\t"}
    center = column.name in CENTERED or text in PRESENT
    return parts.formats.cell(column.role, number, quote=quote, center=center)


def _formula(parts: Parts, table: Table, row: GridRow, column: Column, at: int) -> str:
    if table.id == "emissions" and column.role == "overridable":
        return formulas.emission(at)
    if table.id == "checks" and column.name == "实测值" and row.computed.get("实测值"):
        return _computed_check(parts, row)
    if table.id != "indicators" or column.name not in {"现状值", "得分率", "得分"}:
        return ""
    item = parts.view.pack.indicator_of[row.key]
    pack = parts.view.pack
    if column.name == "得分率":
        return formulas.ratio(at, item, floor=_floor(parts), whole=_whole(parts, item))
    if column.name == "得分":
        return formulas.points(at, item, pack, formulas.sizes(pack), parts.terms)
    return formulas.value(at, item.option(row.values.get("二选一选项")).inputs, _series(parts, item))


def _floor(parts: Parts) -> bool:
    rating = parts.view.pack.rating
    return not isinstance(rating, Scored) or parts.terms.value(rating.floor) == "zero"


def _whole(parts: Parts, item: Indicator) -> bool:
    """Whether an indicator earns all of its points or none."""
    rating = parts.view.pack.rating
    inputs = [option.inputs for option in item.options]
    if not isinstance(rating, Points) or all(isinstance(i, ChecksInputs) for i in inputs):
        return False
    if item.direction == "present":
        return any(isinstance(i, PresenceInputs) and not i.gradable for i in inputs)
    return parts.terms.value(rating.partial) == "none"


def _series(parts: Parts, item: Indicator) -> str:
    one = parts.score.indicator(item.number)
    return (
        decimal_string(one.value, 15) if one.origin in {"series", "checks", "books"} and one.value is not None else ""
    )


def _computed_check(parts: Parts, row: GridRow) -> str:
    """The quotient of two 园区信息 fields, live."""
    quantity = parts.view.pack.checks[row.key][1].quantity
    assert quantity is not None
    assert quantity.ratio_of is not None
    place = {f.name: FIRST_ROW + i for i, f in enumerate(parts.view.pack.head.profile_fields.values())}
    top, bottom = (f"园区信息!$B${place[name]}" for name in quantity.ratio_of)
    return f'=IF(AND(ISNUMBER({top}),ISNUMBER({bottom})),IF({bottom}=0,"",{top}/{bottom}),"")'


def _spare_row(parts: Parts, sheet: Any, table: Table, at: int) -> None:
    row = GridRow("", {})
    for i, column in enumerate(table.columns):
        style = _style(parts, row, column, column.type, "")
        formula = formulas.emission(at + 1) if table.id == "emissions" and column.role == "overridable" else ""
        if formula:
            sheet.write_formula(at, i, formula, style, "")
        else:
            sheet.write_blank(at, i, None, style)


def _colour(parts: Parts, sheet: Any, table: Table, last: int) -> None:
    if table.id == "checks":
        for name in ("结果", "证据状态", "验证结论"):
            i = column_index(CHECKS, name)
            for value, (ground, ink) in RESULT_COLORS.items():
                style = parts.book.add_format({"bg_color": ground, "font_color": ink, "bold": True})
                rule = {"type": "cell", "criteria": "==", "value": f'"{value}"', "format": style}
                sheet.conditional_format(HEADER_ROW, i, last - 1, i, rule)
    if table.id == "indicators":
        i = column_index(table, "得分率")
        bar = {
            "type": "data_bar",
            "bar_color": "#8CC5A8",
            "bar_solid": True,
            "min_type": "num",
            "max_type": "num",
            "min_value": 0,
            "max_value": 1,
        }
        sheet.conditional_format(HEADER_ROW, i, last - 1, i, bar)
        use = f"${letter(column_index(table, '是否适用'))}{FIRST_ROW}"
        grey = parts.book.add_format({"font_color": "#9AA5B1", "italic": True})
        rule = {"type": "formula", "criteria": f'={use}="否"', "format": grey}
        sheet.conditional_format(HEADER_ROW, 0, last - 1, len(table.columns) - 1, rule)
