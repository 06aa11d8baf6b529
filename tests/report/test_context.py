"""What the report says, case by case. The data are those of the three invented parks in conftest.py."""

from __future__ import annotations

import dataclasses
from fractions import Fraction
from pathlib import Path

import pytest

from zcdoc.problems import Problem
from zcdoc.report.context.report import build
from zcdoc.report.phrases import load
from zcdoc.report.render import texts
from zcdoc.report.sandbox import require_plain

ROUND = "2026-pj"
PARK = "park"
TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "report"


@pytest.fixture(scope="module")
def sentences():
    return load(TEMPLATE / "phrases.yaml")


@pytest.fixture
def told(sentences):
    return lambda facts: build(facts, sentences)


def changed(facts, scope, table, key, **values):
    """The same facts with some values of one row replaced; the score stays as it was."""
    state = {
        s: {t: {k: dict(r) for k, r in rows.items()} for t, rows in tables.items()}
        for s, tables in facts.view.record.state.items()
    }
    row = state.setdefault(scope, {}).setdefault(table, {}).setdefault(key, {})
    row.update(values)
    for name in [n for n, v in row.items() if v == ""]:
        del row[name]
    record = dataclasses.replace(facts.view.record, state=state)
    return dataclasses.replace(facts, view=dataclasses.replace(facts.view, record=record))


def check(facts, id_, **values):
    return changed(facts, f"round/{ROUND}/{facts.view.pack.id}", "checks", id_, **values)


def said(context, start):
    return next(t for t in texts(context) if t.startswith(start))


def test_the_context_is_plain_data(full, failing, empty, told):
    for facts in (full, failing, empty):
        require_plain(told(facts))


def test_no_text_says_none_or_undefined(full, failing, empty, told):
    for facts in (full, failing, empty):
        for text in texts(told(facts)):
            assert not any(word in text for word in ("None", "undefined", "Fraction(", "{{", "{%"))


def test_a_computed_threshold_is_told_with_both_figures(full, told):
    assert said(told(full), "4.2.6.a") == (
        "4.2.6.a 入驻工业企业占地面积 312.5 公顷，工业用地面积 540 公顷，企业入驻率 57.87%，不低于 50% 的要求（证据 EV-012），符合。"
    )


def test_an_unmet_threshold_tells_how_far_it_is_and_what_follows(failing, told):
    assert said(told(failing), "4.2.6.a") == (
        "4.2.6.a 入驻工业企业占地面积 268.9 公顷，工业用地面积 540 公顷，企业入驻率 49.80%，低于要求的 50%，相差 0.20 个百分点"
        "（接近要求值）（证据 EV-012），不符合。严重问题：入驻工业企业占地不足工业用地的一半。"
        "整改措施：收回闲置地块并重新招商（责任人 招商局，期限 2027年12月31日）。"
    )


def test_a_value_just_below_its_threshold_does_not_print_as_the_threshold(failing, told):
    assert "49.998%，低于要求的 50%，相差 0.002 个百分点" in said(told(failing), "5.4-2.e")


def test_a_result_that_contradicts_its_measured_value_is_marked(full, told):
    facts = check(full, "5.4-2.e", 实测值="0.31")
    assert "【待核对：检查项 5.4-2.e 的结果填为“已采用”，与新建工业厂房屋顶光伏面积比例的实测值不一致】" in said(
        told(facts), "5.4-2.e"
    )


def test_a_missing_measured_value_is_a_gap(full, told):
    context = told(check(full, "5.4-2.e", 实测值=""))
    assert "【待补充：检查项 5.4-2.e 的实测值（新建工业厂房屋顶光伏面积比例）】" in said(context, "5.4-2.e")
    assert any("5.4-2.e 的实测值" in row["what"] for row in context["gaps"]["rows"])


def test_a_partly_met_check_names_the_problem(full, told):
    sentence = said(told(full), "5.3-5.a")
    assert "部分符合。观察项：三号仓库距主干路 2.1 公里，转运里程偏长。整改措施：2027 年迁至北片区" in sentence


def test_an_inapplicable_check_gives_its_reason(full, told):
    assert said(told(full), "5.6-4.a").endswith("园区没有高浓度二氧化碳排放源，判为不适用。")
    context = told(check(full, "5.6-4.a", 不适用理由=""))
    assert "【待补充：检查项 5.6-4.a 的不适用理由】" in said(context, "5.6-4.a")
    assert "检查项 5.6-4.a 的不适用理由" in [row["what"] for row in context["gaps"]["rows"]]


def test_a_check_without_result_is_neither_met_nor_unmet(full, told):
    context = told(check(full, "4.2.3.b", 结果=""))
    assert said(context, "4.2.3.b").endswith("本轮尚未检查，不作判断。")
    clause = next(c for c in context["c4"]["clauses"] if c["number"] == "4.2.3")
    assert clause["judged"] == "条款 4.2.3 的检查尚未完成（符合 2 项、未检查 1 项），暂不作结论。"
    assert "条款 4.2.3 的 1 个检查项的结果" in [row["what"] for row in context["gaps"]["rows"]]


def test_a_recommendation_not_taken_up_is_no_nonconformity(failing, told):
    context = told(failing)
    assert "未采用（标准此处没有用“应”，不按强制要求判定）" in said(context, "5.7-5.a")
    assert "5.7-5.a" not in [row["id"] for row in context["c12"]["issues"]]


def test_a_result_without_evidence_is_a_gap(full, told):
    context = told(check(full, "5.1-3.a", 证据编号=""))
    assert "检查项 5.1-3.a 的证据" in [row["what"] for row in context["gaps"]["rows"]]
    assert next(r for r in context["annex_a"]["rows"] if r["id"] == "5.1-3.a")["evidence"] == "【待补充】"


def test_expired_evidence_is_told(full, told):
    assert "所列证据中，EV-023（过期），须更新或补正。" in said(told(full), "5.4-2.e")


def test_an_open_assumption_is_told_where_it_is_used(full, told):
    assert "（判断依据附录 F 第 5、20 项假设，尚未确认。）" in said(told(full), "5.4-2.e")
    rows = told(full)["annex_f"]["assumptions"]
    assert rows[4]["title"] == "新建的期间"
    assert rows[0]["settled"] == "✓ 已定：顾明远；依据：管委会会议纪要〔2026〕3号"


def test_every_gap_in_the_text_is_on_the_list(full, failing, empty, told):
    import re

    for facts in (full, failing, empty, check(full, "5.6-4.a", 不适用理由="")):
        context = told(facts)
        listed = {row["what"] for row in context["gaps"]["rows"]}
        marked = {what for text in texts(context) for what in re.findall(r"【待(?:补充|核对)：([^】]*)】", text)}
        assert marked <= listed


def test_a_complete_record_has_no_gaps(full, told):
    assert told(full)["gaps"]["rows"] == []


def test_emissions_add_up_and_name_the_largest_source(full, told):
    first, second, third = told(full)["c5"]["amounts"]
    assert first.startswith(
        "2025 年度园区温室气体排放总量为 92,980.93 tCO₂e，其中直接排放 46,265.90 tCO₂e，占 49.76%；能源间接排放 46,715.02 tCO₂e，占 50.24%（尾差 0.01）。"
    )
    assert second == "排放量最大的排放源是工业锅炉与窑炉天然气，为 40,227.73 tCO₂e，占总量的 43.26%。"
    assert third.endswith("与合计的末位之差是尾差。")
    assert told(full)["c5"]["sums"]["amount"] == "92,980.93（尾差 0.01）"


def test_biomass_is_told_apart_and_the_unquantified_has_its_reason(full, told):
    chapter = told(full)["c5"]
    assert chapter["apart"] == ["另行单列、不计入总量的有：生物质排放 1,312.00 tCO₂e。"]
    assert "污水处理站甲烷，占比估计不足 0.1%，缺少监测条件" in chapter["unquantified"][0]


def test_offsets_say_what_counts_and_why_the_rest_does_not(full, told):
    chapter = told(full)["c8"]
    verdicts = {row["no"]: row["verdict"] for row in chapter["rows"]}
    assert verdicts == {
        "1": "✓ 计入",
        "2": "✓ 计入",
        "3": "✗ 不计入：减排已体现在排放量中，不再抵消",
        "4": "✗ 不计入：2026-01-15 注销，晚于抵消年度 2025",
    }
    assert chapter["counting"][0].startswith("属于 2025 年度且可计入零碳判定的有 2 笔，共 94,500.00 tCO₂e。")


def test_zero_carbon_is_told_with_both_sides_of_the_balance(full, failing, told):
    balance = "当年温室气体排放总量 92,980.93 tCO₂e，已落实且可计入的抵消量 94,500.00 tCO₂e"
    assert balance in told(full)["c7"]["zero"][0]
    assert "园区目前没有级别建议，不进入零碳判定" in told(failing)["c7"]["zero"][0]


@pytest.mark.parametrize("case", ["full", "failing", "empty"])
def test_zero_carbon_is_told_in_full_once_and_referred_to_elsewhere(case, told, request):
    context = told(request.getfixturevalue(case))
    first, offset, conclusion = (context[chapter]["zero"][0] for chapter in ("c7", "c8", "c11"))
    assert len({first, offset, conclusion}) == 3
    assert all("7.2" in short and len(short) < len(first) + 10 for short in (offset, conclusion))


def test_full_marks_are_rounded_like_the_points_so_that_nothing_is_lost_at_the_leading_value(full, told):
    rows = told(full)["c10"]["rows"]
    best = [row for row in rows if row["ratio"] == "100.00%" and row["full"] != "5.00"]
    assert best
    assert all(row["points"] == row["full"] for row in best)


def test_a_reviewer_who_led_the_evaluation_is_not_called_independent(full, told):
    people = {p["role"]: p["duty"] for p in told(full)["c2"]["people"]}
    assert people["技术复核人"].startswith("独立于评价组")
    lead = full.view.profile_value("评价组长")
    same = changed(full, f"round/{ROUND}", "profile", "技术复核人", 内容=lead)
    same = dataclasses.replace(same, doubts={"园区信息!技术复核人": ("复核不独立",)})
    told_now = {p["role"]: p["duty"] for p in told(same)["c2"]["people"]}
    assert "独立于评价组" not in told_now["技术复核人"]
    assert "【待核对：复核不独立】" in told_now["技术复核人"]


def test_evidence_of_a_later_round_is_not_on_the_register_of_this_one(full, told):
    row = {"名称": "后来的复核记录", "类型": "记录", "出具单位": "评价机构", "出具日期": "2027-01-05"}
    later = changed(full, PARK, "evidence", "EV-900", **row)
    assert "EV-900" not in [r["no"] for r in told(later)["annex_c"]["rows"]]
    early = changed(full, PARK, "evidence", "EV-900", **row | {"出具日期": "2026-01-05"})
    assert "EV-900" in [r["no"] for r in told(early)["annex_c"]["rows"]]


def test_the_conclusion_proposes_a_level_and_does_not_award_it(full, told):
    chapter = told(full)["c11"]
    assert any("建议级别为引领级" in p for p in chapter["paras"])
    assert "本报告只提出建议，不授予级别" in chapter["certificate"][0]


def test_unmet_basic_requirements_refuse_a_level(failing, told):
    context = told(failing)
    assert any("条款 4.2.2、4.2.6 不符合" in p and "不提出级别建议" in p for p in context["c11"]["paras"])
    assert all(level["mark"] == "" for level in context["c11"]["levels"])


def test_an_unfinished_record_is_told_to_be_provisional(empty, told):
    paras = "".join(told(empty)["c11"]["paras"])
    assert "尚未完成检查，以下结论为暂定" in paras
    assert "目前不能提出级别" in paras
    assert "不建议授予级别" not in paras


def test_a_score_near_a_threshold_is_told(full, told):
    score = dataclasses.replace(
        full.score, s_zce=Fraction("79.8"), bonus=Fraction(10), level="创建级", near=Fraction(90), decided_by="total"
    )
    totals = told(dataclasses.replace(full, score=score))["c10"]["totals"]
    assert "89.80 与 90 分的分数线相差不到 0.5 分（在线下）" in totals[1]


def test_confirmed_assumptions_leave_no_range(full, told):
    settled = tuple(dataclasses.replace(a, confirmed=True, settled=True) for a in full.score.assumptions)
    context = told(
        dataclasses.replace(
            full,
            score=dataclasses.replace(full.score, assumptions=settled, low=full.score.total, high=full.score.total),
        )
    )
    assert context["c10"]["range"] == ["计分所依据的假设均已确认，得分没有浮动。"]


def test_indicators_show_inputs_value_ratio_and_points(full, told):
    assert said(told(full), "指标 2 ").startswith(
        "指标 2 低碳物流运输比例：2025 年，以纯电动、氢能车辆等方式完成的边界内货物运输量为 412,000 t，"
        "边界内货物运输总量（产品、物料、货物）为 910,000 t，比例为 45.27%，引领值 50%，得分率 90.55%，得 3.02 分（满分 3.33 分）。"
    )


def test_a_self_assessed_value_that_differs_is_told(full, told):
    assert "园区自评 55.00%，核定为 51.35%，以核定值计分。" in said(told(full), "指标 8 ")


def test_an_inapplicable_indicator_leaves_the_divisor_and_the_other_total_is_told(full, told):
    context = told(full)
    assert "不适用，理由是园区没有 100 ℃ 以上的可利用余热；不计入本组除数。" in said(context, "指标 12 ")
    assert "若改按 0 分计入，总分为 102.83 分，而不是 106.58 分" in context["c10"]["inapplicable"][0]


def test_a_graded_indicator_gives_its_reason(full, told):
    assert "对照引领状态赋值 0.6（已建成碳汇林 40 公顷" in said(told(full), "指标 21 ")


def test_interests_must_be_declared(full, failing, empty, told):
    assert "不存在影响评价公正的利益关系" in told(full)["declaration"]["paras"][0]
    assert "评价机构 2024 年曾为园区提供节能诊断服务" in told(failing)["declaration"]["paras"][0]
    assert told(empty)["declaration"]["paras"][0].startswith("【待补充：")


def test_the_six_parts_of_the_standard_have_a_place(full, told):
    assert {p["id"]: p["where"] for p in told(full)["c1"]["parts"]} == {
        "a": "第 3 章", "b": "第 5 章", "c": "第 6 章", "d": "第 7 章", "e": "第 8 章", "f": "第 11 章",
    }  # fmt: skip


def test_captions_count_by_chapter_without_holes(full, failing, empty, told):
    for facts in (full, failing, empty):
        captions = [t["text"] for t in _captions(told(facts)) if t["text"]]
        numbers: dict[str, list[int]] = {}
        for text in captions:
            chapter, _, number = text.split("\u3000")[0].split("\u00a0")[1].partition("-")
            numbers.setdefault(text[0] + chapter, []).append(int(number))
        assert all(found == list(range(1, len(found) + 1)) for found in numbers.values())


def _captions(node):
    if isinstance(node, dict):
        if set(node) == {"ref", "text"}:
            yield node
        for value in node.values():
            yield from _captions(value)
    elif isinstance(node, list):
        for value in node:
            yield from _captions(value)


def test_a_note_of_the_standard_is_printed_once_and_without_keys(full, told):
    notes = [t.split("：", 1)[1] for t in texts(told(full)) if t.startswith("注")]
    assert len(notes) == len(set(notes))
    keys = {a.key for a in full.view.pack.assumptions if "-" in a.key}
    assert not [note for note in notes for key in keys if key in note]


def test_the_earlier_round_is_compared(full, told):
    chapter = told(full)["c12"]
    assert chapter["compare"][0].startswith("与上一轮（2025年6月20日的自查）相比，结论有变化的条款 2 条（4.2.2、")


def test_a_problem_is_told_from_its_first_result_to_its_last(full, told):
    course = told(full)["c12"]["course"]
    row = next(r for r in course["rows"] if r["id"].startswith("4.2.2"))
    assert row["first"] == "✗ 不符合（自查，2025年6月20日）"
    assert row["final"] == "✓ 符合"
    assert course["caption"]["ref"] in course["intro"][0]
    assert "没有登记验证" in course["intro"][1]
    assert told(dataclasses.replace(full, earlier=()))["c12"]["course"] == {
        "intro": [],
        "caption": {"ref": "", "text": ""},
        "rows": [],
    }


def test_waived_and_open_problems_stand_apart(full, told):
    problem = Problem("r", "error", "检查项 5.1-1.a", "没有检查日期", "补检查日期")
    chapter = told(dataclasses.replace(full, problems=((problem, ""), (problem, "已电话核实"))))["annex_f"]
    assert [r["what"] for r in chapter["standing"]] == ["没有检查日期"]
    assert [r["reason"] for r in chapter["waived"]] == ["已电话核实"]


def test_an_amount_without_a_category_is_neither_direct_nor_indirect(full, told):
    facts = full
    for key in full.view.rows("emissions"):
        facts = changed(facts, f"round/{ROUND}", "emissions", key, 类别="")
    first = told(facts)["c5"]["amounts"][0]
    assert "没有写明类别" in first
    assert "直接排放" not in first
    one = changed(full, f"round/{ROUND}", "emissions", "1", 类别="")
    assert "；没有写明类别的 " in told(one)["c5"]["amounts"][0]
    assert "没有写明类别" not in told(full)["c5"]["amounts"][0]


def test_a_remark_on_a_counted_source_does_not_make_it_unquantified(full, told):
    facts = changed(full, f"round/{ROUND}", "emissions", "1", 未量化说明="只有合计")
    name = full.view.rows("emissions")["1"]["排放源"]
    first, second = told(facts)["c5"]["unquantified"]
    assert name not in first
    assert second == f"已计入的排放源另有说明的：{name}，只有合计。"


def test_a_single_year_stands_in_the_last_column_after_the_years_before_it(full, told):
    facts = full
    for key, row in full.view.rows("yearly").items():
        if row["年度"] != "2025":
            facts = changed(facts, f"round/{ROUND}", "yearly", key, **dict.fromkeys(row, ""))
    assert told(facts)["c3"]["years"] == ["2023", "2024", "2025"]


def scored_as(facts, *points, total=None):
    """The same facts with these points in its groups, and no bonus."""
    shares = [Fraction(p) for p in points]
    groups = tuple(dataclasses.replace(g, score=p) for g, p in zip(facts.score.groups, shares, strict=True))
    score = dataclasses.replace(facts.score, groups=groups, s_zce=total or sum(shares, Fraction(0)), bonus=Fraction(0))
    return dataclasses.replace(facts, score=score)


def test_the_table_of_groups_says_the_last_digit_that_its_parts_do_not_come_to(full, told):
    third = Fraction(10, 3)
    rest = len(full.score.groups) - 3
    uneven = told(scored_as(full, third, third, third, *[0] * rest))["c10"]
    assert [row["score"] for row in uneven["group_rows"]][:3] == ["3.33"] * 3
    assert uneven["sums"]["formula"] == "10.00（尾差 0.01）"
    assert told(scored_as(full, 10, 20, 30, *[0] * rest))["c10"]["sums"]["formula"] == "60.00"


def test_a_score_just_under_a_level_prints_under_it(full, told):
    rest = len(full.score.groups) - 1
    context = told(scored_as(full, Fraction("89.998"), *[0] * rest))
    assert context["c10"]["sums"]["total"] == "89.998"
    assert not any("90.00 分" in text for text in context["c11"]["paras"])


def test_a_self_assessment_that_is_the_value_rounded_is_no_difference(full, told):
    exact = next(r for r in told(full)["c10"]["rows"] if r["no"] == "26")["value"]
    rounded = f"{float(Fraction(exact)):.2f}"
    facts = changed(full, f"round/{ROUND}/{full.view.pack.id}", "indicators", "26", 自评值=rounded)
    assert "园区自评" not in said(told(facts), "指标 26 ")
    facts = changed(full, f"round/{ROUND}/{full.view.pack.id}", "indicators", "26", 自评值="9")
    assert "园区自评 9" in said(told(facts), "指标 26 ")
