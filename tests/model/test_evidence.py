"""The evidence state of a check, derived from register and files."""

from __future__ import annotations

import pytest

from zcdoc.model.evidence import evidence_state, evidence_states, references, state_of
from zcdoc.model.facts import FileFact
from zcdoc.model.record import Record, Round
from zcdoc.model.view import View

WHOLE = {
    "名称": "台账",
    "文件": "a.pdf",
    "出具单位": "管委会",
    "出具日期": "2026-01-01",
    "有效期至": "2026-12-31",
    "sha256": "aa",
}
HERE = FileFact(exists=True, sha256="aa", size=1)


def state(register, refs, files=None, as_of="2026-03-01"):
    found = dict.fromkeys(register, HERE) if files is None else files
    return state_of(refs, register, found, as_of)


@pytest.mark.parametrize(
    ("change", "word"),
    [
        ({}, "充分"), ({"出具单位": ""}, "待补充"), ({"出具日期": ""}, "待补充"), ({"文件": ""}, "待补充"), ({"文件": "", "备注": "原件在档案室"}, "充分"),
        ({"有效期至": "2026-02-28"}, "过期"), ({"有效期至": "2026-03-01"}, "充分"), ({"有效期至": ""}, "充分"), ({"sha256": "bb"}, "待补充"),
        ({"sha256": ""}, "充分"),
    ],
)  # fmt: skip
def test_one_item(change, word):
    assert state({"EV-001": {**WHOLE, **change}}, ["EV-001"]) == word


def test_a_missing_file_registration_or_reference_is_the_gravest():
    expired = {**WHOLE, "有效期至": "2020-01-01"}
    register = {"EV-001": expired, "EV-002": {**WHOLE, "出具单位": ""}, "EV-003": WHOLE}
    assert state(register, ["EV-001", "EV-002", "EV-003"]) == "过期"
    assert state(register, ["EV-002", "EV-003"]) == "待补充"
    assert state(register, ["EV-003", "EV-009"]) == "缺失"
    assert state(register, ["EV-001", "EV-003"], {"EV-001": HERE}) == "缺失"
    assert state(register, []) == "缺失"


def test_without_an_as_of_date_nothing_expires():
    assert state({"EV-001": {**WHOLE, "有效期至": "1999-01-01"}}, ["EV-001"], as_of="") == "充分"


@pytest.mark.parametrize(
    ("row", "word"),
    [
        ({}, "—"), ({"结果": "未检查"}, "—"), ({"结果": "不适用", "不适用理由": "无"}, "—"), ({"结果": "符合"}, "缺失"), ({"结果": "不符合"}, "缺失"),
        ({"结果": "符合", "证据编号": "EV-001#p3"}, "充分"), ({"结果": "未检查", "证据编号": "EV-001"}, "充分"), ({"结果": "不适用", "证据编号": "EV-002"}, "缺失"),
    ],
)  # fmt: skip
def test_a_check_s_state(small_pack, row, word):
    scopes = {"park": {"evidence": {"EV-001": WHOLE}}, f"round/r1/{small_pack.id}": {"checks": {"5.1-1.a": row}}}
    view = View(small_pack, Record("demo", scopes), Round("r1", "evaluation", "2026-03-01"))
    files = {"EV-001": HERE}
    assert evidence_state(view, small_pack.checks["5.1-1.a"][1], files, "2026-03-01") == word
    states = evidence_states(view, files, "2026-03-01")
    assert states["5.1-1.a"] == word
    assert set(states) == set(small_pack.checks)


def test_references_leave_pages_and_repetitions_out():
    assert references({"证据编号": "EV-001#p1、EV-002、EV-001#p9"}) == ["EV-001", "EV-002"]
    assert references({}) == []
