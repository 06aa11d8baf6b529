"""Every rule: one way to break it, and one near miss that it lets pass. The table is the specification."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pytest

from zcdoc.model.collected import digests
from zcdoc.model.facts import FileFact
from zcdoc.model.indicator import ChecksInputs, PresenceInputs
from zcdoc.model.pack import Pack, ParkType
from zcdoc.model.provenance import Delivered, Provenance
from zcdoc.readiness import rules

Spoil = Callable[[object], object]


@dataclass(frozen=True)
class Example:
    rule: str
    at: str
    says: str
    broken: Spoil
    fine: Spoil
    final: bool = False
    document: str = ""


def case(rule, at, says, broken, fine, *, final=False, document=""):
    return Example(rule, at, says, broken, fine, final, document)


def row(table, key, **values):
    return lambda park: park.set(table, key, **values)


def cancelling(value):
    """The park has settled when a credit counts as cancelled."""
    return lambda park: park.state["park"]["assumptions"]["small-pack/cancellation"].update(value=value)


def content_not_given(key, *, overlay=False):
    """The pack's source does not say what a check asks for; `overlay`: the user has the words."""

    def step(park):
        clauses = [
            c.model_copy(update={"checks": [k.model_copy(update={"unknown": k.id == key}) for k in c.checks]})
            for c in park.pack.clauses
        ]
        own = {name: getattr(park.pack, name) for name in Pack.model_fields}
        park.pack = Pack.model_construct(**{**own, "clauses": clauses, "overlay": {key: "原文"} if overlay else {}})

    return step


def drop(table, key=None):
    return lambda park: park.drop(table, key)


def both(*steps):
    return lambda park: [step(park) for step in steps]


def fact(key, **facts):
    return lambda park: park.files.update(
        {key: FileFact(**{"exists": True, "sha256": f"sha256 of {key}", "size": 9, **facts})}
    )


def same_content(key, as_key):
    """Another file of the same content."""
    digest = f"sha256 of {as_key}"
    return both(row("evidence", key, sha256=digest), fact(key, sha256=digest))


def unsealed(key):
    """A file of which neither register nor disk knows the content."""
    return both(row("evidence", key, sha256=None), fact(key, sha256=None, exists=False, size=0))


def told(name, value, **more):
    return row("profile", name, 内容=value, **more)


def typed(park):
    """The standard has indicators of its own for each type of park."""
    head = park.pack.head.model_copy(update={"park_types": [ParkType(id="工业类", means="工业为主")]})
    park.pack = Pack(**{n: getattr(park.pack, n) for n in type(park.pack).model_fields} | {"head": head})


def indicator(number, **changes):
    """The pack with one indicator written otherwise."""

    def rewrite(park):
        fields = {n: getattr(park.pack, n) for n in type(park.pack).model_fields}
        written = [i.model_copy(update=changes) if i.number == number else i for i in park.pack.indicators]
        park.pack = Pack(**fields | {"indicators": written})

    return rewrite


def stale(park):
    """The figures of indicator 1 stand as they were when another choice held."""
    view = park.view
    decided("base-1", value="number", was="area", figures=digests(view, frozenset({"1"})))(park)


IN_WORDS = indicator(
    "3", leading="达到或优于二级限额", inputs=PresenceInputs(kind="presence", shown_by="—"), alternatives=[]
)
OF_CHECKS = indicator("3", inputs=ChecksInputs(kind="checks", checks=["5.1-1.a"]), alternatives=[])

A, B, STATEMENT = "5.1-1.a", "5.1-1.b", "5.1-1.c"
MEASURE_A, BASIC = "创建措施!5.1-1.a", "基本要求!4.2.1.a"
UNMET = {"结果": "不符合", "问题描述": "有一处没有做", "问题等级": "一般", "整改措施": "补做"}
NEW_EVIDENCE = {
    "名称": "边界图",
    "类型": "图纸",
    "文件": "图.pdf",
    "出具单位": "管委会",
    "出具日期": "2026-01-05",
    "sha256": "sha256 of EV-003",
}
NEW_OFFSET = {
    "类型": "CCER", "项目名称": "项目9", "边界内外": "边界外", "登记机构与编号": "登记所 A-9", "签发年份": "2024", "数量(tCO2e)": "10",
    "抵消年度": "2024", "注销日期": "2024-12-01", "注销凭证": "证明", "受益方": "园区", "证据编号": "EV-001",
}  # fmt: skip


def other_round(rid, key, **values):
    def spoil(park):
        park.state.setdefault(f"round/{rid}", {}).setdefault("offsets", {})[key] = values
        park.state["park"]["rounds"][rid] = {"kind": "baseline", "date": "2025-01-01"}

    return spoil


def two_standards(park):
    """The park stands under another standard too."""
    park.state["park"]["park"]["park"]["standards"] = "small-pack,other-pack"


def decided(key, **values):
    return row("assumptions", f"small-pack/{key}", **values)


def waived(key, **values):
    return row("waivers", key, **{"reason": "已书面说明", "by": "钱二", "date": "2026-03-15", **values})


CHECKS = [
    case("check-unjudged", BASIC, "还没有结果", row("checks", "4.2.1.a", 结果="未检查"), row("checks", "4.2.6.a", 结果=None)),
    case("check-unjudged", "创建措施!5.1-1.c", "还没有结果", drop("checks", STATEMENT), row("checks", STATEMENT, 结果="未采用")),
    case("check-unjudged", BASIC, "待复核，还没有结果", row("checks", "4.2.1.a", 结果="未检查", 检查进度="待复核"), row("checks", "4.2.1.a", 检查进度="待复核")),
    case("check-content-unread", "创建措施!5.1-1.c", "按未检查处理", content_not_given("5.1-1.c"), content_not_given("5.1-1.c", overlay=True)),
    case("check-content-not-given", "创建措施!5.1-1.c", "不能判定", both(content_not_given("5.1-1.c"), row("checks", "5.1-1.c", 结果="未检查")),
         both(content_not_given("5.1-1.c", overlay=True), row("checks", "5.1-1.c", 结果="未检查"))),
    case("check-result-unknown", BASIC, "部分符合", row("checks", "4.2.1.a", 结果="部分符合", 问题描述="有"), row("checks", A, 结果="部分符合")),
    case("check-without-evidence", MEASURE_A, "没有证据编号", row("checks", A, 证据编号=None), row("checks", B, 结果="未采用", 证据编号=None)),
    case("check-without-finding", MEASURE_A, "检查所见", row("checks", A, 检查所见=None), row("checks", A, 结果="不适用", 检查所见=None)),
    case("check-finding-copied", "基本要求!4.2.1.a", "一字不差", row("checks", "4.2.1.a", 检查所见="看过 4.1-1.a 的台账和现场。"), row("checks", "4.2.1.a", 检查所见="看过批复")),
    case("check-finding-copied", "基本要求!4.2.1.a", "一字不差", row("checks", "4.2.1.a", 检查所见="看过 4.1-1.a 的台账和现场。"),
         row("checks", "4.2.1.a", 检查所见="看过 4.1-1.a 的台账和现场。", 结果="未检查")),
    case("check-na-without-reason", MEASURE_A, "没有写理由", row("checks", A, 结果="不适用"), row("checks", A, 结果="不适用", 不适用理由="没有新建厂房")),
    case("check-na-not-admitted", BASIC, "任何园区都适用", row("checks", "4.2.1.a", 结果="不适用", 不适用理由="无"), row("checks", A, 结果="不适用")),
    case("check-contradicts-measure", MEASURE_A, "实测值 49.9%，没有达到要求值 ≥ 50%", row("checks", A, 实测值="0.499"), row("checks", A, 实测值="0.5")),
    case("check-contradicts-measure", MEASURE_A, "达到要求值", row("checks", A, **UNMET), row("checks", A, **UNMET, 实测值="0.499")),
    case("check-contradicts-measure", "基本要求!4.2.6.a", "45%", told("入驻工业企业占地面积", "270"), told("入驻工业企业占地面积", "300")),
    case("check-measure-differs", "基本要求!4.2.6.a", "80%", row("checks", "4.2.6.a", 实测值="0.81"), row("checks", "4.2.6.a", 实测值="0.8")),
    case("check-without-measure", MEASURE_A, "没有实测值", row("checks", A, 实测值=None), row("checks", A, 实测值=None, 结果="不适用")),
    case("check-unknown", "创建措施!9.9.a", "没有这一项", row("checks", "9.9.a", 结果="符合", 证据编号="EV-001"), row("checks", A, 备注="改过")),
    case("issue-undescribed", MEASURE_A, "没有写问题描述", row("checks", A, 结果="部分符合"), row("checks", B, 结果="部分采用")),
    case("issue-ungraded", MEASURE_A, "问题等级", row("checks", A, 问题描述="缺铭牌"), row("checks", A, 问题描述="缺铭牌", 问题等级="观察项")),
    case("issue-without-correction", BASIC, "没有整改措施", row("checks", "4.2.1.a", **{**UNMET, "整改措施": None}), row("checks", "4.2.1.a", **UNMET)),
    case("issue-correction-incomplete", BASIC, "缺完成期限", row("checks", "4.2.1.a", 整改措施="补建", 整改责任人="赵一"),
         row("checks", "4.2.1.a", 整改措施="补建", 整改责任人="赵一", 完成期限="2026-12-31")),
    case("issue-correction-incomplete", BASIC, "缺整改责任人", row("checks", "4.2.1.a", 整改措施="补建", 完成期限="2026-12-31"),
         row("checks", "4.2.1.a", 整改措施="补建", 验证结论="已关闭")),
    case("issue-closed-undated", BASIC, "没有验证日期", row("checks", "4.2.1.a", 验证结论="已关闭"), row("checks", "4.2.1.a", 验证结论="未关闭")),
    case("issue-overdue", BASIC, "2026-03-19", row("checks", "4.2.1.a", 完成期限="2026-03-19"), row("checks", "4.2.1.a", 完成期限="2026-03-20")),
    case("issue-overdue", BASIC, "已过", row("checks", "4.2.1.a", 完成期限="2026-01-01", 验证结论="部分关闭"),
         row("checks", "4.2.1.a", 完成期限="2026-01-01", 验证结论="已关闭")),
    case("issue-closed-but-unmet", BASIC, "仍是", row("checks", "4.2.1.a", **UNMET, 验证结论="已关闭"), row("checks", "4.2.1.a", 验证结论="已关闭")),
    case("issue-open-but-met", BASIC, "未关闭", row("checks", "4.2.1.a", 问题等级="严重"), row("checks", "4.2.1.a", 问题等级="观察项")),
    case("check-done-unsigned", BASIC, "缺检查日期", row("checks", "4.2.1.a", 检查日期=None), row("checks", "4.2.1.a", 检查日期=None, 检查进度=None)),
    case("check-unfinished", BASIC, "待复核", row("checks", "4.2.1.a", 检查进度="待复核"), row("checks", "4.2.1.a", 检查进度="待复核", 结果="未检查")),
    case("check-self-reviewed", BASIC, "都是孙三", row("checks", "4.2.1.a", 检查人="孙三"), row("checks", "4.2.1.a", 检查人=None, 复核人=None)),
    case("check-review-early", BASIC, "早于", row("checks", "4.2.1.a", 复核日期="2026-03-09"), row("checks", "4.2.1.a", 复核日期="2026-03-10")),
    case("check-inspector-outside-team", BASIC, "李四不在评价组内", row("checks", "4.2.1.a", 检查人="钱二、李四"), row("checks", "4.2.1.a", 检查人="孙三、评价组长的内容", 复核人="周五")),
]  # fmt: skip

INDICATORS = [
    case("indicator-incomplete", "评价指标!1", "按 0 分计", row("indicators", "1", 分子=None, 分母=None), row("indicators", "1", 分子="0")),
    case("indicator-incomplete", "评价指标!4", "没有现状值", drop("yearly", "2"), drop("yearly", "1")),
    case("indicator-without-source", "评价指标!3", "数据来源", row("indicators", "3", 数据来源=None), row("indicators", "1", 数据来源=None, 分子=None, 分母=None)),
    case("indicator-without-evidence", "评价指标!4", "证据编号", row("indicators", "4", 证据编号=None),
         row("indicators", "4", 证据编号=None, 是否适用="否", 不适用理由="没有历史数据")),
    case("indicator-na-without-reason", "评价指标!1", "没有写理由", row("indicators", "1", 是否适用="否"), row("indicators", "1", 是否适用="否", 不适用理由="没有新建筑")),
    case("indicator-na-not-admitted", "评价指标!2", "任何园区都适用", row("indicators", "2", 是否适用="否", 不适用理由="没有"), row("indicators", "1", 是否适用="否")),
    case("indicator-applicable-unknown", "评价指标!1", "无关", row("indicators", "1", 是否适用="无关"), row("indicators", "1", 是否适用=None)),
    case("indicator-option-unknown", "评价指标!3", "低碳产品", row("indicators", "3", 二选一选项="低碳产品"), row("indicators", "3", 二选一选项="节能产品")),
    case("indicator-other-year", "评价指标!1", "2024", row("indicators", "1", 数据年度="2024"), row("indicators", "1", 数据年度="2024", 口径说明="企业次年报送")),
    case("indicator-to-review", "评价指标!1", "没有复核", row("indicators", "1", 备注="待复核：数据来自另一部标准"), row("indicators", "1", 备注="与另一部标准的数据核对一致")),
    case("indicator-self-differs", "评价指标!1", "52.6%", row("indicators", "1", 自评值="0.526"), row("indicators", "1", 自评值="0.525")),
    case("indicator-self-differs", "评价指标!3", "自评值", row("indicators", "3", 自评值="无"), row("indicators", "3", 自评值=None)),
    case("indicator-unknown", "评价指标!99", "没有这一项", row("indicators", "99", 现状值="1"), row("indicators", "2", 备注="核过")),
    case("indicator-half-ratio", "评价指标!1", "没有填分母", row("indicators", "1", 分母=None), row("indicators", "2", 分子="4")),
    case("indicator-half-ratio", "评价指标!1", "没有填分子", row("indicators", "1", 分子=None), row("indicators", "1", 分子=None, 分母=None)),
    case("indicator-denominator-zero", "评价指标!1", "分母是 0", row("indicators", "1", 分母="0"), row("indicators", "1", 分母="1000")),
    case("indicator-denominator-zero", "评价指标!1", "分母是 0", row("indicators", "1", 分母="0"), row("indicators", "1", 分母="0", 是否适用="否")),
    case("indicator-negative", "评价指标!1", "分子是负数", row("indicators", "1", 分子="-1"), row("indicators", "1", 分子="0")),
    case("indicator-negative", "评价指标!1", "现状值是负数", row("indicators", "1", 分子=None, 分母=None, 现状值="-0.1"), row("indicators", "4", 现状值="-0.1")),
    case("indicator-negative", "评价指标!2", "负数", row("indicators", "2", 分子=None, 现状值="-3"), row("indicators", "2", 分子=None, 现状值="0")),
    case("indicator-numerator-above", "评价指标!1", "大于分母", row("indicators", "1", 分子="101"), row("indicators", "1", 分子="100")),
    case("indicator-numerator-above", "评价指标!1", "大于分母", row("indicators", "1", 分子="10001"), row("indicators", "5", 分子="10001")),
    case("indicator-share-above-one", "评价指标!1", "3500%", row("indicators", "1", 分子=None, 分母=None, 现状值="35"),
         row("indicators", "1", 分子=None, 分母=None, 现状值="1")),
    case("indicator-typed-differs", "评价指标!1", "50%", row("indicators", "1", 现状值="0.51"), row("indicators", "1", 现状值="0.5")),
    case("indicator-count-differs", "评价指标!2", "不用分母", row("indicators", "2", 分母="10"), row("indicators", "1", 分母="1000")),
    case("indicator-count-differs", "评价指标!2", "不一致", row("indicators", "2", 现状值="4"), row("indicators", "2", 现状值="3")),
    case("indicator-grade-outside", "评价指标!3", "1.5", row("indicators", "3", 现状值="1.5"), row("indicators", "3", 现状值="1")),
    case("indicator-grade-unexplained", "评价指标!3", "0.5", row("indicators", "3", 现状值="0.5"), row("indicators", "3", 现状值="0.5", 口径说明="覆盖一半")),
    case("assumption-figures-collected-otherwise", "评价指标!1", "按面积", stale, both(stale, row("indicators", "1", 口径说明="两种口径的数相同"))),
    case("indicator-words-unexplained", "评价指标!3", "达到或优于二级限额", both(IN_WORDS, row("indicators", "3", 二选一选项=None, 现状值="达到")),
         both(IN_WORDS, row("indicators", "3", 二选一选项=None, 现状值="达到", 口径说明="两种产品都优于二级"))),
    case("indicator-from-checks", "评价指标!3", "5.1-1.a", both(OF_CHECKS, row("indicators", "3", 二选一选项=None, 现状值="1")),
         both(OF_CHECKS, row("indicators", "3", 二选一选项=None, 现状值=None))),
    case("indicator-not-gradable", "评价指标!3", "不能部分计分", row("indicators", "3", 二选一选项="节能产品", 现状值="0.5", 口径说明="一半"),
         row("indicators", "3", 二选一选项="节能产品", 现状值="无")),
    case("indicator-percent-doubtful", "评价指标!4", "400%", row("indicators", "4", 现状值="4"), row("indicators", "4", 现状值="0.04")),
    case("indicator-series-differs", "评价指标!4", "年度数据算出的值", row("indicators", "4", 现状值="0.2"), row("indicators", "4", 现状值="0.154761904761905")),
    case("figures-differ", "评价指标!6", "合计 2500 tCO2e", row("indicators", "6", 分子="2510"), row("indicators", "6", 分子="2500.4")),
    case("figures-differ", "评价指标!6", "碳抵消表", row("indicators", "6", 分子="2501"), row("indicators", "6", 分子="2501", 口径说明="与碳抵消表口径不同：含上年结转")),
    case("figures-differ", "评价指标!5", "合计 0 tCO2e", drop("offsets", "1"), both(drop("offsets", "1"), row("indicators", "5", 分子="0"))),
    case("figures-differ", "评价指标!6", "合计 2500", row("indicators", "6", 分子=None, 分母=None, 现状值="0.3"),
         row("indicators", "6", 分子=None, 分母=None, 现状值="0.25")),
    case("figures-differ", "评价指标!6", "年度数据 2025 年", row("indicators", "6", 分母="11000"), row("indicators", "6", 分母="11000", 口径说明="与“温室气体排放总量”口径不同：含其他间接")),
    case("figures-differ", "评价指标!6", "11000", row("indicators", "6", 分母="11000", 口径说明="含其他间接"), row("indicators", "6", 分母=None)),
    case("check-denies-indicator", "创建措施!5.1-1.b", "指标 7 没有达到", row("indicators", "7", 现状值="无"), both(row("indicators", "7", 现状值="无"), row("checks", "5.1-1.b", 结果="未采用"))),
    case("check-denies-indicator", "创建措施!5.1-1.b", "已经达到", row("checks", "5.1-1.b", 结果="未采用"), row("checks", "5.1-1.b", 结果="部分采用")),
]  # fmt: skip

INVENTORY = [
    case("emission-none", "温室气体!数据年度", "2025", drop("emissions"), drop("emissions", "5")),
    case("emission-none", "温室气体!碳抵消年度", "2024", told("碳抵消年度", "2024"), told("碳抵消年度", None)),
    case("emission-without-electricity", "温室气体!电力", "电力", drop("emissions", "1"), row("emissions", "1", 活动数据="0")),
    case("emission-incomplete", "温室气体!1", "缺气体、年度", row("emissions", "1", 年度=None, 气体=None), row("emissions", "1", 单位="万kWh")),
    case("emission-incomplete", "温室气体!4", "不在可选之列", row("emissions", "4", 类别="直接"), row("emissions", "4", 类别="直接排放-逸散")),
    case("emission-unquantified", "温室气体!6", "没有排放量", row("emissions", "6", 未量化说明=None), row("emissions", "6", **{"未量化说明": None, "排放量(tCO2e)": "0"})),
    case("emission-amount-differs", "温室气体!1", "8000", row("emissions", "1", **{"排放量(tCO2e)": "8010"}), row("emissions", "1", **{"排放量(tCO2e)": "8007"})),
    case("emission-unit-mismatch", "温室气体!2", "无法复核", row("emissions", "2", 单位="m³"), row("emissions", "2", 单位=" 万m³")),
    case("emission-factor-without-source", "温室气体!1", "没有来源", row("emissions", "1", 因子来源=None), row("emissions", "4", 因子来源=None)),
    case("emission-negative", "温室气体!1", "活动数据", row("emissions", "1", 活动数据="-2000"), row("emissions", "1", 活动数据="0")),
    case("emission-gwp-missing", "温室气体!3", "GWP", row("emissions", "3", GWP=None), row("emissions", "3", GWP=None, 因子单位="tCO2e/t")),
    case("emission-gwp-twice", "温室气体!3", "28", row("emissions", "3", 因子单位="tCO2e/t"), row("emissions", "1", GWP="1")),
    case("emission-without-evidence", "温室气体!4", "没有证据编号", row("emissions", "4", 证据编号=None), row("emissions", "6", 证据编号=None)),
    case("emission-entered-twice", "温室气体!4", "编号 1", row("emissions", "4", 类别="能源间接排放-电力", 排放源="外购电力", 气体="CO2"),
         row("emissions", "4", 类别="能源间接排放-电力", 排放源="外购绿电", 气体="CO2")),
    case("emission-power-factors-differ", "温室气体!2", "20", row("emissions", "2", 类别="能源间接排放-电力", 因子单位="tCO2/万kWh", 单位="万kWh"),
         row("emissions", "2", 类别="能源间接排放-电力", 因子单位="tCO2/万kWh", 单位="万kWh", 排放因子="0")),
    case("emission-gwp-without-source", "园区信息!GWP取值来源", "编号 3", told("GWP取值来源", None),
         both(told("GWP取值来源", None), row("emissions", "3", GWP=None))),
    case("figures-differ", "年度数据!4", "10000", row("yearly", "4", 数值="10020"), row("yearly", "4", 数值="10000.9")),
    case("yearly-incomplete", "年度数据!4", "缺数值", row("yearly", "4", 数值=None), row("yearly", "4", 口径=None)),
    case("yearly-entered-twice", "年度数据!4", "编号 3", row("yearly", "4", 年度="2024"), row("yearly", "4", 年度="2026")),
    case("yearly-unit", "年度数据!4", "万tCO2e", row("yearly", "4", 单位="万tCO2e", 数值="1"), row("yearly", "4", 单位=None)),
    case("yearly-negative", "年度数据!1", "-5", row("yearly", "1", 数值="-5"), row("yearly", "1", 数值="0")),
    case("yearly-without-evidence", "年度数据!1", "证据", row("yearly", "1", 证据编号=None), row("yearly", "1", 证据编号="EV-001")),
    case("offset-type-unknown", "碳抵消!2", "VCS", row("offsets", "2", 类型="VCS"), row("offsets", "2", 类型="绿证")),
    case("offset-other-standard", "碳抵消!2", "VCS", both(two_standards, row("offsets", "2", 类型="VCS")), both(two_standards, row("offsets", "2", 类型="绿证"))),
    case("offset-quantity", "碳抵消!3", "没有数量", row("offsets", "3", **{"数量(tCO2e)": None}), row("offsets", "3", **{"数量(tCO2e)": "0.5"})),
    case("offset-quantity", "碳抵消!3", "-5", row("offsets", "3", **{"数量(tCO2e)": "-5"}), row("offsets", "3", **{"数量(tCO2e)": "5"})),
    case("offset-quantity", "碳抵消!3", "是 0", row("offsets", "3", **{"数量(tCO2e)": "0"}), row("offsets", "3", **{"数量(tCO2e)": "0.1"})),
    case("offset-not-cancelled", "碳抵消!2", "注销凭证", row("offsets", "2", 注销凭证=None), row("offsets", "1", 注销凭证=None, 注销日期=None)),
    case("offset-without-registry", "碳抵消!2", "登记机构", row("offsets", "2", 登记机构与编号=None), row("offsets", "1", 登记机构与编号=None)),
    case("offset-cancelled-late", "碳抵消!2", "晚于报告日期 2026-03-18", row("offsets", "2", 注销日期="2026-03-19"), row("offsets", "2", 注销日期="2026-03-18")),
    case("offset-cancelled-late", "碳抵消!2", "晚于抵消年度 2025", both(cancelling("within-year"), row("offsets", "2", 注销日期="2026-01-02")), both(cancelling("within-year"), row("offsets", "2", 注销日期="2025-12-31"))),
    case("offset-not-cancelled", "碳抵消!2", "注销凭证", both(cancelling("purchase"), row("offsets", "2", 注销凭证=None)), both(cancelling("purchase"), row("offsets", "3", 注销凭证=None, 注销日期=None))),
    case("offset-without-vintage", "碳抵消!2", "签发年份", row("offsets", "2", 签发年份=None), row("offsets", "2", 签发年份="2024")),
    case("offset-used-twice", "碳抵消!3", "编号 2", row("offsets", "3", 登记机构与编号="登记所A-2"), row("offsets", "3", 登记机构与编号="登记所 A-22")),
    case("offset-used-twice", "碳抵消!2", "轮次 r0", other_round("r0", "9", 登记机构与编号="登记所 a-2", 抵消年度="2024"),
         other_round("r0", "2", 登记机构与编号="登记所 A-2", 抵消年度="2025")),
    case("offset-counted-in-inventory", "碳抵消!1", "自有光伏重复计算", row("offsets", "1", 抵消年度="2025"), row("offsets", "1", 抵消年度="2025", 边界内外="边界外")),
    case("offset-other-year", "碳抵消!9", "2024", row("offsets", "9", **NEW_OFFSET), row("offsets", "9", **{**NEW_OFFSET, "抵消年度": "2025"})),
    case("offset-other-year", "碳抵消!3", "2024", both(row("offsets", "3", 抵消年度="2024")), both(row("offsets", "3", 抵消年度="2024"), told("碳抵消年度", "2024"))),
    case("offset-without-strategy", "园区信息!抵消策略说明", "没有填写", told("抵消策略说明", None), both(told("抵消策略说明", None), drop("offsets"))),
    case("offset-vintage-late", "碳抵消!2", "2026", row("offsets", "2", 签发年份="2026"), row("offsets", "2", 签发年份="2025")),
    case("offset-incomplete", "碳抵消!1", "抵消年度", row("offsets", "1", 签发年份=None), row("offsets", "2", 签发年份=None)),
    case("offset-without-beneficiary", "碳抵消!2", "受益方", row("offsets", "2", 受益方=None), row("offsets", "1", 受益方=None)),
    case("offset-without-evidence", "碳抵消!2", "证据编号", row("offsets", "2", 证据编号=None), row("offsets", "9", **NEW_OFFSET)),
]  # fmt: skip

REGISTER = [
    case("evidence-period-short", "基本要求!4.2.1.a", "没有 2023 年", row("evidence", "EV-001", 所属期间="2024 至 2025 年"), row("evidence", "EV-001", 所属期间="2023 至 2025 年")),
    case("evidence-period-short", "基本要求!4.2.1.a", "没有 2023、2024 年", row("evidence", "EV-001", 所属期间="2025-06-30"),
         both(row("evidence", "EV-001", 所属期间="2025 年"), row("evidence", "EV-002", 所属期间="2023—2024"))),
    case("evidence-dated-early", "证据清单!EV-001", "2027 年还没有开始", row("evidence", "EV-001", 所属期间="2027 年"), row("evidence", "EV-001", 所属期间="2026 年")),
    case("evidence-dated-early", "证据清单!EV-001", "2027 年还没有开始", row("evidence", "EV-001", 所属期间="2026—2027"), row("evidence", "EV-001", 所属期间="2026—2027", 类型="文件")),
    case("evidence-unregistered", MEASURE_A, "EV-009", row("checks", A, 证据编号="EV-009#p3"), row("checks", A, 证据编号="EV-002#p3")),
    *(case("evidence-unregistered", f"{sheet}!1", "EV-009", row(table, "1", 证据编号="EV-001、EV-009"), row(table, "1", 证据编号="EV-001"))
      for table, sheet in (("indicators", "评价指标"), ("emissions", "温室气体"), ("offsets", "碳抵消"), ("yearly", "年度数据"),
                           ("process", "评价过程"), ("projects", "重点项目"))),
    case("evidence-unregistered", "园区信息!园区名称", "EV-009", row("profile", "园区名称", 证据编号="EV-009"), row("profile", "园区名称", 证据编号=None)),
    case("evidence-file-missing", "证据清单!EV-001", "不在 evidence", fact("EV-001", exists=False, sha256=None, size=0),
         both(fact("EV-001", exists=False, sha256=None, size=0), row("evidence", "EV-001", 文件=None, 备注="原件存档案室"))),
    case("evidence-file-empty", "证据清单!EV-001", "空文件", fact("EV-001", size=0), fact("EV-001", size=1)),
    case("evidence-file-changed", "证据清单!EV-001", "改动过", fact("EV-001", sha256="bb"), both(fact("EV-001", sha256="bb"), row("evidence", "EV-001", sha256="bb"))),
    case("evidence-expired", "证据清单!EV-002", "2026-03-19", row("evidence", "EV-002", 有效期至="2026-03-19"), row("evidence", "EV-002", 有效期至="2026-03-20")),
    case("evidence-without-file", "证据清单!EV-001", "没有文件", row("evidence", "EV-001", 文件=None), row("evidence", "EV-001", 文件=None, 备注="原件存档案室")),
    case("evidence-nameless", "证据清单!EV-001", "没有名称", row("evidence", "EV-001", 名称=None), row("evidence", "EV-001", 名称="台账")),
    case("evidence-incomplete", "证据清单!EV-001", "出具单位、出具日期", row("evidence", "EV-001", 出具单位=None, 出具日期=None), row("evidence", "EV-001", 有效期至=None)),
    case("evidence-validity-order", "证据清单!EV-001", "早于出具日期", row("evidence", "EV-001", 有效期至="2025-01-01"), row("evidence", "EV-001", 有效期至="2026-01-05")),
    case("evidence-registered-twice", "证据清单!EV-002", "EV-001", same_content("EV-002", "EV-001"), both(same_content("EV-002", "EV-001"), row("evidence", "EV-002", 页码或位置="p9"))),
    case("evidence-registered-twice", "证据清单!EV-002", "EV-001", both(unsealed("EV-001"), unsealed("EV-002"), row("evidence", "EV-002", 文件="统计台账.pdf")),
         both(row("evidence", "EV-001", 文件=None), row("evidence", "EV-002", 文件=None))),
    case("evidence-photo-unfit", "证据清单!EV-002", "已损坏", both(row("evidence", "EV-002", 类型="照片"), fact("EV-002", unfit="已损坏")), fact("EV-002", unfit="已损坏")),
    case("evidence-photo-unfit", "证据清单!EV-002", "HEIC", both(row("evidence", "EV-002", 类型="照片"), fact("EV-002", unfit="是 HEIC 照片")),
         both(row("evidence", "EV-002", 类型="照片"), fact("EV-002"))),
    case("evidence-file-link", "证据清单!EV-001", "链接", fact("EV-001", link=True), fact("EV-001")),
    case("evidence-file-name", "证据清单!EV-001", "不允许的字符 ?", row("evidence", "EV-001", 文件="台账?.pdf"), row("evidence", "EV-001", 文件="台账？.pdf")),
    case("evidence-file-name", "证据清单!EV-001", "U+202E", row("evidence", "EV-001", 文件="fdp.\u202e账"), row("evidence", "EV-001", 文件=None)),
    case("evidence-file-spelling", "证据清单!EV-002", "EV-001", both(row("evidence", "EV-001", 文件="a.PDF"), row("evidence", "EV-002", 文件="A.pdf")),
         both(row("evidence", "EV-001", 文件="a.pdf"), row("evidence", "EV-002", 文件="a.pdf"))),
    case("evidence-file-spelling", "证据清单!EV-002", "字形", both(row("evidence", "EV-001", 文件="é.pdf"), row("evidence", "EV-002", 文件="e\u0301.pdf")),
         both(row("evidence", "EV-001", 文件="é.pdf"), row("evidence", "EV-002", 文件="e.pdf"))),
    case("evidence-unused", "证据清单!EV-003", "没有任何地方引用", both(row("evidence", "EV-003", **NEW_EVIDENCE), fact("EV-003")),
         both(row("evidence", "EV-003", **NEW_EVIDENCE), fact("EV-003"), other_round("r0", "9", 证据编号="EV-003"))),
]  # fmt: skip

DOCUMENTS = [
    case("profile-missing", "园区信息!园区名称", "没有填写", told("园区名称", None), told("电子邮箱", None)),
    case("profile-report-missing", "园区信息!评价组长", "没有填写", told("评价组长", None), told("利益关系说明", None)),
    case("profile-without-boundary-map", "园区信息!物理边界说明", "边界图", row("profile", "物理边界说明", 证据编号=None), row("profile", "园区概况", 证据编号=None)),
    case("profile-areas", "园区信息!入驻工业企业占地面积", "大于", told("入驻工业企业占地面积", "601"), told("入驻工业企业占地面积", "600")),
    case("profile-areas", "园区信息!工业用地面积", "大于", told("工业用地面积", "1000.5"), told("工业用地面积", "700")),
    case("profile-negative", "园区信息!从业人数", "-1", told("从业人数", "-1"), told("从业人数", "0")),
    case("profile-credit-code", "园区信息!统一社会信用代码", "有效", told("统一社会信用代码", "91350100M000100Y44"), told("统一社会信用代码", None)),
    case("evaluator-interest-unexplained", "园区信息!利益关系说明", "否", both(told("与园区无利益关系", "否"), told("利益关系说明", None)),
         told("与园区无利益关系", "否")),
    case("evaluator-not-third-party", "园区信息!评价机构名称", "管委会", both(told("评价机构名称", "管委会"), told("园区管理机构", "管委会")), told("评价机构名称", "认证公司")),
    case("evaluator-review-not-independent", "园区信息!技术复核人", "不独立", both(told("评价组长", "周五"), told("技术复核人", "周五")), told("评价组长", "周五")),
    case("evaluator-reviewer-in-team", "园区信息!技术复核人", "孙三", told("技术复核人", "孙三"), told("技术复核人", "孙三丰")),
    case("profile-park-type", "园区信息!园区类型", "没有选定", both(typed, told("园区类型", "商业类")), both(typed, told("园区类型", "工业类"))),
    case("data-year-unusual", "园区信息!数据年度", "2024", told("数据年度", "2024"), told("数据年度", "2024", 说明="停产一年")),
    case("report-dated-early", "园区信息!报告日期", "2026-03-09", told("报告日期", "2026-03-09"), told("报告日期", "2026-03-10")),
    case("profile-inspection-missing", "园区信息!自查方式", "没有填写", told("自查方式", None), told("自查结论补充说明", None), document="inspection"),
    case("profile-inspection-missing", "园区信息!核算边界与范围", "没有填写", told("核算边界与范围", None), told("电力排放因子选取理由", None),
         document="inspection"),
    case("inspection-dates", "园区信息!自查结束日期", "早于自查开始日期", both(told("自查开始日期", "2026-03-10"), told("自查结束日期", "2026-03-09")),
         both(told("自查开始日期", "2026-03-10"), told("自查结束日期", "2026-03-10")), document="inspection"),
    case("process-empty", "评价过程!编号", "没有记录", drop("process"), drop("process", "1")),
    case("process-without-site-visit", "评价过程!方法", "现场观察", drop("process", "2"), drop("process")),
    case("process-incomplete", "评价过程!1", "缺参加人", row("process", "1", 参加人=None), row("process", "1", 地点=None)),
    case("target-none", "目标!编号", "没有登记目标", drop("targets"), row("targets", "1", 说明="逐年下降")),
    case("target-years", "目标!1", "不晚于", row("targets", "1", 目标年="2022"), row("targets", "1", 目标年="2023")),
    case("target-lapsed", "目标!1", "已经过去", row("targets", "1", 目标年="2025"), row("targets", "1", 目标年="2026")),
    case("target-lapsed", "目标!1", "已经过去", row("targets", "1", 目标年="2024"),
         both(row("targets", "1", 目标年="2024"), row("targets", "2", 目标项="排放总量", 基准年="2022", 目标年="2030"))),
    case("project-state", "重点项目!1", "建成", row("projects", "1", 状态="建成"), row("projects", "1", 状态="建成", 完成日期="2026-03-20")),
    case("project-state", "重点项目!1", "拟建", row("projects", "1", 状态="拟建", 完成日期="2026-03-19"), row("projects", "1", 状态="拟建")),
    case("project-state", "重点项目!1", "开始日期", row("projects", "1", 开始日期="2026-03-21"), row("projects", "1", 开始日期="2026-03-21", 状态="拟建")),
    case("target-incomplete", "目标!1", "缺基准值", row("targets", "1", 基准值=None), row("targets", "1", 说明=None)),
    case("project-dates", "重点项目!1", "早于", row("projects", "1", 完成日期="2025-12-31"), row("projects", "1", 完成日期="2026-01-01")),
    case("project-negative", "重点项目!1", "投资", row("projects", "1", **{"投资(万元)": "-1"}), row("projects", "1", **{"年收益(万元)": "-1"})),
    case("project-incomplete", "重点项目!1", "责任单位", row("projects", "1", 责任单位=None), row("projects", "1", **{"寿命(年)": None})),
    case("profile-scheme-missing", "园区信息!资金保障", "没有填写", told("资金保障", None), told("方案修订说明", None)),
    case("target-none-for-scheme", "目标!编号", "没有可写的目标", drop("targets"), row("targets", "1", 说明="逐年下降")),
    case("plan-missing", MEASURE_A, "没有计划措施", row("checks", A, 结果="部分符合", 问题描述="差一处"), row("checks", A, **UNMET)),
    case("plan-incomplete", MEASURE_A, "缺计划完成", row("checks", A, 计划措施="补建", 计划责任单位="管委会"),
         row("checks", A, 计划措施="补建", 计划责任单位="管委会", 计划完成="2027-06-30")),
    case("plan-overdue", MEASURE_A, "已过", row("checks", A, **UNMET, 计划完成="2026-01-31"), row("checks", A, 计划完成="2026-01-31")),
    case("date-in-future", "评价过程!1", "2026-03-21", row("process", "1", 日期="2026-03-21"), row("process", "1", 日期="2026-03-20")),
    case("date-in-future", BASIC, "复核日期 2027", row("checks", "4.2.1.a", 复核日期="2027-01-01"), row("checks", "4.2.1.a", 完成期限="2027-01-01")),
    case("date-in-future", "证据清单!EV-001", "出具日期", row("evidence", "EV-001", 出具日期="2026-06-01"), row("evidence", "EV-001", 有效期至="2028-06-01")),
]  # fmt: skip


def one_choice_only(park):
    """What leaves no choice cannot change anything, confirmed or not."""
    park.drop("assumptions", "small-pack/base-2")
    (box,) = park.pack.indicator_of["2"].conventions
    only = box.model_copy(update={"assumed": box.assumed.model_copy(update={"permitted": box.assumed.permitted[:1]})})
    items = [i.model_copy(update={"conventions": [only]}) if i.number == "2" else i for i in park.pack.indicators]
    park.pack = Pack(**{n: getattr(park.pack, n) for n in type(park.pack).model_fields} | {"indicators": items})


UNDECIDED = drop("assumptions", "small-pack/weight-b")
CONVENTION = drop("assumptions", "small-pack/base-1")
# 分子 20 of 100 gives the first group 80 of its 100 points.
SHORT = row("indicators", "1", 分子="20")
SAFE = row("checks", "4.2.1.a", 结果="不符合")  # no level is proposed, whatever the score

ASSUMED = [
    case("assumption-open", "假设!weight-b", "没有人确认", UNDECIDED, row("assumptions", "small-pack/weight-b", value="0.3")),
    case("assumption-open", "假设!base-none", "没有人确认", drop("assumptions", "small-pack/base-none"), CONVENTION, final=True),
    case("assumption-decides-level", "假设!weight-b", "可能改变级别", both(UNDECIDED, SHORT), UNDECIDED, final=True),
    case("assumption-not-computable", "假设!base-1", "得分的范围没有包括它", both(CONVENTION, SAFE), both(row("indicators", "1", 分子=None, 分母=None, 现状值=None), CONVENTION), final=True, document="report"),
    case("assumption-decides-level", "假设!base-1", "可能改变级别", CONVENTION, drop("assumptions", "small-pack/base-none"), final=True),
    case("assumption-decides-level", "假设!base-1", "可能改变级别", CONVENTION,
         both(CONVENTION, row("indicators", "1", 是否适用="否", 不适用理由="没有新建筑")), final=True),
    case("assumption-decides-level", "假设!base-2", "可能改变级别", drop("assumptions", "small-pack/base-2"), one_choice_only, final=True),
    case("assumption-value-refused", "假设!weight-b", "不在允许范围", decided("weight-b", value="0.7"), decided("weight-b", value="0.6")),
    case("assumption-decided-outside-team", "假设!weight-b", "李四确认", decided("weight-b", by="李四"), decided("weight-b", by="孙三")),
    case("assumption-changed-outside-team", "假设!weight-b", "不在本轮评价组内", decided("weight-b", by="李四", value="0.6"),
         decided("weight-b", by="李四", value="0.6", interpretation="EV-001")),
    case("assumption-without-source", "假设!weight-b", "没有写依据", decided("weight-b", source=None), decided("weight-b", date=None)),
    case("waiver-unused", "豁免!check-unjudged|基本要求!4.2.1.a", "已不存在", waived("check-unjudged|基本要求!4.2.1.a"),
         both(row("checks", "4.2.1.a", 结果=None), waived("check-unjudged|基本要求!4.2.1.a"))),
    case("waiver-unused", "豁免!assumption-decides-level|假设!base-1", "已不存在", waived("assumption-decides-level|假设!base-1"),
         both(CONVENTION, waived("assumption-decides-level|假设!base-1")), final=True),
    case("waiver-incomplete", "豁免!check-unjudged|基本要求!4.2.1.a", "不生效", waived("check-unjudged|基本要求!4.2.1.a", reason=None),
         waived("check-unjudged|基本要求!4.2.1.a")),
]  # fmt: skip


def replacing(sha256, origin="workspace"):
    """The park's standard stands in for a built-in one whose files have another or the same digest."""

    def spoil(park):
        own = {n: getattr(park.pack, n) for n in type(park.pack).model_fields}
        delivered = Delivered("0.9", park.pack.sha256 if sha256 == "same" else sha256)
        park.pack = Pack.model_construct(**own | {"origin": origin, "built_in": delivered})

    return spoil


STANDARD = "标准包!small-pack"
OWN = [
    case("own-standard", STANDARD, "代替了随附的同名标准包（版本 0.9，sha256 ffff）", replacing("ffff"), replacing("same"), final=True),
    case("own-standard-used", STANDARD, "代替了随附的同名标准包", replacing("ffff"), replacing("same")),
]  # fmt: skip

ASKED = {"取证情况": "未提供", "取证要求": "安监台账", "要求日期": "2026-03-05"}


def held(kind):
    return lambda park: setattr(park, "kind", kind)


def asked(table, key, **values):
    return row(table, key, **(ASKED | values))


DEMONSTRATED = [
    case("request-incomplete", "基本要求!4.2.1.a", "没有写要求日期", asked("checks", "4.2.1.a", 结果=None, 要求日期=None),
         asked("checks", "4.2.1.a", 结果=None)),
    case("request-outside-evaluation", "评价指标!1", "本轮不是评价", both(held("baseline"), asked("indicators", "1")),
         asked("indicators", "1")),
    case("request-against-result", "基本要求!4.2.1.a", "结果却判为“符合”", asked("checks", "4.2.1.a", 结果="符合"),
         asked("checks", "4.2.1.a", 结果="不符合")),
    case("request-against-value", "评价指标!1", "填的", asked("indicators", "1"),
         asked("indicators", "1", 分子=None, 分母=None, 现状值=None)),
    case("request-not-by-team", "基本要求!4.2.1.a", "不在本轮评价组内", asked("checks", "4.2.1.a", 结果=None, 检查人="李园区"),
         asked("checks", "4.2.1.a", 结果=None, 检查人="钱二"), document="report"),
]  # fmt: skip

EXAMPLES = [*DEMONSTRATED, *CHECKS, *INDICATORS, *INVENTORY, *REGISTER, *DOCUMENTS, *ASSUMED, *OWN]
each = pytest.mark.parametrize("example", EXAMPLES, ids=lambda e: f"{e.rule}-{e.at}")


@each
def test_it_is_found_where_it_is(park, example):
    example.broken(park)
    found = [f for f in park.findings(final=example.final, document=example.document) if f.problem.rule == example.rule]
    assert example.at in [f.problem.where for f in found]
    problem = next(f.problem for f in found if f.problem.where == example.at)
    assert example.says in problem.message
    assert problem.fix


@each
def test_the_near_miss_passes(park, example):
    example.fine(park)
    assert example.at not in park.places(example.rule, final=example.final, document=example.document)


def test_every_rule_has_an_example():
    assert {e.rule for e in EXAMPLES} == {r.id for r in rules()}


def test_the_catalogue_is_sound():
    ids = [r.id for r in rules()]
    assert len(ids) == len(set(ids))
    assert all(r.says and r.severity in {"error", "warning"} for r in rules())


def test_severities_are_those_of_the_catalogue(park):
    for example in EXAMPLES:
        example.broken(park)
    severity = {r.id: r.severity for r in rules()}
    found = park.findings(final=True)
    assert all(f.problem.severity == severity[f.problem.rule] for f in found)
    keys = [f.waiver_key for f in found]
    assert len(keys) == len(set(keys)), "a waiver's key names one finding"


class TestOwnStandard:
    def test_who_submits_may_accept_it_and_it_is_still_told(self, park):
        replacing("ffff")(park)
        (found,) = (f for f in park.findings(final=True, own_standard=True) if f.problem.rule.startswith("own-"))
        assert (found.problem.rule, found.blocks) == ("own-standard-used", False)
        assert "已接受" in found.problem.message
        assert "--own-standard" not in found.problem.fix, "a final document prints it"

    @pytest.mark.parametrize("final", [True, False])
    def test_a_waiver_does_not_help(self, park, final):
        replacing("ffff")(park)
        for rule in ("own-standard", "own-standard-used"):
            waived(f"{rule}|{STANDARD}")(park)
        found = [f for f in park.findings(final=final) if f.problem.where == STANDARD]
        assert [(f.waived, f.blocks) for f in found] == [("", final)]

    def test_a_template_counts_where_it_took_a_place_by_its_name(self, park):
        delivered = Delivered("", "ffff")
        used = (
            Provenance("template", "report", "", "aaaa", "workspace", delivered),
            Provenance("sentences", "shared/phrases.yaml", "", "aaaa", "workspace", delivered),
            Provenance("template", "mine", "", "aaaa", "given", delivered),
            Provenance("template", "house", "", "aaaa", "workspace"),
        )
        assert park.places("own-standard", final=True, templates=used) == [
            "模板!report",
            "共用句子!shared/phrases.yaml",
        ]
        assert park.places("own-standard", final=False, templates=used) == []
        assert len(park.places("own-standard-used", templates=used)) == 2

    def test_a_standard_of_ones_own_id_is_no_concern(self, park):
        assert park.pack.built_in is None
        assert park.places("own-standard-used") == []
