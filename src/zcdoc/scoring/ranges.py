"""What ranges over open assumptions share: which are open, their extreme choices, and which of them move a result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import product

from zcdoc.model.assumed import Assumed, Span, find
from zcdoc.model.collected import digest
from zcdoc.model.indicator import Indicator
from zcdoc.model.results import AssumptionState
from zcdoc.model.settled import computed
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring.method import Range

Corner = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Local:
    """Open assumptions that act on the same indicators, and on no others."""

    axes: tuple[Assumed, ...]
    items: tuple[Indicator, ...]

    @property
    def choices(self) -> list[Corner]:
        return list(product(*(a.extremes() for a in self.axes)))

    def jumps(self, choice: Corner) -> Corner:
        return jumps(self.axes, choice)


def jumps(axes: Sequence[Assumed], choice: Corner) -> Corner:
    """The part of a choice that jumps; over what stays, the intervals, the score moves without a gap."""
    return tuple("" if isinstance(a.permitted, Span) else v for a, v in zip(axes, choice, strict=True))


def open_ones(terms: Terms, items: list[object]) -> list[Assumed]:
    return [a for a in {x.key: x for x in find(items)}.values() if not terms.settled(a)]


def acting_on(view: View, terms: Terms, item: Indicator) -> list[Assumed]:
    """The open assumptions that act on one indicator: its leading value, its inputs, and which yearly items it reads."""
    return open_ones(terms, [item.leading, item.inputs, item.alternatives, computed(view.pack, item)])


def corners(terms: Terms, axes: list[Assumed]) -> Iterator[tuple[Corner, Terms]]:
    for choice in product(*(a.extremes() for a in axes)):
        yield choice, under(terms, axes, choice)


def split(view: View, own: dict[str, list[Assumed]]) -> tuple[tuple[Local, ...], tuple[Indicator, ...]]:
    """Indicators gathered by the open assumptions that they share, and those that have none."""
    groups: list[tuple[dict[str, Assumed], list[Indicator]]] = []
    fixed = []
    for item in view.pack.indicators:
        axes = {a.key: a for a in own.get(item.number, [])}
        if not axes:
            fixed.append(item)
            continue
        items = [item]
        for other in [g for g in groups if g[0].keys() & axes.keys()]:
            groups.remove(other)
            axes, items = {**other[0], **axes}, [*other[1], *items]
        groups.append((axes, items))
    return tuple(Local(tuple(axes.values()), tuple(items)) for axes, items in groups), tuple(fixed)


def under(terms: Terms, axes: Sequence[Assumed], choice: Corner) -> Terms:
    return replace(terms, trial={**terms.trial, **dict(zip((a.key for a in axes), choice, strict=True))})


def moving(axes: list[Assumed], values: Mapping[Corner, object]) -> frozenset[str]:
    """The axes along which two corners that differ in nothing else have different values."""
    moved = set()
    for place, axis in enumerate(axes):
        seen: dict[Corner, object] = {}
        for corner, value in values.items():
            rest = corner[:place] + corner[place + 1 :]
            if seen.setdefault(rest, value) != value:
                moved.add(axis.key)
                break
    return frozenset(moved)


def _blind(view: View, assumed: Assumed) -> tuple[str, ...]:
    """The indicators with figures that another choice would have collected otherwise: what it would do is not known."""
    applicable = (i for i in view.pack.indicators if i.number in assumed.blind and not view.excluded(i))
    return tuple(i.number for i in applicable if digest(view.answer(i)))


def assumption_states(view: View, terms: Terms, span: Range) -> tuple[AssumptionState, ...]:
    """Every assumption of the pack as this park has it."""
    out = []
    for a in view.pack.assumptions:
        decision = terms.decisions.get(a.key)
        value = terms.in_force(a)
        out.append(
            AssumptionState(
                key=a.key,
                title=a.title,
                value=value,
                shown=a.meaning(value),
                reason=a.reason,
                certainty=a.certainty,
                permitted=a.permitted_text(),
                confirmed=terms.confirmed(a.key),
                by=decision.by if decision else "",
                source=decision.source if decision else "",
                changes_score=a.key in span.moves_score,
                changes_level=a.key in span.moves_level,
                kind=a.kind,
                settled=terms.settled(a),
                page=view.pack.completed[a.key].page if a.key in view.pack.completed else "",
                interpretation=decision.interpretation if decision else "",
                blind=() if terms.confirmed(a.key) else _blind(view, a),
            )
        )
    return tuple(out)
