"""Levels that ask for items beside points: against a walk over every way in which what is open may turn out."""

from __future__ import annotations

from fractions import Fraction
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from zcdoc.model.levels import barred, level_of
from zcdoc.model.rating import Level
from zcdoc.model.results import Musts

BOUNDS = (None, "60", "75", "90")
NAMES = ("none", "three", "four", "five")
LEVELS = [Level(name=n, at_least=b, means="—") for n, b in zip(NAMES, BOUNDS, strict=True)]
STATES = st.lists(st.sampled_from([True, False, None]), max_size=3)


def found(states):
    """What the scoring tells of levels that name items."""
    return tuple(
        Musts(NAMES[i], len(s), tuple(f"{i}.{j}" for j, k in enumerate(s) if k is False),
              tuple(f"{i}.{j}" for j, k in enumerate(s) if k is None))
        for i, s in states.items() if s
    )  # fmt: skip


def by_walking(points, states):
    """Each way the open items may turn out, and the level it gives: the highest whose bound and items hold, and those below."""
    opened = [(i, j) for i, s in states.items() for j, k in enumerate(s) if k is None]
    levels = set()
    for answers in product([True, False], repeat=len(opened)):
        settled = {i: list(s) for i, s in states.items()}
        for (i, j), answer in zip(opened, answers, strict=True):
            settled[i][j] = answer
        level = 0
        for i in (1, 2, 3):
            if not all(settled.get(i, [])):
                break
            if points >= Fraction(BOUNDS[i]):
                level = i
        levels.add(NAMES[level])
    return levels


@given(st.fractions(0, 100), st.fixed_dictionaries({1: STATES, 2: STATES, 3: STATES}))
def test_the_levels_that_are_possible(points, states):
    bars = barred(LEVELS, found(states))
    said = {level_of(LEVELS, points, barred=bar) for bar in bars}
    exact = by_walking(points, states)
    assert said == exact


def test_what_stands_in_the_way_is_said():
    one = Musts("三星级", 3, ("5.1.a",), ("2",))
    assert one.said == ["三星级要求的 3 项中未做到：5.1.a", "三星级要求的 3 项中尚未查清：2"]
    assert Musts("三星级", 3).said == []
