"""What one place of a record says of a quantity, read in base units with how exactly it is written."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from zcdoc.model import inventory
from zcdoc.model.indicator import Indicator, Inputs, RatioInputs
from zcdoc.model.links import SIDE_COLUMN, Link, Place, Side
from zcdoc.model.pack import Pack
from zcdoc.model.record import Row
from zcdoc.model.tables import APART, BIOMASS, TABLE_OF
from zcdoc.model.terms import Terms
from zcdoc.model.units import over, scale
from zcdoc.model.values import decimal_string, fraction, grade
from zcdoc.model.view import View
from zcdoc.model.vocabulary import sheet_of

EXACT = Fraction(0)
WHOLE_PERCENT = 2  # decimals of a share
FINE = Fraction(1, 10**14)  # what a spreadsheet keeps of a number


@dataclass(frozen=True, slots=True)
class Figure:
    """A value in base units; `slack` is half a unit of its last digit, 0 when it is computed.

    `name` is what a statement of the other place must call it; `says` is where this place states its own 口径.
    """

    where: str
    label: str
    name: str
    value: Fraction
    slack: Fraction
    shown: str
    says: str = ""


def half_unit(text: str | None, unit: str = "") -> Fraction:
    """Half a unit of the last digit of a stored number: 0.05 of `12.3`, 0.5 of `12`; a spreadsheet keeps 15 digits.

    Shares are stored as fractions without their last zeros, so 20% is `0.2`: they count as written in whole percent at least.
    """
    digits = len((text or "").partition(".")[2])
    step = Fraction(1, 2 * 10 ** (max(digits, WHOLE_PERCENT) if unit == "%" else digits))
    return max(step, abs(grade(text) or EXACT) * FINE)


def at(table: str, key: str) -> str:
    return f"{TABLE_OF[table].sheets[0]}!{key}"


def holds_under(link: Link, terms: Terms) -> bool:
    """Whether the link is one under the assumptions in force."""
    if not link.under:
        return True
    known = {a.key: a for a in terms.pack.assumptions}
    return all(key in known and terms.in_force(known[key]) == value for key, value in link.under.items())


def year_of(view: View, row: Row) -> str:
    """The row's own 数据年度, else the round's."""
    return row.get("数据年度") or view.profile_value("数据年度")


def unit_of(pack: Pack, place: Place) -> str:
    """The unit in which a place is written under this pack; blank when the place does not exist there."""
    if place.indicator is not None:
        item = pack.indicator_of.get(place.indicator)
        return "" if item is None else side_unit(item, item.option(place.option).inputs, place.side)
    if place.yearly is not None:
        units = {y.name: y.unit for y in pack.head.yearly}
        above, below = units.get(place.yearly, ""), units.get(place.per or "", "")
        return above if place.per is None else over(above, below)
    if place.profile is not None:
        field = pack.head.profile_fields.get(place.profile)
        return field.unit if field else ""
    if place.check is not None:
        found = pack.checks.get(place.check)
        return found[1].quantity.unit if found and found[1].quantity else ""
    return "tCO2e"


def side_unit(item: Indicator, inputs: Inputs, side: Side) -> str:
    if side == "value" or not isinstance(inputs, RatioInputs):
        return item.unit
    return inputs.numerator.unit if side == "numerator" else inputs.denominator.unit


def figures(view: View, place: Place, year: str) -> Iterator[Figure]:
    """What stands at a place for one year, one figure for each row; nothing where nothing is written."""
    if place.indicator is not None:
        yield from _indicator(view, place, year)
    elif place.yearly is not None:
        yield from _yearly(view, place, year)
    elif place.emissions is not None:
        yield from _emissions(view, place.emissions, year)
    elif place.offsets is not None:
        yield from _offsets(view, place.offsets, year)
    elif year == view.profile_value("数据年度"):
        yield from _profile(view, place) if place.profile is not None else _check(view, place)


def _shown(value: Fraction, unit: str) -> str:
    if unit == "%":
        return f"{decimal_string(value * 100, 6)}%"
    return f"{decimal_string(value, 12)} {unit}".removesuffix(" —").rstrip()


def written(text: str | None, unit: str, where: str, label: str, name: str, says: str = "") -> Figure | None:
    """A number as somebody wrote it."""
    value, size = grade(text), scale(unit)[1]
    if value is None:
        return None
    return Figure(where, label, name, value * size, half_unit(text, unit) * size, _shown(value, unit), says)


def _indicator(view: View, place: Place, year: str) -> Iterator[Figure]:
    item = view.pack.indicator_of.get(place.indicator or "")
    row = view.answer(item) if item else {}
    if item is None or row.get("是否适用") == "否" or year_of(view, row) != year:
        return
    option = item.option(row.get("二选一选项"))
    if place.option not in (None, option.name):
        return
    found = _side(view, item, option.inputs, place.side)
    if found is not None:
        yield found


def _side(view: View, item: Indicator, inputs: Inputs, side: Side) -> Figure | None:
    row, unit, column = view.answer(item), side_unit(item, inputs, side), SIDE_COLUMN[side]
    where, label = at("indicators", item.number), f"指标 {item.number} 的{column}"
    typed = written(row.get(column), unit, where, label, f"指标 {item.number}", row.get("口径说明", ""))
    return quotient(view, item, inputs) if typed is None and side == "value" else typed


def quotient(view: View, item: Indicator, inputs: Inputs) -> Figure | None:
    """The quotient of the two sides as they are typed."""
    row = view.answer(item)
    top, bottom = fraction(row.get("分子")), fraction(row.get("分母"))
    if not isinstance(inputs, RatioInputs) or top is None or not bottom:
        return None
    name, size = f"指标 {item.number}", scale(item.unit)[1]
    return Figure(
        at("indicators", item.number), f"{name} 的分子除以分母", name, top / bottom * size, EXACT,
        _shown(top / bottom, item.unit), row.get("口径说明", ""),
    )  # fmt: skip


def _yearly(view: View, place: Place, year: str) -> Iterator[Figure]:
    above = list(_items(view, place.yearly or "", year))
    if place.per is None:
        yield from above
        return
    below = [f for f in _items(view, place.per, year) if f.value]
    for one in above[-1:]:
        for other in below[-1:]:
            value, name = one.value / other.value, f"{place.yearly}÷{place.per}"
            shown = _shown(value, "%" if unit_of(view.pack, place) == "%" else scale(unit_of(view.pack, place))[0])
            yield Figure(
                one.where, f"年度数据 {year} 年“{name}”", name, value, EXACT, shown, f"{one.says}；{other.says}"
            )


def _items(view: View, item: str, year: str) -> Iterator[Figure]:
    """The rows of one item and year; a unit of another kind than the pack's is a fault of its own."""
    standard = next((y.unit for y in view.pack.head.yearly if y.name == item), "")
    for key, row in view.rows("yearly").items():
        if row.get("项目") != item or row.get("年度") != year or not year:
            continue
        unit = row.get("单位") or standard
        label = f"年度数据 {year} 年“{item}”（编号 {key}）"
        says = "；".join(filter(None, (row.get("口径"), row.get("备注"))))
        found = written(row.get("数值"), unit, at("yearly", key), label, item, says)
        if found is not None and scale(unit)[0] == scale(standard)[0]:
            yield found


def _profile(view: View, place: Place) -> Iterator[Figure]:
    name = place.profile or ""
    row, unit = view.profile.get(name, {}), unit_of(view.pack, place)
    found = written(row.get("内容"), unit, at("profile", name), f"园区信息“{name}”", name, row.get("说明", ""))
    if found is not None:
        yield found


def _check(view: View, place: Place) -> Iterator[Figure]:
    pair = view.pack.checks.get(place.check or "")
    if pair is None:
        return
    clause, check = pair
    row, unit = view.check_row(check), unit_of(view.pack, place)
    label = f"检查项 {check.id} 的实测值"
    found = written(
        row.get("实测值"), unit, f"{sheet_of(clause.kind)}!{check.id}", label, check.id, row.get("检查所见", "")
    )
    if found is not None:
        yield found


def _emissions(view: View, gases: str, year: str) -> Iterator[Figure]:
    """The sum of the year's rows; of CO2 alone only where no row mixes the gases."""
    apart = BIOMASS if gases == "all" else APART
    rows = inventory.counted(inventory.of_year(view.rows("emissions"), year), apart) if year else {}
    if gases == "co2" and any(r.get("气体") in {"CO2e", None} for r in rows.values()):
        return
    mine = [r for r in rows.values() if gases != "co2" or r.get("气体") == "CO2"]
    value = inventory.total(mine)
    if value is None:
        return
    slack = sum((half_unit(r[inventory.AMOUNT]) for r in mine if r.get(inventory.AMOUNT)), EXACT)
    what = {"total": "各行合计", "co2": "二氧化碳各行合计", "all": "各行连同其他间接排放合计"}[gases]
    yield Figure(
        f"温室气体!{year}", f"温室气体表 {year} 年度{what}", "温室气体表", value, slack, _shown(value, "tCO2e")
    )


def _offsets(view: View, number: str, year: str) -> Iterator[Figure]:
    """Own reductions inside the boundary stand without an offset year: there the year of issue counts."""
    types = [t.name for t in view.pack.head.offsets if t.indicator == number]
    rows = [
        r
        for r in view.rows("offsets").values()
        if r.get("类型") in types and year and (r.get("抵消年度") or r.get("签发年份")) == year
    ]
    texts = [r[inventory.QUANTITY] for r in rows if fraction(r.get(inventory.QUANTITY)) is not None]
    value = sum((Fraction(t) for t in texts), EXACT)
    slack = sum((half_unit(t) for t in texts), EXACT)
    label = f"碳抵消表 {year} 年度“{'、'.join(types)}”各行合计"
    if year:
        yield Figure(f"碳抵消!{year}", label, "碳抵消表", value, slack, _shown(value, "tCO2e"))
