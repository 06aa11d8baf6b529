"""T/SEESA 010—2025 as shipped: totals worked out by hand, and every decision inside the range announced."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcdoc.pack.load import load
from zcdoc.scoring import score


@pytest.fixture(scope="session")
def seesa():
    return load(Path(__file__).parents[2] / "checklists" / "seesa-010-2025", "built-in")


def answers(pack, share, *, presence="有"):
    """Every number at this share of its leading value."""
    made = {}
    for item in pack.indicators:
        lead = item.leading if isinstance(item.leading, str) else item.leading.assumed.value
        value = presence if item.direction == "present" else str(float(Fraction(lead) * share))
        made[item.number] = {"现状值": value}
    return made


def confirmed(pack):
    return {a.key: a.value for a in pack.assumptions}


def kept(pack):
    """Every basic requirement looked at and met."""
    return {key: {"结果": "符合"} for key, (clause, _) in pack.checks.items() if clause.kind == "requirement"}


def test_a_park_at_every_leading_value_has_all_points(kit, seesa):
    result = score(kit.make_view(seesa, answers(seesa, Fraction(1)), checks=kept(seesa)))
    assert (result.s_zce, result.bonus, result.level, result.incomplete) == (100, 10, "引领级", ())
    assert (result.low, result.high) == (110, 110)


def test_half_of_every_number_and_nothing_else(kit, seesa):
    """30 × 3.5/9 + 30 × 3.5/8 + 25 × 1/5 + 15 × 2/4 points, by the weights and groups in force."""
    result = score(
        kit.make_view(
            seesa, answers(seesa, Fraction(1, 2), presence="无"), decisions=confirmed(seesa), checks=kept(seesa)
        )
    )
    assert result.s_zce == Fraction(35, 3) + Fraction(105, 8) + 5 + Fraction(15, 2)
    assert (result.bonus, result.level) == (0, "未达级")
    assert [g.applicable for g in result.groups] == [9, 8, 5, 4]


def test_an_empty_park_scores_nothing_and_says_what_is_missing(kit, seesa):
    result = score(kit.make_view(seesa, {}))
    assert (result.total, len(result.incomplete)) == (0, 28)
    assert (result.level, result.zero_carbon, result.low, result.high) == (None, "undeterminable", 0, 110)


def test_a_level_waits_for_the_basic_requirements(kit, seesa):
    result = score(kit.make_view(seesa, answers(seesa, Fraction(1))))
    assert (result.level, result.blocked, set(result.levels)) == (None, False, {"引领级", None})


@given(st.data())
@settings(max_examples=25, deadline=None)
def test_whatever_is_decided_lies_in_the_range(kit, seesa, data):
    shares = {
        i.number: data.draw(st.sampled_from(["0", "0.02", "0.3", "0.6", "1", "有", "无"])) for i in seesa.indicators
    }
    rows = {
        n: {"现状值": v if (v in "有无") == (seesa.indicator_of[n].direction == "present") else "0.5"}
        for n, v in shares.items()
    }
    wide = score(kit.make_view(seesa, rows))
    choice = {a.key: data.draw(st.sampled_from(a.extremes())) for a in seesa.assumptions}
    decided = score(kit.make_view(seesa, rows, decisions=choice))
    assert wide.low <= decided.total <= wide.high
    assert set(decided.levels) <= set(wide.levels)
    assert wide.low <= wide.total <= wide.high
