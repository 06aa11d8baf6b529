"""How far the score and the level move over every permitted choice of every unconfirmed assumption, and over what is missing.

The score is monotone in each single assumption while the others stand still (weights and groups enter linearly, leading
values through a capped ratio), so its extremes over the whole box lie at the corners; levels are monotone in the score, so
equal levels at all corners mean an equal level everywhere, and over an interval no level in between is left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction
from itertools import chain, product

from zcdoc.model.assumed import Assumed, Span, find
from zcdoc.model.indicator import Indicator
from zcdoc.model.levels import barred
from zcdoc.model.rating import Level, Points, RatingRule, Scored, WeightedRatio
from zcdoc.model.results import AssumptionState, Musts
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import earning, musts
from zcdoc.scoring import indicator as one
from zcdoc.scoring.method import Outcome, Range, Setting
from zcdoc.scoring.verdict import by_points, levels_between, span
from zcdoc.scoring.weighted import evaluate

Corner = tuple[str, ...]


def explore(view: View, terms: Terms, outcome: Outcome, setting: Setting) -> Range:
    """All corners of the unconfirmed assumptions that can matter for this record (weighted ratio)."""
    rating = view.pack.rating
    assert isinstance(rating, WeightedRatio)
    outer = open_ones(terms, [rating.level_score, rating.gate])
    inner = [*open_ones(terms, [rating.groups, [i.group for i in view.pack.indicators]])]
    if _may_be_empty(view):
        inner += open_ones(terms, [rating.redistribution])
    inner += relevant(view, terms, rating, [rating.floor])
    axes = [*inner, *outer]
    totals: dict[Corner, tuple[Fraction, Fraction]] = {}
    levels: dict[Corner, tuple[str | None, ...]] = {}
    reach: dict[Corner, list[Fraction]] = {}
    for choice, trial in corners(terms, inner):
        result = evaluate(view, trial)
        for rule_choice, full in corners(trial, outer):
            corner = choice + rule_choice
            said = by_points(view, full, result, setting)
            totals[corner] = span(view, result, bonus=True)
            levels[corner] = said.possible
            if not said.blocked:
                decides = span(view, result, bonus=said.decided_by == "total")
                reach.setdefault(_chosen(axes, corner), []).extend(decides)
    asked = musts.state(view, outcome)
    return Range(
        min([outcome.s_zce + outcome.bonus, *(low for low, _ in totals.values())]),
        max([span(view, outcome, bonus=True)[1], *(high for _, high in totals.values())]),
        tuple(
            dict.fromkeys(
                [*chain(*levels.values()), *between(rating.levels, reach.values(), asked, net_zero=setting.net_zero)]
            )
        ),
        moving(axes, totals),
        moving(axes, levels),
    )


def between(
    levels: list[Level], reach: Iterable[list[Fraction]], asked: tuple[Musts, ...], *, net_zero: bool | None
) -> list[str]:
    """Every level between the least and the greatest score of each list, each way that the balance and the items that
    levels ask for may turn out.
    """
    ways = (False, True) if net_zero is None else (net_zero,)
    return [
        name
        for points in reach
        for way in ways
        for shut in barred(levels, asked).possible
        for name in levels_between(levels, min(points), max(points), net_zero=way, shut=shut)
    ]


def open_ones(terms: Terms, items: list[object]) -> list[Assumed]:
    return [a for a in {x.key: x for x in find(items)}.values() if not terms.confirmed(a.key)]


def corners(terms: Terms, axes: list[Assumed]) -> Iterator[tuple[Corner, Terms]]:
    for choice in product(*(a.extremes() for a in axes)):
        trial = {**terms.trial, **dict(zip((a.key for a in axes), choice, strict=True))}
        yield choice, replace(terms, trial=trial)


def relevant(view: View, terms: Terms, rating: RatingRule, rules: list[object]) -> list[Assumed]:
    """The open assumptions that move some indicator's part: its leading value, its inputs, and the rules named."""
    found: dict[str, Assumed] = {}
    for item in view.pack.indicators:
        local = open_ones(terms, [item.leading, item.inputs, item.alternatives, *rules])
        keys = moving(local, {c: _part(view, item, t, rating) for c, t in corners(terms, local)}) if local else ()
        found.update({a.key: a for a in local if a.key in keys})
    return list(found.values())


def _part(view: View, item: Indicator, terms: Terms, rating: RatingRule) -> Fraction | None:
    """What an indicator contributes before weights."""
    if not one.is_applicable(view, item):
        return None
    floor = not isinstance(rating, Scored) or terms.value(rating.floor) == "zero"
    value, lead = one.read(view, item, terms).value, one.leading(view, item, terms)
    ratio = one.ratio(value, lead, item.direction, floor=floor)
    if isinstance(rating, Points):
        return earning.part(
            item, value, lead, ratio, Fraction(terms.value(item.points or "1")), terms.value(rating.partial)
        )
    return ratio


def _may_be_empty(view: View) -> bool:
    """Whether a group could have no applicable indicator: only then does redistribution matter."""
    sure = {i.group for i in view.pack.indicators if isinstance(i.group, str) and one.is_applicable(view, i)}
    return any(g.name not in sure for g in view.pack.rating.groups)


def _chosen(axes: list[Assumed], corner: Corner) -> Corner:
    """The part of a corner that jumps: over what stays, the intervals, the score moves without a gap."""
    return tuple("" if isinstance(a.permitted, Span) else value for a, value in zip(axes, corner, strict=True))


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
