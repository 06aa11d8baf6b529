"""Whose the standard's data and the template are: what stands in for a built-in one by its name needs somebody's word."""

from __future__ import annotations

from zcdoc.model.provenance import KIND_LABEL, Provenance
from zcdoc.problems import Problem
from zcdoc.readiness.case import Case, Found, Rule

OWN = Rule(
    "own-standard", "error", "正式稿用的标准包和模板应是随附的；自带而代替随附的，要由出具的人用 --own-standard 接受"
)
USED = Rule("own-standard-used", "warning", "自带的标准包或模板代替了随附的，应知道依据的不是随附的数据")
RULES = (OWN, USED)
# Nobody can waive these: a waiver would be silent in the next command, the option is said each time.
FIRM = frozenset(rule.id for rule in RULES)


def find(case: Case) -> Found:
    for one in (case.pack.provenance, *case.templates):
        if one.unasked:
            yield _judged(case, one)


def _judged(case: Case, one: Provenance) -> Problem:
    where, message = f"{KIND_LABEL[one.kind]}!{one.id}", one.replacement
    if case.final and not case.own_standard:
        fix = "移走工作区里自带的一份，改用随附的；自己的标准和模板另起名称；确实以自带的为准，加 --own-standard"
        return OWN.at(where, message, fix)
    if case.final:
        return USED.at(where, f"{message}；出具的人已接受", "说明与随附的有何不同、为什么以自带的为准")
    return USED.at(
        where, message, "改用随附的，或给自己的标准和模板另起名称；以自带的为准的，出正式稿时要加 --own-standard"
    )
