"""What an evaluation asked for and was not shown: said by its team, with what was asked for and when, and not against itself."""

from __future__ import annotations

from collections.abc import Iterator

from zcdoc.model import demonstrated as model
from zcdoc.model.collected import FIGURES
from zcdoc.model.record import Row
from zcdoc.readiness.case import Case, Found, Rule, blanks, listed, names_in

INCOMPLETE = Rule("request-incomplete", "error", "填了取证情况的，要写明要求提供什么、何时要求")
ELSEWHERE = Rule("request-outside-evaluation", "error", "取证情况由评价组在评价轮次填写，别的轮次不计")
AGAINST_RESULT = Rule("request-against-result", "error", "没有取得证据的检查项不能判为做到或不适用")
AGAINST_VALUE = Rule("request-against-value", "warning", "没有取得证据的指标不计得分，填的现状值不采用")
NOT_TEAM = Rule("request-not-by-team", "error", "没有取得证据，要由本轮评价组的人判定", "report")
RULES = (INCOMPLETE, ELSEWHERE, AGAINST_RESULT, AGAINST_VALUE, NOT_TEAM)


def find(case: Case) -> Found:
    for where, row in _stated(case):
        yield from _complete(case, where, row)
    for item in case.inspected:
        if case.view.lacking(item.row):
            yield from _judged(case, item.where, item.row, item.check.id)
    for one in case.answered:
        typed = [name for name in FIGURES if one.row.get(name)]
        if one.score.lacking and typed:
            message = f"{one.name}的取证情况是“{one.score.lacking}”，按没有得分计，填的{listed(typed)}没有采用"
            yield AGAINST_VALUE.at(one.where, message, "已取得证据的，清空“取证情况”；园区自报的数，写在“自评值”栏")


def _stated(case: Case) -> Iterator[tuple[str, Row]]:
    rows = [(item.where, item.row) for item in case.inspected] + [(one.where, one.row) for one in case.answered]
    return ((where, row) for where, row in rows if row.get(model.STATE))


def _complete(case: Case, where: str, row: Row) -> Found:
    state = row[model.STATE]
    if case.view.round.kind != "evaluation":
        yield ELSEWHERE.at(
            where, f"取证情况填了“{state}”，本轮不是评价，没有计入", "清空“取证情况”；没有查的，结果留未检查"
        )
    elif missing := blanks(row, (model.REQUEST, model.DATE)):
        message = f"取证情况是“{state}”，没有写{listed(missing)}，仍按没有查过计"
        yield INCOMPLETE.at(where, message, "写明向谁要求提供什么、哪一天要求的")


def _judged(case: Case, where: str, row: Row, key: str) -> Found:
    if model.contradicted(row):
        message = f"检查项 {key} 的取证情况是“{row[model.STATE]}”，结果却判为“{row['结果']}”，按未检查处理"
        yield AGAINST_RESULT.at(where, message, "已取得证据的，清空“取证情况”；没有取得的，改正“结果”栏")
    others = names_in(row.get("检查人", "")) - case.team
    if case.team and (others or not row.get("检查人")):
        who = f"检查人{listed(sorted(others))}不在本轮评价组内" if others else "没有写检查人"
        yield NOT_TEAM.at(where, f"检查项 {key} 判为没有取得证据，{who}", "由评价组的人判定，并填“检查人”栏")
