"""Which rows of a round cite which evidence, in the order of the standard (pure)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zcdoc.model.evidence import REFS
from zcdoc.model.pack import Clause
from zcdoc.model.record import Row
from zcdoc.model.tables import CHECKS, INDICATORS, NOT_INSPECTED, PROFILE, SHEET_TABLES
from zcdoc.model.values import split_refs
from zcdoc.model.view import View

CITING = tuple(t for t in SHEET_TABLES if any(c.type == "refs" for c in t.columns))


@dataclass(frozen=True, slots=True)
class Citation:
    """One number in one row. `page` as it is cited (`p12`); `clause` of a check; `group`: the sheet of every other row."""

    number: str
    page: str
    group: str
    key: str
    text: str
    result: str = ""
    clause: Clause | None = None

    @property
    def item(self) -> str:
        """`4.2.1.a`, `指标 5`, `园区信息 园区面积`."""
        if self.clause is not None:
            return self.key
        return f"指标 {self.key}" if self.group == INDICATORS.sheets[0] else f"{self.group} {self.key}"

    @property
    def place(self) -> str:
        """As an annex names it: the clause, the indicator, or the sheet."""
        if self.clause is not None:
            return self.clause.number
        return self.item if self.group == INDICATORS.sheets[0] else self.group


def citations(view: View) -> list[Citation]:
    """Checks in the order of the pack, then indicators, then the other sheets."""
    return [*_checks(view), *_indicators(view), *_others(view)]


def _refs(row: Row) -> Iterator[tuple[str, str]]:
    return iter(dict.fromkeys(split_refs(row.get(REFS, ""))))


def _checks(view: View) -> Iterator[Citation]:
    for key, (clause, check) in view.pack.checks.items():
        row = view.check_row(check)
        for number, page in _refs(row):
            result = row.get("结果", NOT_INSPECTED)
            yield Citation(number, page, CHECKS.sheets[0], key, check.text, result, clause)


def _indicators(view: View) -> Iterator[Citation]:
    for key, indicator in view.pack.indicator_of.items():
        for number, page in _refs(view.answers.get(key, {})):
            yield Citation(number, page, INDICATORS.sheets[0], key, indicator.name)


def _others(view: View) -> Iterator[Citation]:
    for table in CITING:
        if table in {CHECKS, INDICATORS}:
            continue
        rows = view.profile if table is PROFILE else view.rows(table.id)
        for key, row in rows.items():
            for number, page in _refs(row):
                yield Citation(number, page, table.sheets[0], key, _said(table.columns[1].name, row))


def _said(name: str, row: Row) -> str:
    return row.get(name, "")
