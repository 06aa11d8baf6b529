"""The words that a check's cell 结果 takes, told from the sheet as an assessor tells them: by 条款类型."""

from __future__ import annotations

BASIC = ("符合", "不符合", "未检查")
REQUIRED = ("符合", "部分符合", "不符合", "不适用", "未检查")
RECOMMENDED = ("已采用", "部分采用", "未采用", "不适用", "未检查")
PERMITTED = ("已采用", "未采用", "不适用", "未检查")
BY_TYPE = {"要求": REQUIRED, "指示": REQUIRED, "推荐": RECOMMENDED, "允许": PERMITTED}


def words(sheet: str, kind: str) -> tuple[str, ...]:
    """`kind` as it is printed: `要求（应）`. On 基本要求 a requirement is kept or not."""
    return BASIC if sheet == "基本要求" and kind[:2] == "要求" else BY_TYPE[kind[:2]]


def binds(kind: str) -> bool:
    """Whether a park has to do it."""
    return kind[:2] in {"要求", "指示"}
