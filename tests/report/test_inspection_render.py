"""The self-inspection record as a Word file: built by its script, faithful to its contract, whole in every case."""

from __future__ import annotations

import dataclasses
import io
from pathlib import Path

import pytest
from docx import Document

from zcdoc import ooxml
from zcdoc.actions.parks import new_park, new_round
from zcdoc.actions.render import DOCUMENTS, render_document
from zcdoc.report import lint, template
from zcdoc.report.context.inspection import build
from zcdoc.report.phrases import load
from zcdoc.report.render import render
from zcdoc.store import Workspace

TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "inspection"
CHAPTERS = [
    "1 自查概况", "2 基本要求自查表", "3 创建措施自查表", "4 指标自查表", "5 问题与整改", "6 温室气体自查",
    "附件 1 证据清单", "附件 2 假设、豁免与未决事项",
]  # fmt: skip
CASES = ["full", "failing", "empty"]


def everything(data) -> str:
    body = Document(io.BytesIO(data)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p"))


def test_the_template_uses_only_what_its_contract_lists():
    assert [p.line() for p in lint.lint(template.read(TEMPLATE))] == []


@pytest.mark.parametrize("case", CASES)
def test_the_contract_has_the_shape_of_the_data(case, request):
    folder = template.read(TEMPLATE)
    assert _differences(build(request.getfixturevalue(case), folder.phrases), folder.fields, "") == []


def _differences(data, contract, path) -> list[str]:
    if isinstance(data, dict):
        if not isinstance(contract, dict):
            return [path]
        odd = [f"{path}.{name}" for name in set(data) ^ set(contract)]
        return odd + [
            d for name in set(data) & set(contract) for d in _differences(data[name], contract[name], f"{path}.{name}")
        ]
    if isinstance(data, list):
        if not isinstance(contract, list) or len(contract) != 1:
            return [path]
        return [d for item in data for d in _differences(item, contract[0], f"{path}[]")]
    return [] if isinstance(contract, str) and contract.strip() else [path]


@pytest.mark.parametrize("case", CASES)
def test_it_has_every_chapter_clause_and_check_and_no_empty_table(case, request):
    facts = request.getfixturevalue(case)
    data = render(TEMPLATE, facts)
    document = Document(io.BytesIO(data))
    assert [p.text for p in document.paragraphs if p.style.name == "Heading 1"] == CHAPTERS
    text = everything(data)
    assert all(check in text for check in facts.view.pack.checks)
    assert all(len(table.rows) > 1 for table in document.tables)


def test_two_runs_give_the_same_bytes_and_the_same_as_apart(full):
    assert render(TEMPLATE, full) == render(TEMPLATE, full) == render(TEMPLATE, full, apart=True)


def test_wide_tables_stand_on_turned_pages(full):
    sections = Document(io.BytesIO(render(TEMPLATE, full))).sections
    assert [s.page_width > s.page_height for s in sections] == [False, False, False, True, False, True]


def test_its_date_and_author_are_the_parks(full):
    full.view.record.state[f"round/{full.view.round.id}"]["profile"]["自查结束日期"] = {"内容": "2026-03-12"}
    fresh = dataclasses.replace(full, view=dataclasses.replace(full.view))  # nothing of the old profile is kept
    core = ooxml.part(render(TEMPLATE, fresh), "docProps/core.xml").decode()
    assert "2026-03-12T00:00:00Z" in core
    assert "东港示范产业园区管理委员会" in core


def test_sentences_that_it_does_not_have_are_the_shared_ones(tmp_path):
    own = tmp_path / "own" / "phrases.yaml"
    own.parent.mkdir()
    own.write_text("title: 我的记录\n", encoding="utf-8")
    phrases = load(own)
    assert phrases.say("title") == "我的记录"
    assert phrases.say("gap", what="编号") == "【待补充：编号】"


def test_a_new_park_gets_its_record_of_the_latest_self_inspection(tmp_path):
    (tmp_path / "parks").mkdir()
    workspace = Workspace(tmp_path, "钱二")
    new_park(workspace, "xin", ["seesa-010-2025"], "新园区", kind="self-inspection", date="2026-03-02")
    new_round(workspace, "xin", "evaluation", date="2026-04-01")
    made = render_document(workspace, "inspection", "xin")
    assert made.docx.name == "inspection.docx"
    assert made.round == "self-1"
    assert made.errors > 0
    assert "第 1 次自查（self-1）" in everything(made.docx.read_bytes())
    assert "inspection" in DOCUMENTS


def test_texts_of_one_round_do_not_come_along_into_the_next(tmp_path):
    from zcdoc.model.record import Address, Change

    workspace = Workspace(tmp_path, "钱二")
    new_park(workspace, "xin", ["seesa-010-2025"], "新园区", kind="self-inspection", date="2026-03-02")
    told = {"自查记录编号": "ZC-01", "自查结束日期": "2026-03-05", "自查负责人": "陆晓雯"}
    changes = [Change(Address("round/self-1", "profile", name, "内容"), None, value) for name, value in told.items()]
    workspace.store("xin").commit(lambda _: changes, "test", "钱二")
    new_round(workspace, "xin", "self-inspection", date="2026-09-01", source="self-1")
    profile = workspace.store("xin").load().profile("self-2")
    assert "自查负责人" in profile
    assert "自查记录编号" not in profile
    assert "自查结束日期" not in profile
