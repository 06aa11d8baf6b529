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
REPORT, ROOF, BUS, STORE, GONE, LATE, AGAIN, OLD = (
    "4.2.2.c", "5.4-2.e", "5.3-1.a", "5.3-5.a", "5.4-1.e", "5.7-1.a", "5.5-4.a", "5.1-3.a",
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
    terms = Terms(facts.view.pack, view.decisions)
    return dataclasses.replace(facts, view=view, terms=terms, score=score(view), earlier=(first,) if first else ())


BAD = {"结果": "不符合", "检查所见": "没有做到", "证据编号": "EV-002"}
GOOD = {"结果": "符合", "检查所见": "已经做到", "证据编号": "EV-012"}
THEN = {
    REPORT: BAD | problem("没有园区层面的排放报告", 问题等级="严重", 完成期限="2025-12-31"),
    ROOF: BAD | {"结果": "未采用", "实测值": "0.31"} | problem("屋顶光伏比例不足"),
    BUS: {"结果": "未采用", "检查所见": "没有接驳线", "证据编号": "EV-002"} | problem("公交覆盖不足", 完成期限="2026-01-31"),
    LATE: BAD | problem("没有任命书", 完成期限="2026-02-28"),
    GONE: {"结果": "未采用", "检查所见": "没有利用", "证据编号": "EV-002"} | problem("没有利用生物质", 问题等级="观察项"),
    AGAIN: GOOD | problem("台账缺页", 验证结论="已关闭", 验证日期="2025-07-01"),
    OLD: GOOD | problem("图纸过期", 验证结论="已关闭", 验证日期="2025-07-02"),
}  # fmt: skip
NOW = {
    REPORT: GOOD | problem("没有园区层面的排放报告", 问题等级="严重", 验证结论="已关闭", 验证日期="2026-03-05"),
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


def joined(lines) -> str:
    return "".join(lines)


# --- every case -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", ["full", "failing", "empty", "second"])
def test_the_context_is_plain_data_without_nothing(case, request, told):
    context = told(request.getfixturevalue(case))
    require_plain(context)
    words = "\n".join(texts(context))
    assert "None" not in words
    assert "{{" not in words
    assert "。。" not in words


@pytest.mark.parametrize("case", ["full", "failing", "empty", "second"])
def test_every_check_and_indicator_stands_in_a_table_once(case, request, told):
    facts = request.getfixturevalue(case)
    context = told(facts)
    rows = [*context["c2"]["rows"], *(r for s in context["c3"]["systems"] for r in s["rows"])]
    assert [r["id"] for r in rows] == list(facts.view.pack.checks)
    assert [r["no"] for r in context["c4"]["rows"]] == [i.number for i in facts.view.pack.indicators]


def test_captions_count_by_chapter_without_holes(full, failing, empty, second, told):
    for facts in (full, failing, empty, second):
        found = [t["text"] for t in _captions(told(facts)) if t["text"]]
        numbers: dict[str, list[int]] = {}
        for text in found:
            chapter, _, number = text.split("\u3000")[0].split("\u00a0")[1].partition("-")
            numbers.setdefault(chapter, []).append(int(number))
        assert all(sorted(seen) == list(range(1, len(seen) + 1)) for seen in numbers.values())


def _captions(node):
    if isinstance(node, dict):
        if set(node) == {"ref", "text"}:
            yield node
        for value in node.values():
            yield from _captions(value)
    elif isinstance(node, list):
        for value in node:
            yield from _captions(value)


def test_it_says_that_its_layout_is_ours(second, told):
    assert "没有规定自查记录的格式，本记录的章节和表式自行拟定" in joined(told(second)["c1"]["purpose"])


# --- nearly empty -----------------------------------------------------------------------------------------------------


def test_an_empty_record_says_that_nothing_was_inspected_and_marks_what_is_missing(empty, told):
    context = told(empty)
    assert "163 个检查项均未检查，没有可以陈述的结果" in context["c1"]["results"][0]
    assert len(context["c1"]["results"]) == 1
    assert context["c5"]["intro"] == ["检查尚未开始，本轮没有问题记录。"]
    assert context["c5"]["issues"] == context["c5"]["followed"] == context["c5"]["moved"] == []
    assert context["c4"]["score"] == []
    assert {r["bv"] for r in context["info"]["result"]} >= {"○ 尚无结果"}
    gaps = {r["what"] for r in context["gaps"]["rows"]}
    assert {
        "自查记录编号",
        "自查开始日期",
        "自查负责人",
        "自查人员",
        "自查方式",
        "核算边界与范围",
        "园区负责人",
    } <= gaps
    assert "评价机构名称" not in gaps


def test_people_named_with_the_round_stand_for_the_missing_field(empty, told):
    view = dataclasses.replace(empty.view, round=dataclasses.replace(empty.view.round, people="陆晓雯、韩松"))
    context = told(dataclasses.replace(empty, view=view))
    assert "参加人员为陆晓雯、韩松" in joined(context["c1"]["people"])
    assert "自查人员" not in {r["what"] for r in context["gaps"]["rows"]}


# --- a first round ----------------------------------------------------------------------------------------------------


def test_a_first_round_has_nothing_to_follow_up(full, told):
    chapter = told(two_rounds(full, THEN, second=False))["c5"]
    assert chapter["closure"] == ["记录中没有更早的检查轮次，没有上一轮问题可以核对；本轮问题留待下一轮核对。"]
    assert chapter["change"] == []
    assert {r["origin"] for r in chapter["issues"]} == {"首次记录"}


def test_a_park_that_meets_everything_says_so(full, told):
    context = told(two_rounds(full, second=False))
    assert "均" not in context["c1"]["results"][0]
    assert "其余 161 个全部做到" in context["c1"]["results"][0]
    assert context["c1"]["results"][1:] == ["标准 4.2 的基本要求自查全部符合。", "本轮没有记录问题。"]
    assert context["c5"]["intro"] == ["本轮没有记录问题。"]
    assert "自查全部符合" in context["c2"]["intro"][0]
    assert "12 个检查项都已做到" in joined(context["c3"]["systems"][0]["paras"])


def test_the_cover_counts_the_round_and_shortens_the_period(second, told):
    doc = told(second)["doc"]
    assert doc["round"] == "第 2 次自查（self-2）"
    assert doc["period"] == "2026年3月2日至3月12日"
    assert doc["number"] == "DG-ZC-2026-02"


# --- a failing park ---------------------------------------------------------------------------------------------------


def test_unmet_requirements_are_told_before_the_tables(failing, told):
    context = told(failing)
    assert "条款 4.2.2、4.2.6 自查不符合，须先行整改" in joined(context["c1"]["results"])
    assert "未做到的检查项：4.2.2.c、4.2.6.a。" in joined(context["c2"]["attention"])
    assert "此得分不能对应级别" in joined(context["c4"]["score"])


def test_a_round_that_is_no_self_inspection_says_so(failing, told):
    context = told(failing)
    assert "该轮次登记为评价，不是自查" in context["c1"]["purpose"][0]
    assert context["doc"]["round"] == "评价（2026-pj）"


def test_a_result_against_its_measured_value_is_marked(full, told):
    facts = two_rounds(full, now={ROOF: {"结果": "已采用", "实测值": "0.31", "检查所见": "x", "证据编号": "EV-012"}})
    energy = next(s for s in told(facts)["c3"]["systems"] if "5.4" in s["heading"])
    assert "【待核对：检查项 5.4-2.e 的结果填为“已采用”，与新建工业厂房屋顶光伏面积比例的实测值 31.00%" in joined(
        energy["paras"]
    )


# --- closure ----------------------------------------------------------------------------------------------------------

STATES = {
    REPORT: "✓ 已关闭", ROOF: "△ 整改中", BUS: "△ 已改正，待验证关闭", LATE: "✗ 已逾期", GONE: "— 改判不适用",
    AGAIN: "✗ 关闭后再次出现", OLD: "✓ 上一轮已关闭",
}  # fmt: skip


def test_every_problem_of_the_last_round_is_followed_up(second, told):
    chapter = told(second)["c5"]
    assert {r["id"]: r["state"] for r in chapter["followed"]} == STATES
    row = next(r for r in chapter["followed"] if r["id"] == REPORT)
    assert (row["before"], row["result"], row["who"]) == ("✗ 不符合", "✓ 符合", "建设局")
    assert row["verified"] == "已关闭\n2026年3月5日"
    said = joined(chapter["closure"])
    assert "上一轮（2025年6月20日的自查）记录问题 7 项" in said
    assert "已了结 3 项（本轮验证关闭 4.2.2.c），尚未了结 4 项。" in said
    assert f"只差验证关闭的：{BUS}。" in said
    assert f"由未做到进到部分做到的：{ROOF}。" in said
    assert f"截至2026年3月12日，下列问题过了整改期限仍未关闭：{LATE}" in said
    assert f"关闭之后再次出现的：{AGAIN}" in said


def test_this_rounds_problems_tell_where_they_come_from(second, told):
    chapter = told(second)["c5"]
    assert {r["id"]: (r["origin"], r["standing"]) for r in chapter["issues"]} == {
        REPORT: ("上一轮遗留", "✓ 已关闭"), ROOF: ("上一轮遗留", "△ 整改中"), LATE: ("上一轮遗留", "✗ 已逾期"),
        AGAIN: ("关闭后再次出现", "△ 整改中"), "5.2-1.a": ("本轮新发现", "△ 整改中"),
    }  # fmt: skip
    assert chapter["change"][1] == "本轮新发现的问题 1 项：5.2-1.a。"


def test_what_improved_and_what_worsened(second, told):
    moved = {r["id"]: r["change"] for r in told(second)["c5"]["moved"]}
    up, down = ("↑ 提高", "↓ 下降")
    assert moved == {REPORT: up, BUS: up, ROOF: up, "5.2-1.a": down, AGAIN: down}
    change = told(second)["c5"]["change"][0]
    assert f"有提高的 3 项（{REPORT}、{BUS}、{ROOF}）" in change
    assert f"有下降的 2 项（5.2-1.a、{AGAIN}）" in change


def test_indicators_are_compared_by_the_rounds_own_inputs(second, told):
    scope = f"round/{FIRST}/{second.view.pack.id}"
    second.view.record.state[scope]["indicators"]["2"]["分子"] = "300000"
    second.view.record.state[scope]["indicators"]["7"]["分子"] = "5"
    rows = {r["id"]: r for r in told(second)["c5"]["moved"]}
    assert (rows["指标 2"]["before"], rows["指标 2"]["now"], rows["指标 2"]["change"]) == ("32.97%", "45.27%", "↑ 提高")
    assert rows["指标 7"]["change"] == "↓ 下降"


def test_everything_closed_is_told_in_one_sentence(full, told):
    closed = {
        k: GOOD | {"结果": "符合"} | problem("没有做", 验证结论="已关闭", 验证日期="2026-03-01") for k in (REPORT, LATE)
    }
    then = {k: THEN[k] for k in (REPORT, LATE)}
    chapter = told(two_rounds(full, then, closed))["c5"]
    assert chapter["closure"] == [
        "上一轮（2025年6月20日的自查）记录问题 2 项，现已全部了结，其中本轮验证关闭 2 项，见表\u00a05-2。"
    ]


def test_a_last_round_without_problems_needs_no_follow_up(full, told):
    chapter = told(two_rounds(full))["c5"]
    assert chapter["closure"] == ["上一轮（2025年6月20日的自查）没有记录问题，无须核对。"]
    assert chapter["change"] == [
        "与上一轮（2025年6月20日的自查）相比，两轮都有结果的检查项和指标没有变化。",
        "本轮没有新发现的问题。",
    ]


def test_a_problem_closed_on_paper_but_still_unmet_is_marked(full, told):
    now = {LATE: BAD | problem("没有任命书", 验证结论="已关闭", 验证日期="2026-03-01")}
    chapter = told(two_rounds(full, {LATE: THEN[LATE]}, now))["c5"]
    assert chapter["followed"][0]["state"] == "✗ 记为关闭但仍未做到"
    assert f"【待核对：检查项 {LATE} 的整改记为已关闭" in joined(chapter["closure"])


@pytest.mark.parametrize(("as_of", "state"), [("2026-02-28", "△ 整改中"), ("2026-03-01", "✗ 已逾期")])
def test_the_as_of_date_decides_what_is_overdue(full, told, as_of, state):
    now = {LATE: BAD | problem("没有任命书", 完成期限="2026-02-28")}
    chapter = told(two_rounds(full, {LATE: THEN[LATE]}, now, as_of=as_of))["c5"]
    assert chapter["followed"][0]["state"] == chapter["issues"][0]["standing"] == state


def test_a_problem_not_looked_at_this_time_is_not_called_corrected(full, told):
    chapter = told(two_rounds(full, {REPORT: BAD | problem("缺报告")}, {REPORT: {"结果": "未检查"}}))["c5"]
    assert chapter["followed"][0]["state"] == "○ 本轮未检查"
    assert f"本轮没有检查、不能判断是否改正的：{REPORT}。" in joined(chapter["closure"])
    assert "上一轮有结果、本轮没有检查的检查项 1 个。" in joined(chapter["change"])


def test_the_annex_of_assumptions_is_not_mistaken_for_the_standards_own(second, told):
    words = "\n".join(texts(told(second)))
    assert "附件 2 第" in words
    assert "附录 F" not in words
    assert "附录 B 第 9 项" not in words
