"""What leads: errors first, the decisive first, one kind once, what to fill in order, and who has to do with it."""

from __future__ import annotations

from zcdoc.problems import Problem
from zcdoc.readiness.leading import beyond, open_of, sections, sheet_name, steps
from zcdoc.readiness.people import NOBODY, person_of
from zcdoc.readiness.waivers import Finding


def finding(rule, where, severity="error", waived=""):
    return Finding(Problem(rule, severity, where, f"{where} 的问题", "改正"), waived, f"{rule}|{where}")


def order(*found):
    return [f.problem.rule for f in open_of(found)]


class TestOrder:
    def test_errors_stand_before_warnings_whatever_comes_first(self):
        assert order(
            finding("data-year-unusual", "园区信息!a", "warning"), finding("evidence-nameless", "证据清单!b")
        ) == [
            "evidence-nameless",
            "data-year-unusual",
        ]

    def test_the_type_of_the_park_comes_before_what_depends_on_it(self):
        found = [finding("profile-missing", "园区信息!园区地址"), finding("check-unjudged", "基本要求!4.1"), finding("profile-park-type", "园区信息!园区类型")]  # fmt: skip
        assert order(*found)[0] == "profile-park-type"

    def test_what_can_change_the_level_and_what_contradicts_itself_come_before_what_is_blank(self):
        found = [finding("profile-missing", "园区信息!a"), finding("figures-differ", "年度数据!1"), finding("assumption-decides-level", "假设!x")]  # fmt: skip
        assert order(*found) == ["assumption-decides-level", "figures-differ", "profile-missing"]

    def test_what_is_waived_leads_nowhere(self):
        assert order(finding("check-unjudged", "基本要求!a", waived="另行说明")) == []

    def test_equals_keep_the_order_of_the_standard(self):
        found = [finding("check-unjudged", f"创建措施!5.{n}") for n in (1, 2, 10)]
        assert [f.problem.where for f in open_of(found)] == ["创建措施!5.1", "创建措施!5.2", "创建措施!5.10"]


class TestSections:
    def test_one_rule_is_one_entry_with_every_place(self):
        found = [finding("check-unjudged", f"创建措施!{n}") for n in range(334)]
        (section,) = sections(found, lambda _: "")
        (entry,) = section.entries
        assert (entry.rule, entry.severity, len(entry.findings)) == ("check-unjudged", "error", 334)
        assert entry.says
        assert entry.places[:2] == ["创建措施!0", "创建措施!1"]

    def test_by_sheet_nothing_is_lost_and_the_decisive_sheet_leads(self):
        found = [
            finding("check-unjudged", "基本要求!a"), finding("check-unjudged", "创建措施!b"),
            finding("profile-park-type", "园区信息!园区类型"), finding("evidence-unused", "证据清单!EV-001", "warning"),
        ]  # fmt: skip
        made = sections(found, lambda p: sheet_name(p.where))
        assert [s.name for s in made] == ["园区信息", "基本要求", "创建措施", "证据清单"]
        assert [(s.count("error"), s.count("warning")) for s in made] == [(1, 0), (1, 0), (1, 0), (0, 1)]

    def test_a_rule_that_the_catalogue_does_not_know_is_shown_all_the_same(self):
        (section,) = sections([finding("of-elsewhere", "创建措施!G5", "warning")], lambda _: "")
        assert [(e.rule, e.says, e.severity) for e in section.entries] == [("of-elsewhere", "", "warning")]


def test_what_the_final_form_refuses_beside_the_errors_that_stand(park):
    """A warning that becomes an error is news; an error that stands already is not."""
    plain = [finding("assumption-open", "假设!x", "warning"), finding("check-unjudged", "基本要求!a")]
    final = [finding("assumption-decides-level", "假设!x"), finding("check-unjudged", "基本要求!a")]
    assert [(e.rule, e.places) for e in beyond(plain, final)] == [("assumption-decides-level", ["假设!x"])]
    assert beyond(park.findings(), park.findings(final=True)) == ()


class TestSteps:
    def test_a_park_with_nothing_left_to_fill_has_none(self, park):
        assert [s for s in steps(park.findings()) if s.sheet != "假设"] == []

    def test_each_says_how_many_and_names_the_first(self):
        found = [finding("indicator-incomplete", f"评价指标!{n}") for n in range(1, 29)]
        (step,) = steps(found)
        assert (step.sheet, len(step.where)) == ("评价指标", 28)
        assert "28 项" in step.what
        assert "1、2、3 等" in step.what

    def test_basic_requirements_and_measures_are_two_with_the_figures_between(self):
        found = [finding("check-unjudged", "创建措施!5.1"), finding("indicator-incomplete", "评价指标!1"), finding("check-unjudged", "基本要求!4.1")]  # fmt: skip
        assert [s.sheet for s in steps(found)] == ["基本要求", "评价指标", "创建措施"]

    def test_the_type_of_the_park_is_the_first(self):
        found = [finding("profile-missing", "园区信息!园区地址"), finding("profile-park-type", "园区信息!园区类型")]
        assert "园区类型" in steps(found)[0].what

    def test_every_rule_of_what_is_blank_in_a_real_park_has_its_step(self, real_park):
        real_park.state.clear()
        found = real_park.findings()
        told = {where for step in steps(found) for where in step.where}
        blank = {"profile-missing", "check-unjudged", "indicator-incomplete", "assumption-open", "profile-park-type"}
        assert {f.problem.where for f in found if f.problem.rule in blank} <= told


class TestPeople:
    def test_a_check_belongs_to_who_filled_it_and_a_correction_to_who_corrects(self, park):
        park.set("checks", "5.1-1.a", 填报人="赵一", 整改责任人="李四")
        name = person_of(park.view, {})
        assert name(Problem("check-without-evidence", "error", "创建措施!5.1-1.a", "", "")) == "赵一"
        assert name(Problem("issue-overdue", "warning", "创建措施!5.1-1.a", "", "")) == "李四"

    def test_other_rows_belong_to_who_wrote_them_last_and_blank_ones_to_nobody(self, park):
        name = person_of(park.view, {("indicators", "3"): "孙三"})
        assert name(Problem("indicator-negative", "error", "评价指标!3", "", "")) == "孙三"
        assert name(Problem("indicator-incomplete", "error", "评价指标!4", "", "")) == NOBODY
