"""Findings in the order in which they are best settled: errors first, among them those that decide what the others mean.

Findings of one rule stand together, so that hundreds of one kind are told once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from zcdoc.model.tables import BASIC_SHEET, MEASURE_SHEET
from zcdoc.problems import Problem, Severity
from zcdoc.readiness import assumptions, checks, indicators, origin, plans, registry, report_data
from zcdoc.readiness.case import Rule, listed
from zcdoc.readiness.registry import DOUBTFUL
from zcdoc.readiness.waivers import Finding

NAMED = 3  # places that stand for the others of their kind
# What everything else depends on, in steps: which indicators are asked at all and on whose data; what can change the level;
# then what contradicts itself (`DOUBTFUL`), from which no conclusion is drawn.
DECISIVE: tuple[frozenset[str], ...] = (
    frozenset({report_data.PARK_TYPE_OPEN.id, origin.OWN.id}),
    frozenset(
        rule.id
        for rule in (
            assumptions.DECIDES, assumptions.BLIND, assumptions.REFUSED, assumptions.CHANGED, assumptions.COLLECTED,
            checks.UNREAD,
        )
    ),
    DOUBTFUL,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Entry:
    """The open findings of one rule, in the order of the standard; never empty. `says` is blank for a rule of elsewhere."""

    rule: str
    says: str
    findings: tuple[Finding, ...]

    @property
    def severity(self) -> Severity:
        return self.findings[0].problem.severity

    @property
    def places(self) -> list[str]:
        return [f.problem.where for f in self.findings]


@dataclass(frozen=True, slots=True)
class Section:
    """Entries that belong together: one sheet, one person, or (with a blank name) all."""

    name: str
    entries: tuple[Entry, ...]

    def count(self, severity: Severity) -> int:
        return sum(len(e.findings) for e in self.entries if e.severity == severity)


@dataclass(frozen=True, slots=True)
class Step:
    """One thing to fill: the sheet, what to do there, and every place that it concerns."""

    sheet: str
    what: str
    where: tuple[str, ...]


def sheet_name(where: str) -> str:
    """The sheet of a place; `标准包`, `模板` and `豁免` stand for themselves."""
    return where.partition("!")[0]


def open_of(findings: Iterable[Finding]) -> list[Finding]:
    """What is not waived, the decisive first; equals stay in the order of the standard."""
    order = {rule.id: at for at, rule in enumerate(registry.rules())}

    def rank(finding: Finding) -> tuple[bool, int, int]:
        rule = finding.problem.rule
        step = next((at for at, some in enumerate(DECISIVE) if rule in some), len(DECISIVE))
        return not finding.blocks, step, order.get(rule, len(order))

    return sorted((f for f in findings if not f.waived), key=rank)


def sections(findings: Iterable[Finding], name_of: Callable[[Problem], str]) -> list[Section]:
    """The open findings by the name that `name_of` gives to each; the section with the most decisive one first."""
    grouped: dict[str, dict[str, list[Finding]]] = {}
    for finding in open_of(findings):
        own = grouped.setdefault(name_of(finding.problem), {})
        own.setdefault(finding.problem.rule, []).append(finding)
    says = {rule.id: rule.says for rule in registry.rules()}
    return [
        Section(name, tuple(Entry(rule, says.get(rule, ""), tuple(some)) for rule, some in own.items()))
        for name, own in grouped.items()
    ]


def beyond(plain: Iterable[Finding], final: Iterable[Finding]) -> tuple[Entry, ...]:
    """What a final document refuses beside the errors that stand already, the decisive first."""
    known = {f.waiver_key for f in plain if f.blocks}
    found = sections((f for f in final if f.blocks and f.waiver_key not in known), lambda _: "")
    return found[0].entries if found else ()


# What to fill, in the order in which one thing builds on another: rules, the sheet, what to do there.
_STEPS: tuple[tuple[tuple[Rule, ...], str, str], ...] = (
    ((report_data.PARK_TYPE_OPEN,), "园区信息", "选定园区类型：按哪一类的指标评定，由它决定"),
    ((report_data.MISSING,), "园区信息", "各文件都要的 {n} 项：{names}"),
    ((checks.UNJUDGED,), BASIC_SHEET, "判 {n} 个检查项的结果，写检查所见和证据编号：{names}"),
    ((indicators.INCOMPLETE,), "评价指标", "填 {n} 项指标的数值、数据来源和证据编号：{names}"),
    ((checks.UNJUDGED,), MEASURE_SHEET, "判 {n} 个检查项的结果，写检查所见和证据编号：{names}"),
    ((plans.SCHEME_TARGET,), "目标", "登记基准年、目标年和目标值，至少有温室气体排放一项"),
    ((report_data.SCHEME_MISSING,), "园区信息", "创建方案另要的 {n} 项：{names}"),
    ((report_data.SELF_MISSING,), "园区信息", "自查记录另要的 {n} 项：{names}"),
    ((report_data.REPORT_MISSING,), "园区信息", "评价报告另要的 {n} 项：{names}"),
    ((assumptions.OPEN, assumptions.DECIDES, assumptions.BLIND), "假设", "确认或改定 {n} 项标准没有写明的取值：{names}"),
)  # fmt: skip

# Rules whose findings say no more than that something is not filled yet.
FILLING = frozenset(rule.id for rules, _, _ in _STEPS for rule in rules)


def steps(findings: Iterable[Finding]) -> list[Step]:
    """What is still to be filled, in order; what is filled has no step."""
    places: dict[tuple[str, str], list[str]] = {}
    for problem in (f.problem for f in findings if not f.waived):
        places.setdefault((problem.rule, sheet_name(problem.where)), []).append(problem.where)
    made = []
    for rules, sheet, what in _STEPS:
        where = [place for rule in rules for place in places.get((rule.id, sheet), ())]
        if where:
            made.append(Step(sheet, what.format(n=len(where), names=few([_key(w) for w in where])), tuple(where)))
    return made


def few(names: list[str]) -> str:
    """The first names, with a word for the others."""
    return listed(names[:NAMED]) + (" 等" if len(names) > NAMED else "")


def _key(where: str) -> str:
    return where.partition("!")[2] or where
