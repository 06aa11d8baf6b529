"""Figures that contradict each other carry no conclusion; those that nothing rests on take nothing away."""

from __future__ import annotations

import copy
from pathlib import Path

import pytest

from zcdoc.model.record import Record, Round, scope_of
from zcdoc.model.view import View
from zcdoc.pack.load import load
from zcdoc.scoring import score

ROUND = "r1"
EMITTED = {"1": {"类别": "直接排放-固定燃烧", "排放源": "锅炉", "气体": "CO2", "年度": "2025", "排放量(tCO2e)": "1000"}}


def park(pack, *, indicators=(), checks=(), yearly=(), emissions=(), profile=()):
    state = {
        scope_of("round", ROUND, pack.id): {
            "profile": {n: {"内容": v} for n, v in {"数据年度": "2025", "碳抵消年度": "2025", **dict(profile)}.items()},
            "yearly": dict(yearly),
            "emissions": dict(emissions),
        },
        scope_of("pack", ROUND, pack.id): {"indicators": dict(indicators), "checks": dict(checks)},
    }
    return View(pack, Record("p", copy.deepcopy(state), "head"), Round(ROUND, "evaluation", "2026-03-01"))


@pytest.fixture(scope="module")
def notice(checklists):
    return load(checklists / "ndrc-2025-910", "built-in")


@pytest.fixture(scope="module")
def checklists():
    return Path(__file__).resolve().parents[2] / "checklists"


def energy(value):
    return {"1": {"项目": "综合能源消费量（等价值）", "年度": "2025", "数值": value}}


def test_a_target_that_binds(notice):
    good = {"分子": "40000", "分母": "300000"}
    assert "两处不一致" not in "".join(score(park(notice, indicators={"1": good}, yearly=energy("300000"))).why)
    result = score(park(notice, indicators={"1": good}, yearly=energy("250000")))
    assert result.level is None
    assert any("两处不一致" in why for why in result.why)


def test_a_target_that_guides_takes_nothing_away(notice):
    """Indicator 2 is a guiding one; its denominator is the core indicator's too, its numerator is its own."""
    clean = {"2": {"项目": "清洁能源消费量", "年度": "2025", "数值": "200000"}}
    told = {"1": {"分子": "40000"}, "2": {"分子": "100000"}}
    result = score(park(notice, indicators=told, yearly=energy("300000") | clean))
    assert not any("两处不一致" in why for why in result.why)


def test_a_check_that_states_the_core_indicator_against_it(notice):
    """A3-1.a says that the core indicator is reached: 符合 against a value of 1."""
    missed = {"1": {"分子": "300000", "分母": "300000"}}
    result = score(park(notice, indicators=missed, yearly=energy("300000"), checks={"A3-1.a": {"结果": "符合"}}))
    assert result.level is None
    assert any("A3-1.a" in why for why in result.why)
    agreed = score(park(notice, indicators=missed, yearly=energy("300000"), checks={"A3-1.a": {"结果": "不符合"}}))
    assert agreed.level == notice.rating.failed.name


def test_a_balance_over_contradicting_totals_is_undeterminable(checklists):
    pack = load(checklists / "seesa-010-2025", "built-in")
    total = {"1": {"项目": "温室气体排放总量", "年度": "2025", "数值": "900"}}
    result = score(park(pack, yearly=total, emissions=EMITTED))
    assert (result.level, result.zero_carbon) == (None, "undeterminable")
    assert any("两处不一致" in why for why in result.why)
    total["1"]["数值"] = "1000"
    assert not any("两处不一致" in why for why in score(park(pack, yearly=total, emissions=EMITTED)).why)
