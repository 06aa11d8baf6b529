"""Who has to do with a finding: whoever corrects the problem, else who filled or inspected the row, else who wrote it last."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from zcdoc.model.record import Row
from zcdoc.model.tables import CHECKS, SHEET_TABLES
from zcdoc.model.view import View
from zcdoc.problems import Problem
from zcdoc.readiness import nonconformity

NOBODY = "还没有人"
_CORRECTING = frozenset(rule.id for rule in nonconformity.RULES)
_TABLES = {sheet: table.id for table in SHEET_TABLES for sheet in table.sheets}


def person_of(view: View, writers: Mapping[tuple[str, str], str]) -> Callable[[Problem], str]:
    """Names the person of a problem; `writers` gives who last wrote a row, by table and key."""

    def name(problem: Problem) -> str:
        sheet, _, key = problem.where.partition("!")
        row = view.checks.get(key, {}) if sheet in CHECKS.sheets else {}
        return _named(problem.rule, row) or writers.get((_TABLES.get(sheet, ""), key), "") or NOBODY

    return name


def _named(rule: str, row: Row) -> str:
    corrects = row.get("整改责任人", "") if rule in _CORRECTING else ""
    return corrects or row.get("填报人", "") or row.get("检查人", "")
