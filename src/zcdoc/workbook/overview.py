"""The sheet 总览: how far every sheet, chapter and person is, with links to what is next. Live; an import reads nothing of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from math import ceil
from typing import Any

from zcdoc.model.pack import KIND_LABEL
from zcdoc.model.profile import For
from zcdoc.model.record import ROUND_LABEL
from zcdoc.model.tables import ASSUMPTIONS, CHECKS, INDICATORS, NOT_INSPECTED, PROFILE, Table
from zcdoc.model.view import View
from zcdoc.model.vocabulary import sheet_of
from zcdoc.problems import SEVERITY_LABEL, Problem
from zcdoc.workbook.formats import Formats
from zcdoc.workbook.layout import FIRST_ROW, SHEET_TABLE, SPARE_ROWS, column_index, letter
from zcdoc.workbook.row import GridRow
from zcdoc.workbook.summary import belongs

WIDTHS = (42, 9, 9, 9, 10, 14, 14, 44)
FAR, LEFT_OUT = 9, 10  # hidden columns: the row of the first empty cell; checks of which nobody has the words
NOWHERE = 9_999_999
PEOPLE = 8  # lines for names, which fill by themselves
MAX_LISTED = 60
LISTED_ROWS = 1_000  # rows of a list that are counted
DOCUMENTS: tuple[tuple[For, str], ...] = (("scheme", "创建方案"), ("inspection", "自查记录"), ("report", "评价报告"))
WANTED: dict[str, For] = {"baseline": "scheme", "self-inspection": "inspection", "evaluation": "report"}
TO_CONFIRM = ("假设，未确认", "所据文本缺，按假设")
UNSETTLED = ("不符合", "部分符合")
Rows = Mapping[str, list[GridRow]]


@dataclass(frozen=True, slots=True)
class Part:
    """What one line counts: tests over the rows of a sheet as a formula, and what each row says at export.

    `due` and `blank` are products of array tests; `now` holds for every row whether it is due and whether it is blank.
    `column` is the column of the cell to fill, a text expression that may use `{row}`.
    """

    label: str
    sheet: str
    due: str
    blank: str
    column: str
    now: list[tuple[bool, bool]]
    issues: str = ""
    issues_now: int = 0
    inner: bool = False
    listed: bool = False
    tops: tuple[bool, ...] = ()  # rows of which the numerator is to be filled, where that changes from row to row

    @property
    def numbers(self) -> str:
        return f"ROW({self.sheet}!$A${FIRST_ROW}:$A${FIRST_ROW + max(len(self.now), LISTED_ROWS * self.listed) - 1})"


def write_overview(sheet: Any, formats: Formats, view: View, rows: Rows, problems: list[Problem]) -> None:
    """Counts and links stay live; what is listed as text says that it is the state at export."""
    sheet.hide_gridlines(2)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_column(FAR, LEFT_OUT, 8, None, {"hidden": True})
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, f"总览　{view.record.name}", formats.title)
    told = f"{view.pack.label}　{ROUND_LABEL[view.round.kind]} {view.round.id}　数字随填随变；点蓝字转到该处。"
    sheet.write_string(1, 0, told, formats.help)
    unknown = _left_out(sheet, view)
    below = _progress(sheet, formats, list(_parts(view, rows, unknown)), problems, 3)
    below = _documents(sheet, formats, view, rows, below + 1)
    below = _people(sheet, formats, rows, below + 1)
    _problems(sheet, formats, rows, problems, below + 1)


def _left_out(sheet: Any, view: View) -> str:
    """Checks that nobody can judge because the text is lost, in a hidden column; their range, blank where there are none."""
    keys = [key for key, (_, check) in view.pack.checks.items() if view.pack.is_unknown(check)]
    for at, key in enumerate(keys):
        sheet.write_string(at, LEFT_OUT, key)
    column = letter(LEFT_OUT)
    return f"${column}$1:${column}${len(keys)}" if keys else ""


# --- what is counted --------------------------------------------------------------------------------------------------


def _range(sheet: str, table: Table, name: str, count: int) -> str:
    at = letter(column_index(table, name))
    return f"{sheet}!${at}${FIRST_ROW}:${at}${FIRST_ROW + count - 1}"


def _parts(view: View, rows: Rows, unknown: str) -> Iterator[Part]:
    """In the order of the sheets, chapters below theirs."""
    for name, table in SHEET_TABLE.items():
        if table.listed:
            yield _list(name, table, rows[name])
        elif rows[name]:
            yield from _MAKERS[table.id](view, name, rows[name], unknown)


def _list(name: str, table: Table, rows: list[GridRow]) -> Part:
    """A list has no number of rows that it ought to have: what stands there is counted."""
    first, second = (_range(name, table, c.name, LISTED_ROWS) for c in table.columns[1:3])
    empty = f'({first}="")*({second}="")'
    names = [c.name for c in table.columns[1:3]]
    now = [(True, not any(row.values.get(n) for n in names)) for row in rows] + [(True, True)] * SPARE_ROWS
    return Part(name, name, "1", empty, '"B"', now, listed=True)


def _assumed(_view: View, name: str, rows: list[GridRow], _unknown: str) -> Iterator[Part]:
    kind, ground, key = (_range(name, ASSUMPTIONS, c, len(rows)) for c in ("种类", "依据", "键"))
    open_ = "+".join(f'({kind}="{word}")' for word in TO_CONFIRM)
    now = [(True, r.values.get("种类") in TO_CONFIRM and not r.values.get("依据")) for r in rows]
    column = f'"{letter(column_index(ASSUMPTIONS, "依据"))}"'
    yield Part(f"{name}（未定的）", name, f'({key}<>"")', f'({ground}="")*({open_}>0)', column, now)


def _profile(view: View, name: str, rows: list[GridRow], _unknown: str) -> Iterator[Part]:
    yield _fields(view, name, rows, WANTED[view.round.kind], f"{name}（本轮必填）")


def _fields(view: View, name: str, rows: list[GridRow], document: For, label: str) -> Part:
    """The fields that a document cannot do without."""
    needed = [row.key for row in rows if view.pack.head.needs(row.key, document)]
    keys, content = (_range(name, PROFILE, c, len(rows)) for c in ("字段", "内容"))
    listed = ",".join(f'"{key}"' for key in needed) or '"—"'
    now = [(row.key in needed, not row.values.get("内容")) for row in rows]
    return Part(label, name, f"ISNUMBER(MATCH({keys},{{{listed}}},0))", f'({content}="")', '"B"', now)


def _checks(view: View, name: str, rows: list[GridRow], unknown: str) -> Iterator[Part]:
    key, number, kind, result, closed = (
        _range(name, CHECKS, c, len(rows)) for c in ("检查项", "条款号", "条款类型", "结果", "验证结论")
    )
    base = f'({key}<>"")*(LEFT({kind},2)<>"陈述")' + (f"*ISNA(MATCH({key},{unknown},0))" if unknown else "")
    blank = f'(({result}="")+({result}="{NOT_INSPECTED}")>0)'
    found = "+".join(f'({result}="{word}")' for word in UNSETTLED)
    issues = f'({found}>0)*({closed}<>"已关闭")'
    column = f'"{letter(column_index(CHECKS, "结果"))}"'

    def part(label: str, test: str, inside: Callable[[GridRow], bool], *, inner: bool) -> Part:
        now = [(inside(r) and _judgeable(view, r), r.values.get("结果", "") in {"", NOT_INSPECTED}) for r in rows]
        open_now = sum(inside(r) and _is_open(r) for r in rows)
        return Part(label, name, base + test, blank, column, now, issues + test, open_now, inner)

    yield part(name, "", lambda _row: True, inner=False)
    for chapter in view.pack.head.chapters:
        clauses = [c for c in view.pack.clauses if c.chapter == chapter.id]
        if clauses and sheet_of(chapter.kind) == name:
            numbers = {c.number for c in clauses}
            label = f"{chapter.printed} {chapter.title}（{KIND_LABEL[chapter.kind]}）"
            test = f"*{belongs(number, chapter.id, clauses)}"
            yield part(label, test, lambda row, mine=numbers: row.values["条款号"] in mine, inner=True)  # type: ignore[misc]


def _judgeable(view: View, row: GridRow) -> bool:
    found = view.pack.checks.get(row.key)
    return not row.values["条款类型"].startswith("陈述") and not (found and view.pack.is_unknown(found[1]))


def _is_open(row: GridRow) -> bool:
    return row.values.get("结果") in UNSETTLED and row.values.get("验证结论") != "已关闭"


def _indicators(_view: View, name: str, rows: list[GridRow], _unknown: str) -> Iterator[Part]:
    key, group, value, use, reason = (
        _range(name, INDICATORS, c, len(rows)) for c in ("序号", "一级指标", "现状值", "是否适用", "不适用理由")
    )
    blank = f'({value}="")*(1-({use}="否")*({reason}<>""))'
    top, unit, typed = (letter(column_index(INDICATORS, c)) for c in ("分子", "分子单位", "现状值"))
    column = f'IF(INDEX({name}!{unit}:{unit},{{row}})="","{typed}","{top}")'
    empty = [not _has_value(row) for row in rows]
    tops = tuple(bool(row.values.get("分子单位")) for row in rows)
    yield Part(name, name, f'({key}<>"")', blank, column, [(True, e) for e in empty], tops=tops)
    for title in dict.fromkeys(row.values["一级指标"] for row in rows):
        now = [(row.values["一级指标"] == title, e) for row, e in zip(rows, empty, strict=True)]
        test = f'({key}<>"")*({group}="{title.replace(chr(34), chr(34) * 2)}")'
        yield Part(title, name, test, blank, column, now, inner=True, tops=tops)


def _has_value(row: GridRow) -> bool:
    excused = row.values.get("是否适用") == "否" and bool(row.values.get("不适用理由"))
    return excused or bool(row.values.get("现状值") or row.computed.get("现状值"))


_MAKERS: dict[str, Callable[[View, str, list[GridRow], str], Iterator[Part]]] = {
    "assumptions": _assumed, "profile": _profile, "checks": _checks, "indicators": _indicators,
}  # fmt: skip


# --- what is written --------------------------------------------------------------------------------------------------


def _header(sheet: Any, formats: Formats, row: int, title: str, names: tuple[str, ...]) -> None:
    sheet.set_row(row, 20)
    sheet.write_string(row, 0, title, formats.section)
    for column, name in enumerate(names):
        sheet.write_string(row + 1, column, name, formats.header("open"))


def _progress(sheet: Any, formats: Formats, parts: list[Part], problems: list[Problem], row: int) -> int:
    names = ("表与章", "应填", "已填", "未填", "完成", "未关闭的问题", "check 所指（导出时）", "第一处未填")
    _header(sheet, formats, row, "填到哪里了", names)
    sheet.set_row(row + 1, 30)
    top = at = row + 2
    for part in parts:
        _line(sheet, formats, part, at)
        told = sum(p.where.partition("!")[0] == part.sheet for p in problems)
        if not part.inner and told:
            sheet.write_number(at, 6, told, formats.cell("open", "number"))
        at += 1
    bar = {
        "type": "data_bar", "bar_color": "#8CC5A8", "bar_solid": True, "min_type": "num", "max_type": "num", "min_value": 0,
        "max_value": 1,
    }  # fmt: skip
    sheet.conditional_format(top, 4, at - 1, 4, bar)
    return at


def _line(sheet: Any, formats: Formats, part: Part, at: int) -> None:
    """One line of progress; the row of the first empty cell goes into a hidden column, so that the link stays short."""
    number, one = formats.cell("open", "number"), at + 1
    _label(sheet, formats, part, at)
    due, blank = sum(d for d, _ in part.now), sum(d and b for d, b in part.now)
    if part.listed:
        filled = len(part.now) - blank
        for column in (1, 3, 4):
            sheet.write_blank(at, column, None, number)
        sheet.write_formula(at, 2, f"=SUMPRODUCT(1-{part.blank})", number, filled)
    else:
        sheet.write_formula(at, 1, f"=SUMPRODUCT({part.due}*1)", number, due)
        sheet.write_formula(at, 2, f"=B{one}-D{one}", number, due - blank)
        sheet.write_formula(at, 3, f"=SUMPRODUCT({part.due}*{part.blank})", number, blank)
        share = formats.cell("open", "share")
        sheet.write_formula(at, 4, f'=IF(B{one}=0,"",C{one}/B{one})', share, (due - blank) / due if due else "")
    _issues(sheet, formats, part, at)
    _first(sheet, formats, part, at)


def _label(sheet: Any, formats: Formats, part: Part, at: int) -> None:
    if part.inner:
        sheet.write_string(at, 0, f"　{part.label}", formats.cell("open", "text"))
        return
    sheet.write_url(at, 0, f"internal:'{part.sheet}'!A1", formats.link, part.label, f"转到{part.sheet}")
    sheet.write_string(at, 0, part.label, formats.link)


def _issues(sheet: Any, formats: Formats, part: Part, at: int) -> None:
    number = formats.cell("open", "number")
    if part.issues:
        sheet.write_formula(at, 5, f"=SUMPRODUCT({part.issues})", number, part.issues_now)
    else:
        sheet.write_blank(at, 5, None, number)
    sheet.write_blank(at, 6, None, number)


def _first(sheet: Any, formats: Formats, part: Part, at: int) -> None:
    far = f"{letter(FAR)}{at + 1}"
    wanted = f"{part.due}*{part.blank}"
    formula = f"=SUMPRODUCT(MIN({part.numbers}+{NOWHERE}*(1-{wanted})))"
    found = next((FIRST_ROW + i for i, (due, blank) in enumerate(part.now) if due and blank), 0)
    sheet.write_formula(at, FAR, formula, None, found or FIRST_ROW + NOWHERE)
    cell = f"{part.column.format(row=far)}&{far}"
    link = f'=IF({far}>={NOWHERE},"",HYPERLINK("#\'{part.sheet}\'!"&{cell},"转到 "&{cell}))'
    sheet.write_formula(at, 7, link, formats.link, f"转到 {_column_now(part, found)}{found}" if found else "")


def _column_now(part: Part, found: int) -> str:
    if not part.column.startswith("IF"):
        return part.column.strip('"')
    typed, top = part.column.rstrip(")").split('"')[3::2]
    return top if part.tops[found - FIRST_ROW] else typed


def _documents(sheet: Any, formats: Formats, view: View, rows: Rows, row: int) -> int:
    """Which fields of 园区信息 each document asks for, and how many are still missing."""
    _header(sheet, formats, row, "各文件所需的园区信息", ("文件", "应填", "已填", "未填", "完成", "", "", "第一处未填"))
    name = PROFILE.sheets[0]
    for at, (document, label) in enumerate(DOCUMENTS, row + 2):
        part = _fields(view, name, rows[name], document, label)
        _line(sheet, formats, part, at)
    return row + 2 + len(DOCUMENTS)


# --- people -----------------------------------------------------------------------------------------------------------


def _people(sheet: Any, formats: Formats, rows: Rows, row: int) -> int:
    """Names come from 填报人 and 检查人 by themselves, so that whoever begins to fill appears."""
    names = ("人（填报人、检查人）", "名下项数", "已填", "未填", "完成", "所检查的", "整改未关闭的")
    _header(sheet, formats, row, "每个人（检查项）", names)
    sheets = [name for name in CHECKS.sheets if rows[name]]
    seen: list[str] = [names[0]]
    top = row + 2
    for at in range(top, top + PEOPLE):
        sources = [(name, who) for who in ("填报人", "检查人") for name in sheets]
        formula = '""'
        for name, who in reversed(sources):
            where = _range(name, CHECKS, who, len(rows[name]))
            test = f'({where}<>"")*(COUNTIF(A${top}:A{at},{where})=0)'
            formula = f"IFERROR(LOOKUP(2,1/({test}),{where}),{formula})"
        person = _next_name(rows, sources, seen)
        seen.append(person)
        sheet.write_formula(at, 0, f"={formula}", formats.cell("open", "text"), person)
        _person(sheet, formats, rows, sheets, at, person)
    sheet.write_string(top + PEOPLE, 0, "（没有写填报人的）", formats.cell("open", "text"))
    _person(sheet, formats, rows, sheets, top + PEOPLE, None)
    return top + PEOPLE + 1


def _next_name(rows: Rows, sources: list[tuple[str, str]], seen: list[str]) -> str:
    """As the formula finds it: the last name of the first column that has one which is not listed yet."""
    known = {name.casefold() for name in seen}
    for sheet, who in sources:
        left = [v for row in rows[sheet] if (v := row.values.get(who, "")) and v.casefold() not in known]
        if left:
            return left[-1]
    return ""


def _person(sheet: Any, formats: Formats, rows: Rows, sheets: list[str], at: int, person: str | None) -> None:
    """The figures of one person; None: of the rows in which nobody is named."""
    number, one = formats.cell("open", "number"), at + 1
    is_named, asked = person is not None, (person or "").casefold()

    def count(column: str, test: str, fits: Callable[[GridRow], bool]) -> tuple[str, int]:
        terms = []
        for name in sheets:
            key, result, who = (_range(name, CHECKS, c, len(rows[name])) for c in ("检查项", "结果", column))
            closed = _range(name, CHECKS, "验证结论", len(rows[name]))
            mine = f"({who}=$A{one})" if is_named else f'({who}="")'
            terms.append(f'SUMPRODUCT(({key}<>"")*{mine}{test.format(result=result, closed=closed)})')
        own = [r for name in sheets for r in rows[name] if r.values.get(column, "").casefold() == asked]
        return "+".join(terms), sum(fits(r) for r in own)

    blank = f'*(({{result}}="")+({{result}}="{NOT_INSPECTED}")>0)'
    judged = f'*({{result}}<>"")*({{result}}<>"{NOT_INSPECTED}")'
    found = "*(" + "+".join(f'({{result}}="{word}")' for word in UNSETTLED) + '>0)*({closed}<>"已关闭")'
    figures = {
        1: count("填报人", "", lambda _row: True),
        3: count("填报人", blank, lambda r: r.values.get("结果", "") in {"", NOT_INSPECTED}),
        5: count("检查人", judged, lambda r: r.values.get("结果", "") not in {"", NOT_INSPECTED}),
        6: count("整改责任人", found, _is_open),
    }
    empty = person == ""
    for column, (formula, value) in figures.items():
        shown = f'=IF($A{one}="","",{formula})' if is_named else f"={formula}"
        sheet.write_formula(at, column, shown, number, "" if empty else value)
    whole, left = figures[1][1], figures[3][1]
    sheet.write_formula(at, 2, f'=IF(B{one}="","",B{one}-D{one})', number, "" if empty else whole - left)
    share = "" if empty or not whole else (whole - left) / whole
    sheet.write_formula(at, 4, f'=IF(N(B{one})=0,"",C{one}/B{one})', formats.cell("open", "share"), share)


# --- problems ---------------------------------------------------------------------------------------------------------


def _problems(sheet: Any, formats: Formats, rows: Rows, problems: list[Problem], row: int) -> None:
    """What `check` found at export, one line for a rule on a sheet, the errors first; the link finds its row after a sort too."""
    groups: dict[tuple[str, str, str], list[Problem]] = {}
    for problem in problems:
        groups.setdefault((problem.severity, problem.where.partition("!")[0], problem.rule), []).append(problem)
    title = f"zcdoc check 所指的问题（导出时的状态，共 {len(problems)} 条，同类并为一行）"
    _header(sheet, formats, row, title, ("第一处", "轻重", "条数"))
    sheet.merge_range(row + 1, 3, row + 1, len(WIDTHS) - 1, "问题（第一处的）", formats.header("open"))
    ordered = sorted(groups.values(), key=lambda group: group[0].severity != "error")
    text, width = formats.cell("open", "text"), sum(WIDTHS[3:])
    for at, group in enumerate(ordered[:MAX_LISTED], row + 2):
        first = group[0]
        _problem_link(sheet, formats, rows, first, at)
        sheet.write_string(at, 1, SEVERITY_LABEL[first.severity], text)
        sheet.write_number(at, 2, len(group), formats.cell("open", "number"))
        said = f"{first.message}　{first.fix}"
        sheet.merge_range(at, 3, at, len(WIDTHS) - 1, said, text)
        sheet.set_row(at, 15 * ceil(sum(1 + (ord(c) > 255) for c in said) / width) + 3)
    if len(ordered) > MAX_LISTED:
        rest = f"其余 {len(ordered) - MAX_LISTED} 类用 zcdoc check 查看"
        sheet.write_string(row + 2 + MAX_LISTED, 0, rest, formats.help)


def _problem_link(sheet: Any, formats: Formats, rows: Rows, problem: Problem, at: int) -> None:
    name, _, key = problem.where.partition("!")
    if not any(row.key == key for row in rows.get(name, [])):
        sheet.write_string(at, 0, problem.where, formats.label)
        return
    quoted = key.replace('"', '""')
    place = f'"#\'{name}\'!A"&MATCH("{quoted}",{name}!A:A,0)'
    formula = f'=IFERROR(HYPERLINK({place},"{name}!{quoted}"),"{name}!{quoted}")'
    sheet.write_formula(at, 0, formula, formats.link, problem.where)
