"""Links of a pack must meet: every place exists, both ends are written in units of one kind, every condition is an option."""

from __future__ import annotations

from collections.abc import Iterator

from zcdoc.model.figure import unit_of
from zcdoc.model.indicator import RatioInputs
from zcdoc.model.links import Link, Place
from zcdoc.model.pack import Pack
from zcdoc.model.profile import PROFILE_OF
from zcdoc.model.units import scale
from zcdoc.yamlio import Path

Fault = tuple[Path, str, str]


def faults(pack: Pack) -> Iterator[Fault]:
    """Path in `pack.yaml`, what is wrong, how to mend it."""
    for i, link in enumerate(pack.head.links):
        at: Path = ("links", i)
        if link.key in {other.key for other in pack.head.links[:i]}:
            yield (*at, "key"), f"联系“{link.key}”重复", "改成唯一的写法"
        yield from _conditions(pack, at, link)
        yield from _stated(pack, at, link)
        if any(_is_told(pack, place) for place in link.same):
            continue
        missing = [(j, why) for j, place in enumerate(link.same) if (why := _missing(pack, place))]
        yield from (((*at, "same", j), why, "检查编号和名称") for j, why in missing)
        if not missing:
            yield from _units(pack, at, link)


def _is_told(pack: Pack, place: Place) -> bool:
    """Whether a place names an indicator that says neither `inputs` nor `alternatives`, which is told where it stands."""
    item = pack.indicator_of.get(place.indicator or "")
    return item is not None and item.inputs is None and not item.alternatives


def _conditions(pack: Pack, at: Path, link: Link) -> Iterator[Fault]:
    known = {a.key: a for a in pack.assumptions}
    for key, value in link.under.items():
        if key not in known:
            yield (*at, "under"), f"没有假设 {key}", "检查假设的 key"
        elif not known[key].permits(value):
            yield (*at, "under"), f"假设 {key} 不能取“{value}”", f"可取：{known[key].permitted_text()}"


def _stated(pack: Pack, at: Path, link: Link) -> Iterator[Fault]:
    if link.met is None:
        return
    if link.met.check not in pack.checks:
        yield (*at, "met"), f"没有检查项 {link.met.check}", "检查编号"
    for number in link.met.indicators:
        if number not in pack.indicator_of:
            yield (*at, "met"), f"没有指标 {number}", "检查编号"


def _missing(pack: Pack, place: Place) -> str:
    """What a place names and the pack does not have; blank when all is there."""
    if place.indicator is not None:
        return _no_side(pack, place)
    yearly = {y.name for y in pack.head.yearly}
    for name in (place.yearly, place.per):
        if name is not None and name not in yearly:
            return f"年度数据没有项目“{name}”"
    if place.profile is not None and place.profile not in PROFILE_OF:
        return f"园区信息没有字段“{place.profile}”"
    if place.check is not None and (place.check not in pack.checks or pack.checks[place.check][1].quantity is None):
        return f"检查项 {place.check} 不存在，或没有要求值"
    if place.offsets is not None and not any(t.indicator == place.offsets for t in pack.head.offsets):
        return f"没有计入指标 {place.offsets} 的抵消类型"
    return ""


def _no_side(pack: Pack, place: Place) -> str:
    item = pack.indicator_of.get(place.indicator or "")
    if item is None:
        return f"没有指标 {place.indicator}"
    options = [o for o in item.options if place.option in (None, o.name)]
    if not options:
        return f"指标 {item.number} 没有选项“{place.option}”"
    if place.side != "value" and not all(isinstance(o.inputs, RatioInputs) for o in options):
        return f"指标 {item.number} 没有分子分母"
    return ""


def _units(pack: Pack, at: Path, link: Link) -> Iterator[Fault]:
    units = [unit_of(pack, place) for place in link.same]
    first = units[0] if units else ""
    for j, unit in enumerate(units):
        if scale(unit)[0] != scale(first)[0]:
            yield (*at, "same", j), f"单位“{unit}”与第一处的“{first}”不是一类，无法比较", "改正联系，或统一单位"
