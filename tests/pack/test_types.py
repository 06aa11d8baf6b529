"""The type of a check against its word, its place and what hangs on it; who must act and what it is asked about."""

from __future__ import annotations

from typing import Any

import pytest

from zcdoc.model.pack import Check, Clause
from zcdoc.model.vocabulary import binds, results_of, who
from zcdoc.pack.types import faults


def clause(kind: str = "measure", **check: Any) -> tuple[Clause, Check]:
    made = {
        "id": "1.a",
        "text": "建台账",
        "type": "instruction",
        "method": "访谈",
        "evidence": [{"name": "台账"}],
        **check,
    }
    whole = Clause.model_validate(
        {
            "id": "1", "number": "1", "chapter": "1", "kind": kind, "title": "台账", "requirement": "建立台账",
            "subjects": ["park"], "themes": ["governance"], "checks": [made],
        }
    )  # fmt: skip
    return whole, whole.checks[0]


@pytest.mark.parametrize("kind", ["measure", "management", "principle"])
def test_an_instruction_is_answered_in_the_words_of_a_requirement(kind):
    assert results_of(*clause(kind)) == ("符合", "部分符合", "不符合", "不适用", "未检查")
    assert binds(*clause(kind))


@pytest.mark.parametrize(
    ("kind", "check", "wrong"),
    [
        ("measure", {}, []),
        ("measure", {"word": "优先"}, []),
        ("measure", {"word": "应"}, ["word"]),
        ("measure", {"type": "permission", "word": "可"}, []),
        ("measure", {"type": "permission", "word": "应"}, ["word"]),
        ("measure", {"type": "statement", "word": "宜"}, ["word"]),
        ("requirement", {}, ["type"]),
        ("requirement", {"type": "requirement", "na": ["没有"], "scope": "大企业"}, ["na", "scope"]),
        ("principle", {"type": "requirement", "na": ["没有"]}, []),
    ],
)
def test_type_word_and_place_go_together(kind, check, wrong):
    assert [name for name, *_ in faults(*clause(kind, **check))] == wrong


def test_a_check_may_be_for_somebody_else_than_its_clause():
    assert who(*clause()) == "园区"
    assert who(*clause(subjects=["enterprise", "evaluator"])) == "企业、评价机构"


def test_a_scope_says_what_is_asked_about_and_is_a_ground_for_not_applicable():
    _, check = clause(scope="100 kW 及以上的设备", na=["设备全部停用"])
    assert check.asked == "建台账（只问：100 kW 及以上的设备）"
    assert check.grounds == ["设备全部停用", "没有这样的对象：100 kW 及以上的设备"]
    assert clause()[1].grounds == []
