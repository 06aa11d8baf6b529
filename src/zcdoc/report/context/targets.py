"""Chapters 6 目标与减排策略 (part c of 7.3) and 7 阶段目标或零碳实现情况 (part d)."""

from __future__ import annotations

import re
from fractions import Fraction

from zcdoc.model import inventory
from zcdoc.model.cancellation import cancelling
from zcdoc.model.record import Row
from zcdoc.model.values import fraction
from zcdoc.report.context import figures, fmt
from zcdoc.report.context.base import Data, Writer

_INDICATOR = re.compile(r"(?:([a-z0-9][a-z0-9-]*)\s*)?指标\s*([A-Z]?\d+)")


def strategy(w: Writer) -> Data:
    w.chapter = "6 目标与减排策略"
    targets, projects = w.view.rows("targets"), w.view.rows("projects")
    t_targets, t_projects = (
        w.caption("6", name, when=bool(rows)) for name, rows in (("targets", targets), ("projects", projects))
    )
    path = w.figure("6", emission_path(w))
    return {
        "goals": [
            *w.text("规划目标概述"),
            _targets_sentence(w, len(targets), t_targets["ref"]),
            *w.say_all("targets.path", figure=path["ref"]),
            *w.doubts("目标"),
        ],
        "t_targets": t_targets,
        "targets": [target(w, key, row) for key, row in targets.items()],
        "f_path": path,
        "strategy": w.text("减排策略概述"),
        "projects": [projects_sentence(w, list(projects.values()), t_projects["ref"]), *w.doubts("重点项目")],
        "t_projects": t_projects,
        "project_rows": [project(key, row) for key, row in projects.items()],
    }


def _targets_sentence(w: Writer, count: int, ref: str) -> str:
    return w.say("targets.table", count=count, table=ref) if count else w.gap("分年度的目标值", "目标")


def totals(w: Writer) -> list[Row]:
    """Targets for the total emission in order of their year."""
    found = [r for r in w.view.rows("targets").values() if r.get("目标项") == w.total[0] and r.get("目标年")]
    return sorted((r for r in found if fraction(r.get("目标值")) is not None), key=lambda r: r["目标年"])


def actuals(w: Writer) -> dict[str, Fraction]:
    """Total emission by year, as far as 年度数据 has it."""
    return series(w, w.total[0])


def series(w: Writer, item: str) -> dict[str, Fraction]:
    """What 年度数据 has of one item, by year."""
    rows = (r for r in w.view.rows("yearly").values() if r.get("项目") == item and r.get("年度"))
    found = {r["年度"]: fraction(r.get("数值")) for r in rows}
    return {year: value for year, value in sorted(found.items()) if value is not None}


def base(w: Writer) -> tuple[str, Fraction | None]:
    """Base year and base value of the path: those of the farthest target."""
    goals = totals(w)
    if not goals:
        return "", None
    last = goals[-1]
    value = fraction(last.get("基准值"))
    return last.get("基准年", ""), value if value is not None else actuals(w).get(last.get("基准年", ""))


def emission_path(w: Writer) -> Data | None:
    """The figure of the path; None without a target for the total emission."""
    goals = {row["目标年"]: fraction(row["目标值"]) or Fraction(0) for row in totals(w)}
    return figures.path(w, actuals(w), goals, base(w))


def target(w: Writer, key: str, row: Row) -> Data:
    return {
        "no": key,
        "name": row.get("目标项", fmt.DASH),
        "base": _at(row, "基准年", "基准值"),
        "goal": _at(row, "目标年", "目标值"),
        "unit": fmt.units(row.get("单位", fmt.DASH)),
        "about": _about(w, row),
        "remark": row.get("说明", fmt.DASH),
    }


def named(w: Writer, row: Row) -> list[str]:
    """Indicators of this standard that a target names; a number without a pack's id is the park's first standard's."""
    found = _INDICATOR.finditer(row.get("对应条款或指标", ""))
    return [match[2] for match in found if _standard_of(w, match) == w.pack.id]


def _standard_of(w: Writer, match: re.Match[str]) -> str:
    standards = w.view.record.standards
    return match[1] if match[1] in standards else next(iter(standards), w.pack.id)


def _about(w: Writer, row: Row) -> str:
    """What a target serves, as this standard numbers it: indicators of the park's other standards are left out."""
    parts = []
    for part in re.split(r"[、，,；;]\s*", row.get("对应条款或指标", "")):
        match = _INDICATOR.fullmatch(part.strip())
        if match is None or _standard_of(w, match) == w.pack.id:
            parts.append(f"指标 {match[2]}" if match else part)
    return "、".join(p for p in parts if p) or fmt.DASH


def _at(row: Row, year: str, value: str) -> str:
    number = fraction(row.get(value))
    if number is not None and row.get("单位") == "%":
        number = 100 * share_of(row, number)
    shown = fmt.DASH if number is None else fmt.number(number)
    return f"{shown}\n（{row[year]}年）" if row.get(year) else shown


def share_of(row: Row, number: Fraction) -> Fraction:
    """A value of a target as a share: written as 0.35, as everywhere in the workbook, or as 35 beside the unit %."""
    written = (fraction(row.get(name)) for name in ("基准值", "目标值"))
    return number / 100 if any(abs(one) > 1 for one in written if one is not None) else number


def projects_sentence(w: Writer, rows: list[Row], ref: str) -> str:
    if not rows:
        return w.say("targets.no_projects")
    states: dict[str, int] = {}
    for row in rows:
        states[row.get("状态", "未注明状态")] = states.get(row.get("状态", "未注明状态"), 0) + 1
    return w.say(
        "targets.projects",
        count=len(rows),
        table=ref,
        cut=fmt.tonnes(total_of(rows, "年减排量(tCO2e)")),
        money=fmt.number(total_of(rows, "投资(万元)"), 2),
        states=[{"name": name, "count": count} for name, count in states.items()],
    )


def total_of(rows: list[Row], column: str) -> Fraction | None:
    known = [v for v in (fraction(row.get(column)) for row in rows) if v is not None]
    return sum(known, Fraction(0)) if known else None


def project(key: str, row: Row) -> Data:
    return {
        "no": key,
        "name": row.get("项目名称", fmt.DASH),
        "clause": row.get("对应条款", fmt.DASH),
        "owner": row.get("责任单位", fmt.DASH),
        "money": fmt.number(fraction(row.get("投资(万元)")), 2),
        "cut": fmt.number(fraction(row.get("年减排量(tCO2e)")), 2),
        "state": row.get("状态", fmt.DASH),
        "done": fmt.date(row.get("完成日期", "")) or fmt.DASH,
    }


def achieved(w: Writer) -> Data:
    w.chapter = "7 阶段目标或零碳实现情况"
    rows = progress(w)
    table = w.caption("7", "progress", when=bool(rows))
    return {
        "stage": w.text("阶段目标实现情况"),
        "trend": trend(w),
        "progress": w.say_all("achieved.progress", table=table["ref"], count=len(rows)) if rows else [],
        "t_progress": table,
        "rows": rows,
        "zero": w.say_all("achieved.zero" if w.pack.rating.zero_carbon else "achieved.no_rule", **zero_facts(w)),
        "notes": w.numbered([n for n in w.pack.head.notes if n.key == "zero-carbon-order"]),
    }


def zero_facts(w: Writer) -> Data:
    """What the zero-carbon sentences rest on: the offset year's emission and what counts against it."""
    rule, year = w.pack.rating.zero_carbon, w.view.profile_value("碳抵消年度")
    rows = inventory.counted(inventory.of_year(w.view.rows("emissions"), year)) if year else {}
    gross = inventory.total(rows.values())
    uses = (
        inventory.offset_uses(w.pack, w.view.rows("offsets"), year, cancelling(w.view, w.facts.terms)) if year else []
    )
    offset = sum((u.tonnes for u in uses if u.counts), Fraction(0))
    return {
        "state": w.score.zero_carbon,
        "why": fmt.open_end(w.score.zero_carbon_why),
        "name": rule.name if rule else "",
        "needs": (rule.needs_level or "") if rule else "",
        "level": w.score.level or "",
        "lowest": w.pack.rating.levels[0].name if w.pack.rating.levels else "",
        "year": year,
        "gross": fmt.tonnes(gross),
        "known": gross is not None,
        "offset": fmt.tonnes(offset),
        "short": fmt.tonnes((gross or Fraction(0)) - offset),
        "over": fmt.tonnes(offset - gross) if gross is not None and offset > gross else "",
        "park": w.view.record.name,
        "place": "7.2",
    }


def trend(w: Writer) -> list[str]:
    """Total emission over the years on record; nothing with fewer than two years."""
    found = actuals(w)
    years = list(found)
    if len(years) < 2 or not found[years[0]]:
        return []
    first, last = found[years[0]], found[years[-1]]
    change = (last - first) / first
    return w.say_all(
        "achieved.trend",
        first_year=years[0],
        last_year=years[-1],
        first=fmt.tonnes(first),
        last=fmt.tonnes(last),
        change=fmt.percent(abs(change)),
        falls=change < 0,
        rises=change > 0,
    )


def progress(w: Writer) -> list[Data]:
    """Targets that are due and whose item stands in 年度数据 for that year."""
    actual = {(r.get("项目"), r.get("年度")): fraction(r.get("数值")) for r in w.view.rows("yearly").values()}
    rows = []
    for key, row in w.view.rows("targets").items():
        value, goal = actual.get((row.get("目标项"), row.get("目标年"))), fraction(row.get("目标值"))
        if value is not None and goal is not None:
            rows.append(_compared(w, key, row, value, goal))
    return rows


def _compared(w: Writer, key: str, row: Row, value: Fraction, goal: Fraction) -> Data:
    base = fraction(row.get("基准值"))
    lower = base is None or goal <= base
    return {
        "no": key,
        "name": row.get("目标项", fmt.DASH),
        "year": row.get("目标年", fmt.DASH),
        "goal": fmt.number(goal),
        "value": fmt.number(value),
        "unit": fmt.units(row.get("单位", fmt.DASH)),
        "result": w.say("achieved.cell", reached=value <= goal if lower else value >= goal),
    }
