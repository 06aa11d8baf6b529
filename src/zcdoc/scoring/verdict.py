"""The level of a rating by points, weighted or plain: which score decides, the gate, and nearness to a threshold."""

from __future__ import annotations

from collections.abc import Collection
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from zcdoc.model.levels import barred, level_of
from zcdoc.model.rating import Level, Scored
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import musts
from zcdoc.scoring.method import Outcome, Setting, Verdict, is_blocked, unanswered

MANY = 8  # indicators; more than these are counted and not named in a sentence


def by_points(view: View, terms: Terms, outcome: Outcome, setting: Setting) -> Verdict:
    """The level of the deciding score, and that of the formula score alone.

    A level is given only where what is not known cannot change it: an indicator without a value may bring nothing or all,
    a basic requirement that nobody has looked at may be unmet, emissions may or may not be balanced.
    """
    by_total = terms.value(scored(view).level_score) == "total"
    decided_by: Literal["total", "formula"] = "total" if by_total else "formula"
    if is_blocked(view, terms, setting.gate):
        return Verdict(None, None, decided_by, blocked=True, possible=(None,))
    if not any(i.applicable and i.group != scored(view).bonus_group for i in outcome.indicators):
        return Verdict(None, None, decided_by, why=("没有一项适用的指标",))
    gate_open = bool(setting.gate.open) and terms.value(view.pack.rating.gate) == "block"
    reached = _reached(view, outcome, setting, bonus=by_total)
    possible = (*reached, None) if gate_open else reached
    return Verdict(
        possible[0] if len(possible) == 1 else None,
        _only(_reached(view, outcome, setting, bonus=False), gate_open=gate_open),
        decided_by,
        why=_why(view, outcome, setting, gate_open=gate_open, moved=len(reached) > 1),
        possible=possible,
    )


def _only(levels: tuple[str, ...], *, gate_open: bool) -> str | None:
    return levels[0] if len(levels) == 1 and not gate_open else None


def _reached(view: View, outcome: Outcome, setting: Setting, *, bonus: bool) -> tuple[str, ...]:
    """Every level from the points there are to the points that there could be."""
    least, most = span(view, outcome, bonus=bonus)
    balanced = (False, True) if setting.net_zero is None else (setting.net_zero,)
    levels = scored(view).levels
    shut = barred(levels, musts.state(view, outcome)).possible
    found = [
        name for net in balanced for bar in shut for name in levels_between(levels, least, most, net_zero=net, shut=bar)
    ]
    return tuple(dict.fromkeys(found))


def span(view: View, outcome: Outcome, *, bonus: bool) -> tuple[Fraction, Fraction]:
    """The score as it stands, with indicators that have no value at 0, and with all that they could bring."""
    extra = scored(view).bonus_group
    gain = sum((i.full for i in unanswered(outcome) if bonus or i.group != extra), Fraction(0))
    least = outcome.s_zce + outcome.bonus if bonus else outcome.s_zce
    return least, least + gain


def _why(view: View, outcome: Outcome, setting: Setting, *, gate_open: bool, moved: bool) -> tuple[str, ...]:
    """What keeps the level open."""
    blank = [i.number for i in unanswered(outcome)]
    unseen = [name for of in musts.state(view, outcome) for name in of.open if name not in blank]
    balance = setting.net_zero is None and any(level.net_zero for level in scored(view).levels)
    return (
        *([f"{_named(blank)}没有数值，按 0 分计，补上后级别可能改变"] if moved and blank else []),
        *([f"级别要求的项目尚未查清：{'、'.join(unseen)}"] if moved and unseen else []),
        *(["碳排放与抵消是否平衡还不知道"] if moved and balance else []),
        *([f"基本要求 {'、'.join(setting.gate.open)} 尚未查完"] if gate_open else []),
    )


def _named(numbers: list[str]) -> str:
    return f"指标 {'、'.join(numbers)} " if len(numbers) <= MANY else f"{len(numbers)} 项指标"


def levels_between(
    levels: list[Level], low: Fraction, high: Fraction, *, net_zero: bool = False, shut: Collection[str] = frozenset()
) -> list[str]:
    """Every level that some score from low to high reaches, the one of the lowest score first.

    `shut` are out of reach for what is unmet beside the score.
    """
    stops = sorted({low, high, *(b for b in bounds(levels) if low <= b <= high)})
    points = [*stops, *((a + b) / 2 for a, b in pairwise(stops))]
    return list(dict.fromkeys(level_of(levels, p, net_zero=net_zero, barred=shut) for p in sorted(points)))


def bounds(levels: list[Level]) -> tuple[Fraction, ...]:
    """Where levels begin."""
    return tuple(Fraction(b) for level in levels for b in (level.at_least, level.above) if b is not None)


def scored(view: View) -> Scored:
    assert isinstance(view.pack.rating, Scored)
    return view.pack.rating


def near_threshold(rating: Scored, points: Fraction) -> Fraction | None:
    """The nearest threshold within `near` points, else None."""
    close = [b for b in bounds(rating.levels) if abs(points - b) <= Fraction(rating.near)]
    return min(close, key=lambda b: abs(points - b)) if close else None
