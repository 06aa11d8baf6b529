"""Offsets: real, cancelled in time, counted once (clauses 3.6, 5.8, 7.3 e and 7.4.1 of T/SEESA 010—2025)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from zcdoc.model.cancellation import Cancelling, cancelling
from zcdoc.model.evidence import references
from zcdoc.model.inventory import QUANTITY, registered_number
from zcdoc.model.pack import OffsetType
from zcdoc.model.record import Row
from zcdoc.model.values import fraction
from zcdoc.problems import Problem
from zcdoc.readiness.case import Case, Found, Rule, blanks, listed, place

UNKNOWN = Rule("offset-type-unknown", "error", "抵消类型要是标准列出的名称")
ELSEWHERE = Rule("offset-other-standard", "warning", "园区按几部标准评价时，本标准没有列出的抵消类型不计入")
NO_QUANTITY = Rule("offset-quantity", "error", "抵消数量要大于 0")
NOT_CANCELLED = Rule("offset-not-cancelled", "error", "须注销的减排量要有注销日期和注销凭证")
UNREGISTERED = Rule("offset-without-registry", "error", "须注销的减排量要有登记机构与编号")
LATE = Rule("offset-cancelled-late", "error", "注销日期不能晚于标准包的假设所定的时限（默认报告日期）")
TWICE = Rule("offset-used-twice", "error", "同一登记编号的减排量只能用一次，各轮各年度之间也不能重复")
DOUBLE = Rule("offset-counted-in-inventory", "error", "边界内已使排放量变小的项目（如自有光伏）不能再作抵消")
NO_VINTAGE = Rule("offset-without-vintage", "warning", "须注销的减排量应写签发年份")
VINTAGE = Rule("offset-vintage-late", "warning", "签发年份应不晚于抵消年度")
INCOMPLETE = Rule("offset-incomplete", "warning", "抵消行应有项目名称、边界内外和年度")
BENEFICIARY = Rule("offset-without-beneficiary", "warning", "须注销的减排量应写明受益方")
NO_EVIDENCE = Rule("offset-without-evidence", "warning", "抵消行应有证据编号")
OTHER_YEAR = Rule("offset-other-year", "warning", "抵消年度应是碳抵消年度或数据年度，其他年度的不参与计算")
NO_STRATEGY = Rule("offset-without-strategy", "warning", "登记了碳抵消的，应在园区信息写抵消策略说明")
RULES = (
    UNKNOWN, ELSEWHERE, NO_QUANTITY, NOT_CANCELLED, UNREGISTERED, LATE, TWICE, DOUBLE, VINTAGE, NO_VINTAGE, INCOMPLETE, BENEFICIARY, NO_EVIDENCE,
    OTHER_YEAR, NO_STRATEGY,
)  # fmt: skip


def find(case: Case) -> Found:
    types, asked = {t.name: t for t in case.pack.head.offsets}, cancelling(case.view, case.terms)
    for key, row in case.view.rows("offsets").items():
        where, kind = place("offsets", key), types.get(row.get("类型", ""))
        if kind is None:
            yield _unknown(case, where, row, list(types) or ["（本标准没有列出类型）"])
        else:
            yield from _cancelled(where, row, kind, asked)
            yield from _double(where, row, kind)
        yield from _fields(where, row)
        yield from _years(where, row)
        yield from _other_year(case, where, row)
    yield from _strategy(case)
    yield from _twice(case)


def _unknown(case: Case, where: str, row: Row, types: list[str]) -> Problem:
    """The sheet serves every standard of the park; what another one lists is no fault under this one."""
    message = f"类型“{row.get('类型', '')}”不在本标准所列之内，不能计入"
    if len(case.view.record.standards) > 1:
        return ELSEWHERE.at(
            where, message, f"供园区另一部标准用的不用改；本标准要用的，“类型”栏改选 {listed(types)} 之一"
        )
    return UNKNOWN.at(where, message, f"“类型”栏改选 {listed(types)} 之一")


def _name(row: Row) -> str:
    return f"“{row.get('项目名称') or row.get('类型', '')}”"


def _cancelled(where: str, row: Row, kind: OffsetType, asked: Cancelling) -> Found:
    if not asked.asks(kind):
        return
    missing = blanks(row, ("注销日期", "注销凭证"))
    if missing:
        message = f"{_name(row)}是须注销的减排量，缺{listed(missing)}"
        yield NOT_CANCELLED.at(where, message, f"注销后补填{listed(missing)}，并登记注销证明")
    elif asked.late(row):
        message = f"{_name(row)}在 {asked.late(row)}，不能计入"
        yield LATE.at(where, message, "改用时限之前注销的减排量，或改正日期；时限见假设 cancellation")
    if not row.get("签发年份"):
        yield NO_VINTAGE.at(where, f"{_name(row)}没有签发年份", "按登记系统填写“签发年份”栏")
    if not row.get("登记机构与编号"):
        yield UNREGISTERED.at(where, f"{_name(row)}没有登记机构与编号", "填写登记机构、项目编号和序列号")
    if not row.get("受益方"):
        yield BENEFICIARY.at(where, f"{_name(row)}没有写受益方", "按注销凭证填写“受益方”栏")


def _double(where: str, row: Row, kind: OffsetType) -> Found:
    if kind.zero_carbon or not row.get("抵消年度") or row.get("边界内外") != "边界内":
        return
    message = f"自有光伏重复计算：{_name(row)}在边界内，减排已体现在排放量中，又列为 {row['抵消年度']} 年度的抵消"
    yield DOUBLE.at(where, message, "清空“抵消年度”栏；未体现在清单中、只在指标计分的部分写“签发年份”")


def _fields(where: str, row: Row) -> Found:
    quantity = fraction(row.get(QUANTITY))
    if quantity is None or quantity <= 0:
        what = "没有数量" if quantity is None else f"数量是 {row[QUANTITY]}"
        yield NO_QUANTITY.at(where, f"{_name(row)}{what}", "“数量(tCO2e)”栏填大于 0 的数")
    missing = blanks(row, ("项目名称", "边界内外"))
    if not row.get("抵消年度") and not row.get("签发年份"):
        missing.append("抵消年度")
    if missing:
        yield INCOMPLETE.at(where, f"{_name(row)}缺{listed(missing)}", f"补填{listed(missing)}")
    if not references(row):
        yield NO_EVIDENCE.at(where, f"{_name(row)}没有证据编号", "登记核证、登记或注销文件，把编号填入“证据编号”栏")


def _years(where: str, row: Row) -> Found:
    year, issued = row.get("抵消年度", ""), row.get("签发年份", "")
    if year and issued > year:
        message = f"{_name(row)}的签发年份 {issued} 晚于抵消年度 {year}"
        yield VINTAGE.at(where, message, "核对“签发年份”和“抵消年度”两栏")


def _other_year(case: Case, where: str, row: Row) -> Found:
    year, offset_year = row.get("抵消年度", ""), case.view.profile_value("碳抵消年度")
    if year and case.data_year and year not in {case.data_year, offset_year}:
        message = f"{_name(row)}的抵消年度 {year} 既不是数据年度 {case.data_year}，也不是碳抵消年度 {offset_year or '（空白）'}"
        yield OTHER_YEAR.at(where, message, "核对“抵消年度”栏和园区信息的“碳抵消年度”")


def _strategy(case: Case) -> Found:
    if case.view.rows("offsets") and not case.view.profile_value("抵消策略说明"):
        message = "登记了碳抵消，“抵消策略说明”没有填写"
        yield NO_STRATEGY.at(place("profile", "抵消策略说明"), message, "写明抵消的方式、年度、数量和来源")


@dataclass(frozen=True, slots=True)
class _Use:
    """One use of a registered quantity: the round's id (blank: this round), the row's key and the offset year."""

    round: str
    key: str
    year: str

    def text(self) -> str:
        place_ = f"编号 {self.key}" if not self.round else f"轮次 {self.round} 的编号 {self.key}"
        return f"{place_}（抵消年度 {self.year or '空白'}）"


def _twice(case: Case) -> Found:
    seen: dict[str, list[_Use]] = {}
    for number, use in _uses(case):
        seen.setdefault(number, []).append(use)
    for number, uses in seen.items():
        for use in (u for u in uses if not u.round):
            other = [o for o in uses if o != use and (not o.round or (o.year and use.year and o.year != use.year))]
            if other:
                message = f"登记编号“{number}”还用在{listed(o.text() for o in other)}"
                yield TWICE.at(place("offsets", use.key), message, "删去重复的一行，或补全编号以区分不同序列")


def _uses(case: Case) -> Iterator[tuple[str, _Use]]:
    """A row that another round carried over for the same year is the same use; `_twice` lets it pass."""
    for scope in sorted(case.view.record.state):
        label = "" if scope == f"round/{case.view.round.id}" else scope.removeprefix("round/")
        for key, row in case.view.record.rows("offsets", scope).items():
            number = registered_number(row)
            if number:
                yield number, _Use(label, key, row.get("抵消年度", ""))
