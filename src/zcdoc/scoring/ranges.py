"""How far the score and the level move over every permitted choice of every unconfirmed assumption.

The score is monotone in each single assumption while the others stand still (weights and groups enter linearly, leading
values through a capped ratio), so its extremes over the whole box lie at the corners; levels are monotone in the score, so
equal levels at all corners mean an equal level everywhere, and over an interval no level in between is left out.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, product

from zcdoc.model.assumed import Assumed, Span, find
from zcdoc.model.levels import level_of
from zcdoc.model.pack import Indicator, Level
from zcdoc.model.results import AssumptionState, Gate
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import indicator as one
from zcdoc.scoring.weighted import Outcome, evaluate, is_applicable

Corner = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Range:
    """Least and greatest total, the levels that occur, and which assumptions move what."""

    low: Fraction
    high: Fraction
    levels: tuple[str | None, ...]
    moves_score: frozenset[str]
    moves_level: frozenset[str]


def explore(view: View, terms: Terms, outcome: Outcome, gate: Gate) -> Range:
    """All corners of the unconfirmed assumptions that can matter for this record."""
    rating = view.pack.rating
    outer = _open(terms, [rating.level_score, rating.gate])
    inner = _relevant(view, terms)
    axes = [*inner, *outer]
    totals: dict[Corner, Fraction] = {}
    levels: dict[Corner, str | None] = {}
    reach: dict[Corner, list[Fraction]] = {}
    for choice, trial in _corners(terms, inner):
        result = evaluate(view, trial)
        for rule_choice, full in _corners(trial, outer):
            corner = choice + rule_choice
            totals[corner] = result.s_zce + result.bonus
            levels[corner] = _level(view, full, result, gate)
            if levels[corner] is not None:
                reach.setdefault(_chosen(axes, corner), []).append(_deciding(view, full, result))
    own = outcome.s_zce + outcome.bonus
    between = [name for points in reach.values() for name in _levels_between(rating.levels, min(points), max(points))]
    return Range(
        min([own, *totals.values()]),
        max([own, *totals.values()]),
        tuple(dict.fromkeys([*levels.values(), *between])),
        _moving(axes, totals),
        _moving(axes, levels),
    )


def _open(terms: Terms, items: list[object]) -> list[Assumed]:
    return [a for a in {x.key: x for x in find(items)}.values() if not terms.confirmed(a.key)]


def _corners(terms: Terms, axes: list[Assumed]) -> Iterator[tuple[Corner, Terms]]:
    for choice in product(*(a.extremes() for a in axes)):
        trial = {**terms.trial, **dict(zip((a.key for a in axes), choice, strict=True))}
        yield choice, replace(terms, trial=trial)


def _relevant(view: View, terms: Terms) -> list[Assumed]:
    """The open assumptions that enter this record's points: weights, places, and those that move some indicator's ratio."""
    rating = view.pack.rating
    axes = _open(terms, [rating.groups, [i.group for i in view.pack.indicators]])
    if _may_be_empty(view):
        axes += _open(terms, [rating.redistribution])
    moving: dict[str, Assumed] = {}
    for item in view.pack.indicators:
        local = _open(terms, [item.leading, item.inputs, item.alternatives, rating.floor])
        keys = _moving(local, {c: _ratio(view, item, t) for c, t in _corners(terms, local)}) if local else frozenset()
        moving.update({a.key: a for a in local if a.key in keys})
    return [*axes, *moving.values()]


def _ratio(view: View, item: Indicator, terms: Terms) -> Fraction | None:
    if not is_applicable(view, item):
        return None
    floor = terms.value(view.pack.rating.floor) == "zero"
    return one.ratio(one.read(view, item, terms).value, one.leading(item, terms), item.direction, floor=floor)


def _may_be_empty(view: View) -> bool:
    """Whether a group could have no applicable indicator: only then does redistribution matter."""
    sure = {i.group for i in view.pack.indicators if isinstance(i.group, str) and is_applicable(view, i)}
    return any(g.name not in sure for g in view.pack.rating.groups)


def _level(view: View, terms: Terms, outcome: Outcome, gate: Gate) -> str | None:
    rating = view.pack.rating
    if gate.unmet and terms.value(rating.gate) == "block":
        return None
    return level_of(rating.levels, _deciding(view, terms, outcome))


def _deciding(view: View, terms: Terms, outcome: Outcome) -> Fraction:
    by_total = terms.value(view.pack.rating.level_score) == "total"
    return outcome.s_zce + outcome.bonus if by_total else outcome.s_zce


def _chosen(axes: list[Assumed], corner: Corner) -> Corner:
    """The part of a corner that jumps: over what stays, the intervals, the score moves without a gap."""
    return tuple("" if isinstance(a.permitted, Span) else value for a, value in zip(axes, corner, strict=True))


def _levels_between(levels: list[Level], low: Fraction, high: Fraction) -> list[str]:
    """Every level that some score from low to high reaches."""
    bounds = [Fraction(b) for level in levels for b in (level.at_least, level.above) if b is not None]
    stops = sorted({low, high, *(b for b in bounds if low <= b <= high)})
    points = [*stops, *((a + b) / 2 for a, b in pairwise(stops))]
    return [level_of(levels, p) for p in sorted(points)]


def _moving(axes: list[Assumed], values: Mapping[Corner, object]) -> frozenset[str]:
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
                confirmed=decision is not None,
                by=decision.by if decision else "",
                source=decision.source if decision else "",
                changes_score=a.key in span.moves_score,
                changes_level=a.key in span.moves_level,
            )
        )
    return tuple(out)
