"""What the evaluation team asked for and did not get: not looked at is one thing, asked for and not shown is another.

取证情况 of a check or an indicator says 未提供 or 无法证实, 取证要求 what was asked of whom, and 要求日期 when. Only an evaluation's
team can say so, and only with both: then a check is not demonstrated, and an indicator earns nothing.
"""

from __future__ import annotations

from zcdoc.model.record import Round, Row
from zcdoc.model.tables import MET, NOT_APPLICABLE, PARTLY

STATE, REQUEST, DATE = "取证情况", "取证要求", "要求日期"
NOT_GIVEN, UNPROVED = "未提供", "无法证实"
LACKING = (NOT_GIVEN, UNPROVED)


def lacking(chosen: Round, row: Row) -> str:
    """未提供 or 无法证实 where an evaluation asked for it, with what and when; blank otherwise."""
    asked = row.get(REQUEST, "").strip() and row.get(DATE)
    return row.get(STATE, "") if asked and chosen.kind == "evaluation" and row.get(STATE) in LACKING else ""


def told(row: Row) -> str:
    """What was asked for and what came of it: `2026-03-05要求提供园区能源台账，未提供`."""
    end = "未提供" if row.get(STATE) == NOT_GIVEN else "所提供的材料无法证实"
    return f"{row.get(DATE, '')}要求提供：{row.get(REQUEST, '').strip().rstrip('。')}；{end}"


def contradicted(row: Row) -> bool:
    """Whether a check was judged as if it had been shown, or as not applying, although it was not shown."""
    return row.get("结果") in (*MET, *PARTLY, NOT_APPLICABLE)
