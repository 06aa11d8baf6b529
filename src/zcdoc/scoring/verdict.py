"""The level of a rating by points, weighted or plain: which score decides, the gate, and nearness to a threshold."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Literal

from zcdoc.model.levels import barred, level_of
from zcdoc.model.rating import Level, Scored
from zcdoc.model.results import Musts
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.scoring import musts
from zcdoc.scoring.method import Outcome, Setting, Verdict, is_blocked, unanswered
from zcdoc.scoring.spread import Interval, Regions

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
    reach = [span(view, outcome, bonus=bonus)]
    return levels_within(scored(view).levels, reach, musts.state(view, outcome), net_zero=setting.net_zero)


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


def levels_within(
    levels: list[Level], reach: Iterable[Interval], asked: tuple[Musts, ...], *, net_zero: bool | None
) -> tuple[str, ...]:
    """Every level of a score within some of the intervals, that of the lowest first, each way that the balance and the items
    that levels ask for may turn out.
    """
    regions = Regions(bounds(levels))
    found = (
        level_of(levels, regions.score(place), net_zero=balanced, barred=shut)
        for place in sorted(regions.of(reach))
        for balanced in ((False, True) if net_zero is None else (net_zero,))
        for shut in barred(levels, asked)
    )
    return tuple(dict.fromkeys(found))


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
