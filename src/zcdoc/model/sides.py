"""The two sides of a ratio: typed in its row, else read from the book that the pack links it to."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from zcdoc.model.figure import Figure, figures, holds_under, side_unit, year_of
from zcdoc.model.indicator import Indicator, RatioInputs
from zcdoc.model.links import SIDE_COLUMN, Side
from zcdoc.model.terms import Terms
from zcdoc.model.units import scale
from zcdoc.model.values import fraction
from zcdoc.model.view import View

SIDES: tuple[Side, Side] = ("numerator", "denominator")


@dataclass(frozen=True, slots=True)
class Input:
    """One side in the indicator's own unit; `book` is where it was read when its cell is blank."""

    value: Fraction
    book: Figure | None = None


def side(view: View, item: Indicator, terms: Terms, which: Side) -> Input | None:
    """A side that is typed, else what its first book says for the year; None where neither says anything."""
    typed = fraction(view.answer(item).get(SIDE_COLUMN[which]))
    if typed is not None:
        return Input(typed)
    found = book(view, item, terms, which)
    if found is None:
        return None
    inputs = item.option(view.answer(item).get("二选一选项")).inputs
    return Input(found.value / scale(side_unit(item, inputs, which))[1], found)


def book(view: View, item: Indicator, terms: Terms, which: Side) -> Figure | None:
    """What the first linked book says of a side of a ratio, in base units."""
    row = view.answer(item)
    option = item.option(row.get("二选一选项"))
    if not isinstance(option.inputs, RatioInputs):
        return None
    for link in view.pack.links_of.get((item.number, which), ()):
        mine = [p for p in link.same if p.indicator == item.number and p.side == which]
        if not any(p.option in (None, option.name) for p in mine) or not holds_under(link, terms):
            continue
        for place in (p for p in link.same if p.is_book):
            found = list(figures(view, place, year_of(view, row)))
            if found:
                return found[-1]
    return None
