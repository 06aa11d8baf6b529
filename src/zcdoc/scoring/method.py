"""What every kind of rating gives: an outcome under one choice of the assumptions, a verdict, and the range of both."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from zcdoc.model.results import Gate, GroupScore, IndicatorScore
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import indicator as one


@dataclass(frozen=True, slots=True)
class Outcome:
    """Points under one choice of every assumption; zero where the rating has none."""

    groups: tuple[GroupScore, ...]
    indicators: tuple[IndicatorScore, ...]
    s_zce: Fraction = Fraction(0)
    bonus: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True)
class Setting:
    """What a verdict rests on beside the outcome: the basic requirements and the balance of emissions and offsets."""

    gate: Gate
    net_zero: bool


@dataclass(frozen=True, slots=True)
class Verdict:
    """The level or conclusion, and the same without bonus; `why` says what keeps it open."""

    level: str | None
    without_bonus: str | None = None
    decided_by: Literal["total", "formula"] = "total"
    blocked: bool = False
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Range:
    """Least and greatest total, the levels that occur, and which assumptions move what."""

    low: Fraction = Fraction(0)
    high: Fraction = Fraction(0)
    levels: tuple[str | None, ...] = ()
    moves_score: frozenset[str] = frozenset()
    moves_level: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Method:
    """One kind of rating: its outcome under one choice of the assumptions, its verdict, and how far both move."""

    evaluate: Callable[[View, Terms], Outcome]
    verdict: Callable[[View, Terms, Outcome, Setting], Verdict]
    explore: Callable[[View, Terms, Outcome, Setting], Range]


def measured(
    view: View, terms: Terms, number: str, *, full: Fraction, ratio: Fraction | None, applicable: bool
) -> IndicatorScore:
    """One indicator's part of the outcome, with its points: ratio × full."""
    item = view.pack.indicator_of[number]
    reading = one.read(view, item, terms)
    return IndicatorScore(
        number=item.number,
        name=item.name,
        group=terms.value(item.group),
        option=item.option(view.answer(item).get("二选一选项")).name,
        value=reading.value,
        shown=reading.shown,
        leading=one.leading(view, item, terms),
        ratio=ratio,
        points=(ratio or Fraction(0)) * full if applicable else None,
        full=full if applicable else Fraction(0),
        applicable=applicable,
        assumed=any(terms.rests_on_assumption(x) for x in (item.group, item.leading, item.points)),
        origin=reading.origin,
    )


def counted(group: GroupScore, scores: tuple[IndicatorScore, ...]) -> GroupScore:
    """The group with how many of its indicators reach their value and how many fall short of it."""
    own = [s.met for s in scores if s.group == group.name and s.applicable]
    return replace(group, met=own.count(True), unmet=own.count(False))


def is_blocked(view: View, terms: Terms, gate: Gate) -> bool:
    """Whether an unmet basic requirement keeps every level away."""
    return bool(gate.unmet) and terms.value(view.pack.rating.gate) == "block"
