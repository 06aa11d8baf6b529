"""Values that a schema lets pass and that mean nothing: rules nobody knows, numbers out of their range, names that lead nowhere."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import pairwise

from zcdoc.model.assumed import Assumed, AssumedBox, Span, find
from zcdoc.model.indicator import Bands, Indicator, SeriesInputs
from zcdoc.model.pack import Check, Pack
from zcdoc.model.rating import Points, Scored, WeightedRatio
from zcdoc.model.validity import OFFERED, read
from zcdoc.pack.fault import Fault
from zcdoc.yamlio import Path

HEAD, CLAUSES, INDICATORS, RATING = "pack.yaml", "clauses.yaml", "indicators.yaml", "rating.yaml"
YEARS_LEAST, YEARS_MOST = 2, 10
_RULES: dict[str, tuple[str, ...]] = {
    "gate": ("block", "none"), "floor": ("zero", "none"), "redistribution": ("proportional", "none"),
    "level_score": ("total", "formula"), "partial": ("proportional", "none"),
}  # fmt: skip
_MEANS = ("geometric", "arithmetic", "of-sums", "of-ratios")


def faults(pack: Pack) -> Iterator[Fault]:
    """Every fault; none when the pack is sound."""
    yield from _head(pack)
    yield from _spans(pack)
    for i, clause in enumerate(pack.clauses):
        for j, check in enumerate(clause.checks):
            yield from _check(pack, ("clauses", i, "checks", j), check)
    for i, item in enumerate(pack.indicators):
        yield from _indicator(pack, ("indicators", i), item)
    yield from _rating(pack)


def _head(pack: Pack) -> Iterator[Fault]:
    head = pack.head
    numbers, clauses = set(pack.indicator_of), {c.id for c in pack.clauses}
    for key, named in (
        ("sources", [s.id for s in head.sources]),
        ("references", [r.number for r in head.references]),
        ("offsets", [o.name for o in head.offsets]),
        ("yearly", [y.name for y in head.yearly]),
        ("park_types", [t.id for t in head.park_types]),
        ("notes", [n.key for n in head.notes]),
    ):
        yield from _twice(HEAD, key, named)
    for key in ("issued", "effective"):
        yield from _day(key, getattr(head.standard, key))
    for i, offset in enumerate(head.offsets):
        if offset.indicator is not None and offset.indicator not in numbers:
            yield Fault(HEAD, ("offsets", i, "indicator"), f"没有指标 {offset.indicator}", "检查指标编号")
    for i, note in enumerate(head.notes):
        yield from _led(("notes", i, "clauses"), note.clauses, clauses, "条款")
        yield from _led(("notes", i, "indicators"), note.indicators, numbers, "指标")
    for i, mark in enumerate(head.benchmarks):
        yield from _led(("benchmarks", i, "clauses"), mark.clauses, clauses, "条款")
    if head.certificate is not None and head.certificate.years < 1:
        yield Fault(HEAD, ("certificate", "years"), f"有效期 {head.certificate.years} 年不成立", "写成正整数")


def _twice(file: str, key: str, named: list[str], above: Path = ()) -> Iterator[Fault]:
    counts = Counter(named)
    for i, name in enumerate(named):
        if counts[name] > 1:
            yield Fault(file, (*above, key, i), f"{key} 中的“{name}”重复", "留一处，或改名")


def _led(at: Path, names: Iterable[str], known: set[str], what: str) -> Iterator[Fault]:
    for j, name in enumerate(names):
        if name not in known:
            yield Fault(HEAD, (*at, j), f"没有{what} {name}", "检查编号")


def _day(key: str, text: str | None) -> Iterator[Fault]:
    try:
        date.fromisoformat(text or "2000-01-01")
    except ValueError:
        yield Fault(HEAD, ("standard", key), f"没有 {text} 这一天", "写成实际的日期")


def _spans(pack: Pack) -> Iterator[Fault]:
    places = [
        (HEAD, pack.head, ()),
        (CLAUSES, pack.clauses, ("clauses",)),
        (INDICATORS, pack.indicators, ("indicators",)),
    ]
    for file, part, at in [*places, (RATING, pack.rating, ("rating",))]:
        for item in find(part):
            if isinstance(item.permitted, list) and len({o.value for o in item.permitted}) < len(item.permitted):
                yield Fault(file, at, f"假设 {item.key} 有两个相同的可选值", "改其中一个", item.key)
            if isinstance(item.permitted, list) and not item.permitted:
                yield Fault(file, at, f"假设 {item.key} 没有可选值", "逐项列出，或写 {min, max}", item.key)


def _check(pack: Pack, at: Path, check: Check) -> Iterator[Fault]:
    for k, usual in enumerate(check.evidence):
        where: Path = (*at, "evidence", k, "valid")
        ways = read(usual.valid) if usual.valid is not None else []
        if usual.valid is not None and not ways:
            yield Fault(
                CLAUSES, where, f"有效期“{usual.valid}”无法据以计算", f"可写：{OFFERED}；全部写法见 docs/packs.md"
            )
        titles = {a.title for a in pack.assumptions}
        for way in ways:
            if way.convention and way.convention not in titles:
                yield Fault(CLAUSES, where, f"没有题为“{way.convention}”的约定", "检查约定的 title")
    quantity = check.quantity
    if quantity is not None and quantity.unit == "%" and not -1 <= Decimal(quantity.threshold) <= 1:
        yield Fault(
            CLAUSES, (*at, "quantity", "threshold"), f"要求值 {quantity.threshold} 超过 1，而单位是 %",
            f"份额写成小数：{Decimal(quantity.threshold) / 100}，或写 {quantity.threshold}%",
        )  # fmt: skip
    if check.points is not None and Decimal(check.points) <= 0:
        yield Fault(CLAUSES, (*at, "points"), f"分值 {check.points} 不成立", "写大于 0 的数")


def _indicator(pack: Pack, at: Path, item: Indicator) -> Iterator[Fault]:
    for key in ("bonus", "points"):
        value = getattr(item, key)
        if isinstance(value, str) and Decimal(value) <= 0:
            yield Fault(INDICATORS, (*at, key), f"{key} {value} 不成立", "写大于 0 的数")
        if isinstance(value, AssumedBox):
            yield from _numbers(INDICATORS, (*at, key), value.assumed)
    if isinstance(item.leading, Bands):
        for j, band in enumerate(item.leading.bands):
            if band.at_least and band.below and Decimal(band.at_least) >= Decimal(band.below):
                yield Fault(
                    INDICATORS, (*at, "leading", "bands", j), "这一档没有一个数落得进去", "at_least 要小于 below"
                )
        if item.leading.by not in {y.name for y in pack.head.yearly}:
            yield Fault(
                INDICATORS, (*at, "leading", "by"), f"“{item.leading.by}”不在 pack.yaml 的 yearly 中", "补项目或改名称"
            )
    for option in item.options if item.inputs or item.alternatives else []:
        if isinstance(option.inputs, SeriesInputs):
            yield from _series(at, option.inputs)
    if item.alternatives:
        yield from _twice(INDICATORS, "alternatives", [a.name for a in item.alternatives], at)


def _series(at: Path, inputs: SeriesInputs) -> Iterator[Fault]:
    if isinstance(inputs.mean, AssumedBox):
        yield from _known(INDICATORS, (*at, "inputs", "mean"), inputs.mean.assumed, _MEANS)
    if isinstance(inputs.window, AssumedBox):
        years = tuple(str(n) for n in range(YEARS_LEAST, YEARS_MOST + 1))
        yield from _known(INDICATORS, (*at, "inputs", "window"), inputs.window.assumed, years)


def _known(file: str, at: Path, item: Assumed, words: tuple[str, ...]) -> Iterator[Fault]:
    """The choices of a rule must be words that the scoring knows."""
    given = item.extremes() if isinstance(item.permitted, Span) else [o.value for o in item.permitted]
    for value in given:
        if value not in words:
            yield Fault(
                file, at, f"假设 {item.key} 的可选值“{value}”没有这种算法", f"可用：{'、'.join(words)}", item.key
            )


def _numbers(file: str, at: Path, item: Assumed) -> Iterator[Fault]:
    for value in item.extremes():
        if not value.replace(".", "", 1).isdecimal():
            yield Fault(file, at, f"假设 {item.key} 的可选值“{value}”不是数字", "写成数字，或写 {min, max}", item.key)


def _rating(pack: Pack) -> Iterator[Fault]:
    rating = pack.rating
    yield from _twice(RATING, "groups", [g.name for g in rating.groups], ("rating",))
    yield from _twice(RATING, "levels", [v.name for v in rating.levels], ("rating",))
    for key, words in _RULES.items():
        rule = getattr(rating, key, None)
        if isinstance(rule, AssumedBox):
            yield from _known(RATING, ("rating", key), rule.assumed, words)
    for i, group in enumerate(rating.groups):
        at: Path = ("rating", "groups", i, "weight")
        if isinstance(group.weight, AssumedBox):
            yield from _numbers(RATING, at, group.weight.assumed)
        elif (
            isinstance(rating, WeightedRatio)
            and group.weight not in (None, "rest")
            and not 0 < Decimal(group.weight) <= 1
        ):
            yield Fault(RATING, at, f"权重 {group.weight} 不在 0 和 1 之间", "写成小数或百分数，如 0.3、30%")
    if isinstance(rating, Scored):
        yield from _scored(pack, rating)


def _scored(pack: Pack, rating: Scored) -> Iterator[Fault]:
    at: Path = ("rating", "levels")
    if Decimal(rating.full) <= 0:
        yield Fault(RATING, ("rating", "full"), f"满分 {rating.full} 不成立", "写大于 0 的数")
    if Decimal(rating.near) < 0:
        yield Fault(RATING, ("rating", "near"), f"near {rating.near} 不成立", "写 0 或正数")
    most = Decimal(rating.full) + sum((Decimal(i.bonus) for i in pack.indicators if i.bonus), Decimal(0))
    bounds = [(i, Decimal(v.at_least or v.above or 0)) for i, v in enumerate(rating.levels)]
    for (_, low), (i, high) in pairwise(bounds):
        if high <= low:
            yield Fault(RATING, (*at, i), f"级别“{rating.levels[i].name}”的起点 {high} 不高于前一级", "由低到高排列")
    for i, bound in bounds:
        if bound > most:
            yield Fault(RATING, (*at, i), f"级别“{rating.levels[i].name}”要 {bound} 分，而最多得 {most} 分", "核对分数")
        level = rating.levels[i]
        if level.at_least and level.above:
            yield Fault(RATING, (*at, i), "at_least 和 above 只能写一个", "删去一个")
    if isinstance(rating, Points) and not any(i.points for i in pack.indicators):
        yield Fault(RATING, ("rating", "kind"), "没有一项指标写了 points", "补上分值")
