"""Weighted ratio (formula (1) of T/SEESA 010—2025, 6.2): sum of 100 × ratio ÷ applicable indicators × weight, plus bonus."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.assumed import AssumedBox
from zcdoc.model.indicator import Indicator
from zcdoc.model.rating import Group, WeightedRatio
from zcdoc.model.results import GroupScore, IndicatorScore
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import indicator as one
from zcdoc.scoring.method import Outcome, counted, measured


def weights(rating: WeightedRatio, terms: Terms) -> dict[str, Fraction]:
    """Weight by group name; `rest` is what the others leave of 1."""
    known = {g.name: Fraction(terms.value(g.weight)) for g in rating.groups if g.weight not in ("rest", None)}
    rest = 1 - sum(known.values(), Fraction(0))
    return {g.name: known.get(g.name, rest) for g in rating.groups}


def in_force(base: dict[str, Fraction], applicable: dict[str, int], rule: str) -> dict[str, Fraction]:
    """Weights after a group with no applicable indicator gave its weight away in proportion, or lost it."""
    alive = sum((w for name, w in base.items() if applicable[name]), Fraction(0))
    scale = sum(base.values(), Fraction(0)) / alive if alive and rule == "proportional" else Fraction(1)
    return {name: w * scale if applicable[name] else Fraction(0) for name, w in base.items()}


def evaluate(view: View, terms: Terms) -> Outcome:
    """The score under the values that `terms` has in force."""
    rating = _rating(view)
    base = weights(rating, terms)
    place = {i.number: terms.value(i.group) for i in view.pack.indicators}
    count = dict.fromkeys(base, 0)
    for item in view.pack.indicators:
        if place[item.number] in count and one.is_applicable(view, item):
            count[place[item.number]] += 1
    weight = in_force(base, count, terms.value(rating.redistribution))
    floor = terms.value(rating.floor) == "zero"
    scores = tuple(
        measured(view, terms, item, _full(rating, item, place, count, weight), floor=floor)
        for item in view.pack.indicators
    )
    points = _points_by_group(scores)
    groups = tuple(counted(_group(g, base, weight, count, points, terms, rating), scores) for g in rating.groups)
    return Outcome(
        groups, scores, sum((g.score for g in groups), Fraction(0)), points.get(rating.bonus_group, Fraction(0))
    )


def _rating(view: View) -> WeightedRatio:
    assert isinstance(view.pack.rating, WeightedRatio)
    return view.pack.rating


def _full(
    rating: WeightedRatio, item: Indicator, place: dict[str, str], count: dict[str, int], weight: dict[str, Fraction]
) -> Fraction:
    """What a ratio of 1 brings: the bonus, or 100 ÷ j × weight."""
    if item.bonus is not None:
        return Fraction(item.bonus)
    group = place[item.number]
    return Fraction(rating.full) / count[group] * weight[group] if count[group] else Fraction(0)


def _points_by_group(scores: tuple[IndicatorScore, ...]) -> dict[str, Fraction]:
    out: dict[str, Fraction] = {}
    for item in scores:
        if item.points is not None:
            out[item.group] = out.get(item.group, Fraction(0)) + item.points
    return out


def _group(
    group: Group,
    base: dict[str, Fraction],
    weight: dict[str, Fraction],
    count: dict[str, int],
    points: dict[str, Fraction],
    terms: Terms,
    rating: WeightedRatio,
) -> GroupScore:
    guessed = group.weight == "rest" and any(terms.rests_on_assumption(g.weight) for g in rating.groups)
    return GroupScore(
        id=group.id,
        name=group.name,
        weight=base[group.name],
        in_force=weight[group.name],
        assumed=guessed or (isinstance(group.weight, AssumedBox) and terms.rests_on_assumption(group.weight)),
        score=points.get(group.name, Fraction(0)),
        applicable=count[group.name],
    )
