"""Results of checks and clauses, thresholds, and the words allowed."""

from __future__ import annotations

from fractions import Fraction
from itertools import permutations

import pytest

from zcdoc.model.pack import Pack, Quantity
from zcdoc.model.record import Record, Round
from zcdoc.model.view import View, clause_result, holds, threshold_text
from zcdoc.model.vocabulary import result_list, results_of, sheet_of

TRUTH = [
    ("符合", "符合"),
    ("符合 符合", "符合"),
    ("符合 不符合", "不符合"),
    ("未检查 不符合", "不符合"),
    ("部分符合 未检查", "未检查"),
    ("符合 未检查", "未检查"),
    ("符合 部分符合", "部分符合"),
    ("不适用", "不适用"),
    ("不适用 不适用", "不适用"),
    ("不适用 符合", "符合"),
    ("不适用 未检查", "未检查"),
    ("已采用 已采用", "已采用"),
    ("未采用 未采用", "未采用"),
    ("已采用 未采用", "部分采用"),
    ("部分采用 部分采用", "部分采用"),
    ("已采用 不适用", "已采用"),
    ("符合 未采用", "符合"),
    ("符合 已采用", "符合"),
    ("不符合 已采用", "不符合"),
    ("部分符合 未采用", "部分符合"),
    ("未采用 未检查", "未检查"),
    ("", "不适用"),
]


@pytest.mark.parametrize(("results", "word"), TRUTH)
def test_a_clause_s_result_comes_from_its_checks_in_any_order(results, word):
    assert {clause_result(list(order)) for order in permutations(results.split())} == {word}


@pytest.mark.parametrize(
    ("compare", "below", "at", "above"),
    [
        (">=", False, True, True),
        ("<=", True, True, False),
        (">", False, False, True),
        ("<", True, False, False),
        ("=", False, True, False),
    ],
)
def test_a_threshold_is_exact(compare, below, at, above):
    quantity = Quantity(name="—", unit="%", compare=compare, threshold="0.5")
    edge = Fraction(1, 10**15)
    assert [holds(quantity, Fraction(1, 2) + d) for d in (-edge, 0, edge)] == [below, at, above]


@pytest.mark.parametrize(
    ("compare", "threshold", "unit", "text"),
    [
        (">=", "0.5", "%", "≥ 50%"), ("<=", "2", "级", "≤ 2级"), (">", "1000000", "t", "＞ 1000000t"), ("<", "0.1234567", "%", "＜ 12.34567%"),
        ("=", "12.50", "家", "= 12.5家"),
    ],
)  # fmt: skip
def test_a_threshold_is_written_in_full(compare, threshold, unit, text):
    assert threshold_text(Quantity(name="—", unit=unit, compare=compare, threshold=threshold)) == text


def view(pack, checks=None, profile=None):
    state = {
        "park": {"profile": {k: {"内容": v} for k, v in (profile or {}).items()}},
        f"round/r1/{pack.id}": {"checks": checks or {}},
    }
    return View(pack, Record("demo", state), Round("r1", "evaluation", "2026-03-01"))


AREAS = {"入驻工业企业占地面积": "300", "工业用地面积": "600"}


class TestResults:
    def result(self, pack, key, checks=None, profile=None):
        return view(pack, checks, profile).result(pack.checks[key][1])

    def test_nothing_is_judged_before_somebody_judges(self, small_pack):
        assert self.result(small_pack, "4.2.1.a") == "未检查"
        assert self.result(small_pack, "5.1-1.a", {"5.1-1.a": {"实测值": "0.9"}}) == "未检查"

    def test_a_quotient_of_the_profile_judges_itself(self, small_pack):
        assert self.result(small_pack, "4.2.6.a", profile=AREAS) == "符合"
        assert self.result(small_pack, "4.2.6.a", profile={**AREAS, "入驻工业企业占地面积": "299.999"}) == "不符合"
        assert self.result(small_pack, "4.2.6.a", {"4.2.6.a": {"结果": "未检查"}}, AREAS) == "符合"

    def test_but_a_person_s_word_stands_first(self, small_pack):
        assert self.result(small_pack, "4.2.6.a", {"4.2.6.a": {"结果": "不符合"}}, AREAS) == "不符合"

    def test_a_recommendation_judges_itself_in_its_own_words(self, small_pack):
        clause = small_pack.clauses[3]
        quantity = small_pack.checks["4.2.6.a"][1].quantity
        wished = clause.checks[1].model_copy(update={"quantity": quantity})
        parts = {name: getattr(small_pack, name) for name in type(small_pack).model_fields}
        pack = Pack(**{**parts, "clauses": [clause.model_copy(update={"checks": [wished]})]})
        assert self.result(pack, "5.1-1.b", profile=AREAS) == "已采用"
        assert self.result(pack, "5.1-1.b", profile={**AREAS, "工业用地面积": "900"}) == "未采用"

    @pytest.mark.parametrize(
        "profile", [{}, {"工业用地面积": "600"}, {**AREAS, "工业用地面积": "0"}, {**AREAS, "工业用地面积": "约六百"}]
    )
    def test_without_both_numbers_there_is_no_quotient(self, small_pack, profile):
        assert view(small_pack, profile=profile).measured(small_pack.checks["4.2.6.a"][1]) is None

    def test_a_typed_measure_stands_before_the_quotient(self, small_pack):
        found = view(small_pack, {"4.2.6.a": {"实测值": "0.7"}}, AREAS)
        assert found.measured(small_pack.checks["4.2.6.a"][1]) == Fraction(7, 10)

    def test_the_clause_gathers_its_checks(self, small_pack):
        found = view(
            small_pack, {"5.1-1.a": {"结果": "符合"}, "5.1-1.b": {"结果": "未采用"}, "5.1-1.c": {"结果": "符合"}}
        )
        assert found.clause_result(small_pack.clauses[3]) == "符合"


class TestWords:
    def test_each_kind_of_check_has_its_own(self, small_pack):
        lists = {key: result_list(*pair) for key, pair in small_pack.checks.items()}
        assert lists == {
            "4.1-1.a": "results_requirement", "4.2.1.a": "results_basic", "4.2.6.a": "results_basic",
            "5.1-1.a": "results_requirement", "5.1-1.b": "results_recommendation", "5.1-1.c": "results_requirement",
        }  # fmt: skip
        assert results_of(*small_pack.checks["4.2.1.a"]) == ("符合", "不符合", "未检查")

    def test_principles_stand_with_the_basic_requirements(self):
        assert [sheet_of(k) for k in ("principle", "requirement", "measure", "management")] == [
            "基本要求",
            "基本要求",
            "创建措施",
            "创建措施",
        ]


def test_the_as_of_date_is_the_round_s_own_or_its_date(small_pack):
    found = [
        View(small_pack, Record("demo"), Round("r1", "evaluation", "2026-03-01", as_of=d)).as_of
        for d in ("", "2026-04-01")
    ]
    assert found == ["2026-03-01", "2026-04-01"]
