"""What evidence is about: its period against the years that a check asks for, and its date against what it reports."""

from __future__ import annotations

from zcdoc.model.evidence import references
from zcdoc.model.pack import Period
from zcdoc.model.span import whole_years, years
from zcdoc.model.tables import MET
from zcdoc.readiness.case import Case, Found, Inspected, Rule, listed, place
from zcdoc.readiness.evidence import users

SHORT = Rule("evidence-period-short", "warning", "检查项要看几年的，所引证据的所属期间应覆盖到")
EARLY = Rule("evidence-dated-early", "warning", "报告某一年度情况的证据，出具日期应在该年度之后")
RULES = (SHORT, EARLY)
REPORTING = {"记录", "计量数据", "统计报表", "核算报告", "合同票据"}  # kinds that tell what has been


def find(case: Case) -> Found:
    for item in case.inspected:
        yield from _covers(case, item)
    cited = users(case)
    for key, row in case.view.evidence.items():
        period, issued = row.get("所属期间", ""), row.get("出具日期", "")
        last = max(years(period), default=0)
        if key in cited and row.get("类型") in REPORTING and whole_years(period) and issued and int(issued[:4]) < last:
            message = f"{key}“{row.get('名称', '')}”所属期间是 {period}，{issued} 出具，那时 {last} 年还没有开始"
            yield EARLY.at(place("evidence", key), message, "核对“出具日期”和“所属期间”两栏，或换用之后出具的证据")


def asked_years(case: Case, period: Period) -> list[int]:
    """The whole calendar years that a clause asks for: they end with the data year, or before the year of the report.

    The months of the current year are not among them: a certificate that ends before is closed by a declaration and a query.
    """
    last = case.data_year
    if period.back_from == "report-date":
        told = case.view.profile_value("报告日期") or case.as_of
        last = str(int(told[:4]) - 1) if told[:4].isdecimal() else ""
    return list(range(int(last) - period.years + 1, int(last) + 1)) if last.isdecimal() else []


def _covers(case: Case, item: Inspected) -> Found:
    """Only where the evidence states its period: one that states none is asked for it elsewhere."""
    asked = asked_years(case, item.check.period) if item.check.period and item.result in MET else []
    periods = [case.view.evidence.get(ref, {}).get("所属期间", "") for ref in references(item.row)]
    stated = [years(text) for text in periods if years(text)]
    missing = [str(y) for y in asked if stated and not any(y in span for span in stated)]
    if missing:
        message = (
            f"检查项 {item.check.id} 要看 {asked[0]} 至 {asked[-1]} 年，所引证据的所属期间没有 {listed(missing)} 年"
        )
        yield SHORT.at(item.where, message, "补登所缺各年的证据，或改正“所属期间”栏")
