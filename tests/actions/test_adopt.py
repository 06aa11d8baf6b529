"""Answers come to another standard as proposals: what comes, what stays, what is refused, and never a result."""

from __future__ import annotations

import pytest

from zcdoc.actions.adopt import adopt
from zcdoc.actions.parks import close_round, new_park, new_round
from zcdoc.errors import UsageError, UserError
from zcdoc.model.record import PARK, Address, Change, walk

OLD, NEW = "small-pack", "other-pack"


@pytest.fixture
def bring(judged):
    def call(standard=NEW, **options):
        return adopt(judged.workspace, "demo", standard, **options)

    return call


def fields(made):
    return {p.where: p.fields for p in made.proposals}


class TestPreview:
    def test_it_writes_nothing(self, judged, bring):
        head = judged.store.load().head
        made = bring()
        assert made.joins
        assert made.changes
        assert judged.store.load().head == head

    def test_findings_and_evidence_come_with_where_they_are_from(self, bring):
        made = bring()
        assert [p.where for p in made.proposals] == ["基本要求!4.2.6.a", "创建措施!5.1-1.a", "评价指标!1"]
        first = made.proposals[0]
        assert first.sources == ("4.2.1.a", "5.1-1.a")
        assert first.fields["检查所见"] == "看了安监台账\n屋顶没有光伏"
        assert first.fields["证据编号"] == "EV-001#p2、EV-002", "each reference once"
        assert first.fields["检查进度"] == "待复核"
        lines = first.fields["备注"].split("\n")
        assert "检查项 4.2.1.a，当时判为“符合”。来源项只问本项的一部分：甲只问事故。" in lines[0]
        assert "检查项 5.1-1.a，当时判为“不符合”。两项部分重合：甲问光伏。" in lines[1]

    def test_no_result_signature_or_problem_comes(self, bring):
        told = {name for row in fields(bring()).values() for name in row}
        assert told == {"检查所见", "证据编号", "检查进度", "备注", "分子", "分母", "数据年度", "数据来源"}

    def test_what_is_not_answered_refused_or_missing_is_told(self, bring):
        made = bring()
        assert [(x.where, x.sources, x.why) for x in made.unseen] == [
            ("创建措施!5.1-1.b", ("5.1-1.b",), "来源项还没有结果")
        ]
        assert [(x.where, x.sources, x.why) for x in made.refused] == [("评价指标!6", ("5",), "口径不同：分母不同。")]
        assert made.alone == ["4.2.1"]
        assert made.open == ["4.1-1.a", "5.1-1.c"], "4.1-1 is linked as a whole: its check takes nothing over"
        assert made.indicators_alone == ["2", "3", "4", "5", "7"]

    def test_from_the_other_side_the_relation_is_turned(self, judged):
        new_park(judged.workspace, "back", [NEW], "另一园", date="2026-01-05")
        store = judged.workspace.store("back")
        judged.store = store
        judged.set("checks", "4.2.6.a", pack=NEW, 结果="符合", 检查所见="看了用地台账")
        made = adopt(judged.workspace, "back", OLD)
        assert "来源项问得比本项多：甲只问事故。" in fields(made)["基本要求!4.2.1.a"]["备注"]


class TestApply:
    def test_it_is_one_event_and_the_standard_joins(self, judged, bring):
        before = len(judged.store.events())
        made = bring(apply=True, by="孙三")
        events = judged.store.events()
        assert len(events) == before + 1
        assert (events[-1].command, events[-1].by) == (f"park adopt {NEW}", "孙三")
        assert judged.store.load().standards == [OLD, NEW]
        assert judged.row("checks", "4.2.6.a") == made.proposals[0].fields
        assert "结果" not in judged.row("checks", "5.1-1.a")

    def test_nothing_of_the_first_standard_changes(self, judged, bring):
        def of_old():
            return {at: v for at, v in walk(judged.store.load().state) if at.scope.endswith(f"/{OLD}")}

        before = of_old()
        bring(apply=True)
        assert of_old() == before

    def test_again_it_adds_nothing(self, judged, bring):
        bring(apply=True)
        head = judged.store.load().head
        made = bring(apply=True)
        assert (made.proposals, made.changes, made.joins) == ([], [], False)
        assert {x.where for x in made.untouched} == {"基本要求!4.2.6.a", "创建措施!5.1-1.a", "评价指标!1"}
        assert judged.store.load().head == head

    def test_an_answer_given_later_comes_the_next_time(self, judged, bring):
        bring(apply=True)
        judged.set("checks", "5.1-1.b", 结果="已采用", 检查所见="有储能")
        assert list(fields(bring(apply=True))) == ["创建措施!5.1-1.b"]

    def test_what_stands_there_stays_and_blanks_are_filled(self, judged, bring):
        judged.set("checks", "5.1-1.a", pack=NEW, 检查所见="自己看过", 检查进度="进行中")
        (made,) = (p for p in bring(apply=True).proposals if p.item == "5.1-1.a")
        assert made.kept == ("检查所见", "检查进度")
        row = judged.row("checks", "5.1-1.a")
        assert (row["检查所见"], row["检查进度"], row["证据编号"]) == ("自己看过", "进行中", "EV-001#p2、EV-002")

    def test_a_row_that_is_judged_is_left_alone(self, judged, bring):
        judged.set("checks", "5.1-1.a", pack=NEW, 结果="符合")
        made = bring(apply=True)
        assert [(x.where, x.why) for x in made.untouched] == [("创建措施!5.1-1.a", "已有结果")]
        assert judged.row("checks", "5.1-1.a") == {"结果": "符合"}

    @pytest.mark.parametrize("standing", [{"分母": "80"}, {"现状值": "0.2"}, {"是否适用": "否"}])
    def test_numbers_are_not_mixed(self, judged, bring, standing):
        judged.set("indicators", "1", pack=NEW, **standing)
        bring(apply=True)
        assert judged.row("indicators", "1") == standing

    @pytest.mark.parametrize("gone", [{"分子": None, "分母": None}, {"是否适用": "否", "不适用理由": "没有新建筑"}])
    def test_a_source_without_numbers_gives_none(self, judged, bring, gone):
        judged.set("indicators", "1", **gone)
        made = bring()
        assert "评价指标!1" in [x.where for x in made.unseen]

    def test_a_blank_erases_nothing(self, judged, bring):
        bring(apply=True)
        judged.set("checks", "4.2.1.a", 检查所见=None, 证据编号=None)
        bring(apply=True)
        assert judged.row("checks", "4.2.6.a")["检查所见"] == "看了安监台账\n屋顶没有光伏"


class TestUnderOptions:
    """Numbers that count the same things under one option only."""

    @pytest.fixture
    def conditional(self, judged):
        path = judged.workspace.root / "checklists" / "crosswalk.yaml"
        text = path.read_text("utf-8")
        assert text.count("inputs: same") == 1
        path.write_text(text.replace("inputs: same", "inputs: same, b_under: {base-1: area}"), "utf-8")
        return judged

    def test_they_come_under_that_option(self, conditional, bring):
        assert "评价指标!1" in fields(bring())

    def test_under_another_they_stay_and_it_is_said_which_would_be_needed(self, conditional, bring):
        new_park_decides(conditional, f"{NEW}/base-1", "number")
        made = bring(apply=True)
        assert "评价指标!1" not in fields(made)
        (told,) = (x for x in made.refused if x.where == "评价指标!1")
        assert told.why.startswith("口径只在约定之下相同：")
        assert "（base-1）要取“" in told.why
        assert "现取“" in told.why
        assert conditional.row("indicators", "1") == {}

    def test_from_the_other_side_the_condition_is_the_other_s(self, conditional):
        from zcdoc.actions.crosswalk import compare

        (theirs,) = compare(NEW, OLD, conditional.workspace).sides[0].shared
        assert (theirs.own_under, theirs.other_under) == ({"base-1": "area"}, {})


def new_park_decides(judged, key, value):
    def change(record):
        return [Change(Address(PARK, "assumptions", key, "value"), None, value)]

    judged.store.commit(change, "assumption set", "钱二")


class TestUnknownRequirement:
    def test_nothing_comes_to_a_row_of_which_only_the_heading_is_known(self, judged, bring):
        clauses = judged.workspace.root / "checklists" / NEW / "clauses.yaml"
        lines = clauses.read_text("utf-8").splitlines(keepends=True)
        at = next(i for i, line in enumerate(lines) if "id: 5.1-1.a" in line or 'id: "5.1-1.a"' in line)
        after = next(i for i in range(at, len(lines)) if lines[i].strip().startswith("method:"))
        indent = lines[after][: len(lines[after]) - len(lines[after].lstrip())]
        lines.insert(after + 1, f"{indent}unknown: true\n")
        clauses.write_text("".join(lines), "utf-8")
        made = bring(apply=True)
        assert "创建措施!5.1-1.a" not in fields(made)
        (told,) = (x for x in made.refused if x.where == "创建措施!5.1-1.a")
        assert (told.sources, "没有给出这一项要求什么" in told.why) == (("5.1-1.a",), True)
        assert judged.row("checks", "5.1-1.a") == {}


class TestRefusals:
    def test_a_closed_round(self, judged, bring):
        new_round(judged.workspace, "demo", "evaluation", source="baseline-1", date="2026-03-01")
        close_round(judged.workspace, "demo", "baseline-1")
        with pytest.raises(UserError, match="baseline-1 已于"):
            bring(round_id="baseline-1")
        assert bring().round == "evaluation-1"
        close_round(judged.workspace, "demo", "evaluation-1")
        with pytest.raises(UserError, match="不能再改"):
            bring(apply=True)

    @pytest.mark.parametrize(
        ("standard", "options", "words"),
        [("none", {}, "没有标准包“none”"), (OLD, {}, "只有 small-pack 这一部标准"), (NEW, {"source": NEW}, "不能从 other-pack 带到它自己"),
         (NEW, {"source": "seesa-010-2025"}, "没有登记标准“seesa-010-2025”"), ("ndrc-2025-910", {}, "没有 small-pack 与 ndrc-2025-910 的对照"),
         (NEW, {"round_id": "none"}, "没有轮次“none”")],
    )  # fmt: skip
    def test_what_cannot_be_is_said(self, judged, bring, standard, options, words):
        head = judged.store.load().head
        with pytest.raises((UsageError, UserError), match=words):
            bring(standard, apply=True, **options)
        assert judged.store.load().head == head

    def test_a_park_without_answers_only_joins(self, judged):
        new_park(judged.workspace, "empty", [OLD], "空园", date="2026-01-05")
        made = adopt(judged.workspace, "empty", NEW, apply=True)
        assert (made.proposals, made.joins, len(made.changes)) == ([], True, 1)
        assert {x.why for x in made.unseen} == {"来源项还没有结果", "来源指标没有数据"}
        assert judged.workspace.store("empty").load().standards == [OLD, NEW]


class TestParkTypes:
    """Shanxi's indicators differ by type of park."""

    @pytest.fixture
    def park(self, judged):
        new_park(judged.workspace, "typed", ["seesa-010-2025"], "工业园", date="2026-01-05")
        judged.store = judged.workspace.store("typed")
        return judged.set("checks", "4.1-4.a", pack="seesa-010-2025", 结果="符合", 检查所见="三年都在执行")

    def test_only_the_type_s_indicators_are_named(self, park):
        park.set("profile", "园区类型", pack="", 内容="工业类")
        made = adopt(park.workspace, "typed", "sxses-04-2024", apply=True)
        told = [x for x in (*made.refused, *made.unseen) if x.where.startswith("评价指标!")]
        named = {x.item for x in told} | set(made.indicators_alone)
        assert named == {i.number for i in made.target.indicators}
        assert not named & {"Z2", "Z3", "Z6", "Z12", "Z15"}
        assert [p.item for p in made.proposals] == ["4-2.b"]

    def test_without_a_type_all_are(self, park):
        assert {"Z2", "Z3"} <= set(adopt(park.workspace, "typed", "sxses-04-2024").indicators_alone)
