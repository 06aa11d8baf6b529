"""What part of its points an indicator earns: all at its target, by steps, in a line, in proportion, or nothing."""

from __future__ import annotations

from fractions import Fraction

from zcdoc.model.indicator import Between, ChecksInputs, Indicator, PresenceInputs, Steps


def reaches(value: Fraction | None, lead: Fraction | None, item: Indicator) -> bool | None:
    """Whether a value keeps the leading or target value, itself included unless `strict`; None without one of them."""
    if value is None or lead is None:
        return None
    if value == lead:
        return not item.strict
    return value < lead if item.direction == "lower" else value > lead


def part(
    item: Indicator, value: Fraction | None, lead: Fraction | None, ratio: Fraction | None, full: Fraction, rule: str
) -> Fraction | None:
    """The part of `full` points (as written) that a value earns, 0 to 1; None without a value.

    `rule` is the rating's `partial`: a number short of its target earns in proportion or nothing. It gives way to the
    indicator's own `earn`. A degree between 有 and 无 earns in proportion wherever the standard grades it at all.
    """
    if value is None or ratio is None:
        return None
    if isinstance(item.earn, Steps):
        return _steps(item.earn, value, item.direction) / full
    if isinstance(item.earn, Between):
        assert lead is not None  # a ratio was computed with it
        return _between(item.earn, value, lead, full)
    if reaches(value, lead, item):
        return Fraction(1)
    return ratio if _in_parts(item, rule) else Fraction(0)


def gapless(item: Indicator, rule: str) -> bool:
    """Whether an indicator can earn any part of its points; else a missing value leaves single parts open, not all between them."""
    return item.earn is None and _in_parts(item, rule)


def _in_parts(item: Indicator, rule: str) -> bool:
    """Whether an indicator that misses its target earns in proportion: the part of checks that is met always does."""
    inputs = [option.inputs for option in item.options]
    if all(isinstance(i, ChecksInputs) for i in inputs):
        return True
    if item.direction == "present":
        return all(not isinstance(i, PresenceInputs) or i.gradable for i in inputs)
    return rule == "proportional"


def _steps(rule: Steps, value: Fraction, direction: str) -> Fraction:
    reached = [
        Fraction(s.points)
        for s in rule.steps
        if (value <= Fraction(s.at) if direction == "lower" else value >= Fraction(s.at))
    ]
    return max(reached, default=Fraction(0))


def _between(rule: Between, value: Fraction, lead: Fraction, full: Fraction) -> Fraction:
    base, least = Fraction(rule.base), Fraction(rule.points) / full
    way = (value - base) / (lead - base)  # both signs turn for lower-is-better
    return Fraction(0) if way < 0 else min(Fraction(1), least + (1 - least) * way)
