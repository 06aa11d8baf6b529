"""The numbers behind an indicator: numerator, denominator, typed value and grade fit together."""

from __future__ import annotations

from zcdoc.model.indicator import CountInputs, PresenceInputs, RatioInputs, SeriesInputs
from zcdoc.model.values import fraction
from zcdoc.readiness.case import Answered, Case, Found, Rule, shown

HALF = Rule("indicator-half-ratio", "error", "分子和分母要都填")
ZERO = Rule("indicator-denominator-zero", "error", "分母不能为 0")
NEGATIVE = Rule("indicator-negative", "error", "分子、分母、比例和数量不能为负")
ABOVE = Rule("indicator-numerator-above", "error", "分子是分母的一部分时不能大于分母")
SHARE = Rule("indicator-share-above-one", "error", "比例不能超过 100%")
COUNT = Rule("indicator-count-differs", "error", "计数的指标只填一个数：不填分母，现状值与分子一致")
GRADE = Rule("indicator-grade-outside", "error", "有无类指标填有、无，或 0 到 1 之间的数")
GRADE_REASON = Rule("indicator-grade-unexplained", "error", "有无类指标取 0 与 1 之间的数，要写口径说明")
WORDS_REASON = Rule("indicator-words-unexplained", "error", "目标是文字的指标判达到或未达到，要写理由")
CHECKS = Rule("indicator-from-checks", "error", "由检查项得出的指标不另填数值")
NOT_GRADABLE = Rule("indicator-not-gradable", "error", "标准不允许部分计分的指标只能填有或无")
PERCENT = Rule("indicator-percent-doubtful", "warning", "以百分数表示的值大于 100% 时应核对是否漏了百分号")
RULES = (
    HALF,
    ZERO,
    NEGATIVE,
    ABOVE,
    SHARE,
    COUNT,
    GRADE,
    GRADE_REASON,
    WORDS_REASON,
    CHECKS,
    NOT_GRADABLE,
    PERCENT,
)


def find(case: Case) -> Found:
    for one in case.answered:
        if one.score.applicable and one.row.get("是否适用") != "否":
            yield from _sides(case, one)
            yield from _kind(one)


def _sides(case: Case, one: Answered) -> Found:
    """Numerator and denominator, whatever the kind of inputs."""
    top, bottom = fraction(one.row.get("分子")), fraction(one.row.get("分母"))
    counts = isinstance(one.inputs, CountInputs)
    if not counts and (top is None) != (bottom is None) and not case.completed_by_books(one):
        given, missing = ("分母", "分子") if top is None else ("分子", "分母")
        yield HALF.at(one.where, f"{one.name}填了{given}，没有填{missing}", f"补填“{missing}”栏")
    if bottom == 0:
        yield ZERO.at(one.where, f"{one.name}的分母是 0，求不出比例", "改正“分母”栏；确无此类活动的按不适用办理")
    for side, value in (("分子", top), ("分母", bottom)):
        if value is not None and value < 0:
            yield NEGATIVE.at(one.where, f"{one.name}的{side}是负数 {shown(value)}", f"改正“{side}”栏")


def _kind(one: Answered) -> Found:
    inputs = one.inputs
    if isinstance(inputs, RatioInputs):
        yield from _ratio(one, share=inputs.share)
    elif isinstance(inputs, CountInputs):
        yield from _count(one)
    elif isinstance(inputs, PresenceInputs):
        yield from _presence(one, inputs)
    elif isinstance(inputs, SeriesInputs):
        yield from _doubtful(one)
    elif any(one.row.get(name) for name in ("现状值", "分子", "分母")):
        message = f"{one.name}由检查项 {'、'.join(inputs.checks)} 的结果得出，另填的数值没有采用"
        yield CHECKS.at(one.where, message, "清空“现状值”“分子”“分母”栏；要改的改检查项的结果")


def _ratio(one: Answered, *, share: bool) -> Found:
    top, bottom, value = fraction(one.row.get("分子")), fraction(one.row.get("分母")), one.score.value
    typed = one.score.origin == "typed"
    if not share:
        yield from _doubtful(one)
    elif top is not None and bottom and top > bottom:
        message = f"{one.name}的分子 {shown(top)} 大于分母 {shown(bottom)}"
        yield ABOVE.at(one.where, message, "核对“分子”“分母”两栏的口径和单位")
    elif one.score.origin in {"typed", "books"} and value is not None and value > 1:
        yield SHARE.at(
            one.where,
            f"{one.name}的现状值是 {shown(value, '%')}，超过 100%",
            "核对“现状值”栏：35% 写作 0.35 或 35%，不写 35",
        )
    if typed and share and value is not None and value < 0:
        yield NEGATIVE.at(one.where, f"{one.name}的现状值是负数 {shown(value, '%')}", "改正“现状值”栏")


def _doubtful(one: Answered) -> Found:
    value = one.score.value
    if one.item.unit == "%" and value is not None and abs(value) > 1:
        message = f"{one.name}的现状值是 {shown(value, '%')}"
        yield PERCENT.at(one.where, message, "核对单位：4% 写作 0.04 或 4%，不写 4")


def _count(one: Answered) -> Found:
    top, typed = fraction(one.row.get("分子")), fraction(one.row.get("现状值"))
    if one.row.get("分母"):
        yield COUNT.at(one.where, f"{one.name}按数量计，不用分母", "清空“分母”栏")
    elif top is not None and typed is not None and top != typed:
        message = f"{one.name}的分子 {shown(top)} 与现状值 {shown(typed)} 不一致"
        yield COUNT.at(one.where, message, "两栏只填一栏")
    if typed is not None and typed < 0:
        yield NEGATIVE.at(one.where, f"{one.name}的现状值是负数 {shown(typed)}", "改正“现状值”栏")


def _presence(one: Answered, inputs: PresenceInputs) -> Found:
    value = one.score.value
    if value is None:
        return
    if not 0 <= value <= 1:
        yield GRADE.at(
            one.where, f"{one.name}是有无类指标，现状值却是 {shown(value)}", "改填 有、无，或 0 到 1 之间的数"
        )
    elif one.item.leading_in_words and not one.row.get("口径说明"):
        message = f"{one.name}的目标是“{one.item.leading}”，判了{one.score.shown or shown(value)}，没有写理由"
        yield WORDS_REASON.at(one.where, message, "在“口径说明”栏写明对照什么、凭什么判达到或未达到")
    elif 0 < value < 1 and not inputs.gradable:
        yield NOT_GRADABLE.at(one.where, f"{one.name}不能部分计分，现状值却是 {shown(value)}", "改填 有 或 无")
    elif 0 < value < 1 and not one.row.get("口径说明"):
        message = f"{one.name}取了中间值 {shown(value)}，没有写口径说明"
        yield GRADE_REASON.at(one.where, message, "在“口径说明”栏写明与引领要求相比做到了哪些、缺哪些")
