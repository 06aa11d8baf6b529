"""What an application adds to the creation scheme: trend, feasibility, energy supply, the projects in full, cost and benefit.

A template asks for it by giving it a place in its outline (`outline.case`); in others it is blank and marks no gap.
"""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.record import Row, Rows
from zcdoc.model.tables import NOT_APPLICABLE
from zcdoc.model.values import fraction
from zcdoc.report.context import fmt, targets
from zcdoc.report.context.base import Data, Writer
from zcdoc.report.context.scheme_projects import CUT, GAIN, LIFE, MONEY, rate_of_return, system_of

_NONE = {"ref": "", "text": ""}
_PAST: Data = {name: [] for name in ("industry", "fuels", "history", "years")} | {"t_years": _NONE}
_CASE: Data = {
    name: [] for name in ("trend", "reachable", "supply", "costs", "lacking", "whole", "policy", "project_rows")
}
_COSTS = (MONEY, GAIN, LIFE)


def past(w: Writer) -> Data:
    """What the park does, its fuels, and its emissions year by year."""
    if not w.outline("case"):
        return _PAST
    number, years = w.begin("park"), _years(w)
    table = w.caption(number, "intensity", when=bool(years))
    return {
        "industry": w.say_all("case.industry", **_industry(w, list(w.view.rows("projects").values()))),
        "fuels": _fuels(w),
        "history": _history(w, years, table["ref"]),
        "t_years": table,
        "years": years,
    }


def case(w: Writer) -> Data:
    """Feasibility, the projects in full, cost and benefit, support."""
    if not w.outline("case"):
        return _CASE
    rows = w.view.rows("projects")
    return {
        **_feasible(w),
        "project_rows": _projects(w, rows),
        **_economics(w, rows),
        "policy": _texts(w, "organisation", "政策支持与能力建设"),
    }


def _texts(w: Writer, part: str, name: str) -> list[str]:
    w.begin(part)
    return w.text(name)


def _industry(w: Writer, rows: list[Row]) -> Data:
    return {
        "industry": w.field("主导产业"),
        "firms": w.profile("入驻企业数"),
        "large": w.profile("规模以上工业企业数"),
        "people": w.profile("从业人数"),
        "count": len(rows),
        "money": fmt.number(total, 2) if (total := targets.total_of(rows, MONEY)) is not None else "",
    }


def _excused(w: Writer, name: str) -> bool:
    """Whether the clause that asks for a part is not applicable: a new park has no history to tell."""
    clause = next((c for c in w.whole.clauses if c.id == w.outline(name)), None)
    return clause is not None and w.view.clause_result(clause) == NOT_APPLICABLE


def _fuels(w: Writer) -> list[str]:
    """The series that the park added to those of the standard: its fuels, bought and own, by use."""
    own = {i.name for i in w.pack.head.yearly}
    found = list(
        dict.fromkeys(r["项目"] for r in w.view.rows("yearly").values() if r.get("项目") and r["项目"] not in own)
    )
    if _excused(w, "fuels"):
        return w.say_all("case.new_park")
    return w.say_all("case.fuels", found=found) or [w.gap(w.say("case.fuels_gap"), "年度数据")]


# --- emissions by year ------------------------------------------------------------------------------------------------


def _years(w: Writer) -> list[Data]:
    """Emission, energy and their quotient, for the last three years in which both are known."""
    carbon, energy = (targets.series(w, w.outline(name)) for name in ("carbon", "energy"))
    return [
        {
            "year": year,
            "carbon": fmt.number(carbon[year], 2),
            "energy": fmt.number(energy[year], 2),
            "ratio": fmt.number(carbon[year] / energy[year]) if energy[year] else fmt.DASH,
        }
        for year in sorted({*carbon} & {*energy})[-3:]
    ]


def _history(w: Writer, years: list[Data], ref: str) -> list[str]:
    if years:
        return w.say_all("case.history", table=ref, count=len(years), newest=years[-1])
    if _excused(w, "history"):
        return w.say_all("case.new_park")
    return [w.gap(w.say("case.history_gap"), "年度数据")]


# --- feasibility ------------------------------------------------------------------------------------------------------


def _feasible(w: Writer) -> Data:
    names = {"trend": "能源与碳排放趋势分析", "reachable": "目标可达性分析", "supply": "综合供能方案"}
    return {key: _texts(w, "status", name) for key, name in names.items()}


# --- projects ---------------------------------------------------------------------------------------------------------


def _projects(w: Writer, rows: Rows) -> list[Data]:
    w.begin("projects")
    return [_project(w, key, row) for key, row in rows.items()]


def _project(w: Writer, key: str, row: Row) -> Data:
    def known(name: str, column: str) -> str:
        return row.get(column) or w.gap(w.say("case.project_gap", no=key, what=name), f"重点项目：{key}，{column}")

    cut, money = fraction(row.get(CUT)), fraction(row.get(MONEY))
    begun, done = (fmt.date(row.get(name, "")) for name in ("开始日期", "完成日期"))
    where = f"重点项目：{key}"
    return {
        "no": key,
        "name": row.get("项目名称", fmt.DASH),
        "owner": known("建设主体", "责任单位"),
        "content": fmt.open_end(known("建设内容", "备注")),
        "money": fmt.number(money, 2) if money is not None else known("投资规模", MONEY),
        "period": w.say("case.period", begun=begun, done=done)
        if begun and done
        else w.gap(w.say("case.project_gap", no=key, what="建设周期"), f"{where}，开始日期、完成日期"),
        "plan": w.say("case.plan", state=row.get("状态", ""), begun=begun, done=done, late=_late(w, row)),
        "meaning": w.say("case.meaning", task=system_of(w, row), cut=fmt.number(cut, 2) if cut is not None else "")
        or known("对零碳园区建设的意义", CUT),
    }


def _late(w: Writer, row: Row) -> bool:
    return row.get("状态") not in ("建成", "暂停") and "" < row.get("完成日期", "") < w.view.as_of


# --- cost and benefit -------------------------------------------------------------------------------------------------


def _economics(w: Writer, rows: Rows) -> Data:
    w.begin("worth")
    if not rows:
        nothing = [w.gap(w.say("case.projects_gap"), "重点项目")]
        return {"costs": w.text("成本与收益说明"), "lacking": nothing, "whole": []}
    lacking = {name: [key for key, row in rows.items() if not fraction(row.get(name))] for name in _COSTS}
    return {
        "costs": w.text("成本与收益说明"),
        "lacking": [
            w.gap(w.say("case.lacking", what=name.partition("(")[0], projects=keys), f"重点项目：{name}")
            for name, keys in lacking.items()
            if keys
        ],
        "whole": w.say_all("case.whole", **_whole(list(rows.values()))),
    }


def _whole(rows: list[Row]) -> Data:
    """Sums over the projects, and the rate of return of those for which it can be told."""
    ready = [r for r in rows if all((fraction(r.get(n)) or 0) > 0 for n in _COSTS)]
    rates = [rate for r in ready if (rate := rate_of_return(*_amounts(r))) is not None]
    return {
        "count": len(rows),
        "money": fmt.number(total, 2) if (total := targets.total_of(rows, MONEY)) is not None else "",
        "gain": fmt.number(total, 2) if (total := targets.total_of(rows, GAIN)) is not None else "",
        "rated": len(rates),
        "least": fmt.percent(min(rates)) if rates else "",
        "most": fmt.percent(max(rates)) if rates else "",
    }


def _amounts(row: Row) -> tuple[Fraction, Fraction, Fraction]:
    money, gain, life = (fraction(row[name]) or Fraction(0) for name in _COSTS)
    return money, gain, life
