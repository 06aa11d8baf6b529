"""What the creation scheme says, case by case: the three invented parks of conftest.py with plans of their own."""

from __future__ import annotations

import copy
import dataclasses
import io
import re
from pathlib import Path

import pytest
from docx import Document

from zcdoc import ooxml
from zcdoc.model.profile import PROFILE_FIELDS
from zcdoc.model.record import Record
from zcdoc.model.tables import TABLE_OF
from zcdoc.model.view import View
from zcdoc.report import lint, template
from zcdoc.report.context.scheme import build
from zcdoc.report.phrases import load
from zcdoc.report.render import render, texts
from zcdoc.report.sandbox import require_plain
from zcdoc.scoring import score

TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "scheme"
ROUND = "2026-pj"
CHAPTERS = [
    "1 编制说明", "2 园区概况", "3 现状评估", "4 创建目标", "5 创建路径与措施", "6 重点项目", "7 企业创建安排", "8 碳抵消安排",
    "9 零碳保持策略", "10 组织与保障", "附录 A 检查项逐项表", "附录 B 指标现状与目标", "附录 C 假设、豁免与未决事项", "附录 D 证据清单",
]  # fmt: skip
SCHEME = {
    "方案编制单位": "东港示范产业园区管理委员会", "方案编制人": "陆晓雯", "方案审核人": "周建民", "方案批准人": "管委会主任办公会",
    "方案版本": "V1.1", "方案编制日期": "2026-03-10", "方案修订说明": "V1.0｜2025-09-01｜首次编制\nV1.1｜2026-03-10｜按评价轮次的结果更新现状与目标",
    "方案实施期限": "2026 年至 2030 年", "园区困难与问题": "可用屋顶分属 74 家企业，协调难度大。\n货运电动化缺少重载车型，企业更换意愿不足。",
    "企业创建安排": "2026 年底前排放量前 30 位的企业完成各自方案，其余企业 2027 年底前完成；管委会统一模板并逐家审阅。",
    "碳抵消安排": "到目标年的剩余排放以国内核证自愿减排量抵消，优先采购上海本地项目。",
    "零碳保持策略": "新入驻企业须提交能碳评估；每年复核排放总量，出现反弹的当年追加措施。",
    "组织机构与职责": "成立由管委会主任任组长的创建领导小组，办公室设在经济发展部。",
    "资金保障": "项目投资以企业自筹和合同能源管理为主，管委会每年安排专项资金 1200 万元。",
    "监测与统计安排": "能碳管理平台按月采集企业用能，经济发展部每季度核对一次。", "自查安排": "每年 6 月自查一次，结果报领导小组。",
}  # fmt: skip
PLANS = {
    "5.3-5.a": ("2027 年前把三号仓库迁至北片区铁路货场旁", "园区物流公司", "2027-06-30"),
    "5.4-2.e": ("新建厂房土地合同写明屋顶光伏比例不低于 55%", "规划建设部", "2026-12-31"),
    "5.4-1.a": ("签订 2027 年至 2030 年绿色电力长期协议", "东港能源服务公司", "2026-12-31"),
}


def rebuilt(facts, **more):
    """The same facts after a change of state, scored again."""
    record = Record(facts.view.record.park, facts.view.record.state, facts.view.record.head)
    view = View(facts.view.pack, record, facts.view.round)
    return dataclasses.replace(facts, view=view, score=score(view), **more)


def with_plans(facts):
    """The park with everything that only the scheme asks for."""
    facts = dataclasses.replace(facts, view=dataclasses.replace(facts.view, record=copy.deepcopy(facts.view.record)))
    state, pack = facts.view.record.state, facts.view.pack
    scope = state[f"round/{ROUND}"]
    scope["profile"].update({name: {"内容": value} for name, value in SCHEME.items()})
    scope["targets"] = {**scope["targets"], "4": {
        "目标项": "温室气体排放总量", "基准年": "2023", "基准值": "97850", "目标年": "2030", "目标值": "60000", "单位": "tCO2e",
        "对应条款或指标": "指标25",
    }}  # fmt: skip
    rows = state[f"round/{ROUND}/{pack.id}"]["checks"]
    for key, (what, who, due) in PLANS.items():
        rows[key] = {**rows[key], "计划措施": what, "计划责任单位": who, "计划完成": due}
    state["park"]["rounds"]["2026-zc2"] = {"kind": "self-inspection", "date": "2026-06-20", "people": "经济发展部"}
    return rebuilt(facts)


@pytest.fixture
def planned(full):
    return with_plans(full)


@pytest.fixture
def behind(failing):
    return with_plans(failing)


CASES = ("planned", "behind", "empty")


@pytest.fixture(scope="module")
def told():
    sentences = load(TEMPLATE / "phrases.yaml")
    return lambda facts: build(facts, sentences)


def said(context, start):
    return next(t for t in texts(context) if t.startswith(start))


def everything(data) -> str:
    body = Document(io.BytesIO(data)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter("{*}t")) for p in body.iter("{*}p"))


def rows_of(context):
    sections = [context["c5"]["basics"], *context["c5"]["systems"]]
    return {row["id"]: row for section in sections for row in section["rows"]}


def edited(facts, table, key, **values):
    """A value of the record changed, and all computed again; an empty text blanks it."""
    facts = dataclasses.replace(facts, view=dataclasses.replace(facts.view, record=copy.deepcopy(facts.view.record)))
    scope = {"pack": f"round/{ROUND}/{facts.view.pack.id}", "round": f"round/{ROUND}"}[TABLE_OF[table].scope]
    row = facts.view.record.state[scope].setdefault(table, {}).setdefault(key, {})
    row.update(values)
    for name in [n for n, v in row.items() if v == ""]:
        del row[name]
    return rebuilt(facts)


# --- the file ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_it_has_every_chapter_clause_check_and_indicator(case, request):
    facts = request.getfixturevalue(case)
    data = render(TEMPLATE, facts)
    headings = [p.text for p in Document(io.BytesIO(data)).paragraphs if p.style.name == "Heading 1"]
    assert headings == CHAPTERS
    text = everything(data)
    for clause in facts.view.pack.clauses:
        assert clause.number in text
    for check in facts.view.pack.checks:
        assert check in text
    for indicator in facts.view.pack.indicators:
        assert indicator.option(None).name in text
    for chapter in facts.view.pack.head.chapters:
        if chapter.kind == "measure":
            assert f"（标准 {chapter.id}）" in text


def test_two_runs_give_the_same_bytes(planned):
    assert render(TEMPLATE, planned) == render(TEMPLATE, planned)


def test_properties_name_the_park_as_author_and_the_date_of_the_scheme(planned):
    core = ooxml.part(render(TEMPLATE, planned), "docProps/core.xml").decode()
    assert "<dc:creator>东港示范产业园区管理委员会</dc:creator>" in core
    assert "2026-03-10T00:00:00Z" in core


@pytest.mark.parametrize("case", CASES)
def test_no_field_of_the_record_prints_its_own_column_name(case, request):
    text = everything(render(TEMPLATE, request.getfixturevalue(case)))
    for word in (
        "None",
        "undefined",
        "Fraction(",
        "投资(万元)",
        "年减排量(tCO2e)",
        "计划措施：",
        "计划责任单位：",
        "{{",
        "{%",
    ):
        assert word not in text


@pytest.mark.parametrize("case", CASES)
def test_no_table_is_empty(case, request):
    document = Document(io.BytesIO(render(TEMPLATE, request.getfixturevalue(case))))
    assert all(len(table._tbl.tr_lst) > 1 for table in document.tables)


def test_a_final_one_has_neither_watermark_nor_list_of_gaps(empty):
    final = render(TEMPLATE, dataclasses.replace(empty, final=True))
    assert "草稿缺项与待核对清单" not in everything(final)
    assert "草稿缺项与待核对清单" in everything(render(TEMPLATE, empty))


# --- the template -----------------------------------------------------------------------------------------------------


def test_the_template_uses_only_what_its_contract_lists():
    assert [p.line() for p in lint.lint(template.read(TEMPLATE))] == []


@pytest.mark.parametrize("case", CASES)
def test_the_contract_has_the_shape_of_the_data(case, request, told):
    assert _differences(told(request.getfixturevalue(case)), template.read(TEMPLATE).fields, "") == []


def _differences(data, contract, path) -> list[str]:
    if isinstance(data, dict):
        if not isinstance(contract, dict):
            return [path]
        odd = [f"{path}.{name}" for name in set(data) ^ set(contract)]
        both = set(data) & set(contract)
        return odd + [d for name in both for d in _differences(data[name], contract[name], f"{path}.{name}")]
    if isinstance(data, list):
        if not isinstance(contract, list) or len(contract) != 1:
            return [path]
        return [d for item in data for d in _differences(item, contract[0], f"{path}[]")]
    return [] if isinstance(contract, str) and contract.strip() else [path]


def test_a_shared_sentence_can_be_changed_in_the_templates_own_file(tmp_path):
    own = tmp_path / "scheme" / "phrases.yaml"
    own.parent.mkdir()
    source = (TEMPLATE / "phrases.yaml").read_text(encoding="utf-8")
    own.write_text(source + '\ngap: "【待补充：请填{{ what }}】"\n', encoding="utf-8")
    assert load(own).say("gap", what="甲") == "【待补充：请填甲】"
    assert load(TEMPLATE / "phrases.yaml").say("gap", what="甲") == "【待补充：甲】"


def test_shared_sentences_use_the_names_of_their_document():
    report = load(TEMPLATE.parent / "report" / "phrases.yaml")
    for sentences, name in ((report, "编写本报告时"), (load(TEMPLATE / "phrases.yaml"), "编写本方案时")):
        assert sentences.say("annex.unsettled", count=1, table="表 F-1").startswith(name)


def test_no_sentence_stands_both_in_the_shared_file_and_in_a_templates_own():
    shared = load(TEMPLATE.parent / "shared" / "phrases.yaml").sources
    for name in ("report", "scheme"):
        own = (TEMPLATE.parent / name / "phrases.yaml").read_text(encoding="utf-8")
        long = [text for text in shared.values() if len(text) > 30]
        assert [text for text in long if text in own] == []


# --- what it says -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("case", CASES)
def test_the_context_is_plain_data(case, request, told):
    require_plain(told(request.getfixturevalue(case)))


@pytest.mark.parametrize("case", CASES)
def test_every_gap_in_the_text_is_on_the_list(case, request, told):
    context = told(request.getfixturevalue(case))
    listed = {row["what"] for row in context["gaps"]["rows"]}
    marked = {what for text in texts(context) for what in re.findall(r"【待(?:补充|核对)：([^】]*)】", text)}
    assert marked <= listed


def test_a_complete_record_has_no_gaps(planned, told):
    assert told(planned)["gaps"]["rows"] == []


def test_an_empty_record_has_a_gap_for_every_field_that_the_scheme_needs_and_none_of_the_reports(empty, told):
    listed = {row["what"] for row in told(empty)["gaps"]["rows"]}
    needed = {f.name for f in PROFILE_FIELDS if f.needed == "scheme" and not f.extra}
    assert needed <= listed
    assert not listed & {f.name for f in PROFILE_FIELDS if f.needed == "report"}


def test_its_own_annexes_are_named(planned, told):
    all_of_it = "\n".join(texts(told(planned)))
    assert "附录 C 第 " in all_of_it
    assert "附录 F" not in all_of_it


def test_revisions_are_listed_with_the_current_one_last(planned, told):
    assert told(planned)["approval"]["revisions"] == [
        {"version": "V1.0", "date": "2025年9月1日", "what": "首次编制"},
        {"version": "V1.1", "date": "2026年3月10日", "what": "按评价轮次的结果更新现状与目标"},
    ]


def test_a_first_version_says_so(planned, told):
    del planned.view.record.state[f"round/{ROUND}"]["profile"]["方案修订说明"]
    assert told(rebuilt(planned))["approval"]["revisions"] == [
        {"version": "V1.1", "date": "2026年3月10日", "what": "首次编制"}
    ]


class TestGaps:
    def row(self, context, number):
        return next(r for r in context["c3"]["clause_rows"] if r["number"] == number)

    def test_all_met(self, planned, told):
        assert self.row(told(planned), "4.2.2")["gap"] == "已做到，没有差距"

    def test_an_unmet_threshold_tells_both_figures_and_the_distance(self, behind, told):
        assert self.row(told(behind), "4.2.6")["gap"] == (
            "企业入驻率 49.80%，要求值 50%，相差 0.20 个百分点；入驻工业企业占地不足工业用地的一半"
        )

    def test_a_recommendation_not_taken_up_is_no_nonconformity(self, behind, told):
        gap = self.row(told(behind), "5.7 5)")["gap"]
        assert gap.startswith("未采用（推荐）：")

    def test_not_inspected(self, empty, told):
        assert self.row(told(empty), "4.2.2")["gap"] == "尚未检查，差距待定"
        assert "没有一条查完，差距有待摸底。" in said(told(empty), "标准共 ")

    def test_one_of_several_not_inspected(self, planned, told):
        row = self.row(told(edited(planned, "checks", "4.2.3.b", 结果="")), "4.2.3")
        assert row["gap"] == "尚有 1 项未检查"

    def test_a_value_close_to_its_threshold_is_told(self, planned, behind, told):
        assert any(t.startswith("检查项 4.2.6.a、5.4-2.e 的数值离要求值很近") for t in told(behind)["c3"]["clauses"])
        assert "5.4-2.e" in told(planned)["c3"]["clauses"][-1]


def test_units_that_share_a_measure_are_named_once(planned, told):
    rows = planned.view.record.state[f"round/{ROUND}/{planned.view.pack.id}"]["checks"]
    rows["5.4-2.e"]["计划责任单位"] = "规划建设部、东港能源服务公司"
    said = "".join(p for s in told(rebuilt(planned))["c5"]["systems"] for p in s["paras"])
    assert "东港能源服务公司、规划建设部负责" in said


class TestScore:
    def test_the_next_level_and_the_distance_to_it(self, behind, told):
        score_ = told(behind)["c3"]["score"]
        assert score_[0].startswith("基本要求中条款 4.2.2、4.2.6 不符合；按现行采用的规则，补足之前不能评定级别")
        assert any(t.startswith("距基础级的分数线 60 分还差 48.26 分") for t in score_)

    def test_points_and_lost_points_add_up_but_for_the_last_digit(self, planned, behind, told):
        from decimal import Decimal

        for facts in (planned, behind):
            for row in told(facts)["c3"]["indicator_rows"]:
                if row["lost"] != "—":
                    whole = Decimal(row["points"].replace("—", "0")) + Decimal(row["lost"])
                    assert abs(whole - Decimal(row["full"])) <= Decimal("0.01")

    def test_the_worst_come_first(self, planned, told):
        lost = re.findall(r"失 (\d+\.\d\d) 分", told(planned)["c3"]["lost"][0])
        assert lost == sorted(lost, key=float, reverse=True)


class TestGoals:
    def test_the_path_is_compared_with_what_the_projects_bring(self, planned, told):
        path = told(planned)["c4"]["path"]
        assert path == [
            "排放总量以 2023 年的 97,850.00 tCO₂e 为基准，2030 年的目标为 60,000.00 tCO₂e，下降 38.68%，实际值与目标值见表\u00a04-3和图\u00a04-1。",
            "2025 年实际排放 93,000.00 tCO₂e，到目标年还须减少 33,000.00 tCO₂e，5 年内平均每年 6,600.00 tCO₂e。",
            "第 6 章中到目标年建成的项目每年可减排 21,950.40 tCO₂e，尚缺 11,049.60 tCO₂e，须增补项目或措施。",
        ]

    def test_enough_projects(self, planned, told):
        facts = edited(planned, "projects", "1", **{"年减排量(tCO2e)": "50000"})
        assert "足以覆盖上述任务" in told(facts)["c4"]["path"][-1]

    def test_a_project_at_rest_does_not_count(self, planned, told):
        facts = edited(planned, "projects", "1", 状态="暂停")
        assert "每年可减排 5,150.40 tCO₂e" in told(facts)["c4"]["path"][-1]

    def test_a_target_year_that_has_passed(self, full, told):
        assert said(told(full), "目标年已到，2025 年实际排放").endswith("后续年度的总量目标应尽快补充。")

    def test_no_targets_at_all(self, empty, told):
        context = told(empty)
        assert context["c4"]["path"] == ["【待补充：基准年、目标年与量化的目标值】"]
        assert context["c4"]["targets"] == context["c4"]["path_rows"] == []
        assert said(context, "尚未对单项评价指标提出目标")

    def test_targets_without_a_total(self, planned, told):
        for key in ("1", "4"):
            planned = edited(planned, "targets", key, 目标项="单位面积能耗")
        assert told(planned)["c4"]["path"][0].startswith("目标中没有以温室气体排放总量表示的一项")

    def test_a_target_reached_and_a_target_missed(self, planned, told):
        assert "均已达到" in told(planned)["c4"]["due"][0]
        missed = edited(planned, "targets", "1", 目标值="90000")
        assert "未达到的有温室气体排放总量" in told(missed)["c4"]["due"][0]

    def test_an_indicator_target_is_set_beside_its_leading_value(self, planned, told):
        row = next(r for r in told(planned)["c4"]["aim_rows"] if r["no"] == "10")
        assert (row["value"], row["leading"], row["goal"], row["verdict"]) == (
            "23.59%",
            "20%",
            "28.00%",
            "✓ 达到引领值",
        )
        other = next(r for r in told(planned)["c4"]["aim_rows"] if r["no"] == "25")
        assert other["verdict"] == "— 量纲不同，不作比较"
        low = edited(planned, "targets", "2", 目标值="0.18")
        assert next(r for r in told(low)["c4"]["aim_rows"] if r["no"] == "10")["verdict"] == "△ 低于引领水平"

    def test_an_assumption_in_play_is_told(self, planned, told):
        assert "的口径依据尚未确认的假设（见附录 C）" in told(planned)["c4"]["aims"][0]


class TestMeasures:
    def test_a_planned_measure_with_who_and_when(self, planned, told):
        row = rows_of(told(planned))["5.3-5.a"]
        assert (row["plan"], row["who"], row["due"]) == (
            "2027 年前把三号仓库迁至北片区铁路货场旁",
            "园区物流公司",
            "2027年6月30日",
        )
        assert row["today"].startswith("△ 部分符合：三号仓库")

    def test_without_a_plan_the_correction_stands_in(self, behind, told):
        row = rows_of(told(behind))["4.2.6.a"]
        assert (row["plan"], row["who"], row["due"]) == ("收回闲置地块并重新招商", "招商局", "2027年12月31日")

    def test_unmet_with_neither_is_a_gap(self, behind, told):
        context = told(behind)
        assert rows_of(context)["4.2.2.c"]["plan"] == "【待补充：检查项 4.2.2.c 的计划措施】"
        assert "检查项 4.2.2.c 的计划措施" in [r["what"] for r in context["gaps"]["rows"]]

    def test_a_measure_without_who_is_a_gap(self, planned, told):
        facts = edited(planned, "checks", "5.3-5.a", 计划责任单位="")
        assert rows_of(told(facts))["5.3-5.a"]["who"] == "【待补充：检查项 5.3-5.a 的计划责任单位】"

    def test_what_is_met_is_kept_and_what_is_optional_may_wait(self, behind, told):
        rows = rows_of(told(behind))
        assert (rows["5.1-1.a"]["today"], rows["5.1-1.a"]["plan"]) == ("✓ 已采用", "按现有做法保持")
        assert rows["5.2-5.a"]["plan"] == "暂不安排"
        assert rows["5.4-1.e"]["plan"] == "—"

    def test_not_inspected_waits_for_the_inspection(self, empty, told):
        assert {r["plan"] for r in rows_of(told(empty)).values()} == {"检查后确定"}

    def test_a_plan_that_is_late_is_told(self, planned, told):
        context = told(edited(planned, "checks", "5.3-5.a", 计划完成="2026-01-31"))
        assert rows_of(context)["5.3-5.a"]["plan"].endswith("（已逾期）")
        assert said(context, "检查项 5.3-5.a 的计划完成日期已过而尚未做到")

    def test_basic_requirements_that_are_met_need_no_table(self, planned, told):
        basics = told(planned)["c5"]["basics"]
        assert basics["rows"] == []
        assert basics["caption"] == {"ref": "", "text": ""}
        assert "均已做到" in basics["paras"][0]


class TestProjects:
    def test_totals_and_the_schedule_by_year(self, planned, told):
        c6 = told(planned)["c6"]
        assert c6["sums"] == {"money": "15,350.5", "cut": "21,950.4"}
        assert [(r["year"], r["cut"], r["sum"]) for r in c6["schedule_rows"]] == [
            ("2025", "—", "0"), ("2026", "4,200", "4,200"), ("2027", "16,800", "21,000"), ("2028", "950.4", "21,950.4"),
        ]  # fmt: skip
        assert [(r["name"], r["share"]) for r in c6["system_rows"]] == [("交通系统", "4.33%"), ("能源系统", "95.67%")]

    def test_payback_and_cost_per_tonne(self, planned, told):
        row = told(planned)["c6"]["worth_rows"][0]
        assert (row["payback"], row["per_tonne"], row["cost"]) == ("6.8", "6,667", "-715")
        assert "货运电动化与换电站的回收期长于其寿命" in told(planned)["c6"]["worth"][-1]

    def test_without_benefits_there_is_no_section_on_worth(self, planned, told):
        for key in ("1", "2", "3"):
            planned = edited(planned, "projects", key, **{"年收益(万元)": ""})
        assert told(planned)["c6"]["worth"] == []
        assert "6.4 经济性分析" not in everything(render(TEMPLATE, planned))

    def test_what_is_not_known_is_told(self, planned, told):
        facts = edited(planned, "projects", "3", **{"年减排量(tCO2e)": ""})
        assert "项目 3 的减排量尚未测算，合计中不含。" in told(facts)["c6"]["intro"]

    def test_a_late_project_is_told(self, planned, told):
        facts = edited(planned, "projects", "2", 完成日期="2026-02-01")
        assert any("余热供冷供热改造已过完成日期而尚未建成" in t for t in told(facts)["c6"]["intro"])

    def test_no_projects(self, empty, told):
        c6 = told(empty)["c6"]
        assert c6["intro"] == ["记录中没有登记重点减排项目。"]
        assert c6["system_rows"] == c6["schedule_rows"] == c6["worth_rows"] == []


def test_who_answers_for_what(planned, told):
    rows = {r["name"]: r for r in told(planned)["c10"]["unit_rows"]}
    assert rows["园区物流公司"] == {
        "name": "园区物流公司", "checks": "5.3-5.a", "projects": "货运电动化与换电站", "due": "2028年12月31日",
    }  # fmt: skip


def test_the_calendar_shows_past_present_and_coming_rounds(planned, told):
    c10 = told(planned)["c10"]
    assert [r["state"] for r in c10["calendar"]] == ["已开展，尚未关闭", "本方案所依据的一轮", "计划中"]
    assert c10["inspection"][-1].endswith("下一轮为2026年6月20日的自查。")


def test_what_is_left_is_to_be_offset(planned, full, told):
    assert told(planned)["c8"]["left"][0].startswith("按第 4 章的路径，2030 年仍有排放 60,000.00 tCO₂e")
    assert told(full)["c8"]["left"][0].startswith("后续年度的排放总量目标确定之后")
    nothing = edited(planned, "targets", "4", 目标值="0")
    assert told(nothing)["c8"]["left"] == ["按第 4 章的路径，2030 年排放总量降为 0，不需要抵消。"]


def test_clauses_for_enterprises_are_those_of_the_pack(planned, told):
    listed = [r["number"] for r in told(planned)["c7"]["rows"]]
    asked = [
        c.number for c in planned.view.pack.clauses if any("enterprise" in (k.subjects or c.subjects) for k in c.checks)
    ]
    assert listed == asked
