"""What check() promises as a whole: waivers, documents, final, and conventions that could change the level."""

from __future__ import annotations

from fractions import Fraction
from types import SimpleNamespace

import pytest

from zcdoc.model.rating import Level, WeightedRatio
from zcdoc.readiness.assumptions import conventions_of, could_change_level
from zcdoc.readiness.report_data import valid_credit_code
from zcdoc.scoring import score

KEY = "check-without-evidence|创建措施!5.1-1.a"


class TestWaivers:
    def test_a_waived_error_keeps_its_severity_and_blocks_no_more(self, park):
        park.set("checks", "5.1-1.a", 证据编号=None)
        assert len(park.errors()) == 1
        park.set("waivers", KEY, reason="原件送审中", by="钱二", date="2026-03-15")
        found = next(f for f in park.findings() if f.waiver_key == KEY)
        assert (found.problem.severity, found.waived, found.blocks) == ("error", "原件送审中", False)
        assert park.errors() == []

    def test_it_holds_for_one_rule_at_one_place_only(self, park):
        park.set("checks", "5.1-1.a", 证据编号=None).set("checks", "4.2.1.a", 证据编号=None)
        park.set("waivers", KEY, reason="原件送审中", by="钱二", date="2026-03-15")
        assert [f.problem.where for f in park.findings() if f.blocks] == ["基本要求!4.2.1.a"]

    def test_without_a_reason_it_does_not_count(self, park):
        park.set("checks", "5.1-1.a", 证据编号=None).set("waivers", KEY, by="钱二", date="2026-03-15")
        assert len(park.errors()) == 1

    def test_it_belongs_to_its_round(self, park):
        park.set("checks", "5.1-1.a", 证据编号=None)
        park.state["round/r2"] = {"waivers": {KEY: {"reason": "别的轮次"}}}
        assert len(park.errors()) == 1


def test_two_faults_under_one_rule_at_one_place_are_one_finding(park):
    """So a waiver's key names exactly one, and says all that it lets pass."""
    park.set("indicators", "1", 分子="-1", 分母="-2")
    (found,) = (f for f in park.findings() if f.problem.rule == "indicator-negative")
    assert "分子是负数" in found.problem.message
    assert "分母是负数" in found.problem.message


class TestDocuments:
    def test_a_self_inspection_needs_no_report_data(self, park):
        park.set("profile", "评价组长", 内容=None)
        assert park.places("profile-report-missing") == ["园区信息!评价组长"]
        assert park.places("profile-report-missing", document="report") == ["园区信息!评价组长"]
        assert park.errors(document="inspection") == park.errors(document="scheme") == []

    def test_what_the_self_inspection_record_needs_is_asked_for_nothing_else(self, park):
        park.set("profile", "自查负责人", 内容=None)
        assert park.places("profile-inspection-missing", document="inspection") == ["园区信息!自查负责人"]
        assert all(park.errors(document=d) == [] for d in ("", "scheme", "report"))

    def test_what_the_report_and_the_record_need_is_asked_for_each_in_its_turn(self, park):
        park.set("profile", "核算边界与范围", 内容=None)
        assert [len(park.errors(document=d)) for d in ("", "scheme", "inspection", "report")] == [1, 0, 1, 1]

    def test_what_every_document_needs_is_asked_for_each(self, park):
        park.set("profile", "园区名称", 内容=None)
        assert all(park.places("profile-missing", document=d) for d in ("", "scheme", "inspection", "report"))

    def test_waivers_of_rules_that_do_not_run_are_left_in_peace(self, park):
        waiver = {"reason": "同一人兼任", "by": "钱二", "date": "2026-03-15"}
        park.set("waivers", "profile-report-missing|园区信息!批准人", **waiver)
        assert park.places("waiver-unused", document="inspection") == []
        assert park.places("waiver-unused", document="report") != []


class TestAsOf:
    def test_the_given_date_decides_and_not_the_clock(self, park):
        assert park.places("evidence-expired", as_of="2027-01-04") == []
        assert park.places("evidence-expired", as_of="2027-01-05") == ["证据清单!EV-001", "证据清单!EV-002"]

    def test_without_a_date_nothing_is_late(self, park):
        park.set("checks", "4.2.1.a", 完成期限="1999-01-01", 检查日期="2099-01-01")
        assert park.places("issue-overdue", as_of="") == park.places("date-in-future", as_of="") == []


class TestEmptyPark:
    def test_nothing_is_filled_in_and_every_gap_is_told(self, park):
        park.state.clear()
        found = park.findings(final=True)
        assert {"check-unjudged", "indicator-incomplete", "profile-missing", "process-empty"} <= {
            f.problem.rule for f in found
        }
        assert len(park.places("check-unjudged")) == len(park.pack.checks)

    def test_the_order_is_stable(self, park):
        park.state.clear()
        assert park.findings() == park.findings()


LEVELS = [
    Level(name="低", means="—"),
    Level(name="高", at_least="60", means="—"),
    Level(name="顶", above="75", means="—"),
]
RATING = WeightedRatio.model_construct(levels=LEVELS, bonus_group="加分项")


def item(number, points, full, *, group="甲组", applicable=True):
    return SimpleNamespace(
        number=number, points=Fraction(points), full=Fraction(full), group=group, applicable=applicable
    )


def scored(total, *items, level="高", by="total", bonus=0, blocked=False):
    s_zce = Fraction(total) - bonus
    return SimpleNamespace(
        blocked=blocked,
        zero_carbon="no",
        decided_by=by,
        total=Fraction(total),
        s_zce=s_zce,
        level=level,
        indicators=items,
    )


class TestConventions:
    @pytest.mark.parametrize(
        ("total", "points", "full", "expected"),
        [
            (65, 4, 10, False),  # 61 to 71
            (65, 5, 10, False),  # 60 to 70: 60 is still reached
            (65, 6, 10, True),  # 59
            (70, 5, 10, False),  # 65 to 75: 75 is not above 75
            (71, 5, 10, True),  # 66 to 76
            (65, 5, 5, False),
        ],
    )
    def test_the_ratio_of_a_named_indicator_ranges_from_nothing_to_all(self, total, points, full, expected):
        result = scored(total, item("1", points, full), item("2", 50, 50))
        assert could_change_level(result, RATING, frozenset({"1"})) is expected

    def test_several_named_indicators_move_together(self):
        result = scored(65, item("1", 3, 3), item("2", 3, 3))
        assert could_change_level(result, RATING, frozenset({"1", "2"}))
        assert not could_change_level(result, RATING, frozenset({"1"}))

    def test_what_names_no_indicator_cannot_change_it(self):
        assert not could_change_level(scored(60, item("1", 5, 5)), RATING, frozenset())

    def test_bonus_counts_only_where_the_total_decides(self):
        bonus = item("9", 5, 5, group="加分项")
        assert could_change_level(scored(62, bonus, bonus=5), RATING, frozenset({"9"}))
        assert not could_change_level(scored(62, bonus, bonus=5, by="formula", level="低"), RATING, frozenset({"9"}))

    def test_an_inapplicable_indicator_and_a_refused_level_do_not_move(self):
        assert not could_change_level(scored(60, item("1", 5, 5, applicable=False)), RATING, frozenset({"1"}))
        assert not could_change_level(scored(60, item("1", 5, 5), level=None, blocked=True), RATING, frozenset({"1"}))

    def test_a_convention_inside_an_indicator_names_it(self, real_park):
        named = dict(conventions_of(real_park.pack))
        own = {box.assumed.key: i.number for i in real_park.pack.indicators for box in i.conventions}
        assert all(number in named[key] for key, number in own.items())
        assert bool(named) == bool(own or real_park.pack.head.conventions)
        assert set(named) <= {a.key for a in score(real_park.view).assumptions}

    def test_even_when_it_names_no_indicator_itself(self, small_pack):
        assert dict(conventions_of(small_pack)) == {"base-1": {"1"}, "base-none": set(), "base-2": {"2"}}

    def test_an_open_assumption_says_beforehand_that_it_will_block(self, park):
        park.drop("assumptions", "small-pack/base-1")
        assert "定稿前须确认" in park.message("assumption-open")
        assert park.errors() == []
        assert len(park.errors(final=True)) == 1


@pytest.mark.parametrize(
    ("code", "valid"),
    [
        ("91350100M000100Y43", True),
        ("91350100M000100Y4", False),
        ("91350100M000100Y40", False),
        ("91350100I000100Y43", False),
    ],
)
def test_the_check_sign_of_a_credit_code(code, valid):
    assert valid_credit_code(code) is valid


def test_one_mistake_is_said_once(park):
    """A quotient that cannot be made, or a value that cannot be, is not told a second time as missing or as differing."""
    park.set("indicators", "1", 分母="0")
    assert rules_at(park, "评价指标!1") == ["indicator-denominator-zero"]
    park.set("indicators", "1", 分子="130", 分母="100", 自评值="0.4")
    assert rules_at(park, "评价指标!1") == ["indicator-numerator-above"]
    park.set("indicators", "1", 分子="40", 分母=None, 自评值=None)
    assert rules_at(park, "评价指标!1") == ["indicator-half-ratio"]


def test_a_series_names_the_numbers_it_lacks(park):
    number = next(i.number for i in park.pack.indicators if i.options[0].inputs.kind == "series")
    top = park.pack.indicator_of[number].options[0].inputs.numerator
    key = next(k for k, r in park.rows("yearly").items() if r["项目"] == top and r["年度"] == "2024")
    park.drop("yearly", key)
    fix = next(f.problem.fix for f in park.findings() if f.problem.where == f"评价指标!{number}")
    assert f"2024 年的“{top}”" in fix


def rules_at(park, where):
    return [f.problem.rule for f in park.findings(document="report") if f.problem.where == where]
