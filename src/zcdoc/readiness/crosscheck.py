"""One quantity has one value: what linked places say is compared; what a check states of an indicator, too."""

from __future__ import annotations

from zcdoc.model.agreement import contradictions
from zcdoc.readiness.case import Case, Found, Rule

LINKED = Rule("figures-differ", "error", "标准包写明是同一个量的各处，数值要一致；口径不同的写明")
SERIES = Rule("indicator-series-differs", "error", "手填的值要与年度数据算出的值一致")
TYPED = Rule("indicator-typed-differs", "error", "手填的现状值要与分子除以分母的商一致")
MEASURE = Rule("check-measure-differs", "error", "手填的实测值要与园区信息算出的值一致")
STATED = Rule("check-denies-indicator", "error", "说指标达到没有的检查项，结果要与指标一致")
RULES = (LINKED, SERIES, TYPED, MEASURE, STATED)


def find(case: Case) -> Found:
    """Every contradiction, with both places; conclusions that rest on them are not drawn."""
    for one in contradictions(case.view, case.terms, case.score.indicators):
        where, message = one.one.where, f"{one.message}（另一处在 {one.other.where}）"
        if one.kind == "series":
            yield SERIES.at(where, message, "清空“现状值”“分子”“分母”由年度数据计算，或改正年度数据")
        elif one.kind == "quotient":
            yield TYPED.at(where, message, "清空“现状值”栏由公式计算，或改正分子、分母和所取的账簿")
        elif one.kind == "measure":
            yield MEASURE.at(where, message, "清空“实测值”栏由公式计算，或改正园区信息")
        elif one.kind == "stated":
            yield STATED.at(where, message, "核对指标的数值和检查项的结果，改正其中一处")
        else:
            fix = f"改正其中一处；口径确实不同的，在本行的口径一栏写明“与“{one.other.name}”口径不同”和差在哪里"
            yield LINKED.at(where, message, fix)
