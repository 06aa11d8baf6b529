"""What every kind of rating gives: an outcome under one choice of the assumptions, a verdict, and the range of both."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from zcdoc.model.indicator import Indicator
from zcdoc.model.results import Gate, GroupScore, IndicatorScore
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import earning
from zcdoc.scoring import indicator as one

# Indicator, value, leading value, their ratio -> the part of the points that is earned.
Earned = Callable[[Indicator, Fraction | None, Fraction | None, Fraction | None], Fraction | None]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Points under one choice of every assumption; zero where the rating has none."""

    groups: tuple[GroupScore, ...]
    indicators: tuple[IndicatorScore, ...]
    s_zce: Fraction = Fraction(0)
    bonus: Fraction = Fraction(0)


def unanswered(outcome: Outcome) -> tuple[IndicatorScore, ...]:
    """Applicable indicators without a ratio, for want of a value: they count 0 and could earn all they can bring."""
    return tuple(i for i in outcome.indicators if i.applicable and i.ratio is None)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a verdict rests on beside the outcome: the basic requirements, and whether emissions are balanced (None: not known)."""

    gate: Gate
    net_zero: bool | None


@dataclass(frozen=True, slots=True)
class Verdict:
    """The level or conclusion, and the same without bonus; `why` says what keeps it open.

    `possible` are the levels between which what is not known would decide, None among them where it may come to no level.
    """

    level: str | None
    without_bonus: str | None = None
    decided_by: Literal["total", "formula"] = "total"
    blocked: bool = False
    why: tuple[str, ...] = ()
    possible: tuple[str | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """Least and greatest total, the levels that occur, and which assumptions move what.

    `exact`: no level is listed that no permitted choice gives; else there were too many combinations to try one by one.
    """

    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    levels: tuple[str | None, ...] = ()
    moves_score: frozenset[str] = frozenset()
    moves_level: frozenset[str] = frozenset()
    exact: bool = True


def joined(spans: Sequence[Range], moves_score: Collection[str], moves_level: Collection[str]) -> Range:
    """One range over several, with what moves a result from one to another; where levels differ, what moves points may move them."""
    levels = tuple(dict.fromkeys(level for one in spans for level in one.levels))
    between = frozenset(moves_score) if len(levels) > 1 else frozenset()
    return Range(
        min(one.low for one in spans),
        max(one.high for one in spans),
        levels,
        frozenset(moves_score).union(*(one.moves_score for one in spans)),
        (frozenset(moves_level) | between).union(*(one.moves_level for one in spans)),
        exact=all(one.exact for one in spans),
    )


@dataclass(frozen=True, slots=True)
class Method:
    """One kind of rating: its outcome under one choice of the assumptions, its verdict, and how far both move."""

    evaluate: Callable[[View, Terms], Outcome]
    verdict: Callable[[View, Terms, Outcome, Setting], Verdict]
    explore: Callable[[View, Terms, Outcome, Setting], Range]


def measured(
    view: View, terms: Terms, item: Indicator, full: Fraction, *, floor: bool = True, earns: Earned | None = None
) -> IndicatorScore:
    """One indicator's part of the outcome: value, ratio to the leading value, and points out of `full`.

    `floor`: no ratio below 0. `earns` turns the ratio into the part of the points that it earns, where that differs.
    """
    reading, lead, applicable = (
        one.read(view, item, terms),
        one.leading(view, item, terms),
        one.is_applicable(view, item),
    )
    ratio = one.share_of(reading, lead, item.direction, floor=floor) if applicable else None
    lacking = reading.origin == "lacking"
    if earns is not None and not lacking:
        ratio = earns(item, reading.value, lead, ratio)
    return IndicatorScore(
        number=item.number,
        name=item.name,
        group=terms.value(item.group),
        option=item.option(view.answer(item).get("二选一选项")).name,
        value=reading.value,
        shown=reading.shown,
        leading=lead,
        ratio=ratio,
        points=(ratio or Fraction(0)) * full if applicable else None,
        full=full if applicable else Fraction(0),
        applicable=applicable,
        assumed=any(terms.rests_on_assumption(x) for x in (item.group, item.leading, item.points)),
        origin=reading.origin,
        met=None if not applicable else False if lacking else earning.reaches(reading.value, lead, item),
    )


def counted(group: GroupScore, scores: tuple[IndicatorScore, ...]) -> GroupScore:
    """The group with how many of its indicators reach their value and how many fall short of it."""
    own = [s.met for s in scores if s.group == group.name and s.applicable]
    return replace(group, met=own.count(True), unmet=own.count(False))


def is_blocked(view: View, terms: Terms, gate: Gate) -> bool:
    """Whether an unmet basic requirement keeps every level away."""
    return bool(gate.unmet) and terms.value(view.pack.rating.gate) == "block"
