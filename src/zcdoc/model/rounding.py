"""The one rule by which numbers are printed: GB/T 8170, each from its exact value. Nothing is ever compared by it.

A value between two printable ones goes to the nearer; exactly between them, to the one whose last digit is even (3.2 of GB/T 8170).
A total is the exact total, rounded; the printed parts may differ from it in the last digit (尾差).
"""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from zcdoc.model.values import cut, decimal_string

PLACES = 2  # of points and percentages
_MOST = 12


def rounded(value: Fraction, places: int = PLACES) -> str:
    """Fixed places, half to even: `-1.50`; what rounds to nothing has no sign."""
    return cut(Fraction(round(value * 10**places), 10**places), places)


def faithful(value: Fraction, limits: Iterable[Fraction] = (), places: int = PLACES) -> str:
    """As `rounded`, with more places where it would stand on another side of a limit than the value itself, or on it.

    So no score prints as a level that it has not reached: 89.998 stays 89.998. Closer than twelve places can tell, it is cut.
    """
    bounds = list(limits)
    for more in range(places, _MOST + 1):
        text = rounded(value, more)
        if all(_side(Fraction(text), bound) == _side(value, bound) for bound in bounds):
            return text
    return cut(value, _MOST)


def remainder(parts: Iterable[Fraction], printed: str) -> str:
    """By how much the printed parts differ from the printed total (尾差); blank where they add up."""
    gap = abs(Fraction(printed) - sum((Fraction(rounded(part)) for part in parts), Fraction(0)))
    return decimal_string(gap) if gap else ""


def _side(value: Fraction, limit: Fraction) -> int:
    return (value > limit) - (value < limit)
