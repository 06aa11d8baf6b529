"""Sums of independent choices: what a total can be when each of several groups of assumptions is settled on its own.

A vector holds one interval for each way in which the weights stand; the parts of a total add up vector by vector. Sums of up to
`LIMIT` distinct combinations are kept one by one, so the set of reachable scores is exact; beyond that only the hull is kept, which
holds them all and more.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from operator import add

LIMIT = 10_000

Interval = tuple[Fraction, Fraction]
Vector = tuple[Interval, ...]


@dataclass(frozen=True, slots=True)
class Sums:
    """The combinations that may occur, each as a vector; `exact` says that no other lies between them."""

    vectors: tuple[Vector, ...]
    exact: bool = True


def plus(a: Vector, b: Vector) -> Vector:
    """Both at once."""
    return tuple((x[0] + y[0], x[1] + y[1]) for x, y in zip(a, b, strict=True))


def hull(vectors: Iterable[Vector]) -> Vector:
    """The least vector that holds all of them."""
    columns = list(zip(*vectors, strict=True))
    return tuple((min(low for low, _ in column), max(high for _, high in column)) for column in columns)


def span(vector: Vector) -> Interval:
    """From the least to the greatest over every way in which the weights stand: they move without a gap."""
    return min(low for low, _ in vector), max(high for _, high in vector)


def sums(start: Vector, parts: Sequence[Sequence[Vector]], limit: int = LIMIT) -> Sums:
    """`start` plus one vector of each part, in every combination; their hull when there are more than `limit`."""
    number = 1
    for part in parts:
        number *= len(set(part))
        if number > limit:
            whole = start
            for other in parts:
                whole = plus(whole, hull(other))
            return Sums((whole,), exact=False)
    # Whole numbers over one denominator: many times faster than fractions, and as exact.
    scale = lcm(*(x.denominator for vector in [start, *(v for p in parts for v in p)] for pair in vector for x in pair))
    found = {_scaled(start, scale)}
    for part in parts:
        steps = {_scaled(vector, scale) for vector in part}
        found = {tuple(map(add, one, step)) for one in found for step in steps}
    return Sums(tuple(_vector(flat, scale) for flat in sorted(found)))


def _scaled(vector: Vector, scale: int) -> tuple[int, ...]:
    return tuple(int(x * scale) for pair in vector for x in pair)


def _vector(flat: tuple[int, ...], scale: int) -> Vector:
    exact = [Fraction(x, scale) for x in flat]
    return tuple(zip(exact[::2], exact[1::2], strict=True))


class Regions:
    """The stretches into which the bounds of levels cut the scores: each bound, and what lies before, between and after them."""

    def __init__(self, bounds: Iterable[Fraction]) -> None:
        self.bounds = sorted(set(bounds))

    def of(self, reached: Iterable[Interval]) -> set[int]:
        """The stretches that some of the intervals touch."""
        return {i for low, high in set(reached) for i in range(self._place(low), self._place(high) + 1)}

    def score(self, place: int) -> Fraction:
        """A score within a stretch."""
        index, on_bound = divmod(place, 2)
        if on_bound:
            return self.bounds[index]
        around = self.bounds[max(0, index - 1) : index + 1]
        if not around:
            return Fraction(0)
        return around[0] - 1 if index == 0 else around[0] + 1 if len(around) == 1 else sum(around, Fraction(0)) / 2

    def _place(self, score: Fraction) -> int:
        index = bisect_left(self.bounds, score)
        return 2 * index + (index < len(self.bounds) and self.bounds[index] == score)
