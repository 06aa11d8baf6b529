"""Chapter 4 创建目标 of the creation scheme, and the annex 指标现状与目标."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.indicator import Indicator
from zcdoc.model.record import Row
from zcdoc.model.values import fraction
from zcdoc.report.context import fmt, indicators, targets
from zcdoc.report.context.base import Data, Writer


def goals(w: Writer) -> Data:
    number = w.begin("goals")
    rows = w.view.rows("targets")
    aims = _aims(w)
    due = targets.progress(w)
    path = _path(w)
    shown = {"targets": bool(rows), "aims": bool(aims), "path": len(path) > 1, "progress": bool(due)}
    tables = {name: w.caption(number, name, when=when) for name, when in shown.items()}
    figure = w.figure(number, targets.emission_path(w))
    return {
        "overall": [*w.text("规划目标概述"), *_years(w, list(rows.values()), tables["targets"]["ref"]), *w.doubts("目标")],
        "t_targets": tables["targets"],
        "targets": [targets.target(w, key, row) for key, row in rows.items()],
        "aims": w.say_all("goals.aims", **_aim_counts(w, aims), table=tables["aims"]["ref"]),
        "t_aims": tables["aims"],
        "aim_rows": aims,
        "path": _path_words(w, path, tables["path"]["ref"], figure["ref"]),
        "t_path": tables["path"],
        "path_rows": path if len(path) > 1 else [],
        "f_path": figure,
        "due": w.say_all("goals.due", count=len(due), missed=_missed(due), table=tables["progress"]["ref"]) if due else [],
        "t_progress": tables["progress"],
        "rows": due,
    }  # fmt: skip


def _missed(due: list[Data]) -> list[str]:
    return [row["name"] for row in due if not row["result"].startswith("✓")]


def _years(w: Writer, rows: list[Row], ref: str) -> list[str]:
    if not rows:
        return [w.gap("基准年、目标年与量化的目标值", "目标")]
    bases, ends = (sorted({row[name] for row in rows if row.get(name)}) for name in ("基准年", "目标年"))
    return w.say_all("goals.years", bases=bases, ends=ends, count=len(rows), table=ref)


# --- indicator targets ------------------------------------------------------------------------------------------------


def _aims(w: Writer) -> list[Data]:
    """Targets that name an indicator, beside its value today and its leading value."""
    found = (
        (row, w.pack.indicator_of.get(number))
        for row in w.view.rows("targets").values()
        for number in targets.named(w, row)
    )
    known = [(row, item) for row, item in found if item]
    order = {item.number: place for place, item in enumerate(w.pack.indicators)}
    return [
        _aim(w, row, item) for row, item in sorted(known, key=lambda k: (order[k[1].number], k[0].get("目标年", "")))
    ]


def _aim(w: Writer, row: Row, item: Indicator) -> Data:
    facts = indicators.facts_of(w, item)
    goal, alike = fraction(row.get("目标值")), _alike(row.get("单位", ""), item.unit)
    if goal is not None and alike and item.unit == "%":
        goal = targets.share_of(row, goal)
    leading = w.score.indicator(item.number).leading
    return {
        "no": item.number,
        "name": row.get("目标项") or facts["name"],
        "indicator": facts["name"],
        "value": facts["value"] if facts["applicable"] else "不适用",
        "leading": facts["leading"],
        "goal": fmt.measure(goal, item.unit) if alike else fmt.joined(fmt.number(goal), row.get("单位", "")),
        "year": row.get("目标年", fmt.DASH),
        "verdict": w.say(
            "goals.verdict", known=goal is not None and leading is not None, alike=alike,
            reached=_reaches(goal, leading, item.direction),
        ),
    }  # fmt: skip


def _reaches(goal: Fraction | None, leading: Fraction | None, direction: str) -> bool:
    if goal is None or leading is None:
        return False
    return goal <= leading if direction == "lower" else goal >= leading


def _alike(unit: str, own: str) -> bool:
    """Whether a target is measured as its indicator is; a share may stand without a unit."""
    return unit == own or (own == "%" and unit in ("", "—", "%"))


def _aim_counts(w: Writer, aims: list[Data]) -> Data:
    items = list(dict.fromkeys(a["no"] for a in aims))
    assumed = [number for number in items if w.open_assumptions(indicator=number)]
    return {
        "count": len(items),
        "total": len(w.pack.indicators),
        "reaching": sum(1 for a in aims if a["verdict"].startswith("✓")),
        "assumed": assumed,
    }


# --- emission path ----------------------------------------------------------------------------------------------------


def _path(w: Writer) -> list[Data]:
    """Actual emissions and targets, year by year, each against the base; nothing without a target for the total."""
    goals_ = targets.totals(w)
    if not goals_:
        return []
    points = [(year, "actual", value) for year, value in targets.actuals(w).items()]
    points += [(row["目标年"], "goal", fraction(row["目标值"]) or Fraction(0)) for row in goals_]
    _, base = targets.base(w)
    return [
        {
            "year": year,
            "kind": w.say("goals.kind", kind=kind),
            "value": fmt.tonnes(value),
            "change": _change(value, base),
        }
        for year, kind, value in sorted(points, key=lambda p: (p[0], p[1]))
    ]


def _change(value: Fraction, base: Fraction | None) -> str:
    if not base:
        return fmt.DASH
    change = (value - base) / base
    return f"{'+' if change > 0 else ''}{fmt.percent(change)}"


def _path_words(w: Writer, path: list[Data], ref: str, figure: str) -> list[str]:
    if not w.view.rows("targets"):
        return [w.gap("基准年、目标年与量化的目标值", "目标")]
    if not path:
        return w.say_all("goals.no_path")
    last, actual = targets.totals(w)[-1], targets.actuals(w)
    base_year, base = targets.base(w)
    goal = fraction(last["目标值"]) or Fraction(0)
    newest = max(actual, default="")
    need = actual[newest] - goal if newest else None
    years = int(last["目标年"]) - int(newest) if newest.isdigit() and last["目标年"].isdigit() else 0
    cut = project_cut(w, last["目标年"])
    return w.say_all(
        "goals.path", "goals.needed", "goals.covered",
        table=ref if len(path) > 1 else "", figure=figure, base_year=base_year, base=fmt.tonnes(base), year=last["目标年"], goal=fmt.tonnes(goal),
        change=fmt.percent(abs(goal - base) / base) if base else "", falls=bool(base) and goal < (base or 0),
        newest=newest, now=fmt.tonnes(actual.get(newest)), ahead=years > 0, done=need is not None and need <= 0,
        need=fmt.tonnes(need), years=years, yearly=fmt.tonnes(need / years) if need and years > 0 else "",
        cut=fmt.tonnes(cut), known=cut is not None, enough=need is not None and cut is not None and cut >= need,
        short=fmt.tonnes(need - cut) if need is not None and cut is not None else "",
    )  # fmt: skip


def project_cut(w: Writer, year: str) -> Fraction | None:
    """Yearly cut of the projects that are not yet built and will be by the end of a year."""
    rows = [
        row
        for row in w.view.rows("projects").values()
        if row.get("状态") not in ("建成", "暂停") and "" < row.get("完成日期", "")[:4] <= year
    ]
    return targets.total_of(rows, "年减排量(tCO2e)")


def remaining(w: Writer) -> tuple[str, Fraction] | None:
    """Year and value of the farthest target for the total emission, while it lies ahead: what is left to be offset."""
    goals_ = targets.totals(w)
    if not goals_ or goals_[-1]["目标年"] <= max(targets.actuals(w), default=""):
        return None
    return goals_[-1]["目标年"], fraction(goals_[-1]["目标值"]) or Fraction(0)


def indicator_targets(w: Writer) -> Data:
    """The annex: every indicator today, its leading value, and the target where there is one."""
    letter = w.letter("indicators")
    w.chapter = f"{w.annex('indicators')} 指标现状与目标"
    table = w.caption(letter, "indicator_targets", when=bool(w.pack.indicators))
    aims: dict[str, list[Data]] = {}
    for aim in _aims(w):
        aims.setdefault(aim["no"], []).append(aim)
    rows = [_target_row(w, item, aims.get(item.number, [])) for item in w.pack.indicators]
    return {"intro": w.say("annex.targets", count=len(rows), set=len(aims), table=table["ref"]), "caption": table, "rows": rows}  # fmt: skip


def _target_row(w: Writer, item: Indicator, aims: list[Data]) -> Data:
    facts = indicators.facts_of(w, item)
    row = indicators.table_row(facts)
    return {
        "no": row["no"],
        "group": row["group"],
        "name": row["name"],
        "unit": row["unit"],
        "value": row["value"],
        "leading": row["leading"],
        "ratio": row["ratio"],
        "verdict": indicators.verdict(w, w.score.indicator(item.number)),
        "goal": "；".join(a["goal"] for a in aims) or fmt.DASH,
        "year": "；".join(a["year"] for a in aims) or fmt.DASH,
        "clauses": "、".join(c.number for c in w.whole.clauses if c.id in item.clauses) or fmt.DASH,
        "source": "；".join(part for part in (facts["origin_text"], facts["evidence"]) if part) or fmt.DASH,
    }
