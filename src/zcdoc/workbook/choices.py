"""The rows of the sheet 假设: what the standard leaves open, what holds now, what else is permitted and what it would do."""

from __future__ import annotations

from collections.abc import Iterator

from zcdoc.model.assumed import Assumed, Span
from zcdoc.model.record import decided_in
from zcdoc.model.results import AssumptionState, Score
from zcdoc.model.view import View
from zcdoc.workbook.lists import choice_list
from zcdoc.workbook.row import GridRow

# Where each open column stands in the record.
FIELDS = {"现取值": "value", "依据": "source", "决定人": "by", "决定日期": "date", "备注": "note"}
ABSENT = {"silent": "标准没有写明", "lost": "所据文本缺损，印本里有"}


def assumption_rows(view: View, score: Score) -> Iterator[GridRow]:
    """One row for each assumption of the pack, in its order."""
    states = {state.key: state for state in score.assumptions}
    stored = view.record.rows("assumptions", decided_in(view.pack.id, view.round))
    for assumed in view.pack.assumptions:
        state = states[assumed.key]
        decided = stored.get(f"{view.pack.id}/{assumed.key}", {})
        values = {column: decided.get(name, "") for column, name in FIELDS.items()} | {
            "事项": assumed.title,
            "标准怎么写": f"{ABSENT[assumed.kind]}。{assumed.reason}",
            "种类": state.standing,
            "现取值": state.shown,
            "可选值": assumed.permitted_text(),
            "影响": "；".join(_effects(assumed, state)),
        }
        row = GridRow(assumed.key, values, types={"现取值": "text"})
        if not isinstance(assumed.permitted, Span):
            row.options["现取值"] = choice_list(assumed.key)
        yield row


def _effects(assumed: Assumed, state: AssumptionState) -> Iterator[str]:
    """What another choice would do, as far as the figures at hand tell."""
    if state.changes_level:
        yield "换一种取法会改变级别"
    elif state.changes_score:
        yield "换一种取法会改变得分，不改变级别"
    if state.levels:
        yield "、".join(f"取“{shown}”为{level or '不给级别'}" for shown, level in state.levels)
    if state.blind:
        yield f"指标 {'、'.join(state.blind)} 要另行取数，影响不能由现有的数算出"
    about = [*(f"条款 {c}" for c in assumed.clauses), *(f"指标 {i}" for i in assumed.indicators)]
    if about:
        yield f"涉及{'、'.join(about)}"
