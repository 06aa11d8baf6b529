"""Sums of independent choices, against every combination tried one by one."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model.levels import level_of
from zcdoc.model.rating import Level
from zcdoc.scoring import spread

NUMBERS = st.fractions(-5, 20, max_denominator=7)
INTERVALS = st.tuples(NUMBERS, st.fractions(0, 3, max_denominator=5)).map(lambda t: (t[0], t[0] + t[1]))
LEVELS = [
    Level(name="低", means="—"),
    Level(name="中", at_least="5", means="—"),
    Level(name="高", above="12", means="—"),
]
REGIONS = spread.Regions([Fraction(5), Fraction(12)])


def vectors(width):
    return st.tuples(*[INTERVALS] * width)


@given(
    st.integers(1, 3).flatmap(
        lambda w: st.tuples(vectors(w), st.lists(st.lists(vectors(w), min_size=1, max_size=3), max_size=4))
    )
)
def test_every_combination_is_there_and_no_other(drawn):
    start, parts = drawn
    found = spread.sums(start, parts)
    expected = set()
    for chosen in product(*parts):
        total = start
        for vector in chosen:
            total = tuple((a + c, b + d) for (a, b), (c, d) in zip(total, vector, strict=True))
        expected.add(total)
    assert found.exact
    assert set(found.vectors) == expected


@given(st.lists(st.lists(vectors(1), min_size=2, max_size=3, unique=True), min_size=1, max_size=4))
def test_beyond_the_limit_the_hull_holds_them_all_and_is_said_to_be_one(parts):
    start = (((Fraction(0)), Fraction(0)),)
    exact, rough = spread.sums(start, parts), spread.sums(start, parts, limit=1)
    assert not rough.exact
    assert [rough.vectors[0]] == [spread.hull(exact.vectors)]


@given(st.lists(INTERVALS, min_size=1, max_size=4))
def test_regions_give_the_levels_of_every_score_within(reached):
    said = {level_of(LEVELS, REGIONS.score(place)) for place in REGIONS.of(reached)}
    fine = {level_of(LEVELS, low + (high - low) * i / 40) for low, high in reached for i in range(41)}
    touched = {level_of(LEVELS, b + e) for low, high in reached for b in REGIONS.bounds for e in (0, Fraction(1, 1000))
               if low <= b + e <= high}  # fmt: skip
    assert said == fine | touched


def test_without_bounds_there_is_one_region():
    nothing = spread.Regions([])
    assert {nothing.score(place) for place in nothing.of([(Fraction(-3), Fraction(200))])} == {0}
