"""The sentences: every one compiles, none prints nothing where something belongs, and a fault names its phrase."""

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from zcdoc.errors import UserError
from zcdoc.report.phrases import Phrases, load

SENTENCES = Path(__file__).resolve().parents[2] / "report_templates" / "report" / "phrases.yaml"
QUANTITY = {
    "name": "比例", "unit": "%", "compare": ">=", "limit": "50%", "known": True, "shown": "50.50%", "holds": True,
    "short": "0.50 个百分点", "near": True, "agrees": True, "terms": [],
}  # fmt: skip


@pytest.fixture(scope="module")
def phrases() -> Phrases:
    return load(SENTENCES)


def check_facts(**more):
    facts = {
        "id": "5.4-2.e", "text": "屋顶光伏", "method": "查阅文件", "recommended": False, "result": "符合", "finding": "", "reason": "",
        "evidence": "EV-001", "weak": "", "quantity": {}, "assumed": "", "may": False,
        "issue": {"grade": "", "text": "", "fix": "", "who": "", "due": "", "closure": "", "closed_on": ""},
    }  # fmt: skip
    facts.update(more)
    result = facts["result"]
    words = {
        "met": ("符合", "已采用"),
        "partly": ("部分符合", "部分采用"),
        "unmet": ("不符合", "未采用"),
        "inapplicable": ("不适用",),
        "open": ("未检查",),
    }
    return {**{name: result in group for name, group in words.items()}, **facts}


def test_every_phrase_compiles(phrases):
    assert phrases.faults() == []


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=300)
@given(
    result=st.sampled_from(["符合", "部分符合", "不符合", "不适用", "未检查", "已采用", "部分采用", "未采用"]),
    finding=st.sampled_from(["", "查阅了台账"]),
    reason=st.sampled_from(["", "没有余热"]),
    evidence=st.sampled_from(["", "EV-001（p3）"]),
    quantity=st.sampled_from([{}, QUANTITY, QUANTITY | {"holds": False, "agrees": False}, QUANTITY | {"known": False}]),
    issue=st.sampled_from(["", "缺少记录"]),
    grade=st.sampled_from(["", "严重", "观察项"]),
    recommended=st.booleans(),
)
def test_a_check_reads_as_a_sentence(phrases, result, finding, reason, evidence, quantity, issue, grade, recommended):
    base = check_facts()["issue"]
    facts = check_facts(
        result=result, finding=finding, reason=reason, evidence=evidence, quantity=quantity, recommended=recommended,
        issue=base | {"text": issue, "grade": grade},
    )  # fmt: skip
    for name in ("check.sentence", "check.cell", "check.evidence_cell"):
        said = phrases.say(name, **facts)
        assert said.strip()
        for bad in ("None", "undefined", "{{", "{%", "。。", "，。", "；。", "，，", "（）", "  ", "\n", "：。"):
            assert bad not in said, (name, said)
    assert phrases.say("check.sentence", **facts)[-1] in "。】）"


def test_text_of_the_user_is_not_run_as_a_template(phrases):
    said = phrases.say("check.sentence", **check_facts(finding="{{ 7 * 7 }} <b> & {% if %}"))
    assert "{{ 7 * 7 }} <b> & {% if %}" in said


def test_a_phrase_with_a_wrong_name_says_which():
    with pytest.raises(UserError, match="greet"):
        Phrases({"greet": "你好，{{ nobody }}"}).say("greet", name="x")


def test_a_missing_phrase_says_which():
    with pytest.raises(UserError, match="缺少“gone”"):
        Phrases({}).say("gone")


def test_a_syntax_fault_is_listed():
    assert "bad" in Phrases({"bad": "{% if %}"}).faults()[0]


def test_a_line_break_in_a_phrase_means_nothing_but_one_in_the_data_stays():
    assert Phrases({"a": "甲\n  乙{{ x }}"}).say("a", x="丙\n丁") == "甲乙丙\n丁"
