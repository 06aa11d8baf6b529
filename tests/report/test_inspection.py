"""What the self-inspection record says, case by case: full, failing, nearly empty, and a second round after a first."""

from __future__ import annotations

import copy
import dataclasses
from pathlib import Path

import pytest

from zcdoc.model.record import PARK, Record
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.report.context.inspection import build
from zcdoc.report.facts import Facts
from zcdoc.report.phrases import load
from zcdoc.report.render import texts
from zcdoc.report.sandbox import require_plain
from zcdoc.scoring import score

TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "inspection"
SELF = {
    "自查记录编号": "DG-ZC-2026-02", "自查开始日期": "2026-03-02", "自查结束日期": "2026-03-12", "自查负责人": "陆晓雯",
    "自查人员": "韩松（能源）、苏敏（统计）、唐俊（建设）",
    "自查方式": "查阅制度、台账和凭证，到能源站、污水厂和 12 家企业现场察看，访谈 18 人；企业按排放量排序，前 5 家必查，其余随机抽 7 家。",
    "自查结论补充说明": "三号仓库 2025 年第四季度停用检修，相关数据按前三个季度统计。",
}  # fmt: skip
FIRST, SECOND = "self-1", "self-2"
WATER, ROOF, BUS, STORE, GONE, LATE, AGAIN, OLD = (
    "4.2.2.c", "5.4-2.e", "5.3-1.a", "5.3-5.a", "5.4-1.e", "5.7-1.a", "5.5-1.a", "5.1-1.a",
)  # fmt: skip


@pytest.fixture(scope="module")
def sentences():
    return load(TEMPLATE / "phrases.yaml")


@pytest.fixture
def told(sentences):
    return lambda facts: build(facts, sentences)


def problem(text, **more):
    return {
        "问题等级": "一般", "问题描述": text, "整改措施": "按要求补做", "整改责任人": "建设局", "完成期限": "2026-12-31", **more,
    }  # fmt: skip


def two_rounds(facts, then=None, now=None, *, second=True, as_of="2026-03-12") -> Facts:
    """The facts of a self-inspection: `then` and `now` replace rows of the checks in the first and the second round."""
    pack, source = facts.view.pack, facts.view.round.id
    state = copy.deepcopy(facts.view.record.state)
    old, checks = state[f"round/{source}"], state[f"round/{source}/{pack.id}"]
    state[PARK]["rounds"] = {FIRST: {"kind": "self-inspection", "date": "2025-06-20"}}
    rounds = {FIRST: then or {}, SECOND: now or {}} if second else {FIRST: then or {}}
    if second:
        state[PARK]["rounds"][SECOND] = {"kind": "self-inspection", "date": "2026-03-02", "as-of": as_of}
    for name, changes in rounds.items():
        state[f"round/{name}"] = copy.deepcopy(old)
        state[f"round/{name}"]["profile"] |= {k: {"内容": v} for k, v in SELF.items()}
        state[f"round/{name}/{pack.id}"] = copy.deepcopy(checks)
        state[f"round/{name}/{pack.id}"]["checks"].pop(STORE)
        state[f"round/{name}/{pack.id}"]["checks"][STORE] = {"结果": "符合", "检查所见": "已迁", "证据编号": "EV-002"}
        state[f"round/{name}/{pack.id}"]["checks"] |= copy.deepcopy(changes)
    record = dataclasses.replace(facts.view.record, state=state)
    return _facts(facts, record, SECOND if second else FIRST, FIRST if second else None)


def _facts(facts: Facts, record: Record, this: str, before: str | None) -> Facts:
    rounds = {r.id: r for r in record.rounds}
    view = View(facts.view.pack, record, rounds[this])
    first = View(facts.view.pack, record, rounds[before]) if before else None
    terms = Terms(facts.view.pack, record.decisions(facts.view.pack.id))
    return dataclasses.replace(facts, view=view, terms=terms, score=score(view), first_round=first)


BAD = {"结果": "不符合", "检查所见": "没有做到", "证据编号": "EV-002"}
GOOD = {"结果": "符合", "检查所见": "已经做到", "证据编号": "EV-012"}
THEN = {
    WATER: BAD | problem("没有园区层面的排放报告", 问题等级="严重", 完成期限="2025-12-31"),
    ROOF: BAD | {"结果": "未采用", "实测值": "0.31"} | problem("屋顶光伏比例不足"),
    BUS: {"结果": "未采用", "检查所见": "没有接驳线", "证据编号": "EV-002"} | problem("公交覆盖不足", 完成期限="2026-01-31"),
    LATE: BAD | problem("没有任命书", 完成期限="2026-02-28"),
    GONE: BAD | problem("没有利用生物质", 问题等级="观察项"),
    AGAIN: GOOD | problem("台账缺页", 验证结论="已关闭", 验证日期="2025-07-01"),
    OLD: GOOD | problem("图纸过期", 验证结论="已关闭", 验证日期="2025-07-02"),
}  # fmt: skip
NOW = {
    WATER: GOOD | problem("没有园区层面的排放报告", 问题等级="严重", 验证结论="已关闭", 验证日期="2026-03-05"),
    ROOF: {"结果": "部分采用", "实测值": "0.42", "检查所见": "新增两栋", "证据编号": "EV-023"} | problem("屋顶光伏比例不足"),
    BUS: {"结果": "已采用", "检查所见": "开通两条接驳线", "证据编号": "EV-002"},
    LATE: BAD | problem("没有任命书", 完成期限="2026-02-28"),
    GONE: {"结果": "不适用", "不适用理由": "周边没有生物质来源"},
    AGAIN: BAD | problem("台账又缺 3 个月", 完成期限="2026-06-30"),
    "5.2-1.a": BAD | {"结果": "部分符合"} | problem("新建建筑缺标识"),
}  # fmt: skip


@pytest.fixture
def second(full):
    return two_rounds(full, THEN, NOW)
