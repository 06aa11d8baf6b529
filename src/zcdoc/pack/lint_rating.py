"""What a schema cannot say of items that a level asks for, of points by steps, of declared sums and of targets that vary."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from itertools import pairwise

from zcdoc.model.assumed import AssumedBox
from zcdoc.model.indicator import Between, ChecksInputs, FromItem, Indicator, Phases, Steps
from zcdoc.model.pack import Pack
from zcdoc.model.rating import Points, WeightedRatio
from zcdoc.pack.fault import Fault
from zcdoc.yamlio import Path

CLAUSES, INDICATORS, RATING = "clauses.yaml", "indicators.yaml", "rating.yaml"


def faults(pack: Pack) -> Iterator[Fault]:
    """Every fault; none when the pack is sound."""
    yield from _musts(pack)
    yield from _declared(pack)
    for i, item in enumerate(pack.indicators):
        at: Path = ("indicators", i)
        yield from _earning(pack, at, item)
        yield from _strict(pack, at, item)
        yield from _target(pack, at, item)
        for option in item.options if item.inputs or item.alternatives else []:
            if isinstance(option.inputs, ChecksInputs):
                yield from _of_checks(pack, at, item, option.inputs)
    yield from _weights_of_checks(pack)


def _musts(pack: Pack) -> Iterator[Fault]:
    marked = [c.id for _, c in pack.checks.values() if c.must] + [i.number for i in pack.indicators if i.must]
    asks = [level.must == "marked" for level in pack.rating.levels]
    if marked and not any(asks):
        yield Fault(
            RATING, ("rating", "levels"), f"{marked[0]} 等写了 must，没有级别要它们", "在要求它们的级别写 must: marked"
        )
    for i, level in enumerate(pack.rating.levels):
        at: Path = ("rating", "levels", i, "must")
        if level.must and i == 0:
            yield Fault(RATING, at, "最低一级不设条件", "写在上面的级别")
        if level.must == "marked" and not marked:
            yield Fault(RATING, at, "没有一个检查项或指标写了 must: true", "在检查项或指标上标出，或逐个列出")
        for j, name in enumerate([] if level.must == "marked" else level.must):
            if name not in pack.checks and name not in pack.indicator_of:
                yield Fault(RATING, (*at, j), f"没有检查项或指标“{name}”", "检查编号")
            elif name in pack.checks and pack.checks[name][1].type not in {"requirement", "instruction"}:
                yield Fault(RATING, (*at, j), f"检查项 {name} 不是要求，做不到也不算不符合", "改类型，或不作条件")


def _declared(pack: Pack) -> Iterator[Fault]:
    """The sum of points that the standard states for a group, against those of its indicators."""
    for i, group in enumerate(pack.rating.groups):
        at: Path = ("rating", "groups", i, "points")
        if group.points is None:
            continue
        if not isinstance(pack.rating, Points):
            yield Fault(RATING, at, "points 只用于 points 计分", "删去")
            continue
        own = [x.points for x in pack.indicators if x.group == group.name and x.bonus is None]
        total = sum((Decimal(p) for p in own if isinstance(p, str)), Decimal(0))
        if not any(isinstance(p, AssumedBox) for p in own) and total != Decimal(group.points):
            yield Fault(RATING, at, f"“{group.name}”写的是 {group.points} 分，各项相加是 {total} 分", "核对分值")


def _earning(pack: Pack, at: Path, item: Indicator) -> Iterator[Fault]:
    if item.earn is None:
        return
    if not isinstance(pack.rating, Points):
        yield Fault(INDICATORS, (*at, "earn"), "earn 只用于 points 计分", "删去，或改评定方式")
        return
    if isinstance(item.points, AssumedBox) or item.points is None:
        yield Fault(
            INDICATORS, (*at, "earn"), "分值不是标准给的，不能按分给", "先写 points，或改用 rating.yaml 的 partial"
        )
        return
    full = Decimal(item.points)
    if isinstance(item.earn, Steps):
        yield from _steps(at, item.earn, full, lower=item.direction == "lower")
    elif isinstance(item.leading, str) and item.direction in {"higher", "lower"}:
        yield from _line(at, item.earn, Decimal(item.leading), full, lower=item.direction == "lower")
    else:
        yield Fault(INDICATORS, (*at, "earn"), "between 要有一个写定的引领值", "改用 steps，或写定引领值")


def _steps(at: Path, earn: Steps, full: Decimal, *, lower: bool) -> Iterator[Fault]:
    for j, (one, two) in enumerate(pairwise(earn.steps)):
        rises = Decimal(two.at) < Decimal(one.at) if lower else Decimal(two.at) > Decimal(one.at)
        if not rises or Decimal(two.points) <= Decimal(one.points):
            yield Fault(INDICATORS, (*at, "earn", "steps", j + 1), "各档要由易到难，分数递增", "调整次序，或改数")
    for j, step in enumerate(earn.steps):
        if not 0 <= Decimal(step.points) <= full:
            yield Fault(INDICATORS, (*at, "earn", "steps", j, "points"), f"得分要在 0 和分值 {full} 之间", "改正")


def _line(at: Path, earn: Between, lead: Decimal, full: Decimal, *, lower: bool) -> Iterator[Fault]:
    base = Decimal(earn.base)
    if base <= lead if lower else base >= lead:
        side = "大于" if lower else "小于"
        yield Fault(INDICATORS, (*at, "earn", "base"), f"起分的数 {earn.base} 应{side}引领值 {lead}", "改正")
    if not 0 <= Decimal(earn.points) < full:
        yield Fault(INDICATORS, (*at, "earn", "points"), f"起分要在 0 和分值 {full} 之间", "改正")


def _strict(pack: Pack, at: Path, item: Indicator) -> Iterator[Fault]:
    if item.strict and item.direction == "present":
        yield Fault(INDICATORS, (*at, "strict"), "有无类没有超过不超过", "删去 strict")
    elif item.strict and isinstance(pack.rating, WeightedRatio):
        yield Fault(INDICATORS, (*at, "strict"), "按比值计分，相等就是满分，strict 不起作用", "删去 strict")


def _target(pack: Pack, at: Path, item: Indicator) -> Iterator[Fault]:
    lead = item.leading
    if isinstance(lead, FromItem):
        if lead.item not in {y.name for y in pack.head.yearly}:
            yield Fault(
                INDICATORS, (*at, "leading", "item"), f"“{lead.item}”不在 pack.yaml 的 yearly 中", "补项目或改名称"
            )
        if Decimal(lead.times) <= 0:
            yield Fault(INDICATORS, (*at, "leading", "times"), "倍数要大于 0", "改正")
    if isinstance(lead, Phases):
        ends = [(p.since or "0000", p.until or "9999") for p in lead.phases]
        for j, (since, until) in enumerate(ends):
            if since > until or (j and since <= ends[j - 1][1]):
                yield Fault(INDICATORS, (*at, "leading", "phases", j), "各阶段要先后相接，不重叠", "改年度")


def _of_checks(pack: Pack, at: Path, item: Indicator, inputs: ChecksInputs) -> Iterator[Fault]:
    for j, name in enumerate(inputs.checks):
        where: Path = (*at, "inputs", "checks", j)
        if name not in pack.checks:
            yield Fault(INDICATORS, where, f"没有检查项“{name}”", "检查编号")
        elif pack.checks[name][1].type == "statement":
            yield Fault(INDICATORS, where, f"检查项 {name} 是陈述，没有结果", "不列入")
    if item.direction == "lower":
        yield Fault(INDICATORS, (*at, "direction"), "检查项得出的值越高越好", "改成 present 或 higher")
    if not 0 <= Decimal(inputs.partly) <= 1:
        yield Fault(INDICATORS, (*at, "inputs", "partly"), "partly 在 0 和 1 之间", "改正")


def _weights_of_checks(pack: Pack) -> Iterator[Fault]:
    used = {n for i in pack.indicators for o in _options(i) if isinstance(o, ChecksInputs) for n in o.checks}
    for i, clause in enumerate(pack.clauses):
        for j, check in enumerate(clause.checks):
            if check.points is not None and check.id not in used:
                where: Path = ("clauses", i, "checks", j, "points")
                yield Fault(
                    CLAUSES, where, f"没有指标由检查项 {check.id} 得分", "在指标的 inputs 写 kind: checks，或删去"
                )


def _options(item: Indicator) -> list[object]:
    return [o.inputs for o in item.alternatives] or [item.inputs]
