"""One quantity has one value: the linked places of a record compared.

Two values agree when they are equal, when they lie apart by less than half a unit of the coarser last digit, or when one of the
two places states that its 口径 differs from the other. Whatever disagrees is told by `check` and carries no conclusion.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from zcdoc.model.figure import EXACT, Figure, at, figures, half_unit, holds_under, quotient, side_unit, year_of
from zcdoc.model.indicator import Bands, ChecksInputs, CountInputs, FromItem, Indicator, SeriesInputs
from zcdoc.model.links import Link
from zcdoc.model.results import IndicatorScore
from zcdoc.model.series import series_value
from zcdoc.model.sides import book, side
from zcdoc.model.tables import MET, UNMET
from zcdoc.model.terms import Terms
from zcdoc.model.units import scale
from zcdoc.model.values import decimal_string, fraction, grade
from zcdoc.model.view import View
from zcdoc.model.vocabulary import sheet_of

DIFFERENT = "口径不同"  # the words that state a difference of 口径, beside the name of the other place
Kind = Literal["link", "series", "quotient", "measure", "stated"]


@dataclass(frozen=True, slots=True)
class Difference:
    """Two places that contradict each other, or differ by a stated 口径; and what rests on them."""

    kind: Kind
    title: str
    one: Figure
    other: Figure
    indicators: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()
    year: str = ""
    emissions: bool = False

    @property
    def stated(self) -> bool:
        return self.kind == "link" and (_states(self.one, self.other) or _states(self.other, self.one))

    @property
    def message(self) -> str:
        return f"{self.title}：{self.one.label} {self.one.shown}，{self.other.label} {self.other.shown}，两处不一致"


def agree(one: Figure, other: Figure) -> bool:
    """Whether two statements of one quantity are the same value, as far as the coarser one is written."""
    apart = abs(one.value - other.value)
    return apart == 0 or apart < max(one.slack, other.slack)


def _states(one: Figure, other: Figure) -> bool:
    return DIFFERENT in one.says and other.name in one.says


def differences(view: View, terms: Terms) -> list[Difference]:
    """Every pair that does not agree, those with a stated difference of 口径 among them."""
    found = [d for link in view.pack.head.links if holds_under(link, terms) for d in _of_link(view, link)]
    found += [d for item in view.pack.indicators for d in _of_indicator(view, terms, item)]
    return [*found, *_measured(view)]


def contradictions(view: View, terms: Terms, scores: Iterable[IndicatorScore]) -> list[Difference]:
    """What carries no conclusion: differences without a stated 口径, and checks that say what their indicators deny."""
    return [*(d for d in differences(view, terms) if not d.stated), *_denied(view, terms, scores)]


def _of_link(view: View, link: Link) -> Iterator[Difference]:
    rests = _resting(view, link)
    checks = frozenset(p.check for p in link.same if p.check)
    inventory = any(p.emissions for p in link.same)
    for year in _years(view, link):
        found = [(place, figure) for place in link.same for figure in figures(view, place, year)]
        first = next((f for place, f in found if place.is_book), found[0][1] if found else None)
        for _, figure in found:
            if first is not None and figure is not first and not agree(figure, first):
                one, other = (figure, first) if not _is_sum(figure) else (first, figure)
                yield Difference("link", link.title, one, other, rests, checks, year, inventory)


def _is_sum(figure: Figure) -> bool:
    """A sum over a sheet has no cell of its own to point to."""
    return figure.where.startswith(("温室气体!", "碳抵消!"))


def _years(view: View, link: Link) -> list[str]:
    """The data year, and every other year in which two of the places may speak."""
    items = {p.yearly for p in link.same if p.yearly}
    numbers = {p.indicator for p in link.same if p.indicator}
    own = [view.answers.get(n, {}).get("数据年度", "") for n in numbers]
    dated = [r.get("年度", "") for r in view.rows("yearly").values() if r.get("项目") in items]
    return sorted({view.profile_value("数据年度"), *own, *dated})


def _resting(view: View, link: Link) -> frozenset[str]:
    """The indicators whose value or target is taken from one of the places."""
    items = {name for p in link.same for name in (p.yearly, p.per) if name}
    mine = {p.indicator for p in link.same if p.indicator}
    return frozenset(mine | {i.number for i in view.pack.indicators if _reads(i) & items})


def _reads(item: Indicator) -> set[str]:
    by = {item.leading.by} if isinstance(item.leading, Bands) else set()
    by |= {item.leading.item} if isinstance(item.leading, FromItem) else set()
    series = [o.inputs for o in item.options if isinstance(o.inputs, SeriesInputs)]
    return by | {name for one in series for name in (one.numerator, one.denominator)}


def _of_indicator(view: View, terms: Terms, item: Indicator) -> Iterator[Difference]:
    """A typed value against what its own inputs make."""
    row = view.answer(item)
    if row.get("是否适用") == "否":
        return
    typed, made = _typed(view, item), _made(view, terms, item)
    number = frozenset({item.number})
    if made is not None and typed is not None and not agree(typed, made[1]):
        yield Difference(made[0], item.name, typed, made[1], number)
    yield from _claimed(view, terms, item)
    own = quotient(view, item, item.option(row.get("二选一选项")).inputs)
    computed = _series(view, terms, item)
    if own is not None and computed is not None and not agree(own, computed):
        yield Difference("series", item.name, own, computed, number)


def _claimed(view: View, terms: Terms, item: Indicator) -> Iterator[Difference]:
    """The numerator that a typed value claims, against a sum that no input is read from (offsets)."""
    row, below = view.answer(item), side(view, item, terms, "denominator")
    typed = _typed(view, item)
    if typed is None or below is None or row.get("分子") or book(view, item, terms, "numerator"):
        return
    unit = side_unit(item, item.option(row.get("二选一选项")).inputs, "numerator")
    value, size = typed.value * below.value, scale(unit)[1]
    shown = f"{decimal_string(value, 12)} {unit}"
    one = replace(
        typed,
        label=f"指标 {item.number} 的现状值折成的分子",
        value=value * size,
        slack=typed.slack * below.value * size,
        shown=shown,
    )
    for link in view.pack.links_of.get((item.number, "numerator"), ()):
        for place in (p for p in link.same if p.indicator is None and holds_under(link, terms)):
            for other in figures(view, place, year_of(view, row)):
                if not agree(one, other):
                    yield Difference("link", link.title, one, other, frozenset({item.number}))


def _typed(view: View, item: Indicator) -> Figure | None:
    row = view.answer(item)
    text, value = row.get("现状值"), grade(row.get("现状值"))
    if value is None:
        return None
    where, name = at("indicators", item.number), f"指标 {item.number}"
    return Figure(
        where,
        f"{name} 手填的现状值",
        name,
        value,
        half_unit(text, item.unit),
        _plain(value, item.unit),
        row.get("口径说明", ""),
    )


def _made(view: View, terms: Terms, item: Indicator) -> tuple[Kind, Figure] | None:
    """What the inputs of an indicator make: of two sides their quotient, of a series its value."""
    computed = _series(view, terms, item)
    if computed is not None:
        return "series", computed
    top, bottom = side(view, item, terms, "numerator"), side(view, item, terms, "denominator")
    if not _divides(view, item) or top is None or bottom is None or not bottom.value:
        return None
    value, name = top.value / bottom.value, f"指标 {item.number}"
    books = "、".join(s.book.label for s in (top, bottom) if s.book)
    label = f"{books}算出的值" if books else "分子除以分母的商"
    return "quotient", Figure(at("indicators", item.number), label, name, value, EXACT, _plain(value, item.unit))


def _divides(view: View, item: Indicator) -> bool:
    inputs = item.option(view.answer(item).get("二选一选项")).inputs
    return not isinstance(inputs, SeriesInputs | CountInputs | ChecksInputs)


def _series(view: View, terms: Terms, item: Indicator) -> Figure | None:
    row = view.answer(item)
    inputs = item.option(row.get("二选一选项")).inputs
    if not isinstance(inputs, SeriesInputs):
        return None
    value = series_value(inputs, view.rows("yearly"), year_of(view, row), terms)
    if value is None:
        return None
    return Figure(
        f"年度数据!{inputs.numerator}", "年度数据算出的值", inputs.numerator, value, EXACT, _plain(value, item.unit)
    )


def _plain(value: Fraction, unit: str) -> str:
    return f"{decimal_string(value * 100, 6)}%" if unit == "%" else f"{decimal_string(value, 6)}{unit.replace('—', '')}"


def _measured(view: View) -> Iterator[Difference]:
    """A typed measured value against the quotient of the fields of 园区信息 that its quantity names."""
    for clause, check in view.pack.checks.values():
        quantity, text = check.quantity, view.check_row(check).get("实测值")
        typed, computed = fraction(text), view.computed(quantity)
        if quantity is None or typed is None or computed is None or quantity.ratio_of is None:
            continue
        where = f"{sheet_of(clause.kind)}!{check.id}"
        one = Figure(
            where,
            "手填的实测值",
            check.id,
            typed,
            half_unit(text, quantity.unit),
            _plain(typed, quantity.unit),
        )
        top, bottom = quantity.ratio_of
        label = f"园区信息“{top}”除以“{bottom}”的商"
        other = Figure(at("profile", top), label, top, computed, EXACT, _plain(computed, quantity.unit))
        if not agree(one, other):
            yield Difference("measure", quantity.name, one, other, checks=frozenset({check.id}))


def _denied(view: View, terms: Terms, scores: Iterable[IndicatorScore]) -> Iterator[Difference]:
    """Checks judged otherwise than the indicators whose result they state."""
    by_number = {s.number: s for s in scores}
    for link in view.pack.head.links:
        pair = view.pack.checks.get(link.met.check) if link.met else None
        if link.met is None or pair is None or not holds_under(link, terms):
            continue
        clause, check = pair
        mine = [by_number[n] for n in link.met.indicators if n in by_number and by_number[n].applicable]
        result = view.result(check)
        short = [
            s
            for s in mine
            if s.met is False and not (view.pack.indicator_of[s.number].direction == "present" and s.value)
        ]
        against = short if result in MET else mine if result in UNMET and mine and all(s.met for s in mine) else []
        if against:
            where = f"{sheet_of(clause.kind)}!{check.id}"
            one = Figure(where, f"检查项 {check.id} 判为", check.id, EXACT, EXACT, f"“{result}”")
            said = "、".join(f"指标 {s.number}" for s in against)
            other = Figure(
                at("indicators", against[0].number),
                said,
                said,
                EXACT,
                EXACT,
                "没有达到" if result in MET else "已经达到",
            )
            yield Difference("stated", link.title, one, other, frozenset(link.met.indicators), frozenset({check.id}))
