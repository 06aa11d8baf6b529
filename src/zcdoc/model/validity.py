"""What a pack says of how long a piece of evidence holds: a small vocabulary that can be computed with."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

Kind = Literal["standing", "year", "years", "moment", "term", "convention"]
_DIGITS = "一二三四五六七八九十"
_NUMBER = rf"(?:\d+|[{_DIGITS}])"
_TERMS = (
    "规划", "方案", "申报", "项目建设", "建设", "合同", "系统使用", "设备使用", "研究", "实施", "项目", "审核周", "产品在产",
    "证书有效", "检定有效", "称号有效", "认定有效", "声明有效", "有效",
)  # fmt: skip
_YEARS = (
    "数据年度", "核算年度", "抵消年度", "现状年度", "验收核算年度", "减排量所属年度", "数据年度末", "当年", "出具当年",
    "数据年度及当年", "数据年度至目标年",
)  # fmt: skip
_MOMENTS = (
    "检查当日", "本次评价", "本次评价时有效", "方案编制时", "验收时", "委托时有效", "创建启动时", "最近一期", "公开之日起",
)  # fmt: skip
_STANDING = ("现行有效", "长期有效", "长期有效，至撤销或调整为止", "长期有效，改建后重算", "最新版")
_WINDOW = re.compile(
    rf"(?:覆盖)? ?(?:近|检查前)? ?(?P<n>{_NUMBER}) ?(?:个?自然年度|年内|年)"
    rf"(?:，出具日不早于(?:评价|申报|检查)前(?P<m>{_NUMBER})个月)?"
)
_AROUND = re.compile(r"改造前后(?:各一年)?")
_TERM = re.compile(rf"(?:{'|'.join(_TERMS)})期(?:间|内|末|满后|内各次|内各年度)?")
_CONVENTION = re.compile(r"见约定“(?P<title>[^”]+)”")
_EDITION = re.compile(r"\d{4} ?年版")
# What the vocabulary offers, for messages and for the documents.
OFFERED = "数据年度、核算年度、近三年、近三个自然年度、现行有效、长期有效、检查当日、合同期内、证书有效期内、见约定“…”"


@dataclass(frozen=True, slots=True)
class Validity:
    """One way to hold: always, for a year, over `years` (issued at most `months` before), at a moment, within a term.

    `term` is the document's own: its 有效期至 says when it ends. `convention` is the title of the assumption that decides.
    """

    kind: Kind
    years: int = 0
    months: int | None = None
    convention: str = ""


_WORDS = {
    **dict.fromkeys(_STANDING, Validity("standing")),
    **dict.fromkeys(_YEARS, Validity("year", years=1)),
    **dict.fromkeys(_MOMENTS, Validity("moment")),
}


def read(text: str) -> list[Validity]:
    """Every way that a text allows (`A或B` two of them); empty when one is outside the vocabulary."""
    ways = [_one(part.strip()) for part in text.split("或")] if text not in _STANDING else [Validity("standing")]
    return [way for way in ways if way is not None] if all(ways) else []


def _one(text: str) -> Validity | None:
    if text in _WORDS:
        return _WORDS[text]
    if _EDITION.fullmatch(text):
        return Validity("standing")
    if window := _WINDOW.fullmatch(text):
        return Validity("years", _number(window["n"]), _number(window["m"]) if window["m"] else None)
    if _AROUND.fullmatch(text):
        return Validity("years", 2)
    if _TERM.fullmatch(text):
        return Validity("term")
    named = _CONVENTION.fullmatch(text)
    return Validity("convention", convention=named["title"]) if named else None


def _number(text: str) -> int:
    return int(text) if text.isdigit() else _DIGITS.index(text) + 1
