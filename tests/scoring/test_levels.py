"""Levels, the gate, zero carbon, what is shown, and the JSON contract."""

from __future__ import annotations

import json
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from zcdoc.model.levels import level_of
from zcdoc.scoring import score

CLAUSE = {
    "id": "4.2.1", "number": "4.2.1", "chapter": "4.2", "kind": "requirement", "title": "—", "requirement": "—",
    "subjects": ["park"], "themes": ["energy"],
    "checks": [
        {"id": f"4.2.1.{x}", "text": "—", "type": "requirement", "method": "访谈", "evidence": [{"name": "—"}]} for x in "ab"
    ],
}  # fmt: skip
MET = {"4.2.1.a": {"结果": "符合"}, "4.2.1.b": {"结果": "符合"}}
OFFSETS = [{"name": "CCER"}, {"name": "自有光伏", "zero_carbon": False, "cancel": False}]
ITEM = {"number": "1", "group": "甲", "kind": "ratio", "direction": "higher", "leading": "100"}
BONUS = {"number": "2", "group": "加分项", "kind": "presence", "direction": "present", "leading": "有", "bonus": "5"}
ONE_GROUP = {"groups": [("甲", "1")], "items": [ITEM, BONUS]}


def scored(kit, points, *, bonus="无", spec=None, **view):
    """A park with exactly these points from its formula."""
    answers = {"1": {"现状值": str(points)}, "2": {"现状值": bonus}}
    return score(kit.make_view(kit.build_pack({**ONE_GROUP, **(spec or {})}), answers, **view))


class TestLevelBounds:
    @pytest.mark.parametrize(
        ("points", "level"),
        [
            ("0", "未达级"), ("59.999999999999", "未达级"), ("60", "基础级"), ("75", "基础级"),
            ("75.000000000001", "创建级"), ("89.999999999999", "创建级"), ("90", "引领级"), ("100", "引领级"),
        ],
    )  # fmt: skip
    def test_sixty_and_ninety_are_reached_and_seventy_five_must_be_passed(self, kit, points, level):
        result = scored(kit, points)
        assert result.total == Fraction(points)
        assert result.level == level

    def test_bonus_lifts_the_level_and_both_levels_are_told(self, kit):
        result = scored(kit, "88", bonus="有")
        assert (result.total, result.level, result.level_without_bonus, result.decided_by) == (
            93,
            "引领级",
            "创建级",
            "total",
        )

    def test_where_the_formula_decides_bonus_lifts_nothing(self, kit):
        result = scored(kit, "88", bonus="有", spec={"level_score": "formula"})
        assert (result.level, result.decided_by, result.total) == ("创建级", "formula", 93)

    def test_a_graded_bonus_counts_in_proportion(self, kit):
        assert scored(kit, "80", bonus="0.4").bonus == 2

    @pytest.mark.parametrize(
        ("points", "near"), [("59.5", 60), ("59.49", None), ("75.5", 75), ("75.51", None), ("90.2", 90), ("60", 60)]
    )
    def test_within_half_a_point_of_a_threshold_is_near_it(self, kit, points, near):
        assert scored(kit, points).near == near

    @given(points=st.fractions(min_value=0, max_value=110, max_denominator=10**9))
    @settings(max_examples=100, deadline=None)
    def test_the_points_shown_never_reach_a_level_that_the_score_does_not(self, kit, points):
        levels = kit.build_pack(ONE_GROUP).rating.levels
        shown = Fraction(scored(kit, 0).printed(points))
        order = [level.name for level in levels]
        assert order.index(level_of(levels, shown)) <= order.index(level_of(levels, points))
        assert abs(points - shown) <= Fraction(1, 200)


class TestGate:
    def spec(self, rule):
        return {"clauses": [CLAUSE], "gate": rule}

    def test_one_unmet_basic_requirement_refuses_a_level(self, kit):
        result = scored(kit, "95", spec=self.spec("block"), checks={**MET, "4.2.1.b": {"结果": "不符合"}})
        assert (result.level, result.level_without_bonus, result.blocked, result.gate.unmet) == (
            None,
            None,
            True,
            ("4.2.1",),
        )
        assert result.total == 95

    def test_it_does_so_only_where_the_pack_says(self, kit):
        result = scored(kit, "95", spec=self.spec("none"), checks={**MET, "4.2.1.b": {"结果": "不符合"}})
        assert (result.level, result.blocked, result.gate.unmet) == ("引领级", False, ("4.2.1",))

    def test_one_that_nobody_has_looked_at_keeps_the_level_open(self, kit):
        result = scored(kit, "95", spec=self.spec("block"), checks={"4.2.1.a": {"结果": "符合"}})
        assert (result.level, result.blocked, result.gate.open) == (None, False, ("4.2.1",))
        assert (result.levels, result.level_stable) == (("引领级", None), False)
        assert result.why == ("基本要求 4.2.1 尚未查完",)

    def test_nor_does_it_matter_where_basic_requirements_are_no_gate(self, kit):
        result = scored(kit, "95", spec=self.spec("none"), checks={"4.2.1.a": {"结果": "符合"}})
        assert (result.level, result.gate.open) == ("引领级", ("4.2.1",))

    def test_an_open_assumption_about_it_shows_both_outcomes(self, kit):
        gate = kit.words("block", "block", "none")
        unmet = scored(kit, "95", spec=self.spec(gate), checks={"4.2.1.a": {"结果": "不符合"}})
        assert unmet.levels == (None, "引领级")
        assert [a.key for a in unmet.assumptions if a.changes_level] == ["gate"]
        met = scored(kit, "95", spec=self.spec(gate), checks=MET)
        assert met.level_stable
        assert not any(a.changes_level for a in met.assumptions)


EMISSIONS = {
    "1": {"类别": "直接排放-固定燃烧", "年度": "2025", "排放量(tCO2e)": "100"},
    "2": {"类别": "生物质排放（单列）", "年度": "2025", "排放量(tCO2e)": "900"},
    "3": {"类别": "直接排放-固定燃烧", "年度": "2024", "排放量(tCO2e)": "900"},
}


class TestZeroCarbon:
    def judged(self, kit, points="95", *, year="2025", emissions=None, **offset):
        row = {
            "类型": "CCER",
            "数量(tCO2e)": "100",
            "抵消年度": "2025",
            "注销日期": "2025-12-31",
            "注销凭证": "CN-001",
            **offset,
        }
        spec = {"zero_carbon": True, "offsets": OFFSETS}
        found = EMISSIONS if emissions is None else emissions
        return scored(kit, points, spec=spec, profile={"碳抵消年度": year}, emissions=found, offsets={"1": row})

    def test_the_year_offset_in_full_is_zero_carbon(self, kit):
        assert self.judged(kit).zero_carbon == "yes"
        assert self.judged(kit, **{"数量(tCO2e)": "100.0001"}).zero_carbon == "yes"

    def test_a_gram_too_few_is_not(self, kit):
        result = self.judged(kit, **{"数量(tCO2e)": "99.999999"})
        assert result.zero_carbon == "no"
        assert "少于" in result.zero_carbon_why

    def test_the_level_comes_first(self, kit):
        result = self.judged(kit, "89")
        assert result.zero_carbon == "no"
        assert "未达到引领级" in result.zero_carbon_why

    @pytest.mark.parametrize(
        "spoilt",
        [
            {"抵消年度": "2024"},
            {"注销日期": "2099-01-01"},
            {"注销日期": ""},
            {"注销凭证": ""},
            {"类型": "自有光伏"},
            {"类型": "VCS"},
            {"数量(tCO2e)": ""},
        ],
    )
    def test_what_does_not_count_does_not_help(self, kit, spoilt):
        assert self.judged(kit, **spoilt).zero_carbon == "no"

    def test_without_a_year_or_an_inventory_nobody_can_say(self, kit):
        assert self.judged(kit, year="").zero_carbon == "undeterminable"
        assert self.judged(kit, year="2023").zero_carbon == "undeterminable"
        assert self.judged(kit, emissions={}).zero_carbon == "undeterminable"

    def test_a_source_without_an_amount_leaves_only_what_more_emissions_cannot_change(self, kit):
        blank = {**EMISSIONS, "4": {"类别": "直接排放-逸散", "年度": "2025", "排放源": "空调"}}
        told = {**EMISSIONS, "4": {**blank["4"], "未量化说明": "占比不足 0.1%"}}
        assert self.judged(kit, emissions=told).zero_carbon == "yes"
        found = self.judged(kit, emissions=blank)
        assert (found.zero_carbon, found.zero_carbon_why) == (
            "undeterminable",
            "温室气体表编号 4 没有排放量，也没有未量化说明",
        )
        assert self.judged(kit, emissions=blank, **{"数量(tCO2e)": "99"}).zero_carbon == "no"

    def test_a_standard_without_the_rule_says_nothing(self, kit):
        assert scored(kit, "95").zero_carbon == "undeterminable"


THREE = {
    "groups": [("甲", "0.3"), ("乙", "0.55"), ("丙", "0.15")],
    "items": [{"number": n, "group": g, "kind": "ratio", "direction": "higher", "leading": "1"} for n, g in zip("1234", "甲乙乙丙", strict=True)],
}  # fmt: skip
ANSWERS = {
    "1": {"现状值": "0.5"},
    "2": {"现状值": "1"},
    "3": {"现状值": "0.6"},
    "4": {"现状值": "1", "是否适用": "否", "不适用理由": "没有"},
}


class TestRedistribution:
    def test_an_empty_group_gives_its_weight_in_proportion(self, kit):
        """0.3 : 0.55 of 1 are 6/17 and 11/17; 50 × 6/17 + 80 × 11/17 = 1180/17."""
        result = score(kit.make_view(kit.build_pack(THREE), ANSWERS))
        assert result.s_zce == Fraction(1180, 17)
        assert [g.in_force for g in result.groups] == [Fraction(6, 17), Fraction(11, 17), 0]
        assert result.if_inapplicable_zero == 15 + 44

    def test_or_loses_it(self, kit):
        result = score(kit.make_view(kit.build_pack({**THREE, "redistribution": "none"}), ANSWERS))
        assert result.s_zce == 15 + 44

    def test_inside_a_group_the_divisor_shrinks(self, kit):
        answers = {**ANSWERS, "4": {"现状值": "1"}, "3": {"是否适用": "否", "不适用理由": "没有"}}
        assert score(kit.make_view(kit.build_pack(THREE), answers)).s_zce == 15 + 55 + 15

    def test_a_park_in_which_nothing_applies_scores_nothing(self, kit):
        answers = {n: {"是否适用": "否", "不适用理由": "没有"} for n in "1234"}
        result = score(kit.make_view(kit.build_pack(THREE), answers))
        assert (result.total, result.level, result.incomplete) == (0, None, ())
        assert result.why == ("没有一项适用的指标",)

    def test_a_series_that_does_not_apply_counts_nothing_though_its_years_are_there(self, kit):
        series = {
            "kind": "series",
            "rule": "ratio",
            "numerator": "产值",
            "denominator": "排放",
            "window": 2,
            "mean": "of-sums",
        }
        item = {"number": "1", "group": "甲", "direction": "higher", "leading": "1", "inputs": series}
        other = {"number": "2", "group": "甲", "kind": "ratio", "direction": "higher", "leading": "1"}
        yearly = {
            str(i): {"项目": n, "年度": y, "数值": "8"}
            for i, (n, y) in enumerate((n, y) for n in ("产值", "排放") for y in ("2024", "2025"))
        }
        pack = kit.build_pack({"groups": [("甲", "1")], "items": [item, other]})
        answers = {"1": {"是否适用": "否", "不适用理由": "没有"}, "2": {"现状值": "0.8"}}
        view = kit.make_view(pack, answers, yearly=yearly, profile={"数据年度": "2025"})
        assert score(view).s_zce == 80
        assert score(view).if_inapplicable_zero == 40


class TestContract:
    def test_the_keys_of_the_json(self, kit):
        made = scored(
            kit, "59.8", spec={"clauses": [CLAUSE], "gate": "block", "zero_carbon": True}, checks=MET
        ).as_dict()
        assert set(made) == {
            "park", "standard", "round", "kind", "undetermined", "s_zce", "bonus", "total", "level", "level_without_bonus", "level_by", "gate",
            "zero_carbon", "zero_carbon_reason", "range", "level_stable", "levels", "levels_exact", "near_threshold", "threshold",
            "if_inapplicable_counted_zero", "groups", "indicators", "incomplete", "musts", "assumptions",
        }  # fmt: skip
        assert set(made["gate"]) == {"chapter", "blocked", "unmet", "open"}
        assert set(made["range"]) == {"low", "high"}
        assert set(made["groups"][0]) == {
            "id", "name", "weight", "weight_in_force", "assumed", "score", "applicable", "duty", "met", "unmet",
        }  # fmt: skip
        assert set(made["indicators"][0]) == {
            "number",
            "option",
            "value",
            "leading",
            "ratio",
            "points",
            "met",
            "applicable",
            "assumed",
            "lacking",
        }
        assert (made["total"], made["near_threshold"], made["threshold"]) == ("59.8", True, "60")
        assert json.loads(json.dumps(made)) == made

    def test_the_keys_of_an_assumption(self, kit):
        made = scored(kit, "80", spec={"floor": kit.words("zero", "zero", "none")}).as_dict()["assumptions"][0]
        assert set(made) == {
            "key",
            "title",
            "value",
            "reason",
            "certainty",
            "confirmed",
            "changes_score",
            "kind",
            "settled",
            "not_computable_for",
            "levels_by_choice",
            "changes_level",
        }

    def test_numbers_are_exact_decimals(self, kit):
        assert scored(kit, "75.000000000001").as_dict()["total"] == "75.000000000001"

    def test_scoring_twice_gives_the_same(self, kit):
        assert scored(kit, "70") == scored(kit, "70")
