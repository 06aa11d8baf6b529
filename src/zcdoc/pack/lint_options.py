"""Choices of assumptions: each says what it changes, and what it changes is there."""

from __future__ import annotations

from collections.abc import Iterator

from zcdoc.model.assumed import (
    Assumed,
    Change,
    ChangesGrounds,
    ChangesInput,
    ChangesOffsets,
    ChangesSeries,
    ChangesText,
    Span,
)
from zcdoc.model.indicator import CountInputs, Indicator, PresenceInputs, RatioInputs, SeriesInputs
from zcdoc.model.pack import Pack
from zcdoc.pack.fault import Fault
from zcdoc.yamlio import Path

PACK, INDICATORS = "pack.yaml", "indicators.yaml"
_SIDES = {RatioInputs: {"numerator", "denominator"}, CountInputs: {"count"}, PresenceInputs: {"shown_by"}}


def faults(pack: Pack) -> Iterator[Fault]:
    """Every fault; none when the pack is sound."""
    for file, at, assumed in _conventions(pack):
        for i, option in enumerate([] if isinstance(assumed.permitted, Span) else assumed.permitted):
            where: Path = (*at, "permitted", i)
            if option.value != assumed.value and not option.changes:
                yield Fault(
                    file,
                    where,
                    f"选项“{option.value}”没有写它改变什么，选了等于没选",
                    "写 changes；与默认取法没有差别的选项删去",
                    doubtful=True,
                )
            for j, change in enumerate(option.changes):
                for message in _wrong(pack, change):
                    yield Fault(
                        file, (*where, "changes", j), message, "对照 indicators.yaml、clauses.yaml 和 pack.yaml 改正"
                    )


def _conventions(pack: Pack) -> Iterator[tuple[str, Path, Assumed]]:
    """The assumptions that stand in no value's place: nothing happens unless a choice says what it changes."""
    for i, box in enumerate(pack.head.conventions):
        yield PACK, ("conventions", i, "assumed"), box.assumed
    for i, item in enumerate(pack.indicators):
        for j, box in enumerate(item.conventions):
            yield INDICATORS, ("indicators", i, "conventions", j, "assumed"), box.assumed


def _wrong(pack: Pack, change: Change) -> Iterator[str]:
    if isinstance(change, ChangesInput):
        yield from _input(pack, change)
    elif isinstance(change, ChangesSeries):
        yield from _series(pack, change)
    elif isinstance(change, ChangesText):
        known = pack.checks if change.what == "check" else pack.indicator_of
        yield from (
            f"没有{'检查项' if change.what == 'check' else '指标'}“{name}”" for name in change.of if name not in known
        )
    elif isinstance(change, ChangesGrounds):
        yield from (f"没有指标“{name}”" for name in change.of if name not in pack.indicator_of)
    else:
        yield from _offsets(pack, change)


def _input(pack: Pack, change: ChangesInput) -> Iterator[str]:
    item = pack.indicator_of.get(change.indicator)
    if item is None:
        yield f"没有指标“{change.indicator}”"
        return
    if not item.alternatives and item.inputs is None:
        return  # told where the indicator stands
    named = [o for o in item.options if change.alternative in (None, o.name)]
    if not named:
        yield f"指标 {item.number} 没有二选一选项“{change.alternative}”"
    if not any(change.side in _SIDES.get(type(option.inputs), set()) for option in named):
        yield f"指标 {item.number} 的输入没有 {change.side} 这一边"


def _series(pack: Pack, change: ChangesSeries) -> Iterator[str]:
    item: Indicator | None = pack.indicator_of.get(change.indicator)
    written = item is not None and (item.alternatives or item.inputs is not None)
    if item is None or not written or not any(isinstance(o.inputs, SeriesInputs) for o in item.options):
        yield f"指标“{change.indicator}”不是由年度数据算出的"
    if change.item not in {y.name for y in pack.head.yearly}:
        yield f"“{change.item}”不在 pack.yaml 的 yearly 中"


def _offsets(pack: Pack, change: ChangesOffsets) -> Iterator[str]:
    known = {t.name for t in pack.head.offsets}
    yield from (f"“{name}”不在 pack.yaml 的 offsets 中" for name in change.zero_carbon if name not in known)
