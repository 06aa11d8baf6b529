"""Yearly data: one number per item and year, in the pack's unit, in agreement with the inventory."""

from __future__ import annotations

from zcdoc.model.evidence import references
from zcdoc.model.record import Row
from zcdoc.model.values import fraction
from zcdoc.readiness.case import Case, Found, Rule, blanks, listed, place

GAPS = Rule("yearly-incomplete", "error", "年度数据的行要有项目、年度和数值，否则不参与计算")
TWICE = Rule("yearly-entered-twice", "error", "同一项目同一年度只能有一个数")
UNIT = Rule("yearly-unit", "error", "年度数据的单位要与标准包规定的一致")
NEGATIVE = Rule("yearly-negative", "error", "产值、能耗、排放等年度数据不能为负")
NO_EVIDENCE = Rule("yearly-without-evidence", "warning", "年度数据应有证据编号")
RULES = (GAPS, TWICE, UNIT, NEGATIVE, NO_EVIDENCE)


def find(case: Case) -> Found:
    units = {item.name: item.unit for item in case.pack.head.yearly}
    first: dict[tuple[str, str], str] = {}
    for key, row in case.view.rows("yearly").items():
        where = place("yearly", key)
        yield from _row(where, row, units.get(row.get("项目", ""), ""))
        same = first.setdefault((row.get("项目", ""), row.get("年度", "")), key)
        if same != key and not blanks(row, ("项目", "年度")):
            message = f"{row['年度']} 年“{row['项目']}”与编号 {same} 重复"
            yield TWICE.at(where, message, "只留一行；口径不同的用不同的项目名称")


def _row(where: str, row: Row, unit: str) -> Found:
    name = f"{row.get('年度', '')} 年“{row.get('项目', '')}”".lstrip("年 ")
    missing = blanks(row, ("项目", "年度", "数值"))
    if missing:
        yield GAPS.at(where, f"{name}缺{listed(missing)}", f"补填{listed(missing)}，或删去这一行")
    if unit and row.get("单位") and row["单位"] != unit:
        message = f"{name}的单位是“{row['单位']}”，标准包按“{unit}”计算"
        yield UNIT.at(where, message, f"换算后把“单位”改为 {unit}")
    if (fraction(row.get("数值")) or 0) < 0:
        yield NEGATIVE.at(where, f"{name}是负数 {row['数值']}", "改正“数值”栏")
    if row.get("数值") and not references(row):
        yield NO_EVIDENCE.at(where, f"{name}没有证据编号", "登记统计报表或台账，把编号填入“证据编号”栏")
