"""The sheet 汇总: score and level (live), counts, weak points, open problems, charts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from fractions import Fraction
from math import ceil
from typing import Any

from zcdoc.model.levels import barred, level_of
from zcdoc.model.pack import KIND_LABEL, Chapter, Clause
from zcdoc.model.rating import DUTY_LABEL, Scored, WeightedRatio
from zcdoc.model.results import GroupScore, IndicatorScore, Score
from zcdoc.model.rounding import rounded
from zcdoc.model.tables import CHECKS, RESULTS
from zcdoc.model.terms import Terms
from zcdoc.model.values import decimal_string
from zcdoc.model.view import View
from zcdoc.model.vocabulary import sheet_of
from zcdoc.problems import SEVERITY_LABEL, Problem
from zcdoc.workbook.formats import BAD, GOOD, NONE, PART, Formats
from zcdoc.workbook.formulas import GROUP_TOP, group_count, group_score, group_weight, shares, sizes
from zcdoc.workbook.layout import FIRST_ROW, SUMMARY, column_index, letter
from zcdoc.workbook.row import GridRow

MAX_LISTED = 60
WIDTHS = (15, 13, 13, 13, 15, 13, 13, 13, 13)  # of the columns after the first, in characters
CHART_WIDTH, TALL = 560, 400
LINE = 15  # points of a line of text
USUAL_HEIGHT, PER_CHAPTER, ROW_PIXELS = 270, 22, 20  # of the charts; a standard with many chapters needs a taller one


def write_summary(
    book: Any, sheet: Any, formats: Formats, view: View, score: Score, terms: Terms,
    rows: Mapping[str, list[GridRow]], problems: list[Problem],
) -> None:  # fmt: skip
    """Formulas stay live in the sheet; what is listed as text says that it is the state at export."""
    sheet.hide_gridlines(2)
    widths = (_first_width(view), *WIDTHS)
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 28)
    sheet.write_string(0, 0, f"汇总　{view.record.name}", formats.title)
    sheet.write_string(1, 0, f"{view.pack.label}　{view.round.label} {view.round.id}　{view.round.date}", formats.help)
    sheet.write_string(2, 0, score.statement, formats.help)
    if view.pack.provenance.differs:
        sheet.write_string(1, 4, "标准数据为自带，代替了随附的，见“说明”", formats.help)
    if score.scored:
        bottom = _totals(sheet, formats, view, score, _groups(sheet, formats, view, score, terms))
    else:
        bottom = _verdict(sheet, formats, score, _classes(sheet, formats, score))
    counts = _counts(sheet, formats, view, rows, bottom + 2)
    if score.scored:
        _score_chart(book, sheet, view, counts[1])
    height = max(USUAL_HEIGHT, 90 + PER_CHAPTER * (counts[1] - counts[0] + 1))
    _result_chart(book, sheet, counts, _beside(widths) if score.scored else 0, height)
    if height > TALL:
        sheet.set_h_pagebreaks([counts[1] + 2])  # a tall chart is not cut in two on paper
    below = counts[1] + 4 + height // ROW_PIXELS
    below = _weak(sheet, formats, view, score, below)
    _problems(sheet, formats, problems, below + 1)


def _chapter_label(chapter: Chapter) -> str:
    return f"{chapter.printed} {chapter.title}（{KIND_LABEL[chapter.kind]}）"


def _first_width(view: View) -> float:
    """Wide enough for the longest name of a chapter, within reason."""
    used = {c.chapter for c in view.pack.clauses}
    longest = max(_units(_chapter_label(c)) for c in view.pack.head.chapters if c.id in used)
    return min(max(26.0, longest + 3), 56)


def _units(text: str) -> int:
    """Places that a text takes: a Chinese character two."""
    return sum(1 + (ord(x) > 255) for x in text)


def _beside(widths: tuple[float, ...]) -> int:
    """The first column that begins to the right of the first chart; a character is 7 pixels wide, a cell 5 more."""
    lefts = (sum(7 * w + 5 for w in widths[:i]) for i in range(len(widths)))
    return next(i for i, left in enumerate(lefts) if left > CHART_WIDTH)


def _header(sheet: Any, formats: Formats, row: int, names: tuple[str, ...]) -> None:
    for column, name in enumerate(names):
        sheet.write_string(row, column, name, formats.header("open"))


def _groups(sheet: Any, formats: Formats, view: View, score: Score, terms: Terms) -> int:
    top, rating = GROUP_TOP - 1, view.pack.rating
    assert isinstance(rating, Scored)
    sheet.write_string(top - 2, 0, "得分", formats.section)
    _header(sheet, formats, top - 1, ("一级指标", "权重", "适用指标数", "生效权重", "满分", "得分"))
    count = sizes(view.pack)
    percent, number = formats.cell("open", "percent"), formats.cell("open", "points")
    plain = formats.cell("open", "number")
    for i, group in enumerate(score.groups):
        row, one = top + i, top + i + 1
        sheet.write_string(row, 0, group.name, formats.label)
        sheet.write_number(row, 1, float(group.weight), percent)
        sheet.write_formula(row, 2, group_count(one, count), plain, group.applicable)
        weight = (
            group_weight(one, view.pack, terms, count)
            if isinstance(rating, WeightedRatio)
            else _part(view, terms, group)
        )
        sheet.write_formula(row, 3, weight, percent, float(group.in_force))
        sheet.write_formula(row, 4, f"=D{one}*{rating.full}", number, float(group.in_force * 100))
        sheet.write_formula(row, 5, f"={printed(group_score(one, count)[1:])}", number, float(rounded(group.score)))
        if group.assumed:
            sheet.write_string(row, 6, "权重为假设", formats.help)
    return top + len(score.groups)


def _part(view: View, terms: Terms, group: GroupScore) -> str:
    """The part of all points that the applicable indicators of one theme make up."""
    count = sizes(view.pack)
    own, whole = (shares(view.pack, terms, count, "评价指标!", name) for name in (group.name, ""))
    return f"=({own})/({whole})"


def _classes(sheet: Any, formats: Formats, score: Score) -> int:
    """How many targets of each class are kept; a standard without classes has no such table."""
    top = GROUP_TOP - 1
    sheet.write_string(top - 2, 0, "指标达标情况（导出时的状态）" if score.groups else "评定", formats.section)
    if not score.groups:
        return top
    _header(sheet, formats, top - 1, ("指标类别", "约束程度", "适用指标数", "达到", "未达到", "不能判断"))
    plain, text = formats.cell("open", "number"), formats.cell("open", "text")
    for i, group in enumerate(score.groups):
        sheet.write_string(top + i, 0, group.name, formats.label)
        sheet.write_string(top + i, 1, DUTY_LABEL[group.duty], text)
        for at, number in enumerate((group.applicable, group.met, group.unmet, group.open), 2):
            sheet.write_number(top + i, at, number, plain)
    return top + len(score.groups)


def _verdict(sheet: Any, formats: Formats, score: Score, row: int) -> int:
    """The conclusion, or why there is none."""
    text = formats.get(bold=True, align="right", border=1, border_color="#C5CDD6")
    if score.kind == "targets":
        sheet.merge_range(row, 0, row, 4, "结论（导出时的状态）", formats.label)
        sheet.write_string(row, 5, score.level or "尚不能下结论", text)
        row += 1
    missing = ["所据文本没有计分所需的下列内容，不能计分："] if score.kind == "conformity" and score.why else []
    for note in [*missing, *score.why, *_gate_notes(score)]:
        sheet.write_string(row, 0, note, formats.help)
        row += 1
    return row


def _totals(sheet: Any, formats: Formats, view: View, score: Score, row: int) -> int:
    """Formula score, bonus, total and level; labels in A, values in F so that the scores stand in one column."""
    count, rating = sizes(view.pack), view.pack.rating
    assert isinstance(rating, Scored)
    total = f"SUM(评价指标!{count.column('得分')})"
    bonus = f'SUMIFS(评价指标!{count.column("得分")},评价指标!{count.column("一级指标")},"{rating.bonus_group}")'
    lines = [
        ("公式得分", f"{total}-{bonus}", score.s_zce),
        ("加分", bonus, score.bonus),
        ("总分", total, score.total),
    ]
    number = formats.get(bold=True, num_format="0.00######", align="right", border=1, border_color="#C5CDD6")
    for name, exact, value in lines:
        sheet.merge_range(row, 0, row, 4, name, formats.label)
        sheet.write_formula(row, 5, f"={printed(exact, score.bounds)}", number, float(score.printed(value)))
        row += 1
    deciding = total if score.decided_by == "total" else f"{total}-{bonus}"
    text = formats.get(bold=True, align="right", border=1, border_color="#C5CDD6")
    sheet.merge_range(
        row,
        0,
        row,
        4,
        f"按{'总分' if score.decided_by == 'total' else '公式得分'}对应的级别（基本要求另行判定）",
        formats.label,
    )
    sheet.write_formula(row, 5, _level_formula(view, score, deciding), text, score_level(view, score))
    row += 1
    for note in _notes(score):
        sheet.write_string(row, 0, note, formats.help)
        row += 1
    return row


def printed(exact: str, bounds: Iterable[Fraction] = ()) -> str:
    """Two decimals by GB/T 8170 (half to even, which a sheet's ROUND is not), eight where two would stand on another side of a
    level's bound; the binary noise of a sheet's sums goes first.
    """
    plain = f"ROUND({exact},10)"
    shown = f"IF(ROUND(MOD({plain}*100,1),6)=0.5,ROUND({plain}*50,0)/50,ROUND({plain},2))"
    other = ",".join(f"SIGN({shown}-{b})<>SIGN({plain}-{b})" for b in (decimal_string(bound) for bound in bounds))
    return f"IF(OR({other}),ROUND({plain},8),{shown})" if other else shown


UNKNOWN_LEVEL = "尚不能定：有指标没有数值"


def score_level(view: View, score: Score) -> str:
    """The level of the deciding score, whatever the gate says: what the formula beside it shows."""
    if any(i.applicable and i.ratio is None and i.group != _bonus_group(view) for i in score.indicators):
        return UNKNOWN_LEVEL
    deciding = score.total if score.decided_by == "total" else score.s_zce
    levels = view.pack.rating.levels
    return level_of(levels, deciding, net_zero=score.zero_carbon == "yes", barred=_shut(view, score))


def _shut(view: View, score: Score) -> frozenset[str]:
    """Levels that ask for something beside points which is unmet, or not known, at export."""
    return barred(view.pack.rating.levels, score.musts)[-1]


def _level_formula(view: View, score: Score, cell: str) -> str:
    """Rounded at ten decimals, because a sheet's sums carry binary noise in the last places.

    A level that asks for net zero stands in the formula only when emissions are balanced at export.
    """
    first, *others = view.pack.rating.levels
    shut = _shut(view, score)
    formula = f'"{first.name}"'
    for level in others:
        if (level.net_zero and score.zero_carbon != "yes") or level.name in shut:
            continue
        test = f">={level.at_least}" if level.at_least else f">{level.above}"
        formula = f'IF(ROUND({cell},10){test},"{level.name}",{formula})'
    count = sizes(view.pack)
    own, ratios = f"评价指标!{count.column('一级指标')}", f"评价指标!{count.column('得分率')}"
    blank = f'SUMPRODUCT(({own}<>"{_bonus_group(view)}")*({ratios}=""))'
    return f'=IF({blank}>0,"{UNKNOWN_LEVEL}",{formula})'


def _bonus_group(view: View) -> str:
    rating = view.pack.rating
    return rating.bonus_group if isinstance(rating, Scored) else ""


def _notes(score: Score) -> list[str]:
    notes = [
        f"导出时：总分 {score.printed(score.total)}，由于有{'、'.join(score.open_for)}，为 {score.printed(score.low)} 至 {score.printed(score.high)}。"
        if score.open_for
        else f"导出时：总分 {score.printed(score.total)}。"
    ]
    if not score.level_stable:
        names = "、".join(name or "不予定级" for name in score.levels)
        notes.append(f"级别可能是：{names}。")
    notes += [*_gate_notes(score), *(f"{said}。" for said in score.beside)]
    if score.incomplete:
        notes.append(f"适用而没有数值的指标（按 0 分计）：{'、'.join(score.incomplete)}。")
    return notes


def _gate_notes(score: Score) -> list[str]:
    unmet, unseen = ("、".join(numbers) for numbers in (score.gate.unmet, score.gate.open))
    return [
        *([f"基本要求不符合：{unmet}" + ("，不提出级别。" if score.blocked else "。")] if unmet else []),
        *([f"基本要求尚未查完：{unseen}。"] if unseen else []),
    ]


def _counts(sheet: Any, formats: Formats, view: View, rows: Mapping[str, list[GridRow]], row: int) -> tuple[int, int]:
    """Results by chapter, live; returns the 0-based first and last data row."""
    sheet.write_string(row, 0, "检查结果", formats.section)
    _header(sheet, formats, row + 1, ("章", *RESULTS, "合计"))
    start = row + 2
    plain, column = formats.cell("open", "number"), letter(column_index(CHECKS, "结果"))
    clause_column = letter(column_index(CHECKS, "条款号"))
    at = start
    for chapter in view.pack.head.chapters:
        clauses = [c for c in view.pack.clauses if c.chapter == chapter.id]
        if not clauses:
            continue
        name = sheet_of(chapter.kind)
        last = FIRST_ROW + len(rows[name]) - 1
        numbers = f"{name}!${clause_column}${FIRST_ROW}:${clause_column}${last}"
        results = f"{name}!${column}${FIRST_ROW}:${column}${last}"
        found = [view.result(k) for c in clauses for k in c.checks]
        sheet.write_string(at, 0, _chapter_label(chapter), formats.label)
        for i, result in enumerate(RESULTS, 1):
            test = f'=SUMPRODUCT({belongs(numbers, chapter.id, clauses)}*({results}="{result}"))'
            sheet.write_formula(at, i, test, plain, found.count(result))
        sheet.write_formula(at, 9, f"=SUM(B{at + 1}:I{at + 1})", plain, len(found))
        at += 1
    return start, at - 1


def belongs(numbers: str, chapter: str, clauses: list[Clause]) -> str:
    """A test by row: whether its clause is one of the chapter; by the number's beginning where that tells, else by list."""
    if all(c.number.startswith((f"{chapter} ", f"{chapter}.")) for c in clauses):
        size = len(chapter) + 1
        return f'((LEFT({numbers},{size})="{chapter} ")+(LEFT({numbers},{size})="{chapter}."))'
    listed = ";".join(f'"{number}"' for number in dict.fromkeys(c.number for c in clauses))
    return f"ISNUMBER(MATCH({numbers},{{{listed}}},0))"


def _score_chart(book: Any, sheet: Any, view: View, above: int) -> None:
    last = GROUP_TOP + len(view.pack.rating.groups) - 2
    names = [SUMMARY, GROUP_TOP - 1, 0, last, 0]
    bars = book.add_chart({"type": "column"})
    bars.add_series(
        {
            "name": "满分",
            "categories": names,
            "values": [SUMMARY, GROUP_TOP - 1, 4, last, 4],
            "fill": {"color": "#D5DEDA"},
        }
    )
    bars.add_series({
        "name": "得分", "categories": names, "values": [SUMMARY, GROUP_TOP - 1, 5, last, 5], "fill": {"color": "#1B5E4B"},
        "data_labels": {"value": True, "num_format": "0.0", "font": {"size": 9}},
    })  # fmt: skip
    bars.set_title({"name": "各一级指标得分", "name_font": {"size": 12}})
    bars.set_legend({"position": "bottom"})
    bars.set_y_axis({"major_gridlines": {"visible": True, "line": {"color": "#E5E9EE"}}, "num_format": "0"})
    bars.set_size({"width": CHART_WIDTH, "height": USUAL_HEIGHT})
    sheet.insert_chart(above + 2, 0, bars, {"x_offset": 4, "y_offset": 4})


def _result_chart(book: Any, sheet: Any, counts: tuple[int, int], column: int, height: int) -> None:
    stack = book.add_chart({"type": "bar", "subtype": "percent_stacked"})
    colours = dict(zip(RESULTS, (GOOD, PART, BAD, GOOD, PART, BAD, NONE, ("#CBD5E1", "")), strict=True))
    for i, result in enumerate(RESULTS, 1):
        stack.add_series({
            "name": result, "categories": [SUMMARY, counts[0], 0, counts[1], 0], "values": [SUMMARY, counts[0], i, counts[1], i],
            "fill": {"color": colours[result][0]}, "gap": 45,
        })  # fmt: skip
    stack.set_title({"name": "各章检查结果", "name_font": {"size": 12}})
    stack.set_y_axis({"reverse": True, "interval_unit": 1, "num_font": {"size": 8}})
    stack.set_legend({"position": "bottom"})
    stack.set_size({"width": 520 if column else 760, "height": height})
    sheet.insert_chart(counts[1] + 2, column, stack, {"x_offset": 4, "y_offset": 4})


def _weak(sheet: Any, formats: Formats, view: View, score: Score, row: int) -> int:
    """What each indicator could still bring, the largest first; without points, which targets are missed (as of the export)."""
    sheet.write_string(row, 0, "先补哪里（导出时的状态）", formats.section)
    _header(
        sheet,
        formats,
        row + 1,
        ("指标", "一级指标", "现状值", "引领值", *(("已得分", "还可得分") if score.scored else ())),
    )
    lost = sorted((i for i in score.indicators if i.lost > 0), key=lambda i: i.lost, reverse=True)
    short = lost if score.scored else [i for i in score.indicators if i.applicable and not i.met]
    number = formats.cell("open", "points")
    for at, item in enumerate(short[:10], row + 2):
        _place(sheet, formats, view, at, item)
        if score.scored:
            sheet.write_number(at, 4, float(rounded(item.points or Fraction(0))), number)
            sheet.write_number(at, 5, float(rounded(item.lost)), number)
    return row + 2 + min(len(short), 10)


def _place(sheet: Any, formats: Formats, view: View, at: int, item: IndicatorScore) -> None:
    """An indicator's name, group, value and leading value."""
    text, source = formats.cell("open", "text"), view.pack.indicator_of[item.number]
    sheet.write_string(at, 0, f"{item.number} {item.name}", formats.label)
    sheet.write_string(at, 1, item.group, text)
    sheet.write_string(at, 2, _shown(item.value, item.shown, source.unit), text)
    leading = "有" if source.direction == "present" else "" if item.leading is not None else "未给出"
    sheet.write_string(at, 3, _shown(item.leading, leading, source.unit), text)


def _shown(value: Any, word: str, unit: str) -> str:
    if word:
        return word
    if value is None:
        return "没有数值"
    return f"{float(value * 100):.2f}%" if unit == "%" else f"{float(value):g}"


def _problems(sheet: Any, formats: Formats, problems: list[Problem], row: int) -> None:
    sheet.write_string(row, 0, f"尚待处理的问题（导出时的状态，共 {len(problems)} 条）", formats.section)
    _header(sheet, formats, row + 1, ("位置", "轻重", "问题"))
    text = formats.cell("open", "text")
    for i, problem in enumerate(problems[:MAX_LISTED]):
        at = row + 2 + i
        sheet.write_string(at, 0, problem.where, formats.label)
        sheet.write_string(at, 1, SEVERITY_LABEL[problem.severity], text)
        said = f"{problem.message}　{problem.fix}"
        sheet.set_row(at, LINE * ceil(_units(said) / (1.1 * sum(WIDTHS[1:]))))  # merged cells do not grow by themselves
        sheet.merge_range(at, 2, at, 9, said, text)
    if len(problems) > MAX_LISTED:
        sheet.write_string(
            row + 2 + MAX_LISTED, 0, f"其余 {len(problems) - MAX_LISTED} 条用 zcdoc check 查看", formats.help
        )
