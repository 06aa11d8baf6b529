"""Nonsense planted in a pack and a crosswalk: lint finds each on its line in words of the field, and the list stays up."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from string import ascii_lowercase

import pytest

SMALL = Path(__file__).resolve().parents[1] / "readiness" / "small-pack"
HEAD, CLAUSES, INDICATORS, RATING, CROSSWALK = (
    "pack.yaml",
    "clauses.yaml",
    "indicators.yaml",
    "rating.yaml",
    "crosswalk.yaml",
)
LINKS = """\
pairs:
- a: small-pack
  b: other-pack
  by: 某人
  clauses:
  - {a: 4.2.1.a, b: 4.2.6.a, relation: overlaps, reason: 各问各的。}
  indicators:
  - {a: "1", b: "1", relation: equal, inputs: same, reason: 相同。}
"""
RECOMMENDED = "text: 鼓励储能, type: recommendation, word: 鼓励"
ASKED = "text: 近三年无事故, period: {years: 3, back_from: report-date}, type: requirement, word: 应"
LAST = "evidence: [{name: 合同}], na: [没有条件]}"
# What stands in a file, what somebody writes there instead, words of the message. The line is that of the edit.
EDITS = {
    "宜 as a requirement": (CLAUSES, RECOMMENDED, "text: 宜储能, type: requirement, word: 宜", "印的是“宜”，类型却写成要求"),
    "鼓励 as a requirement": (CLAUSES, RECOMMENDED, "text: 储能, type: requirement, word: 鼓励", "印的是“鼓励”"),
    "可 as a requirement": (CLAUSES, RECOMMENDED, "text: 储能, type: requirement, word: 可", "印的是“可”"),
    "优先 as a requirement": (CLAUSES, RECOMMENDED, "text: 储能, type: requirement, word: 优先", "印的是“优先”"),
    "应 as a permission": (CLAUSES, RECOMMENDED, "text: 储能, type: permission, word: 应", "能愿动词是“可”，不是“应”"),
    "宜 as a permission": (CLAUSES, RECOMMENDED, "text: 储能, type: permission, word: 宜", "能愿动词是“可”，不是“宜”"),
    "应 as a recommendation": (CLAUSES, RECOMMENDED, "text: 储能, type: recommendation, word: 应", "印的是“应”，类型却写成推荐"),
    "可 as a recommendation": (CLAUSES, RECOMMENDED, "text: 储能, type: recommendation, word: 可", "印的是“可”，类型却写成推荐"),
    "应 as an instruction": (CLAUSES, RECOMMENDED, "text: 储能, type: instruction, word: 应", "指示是祈使句"),
    "应 as a statement": (CLAUSES, RECOMMENDED, "text: 储能, type: statement, word: 应", "陈述没有能愿动词"),
    "可 as a basic requirement": (CLAUSES, ASKED, "text: 无事故, type: requirement, word: 可", "印的是“可”"),
    "a basic requirement without a word as a recommendation": (
        CLAUSES,
        ASKED,
        "text: 无事故, type: recommendation",
        "基本要求里没有能愿动词的按要求判定，类型却写成推荐",
    ),
    "a basic requirement without a word as a permission": (
        CLAUSES,
        ASKED,
        "text: 无事故, type: permission",
        "类型却写成允许",
    ),
    "a type nobody knows": (CLAUSES, ASKED, "text: 无事故, type: 必须, word: 应", "“type”的取值不对：必须"),
    "a word nobody knows": (CLAUSES, ASKED, "text: 无事故, type: requirement, word: 要", "“word”的取值不对：要"),
    "a method nobody knows": (CLAUSES, "method: 现场观察", "method: 看看", "“method”的取值不对：看看"),
    "a letter past z": (CLAUSES, '"5.1-1.b"', '"5.1-1.{"', "“id”的写法不对"),
    "two letters before z is used": (CLAUSES, '"5.1-1.b"', '"5.1-1.aa"', "越过了 z"),
    "a capital letter": (CLAUSES, '"5.1-1.b"', '"5.1-1.B"', "不是字母编号"),
    "a number for a letter": (CLAUSES, '"5.1-1.b"', '"5.1-1.2"', "不是字母编号"),
    "a term in no words that compute": (CLAUSES, "{name: 合同}", "{name: 合同, valid: 很久}", "有效期“很久”无法据以计算"),
    "a term that is a bare number": (CLAUSES, "{name: 合同}", '{name: 合同, valid: "3"}', "有效期“3”无法据以计算"),
    "a term by a convention not there": (CLAUSES, "{name: 合同}", "{name: 合同, valid: 见约定“没有”}", "没有题为“没有”的约定"),
    "a threshold in percent as a whole number": (
        CLAUSES, 'threshold: "0.5"}', 'threshold: "50"}', "要求值 50 超过 1"
    ),
    "a threshold in words": (CLAUSES, 'threshold: "0.5"}', "threshold: 一半}", "“threshold”的写法不对：一半"),
    "a comparison nobody knows": (CLAUSES, 'compare: ">=", threshold: "0.5"}', 'compare: 约, threshold: "0.5"}', "“compare”的取值不对：约"),
    "no evidence": (CLAUSES, "evidence: [{name: 合同}]", "evidence: []", "“evidence”至少要有 1 项"),
    "evidence as a sentence": (CLAUSES, "evidence: [{name: 合同}]", "evidence: 合同", "“evidence”应是列表，写的是合同"),
    "a theme nobody knows": (CLAUSES, "themes: [land-use]", "themes: [土地]", "“themes”的取值不对：土地"),
    "nobody who acts": (CLAUSES, "subjects: [park, enterprise]", "subjects: []", "“subjects”至少要有 1 项"),
    "points where nothing earns them": (CLAUSES, "method: 现场观察", 'method: 现场观察\n        points: "2"', "没有指标由检查项 5.1-1.a 得分"),
    "a bound for a number": (INDICATORS, 'leading: "0.5"', 'leading: ">0.65"', "引领值“>0.65”不是数字"),
    "words for a number": (INDICATORS, 'leading: "0.5"', "leading: 行业平均", "引领值“行业平均”不是数字"),
    "a percentage for a count": (INDICATORS, 'leading: "3"', "leading: 65%", "引领值“65%”不是数字"),
    "a share above 1": (INDICATORS, 'leading: "0.5"', 'leading: "65"', "超过 1"),
    "a share above 100 %": (INDICATORS, 'leading: "0.5"', "leading: 165%", "超过 1"),
    "a list for a number": (INDICATORS, 'leading: "0.5"', "leading: [1, 2]", "“leading”的写法不对：一个列表"),
    "nothing for a number": (INDICATORS, 'leading: "0.5"', "leading:", "“leading”的写法不对：（空）"),
    "a negative leading value": (INDICATORS, 'leading: "0.5"', 'leading: "-0.5"', "引领值要大于 0"),
    "a presence by a number": (INDICATORS, "leading: 有\n    alternatives", 'leading: "1"\n    alternatives', "与 direction 不配"),
    "a bonus that takes away": (INDICATORS, 'bonus: "5"', 'bonus: "-5"', "bonus -5 不成立"),
    "a direction nobody knows": (INDICATORS, "direction: present\n    leading: 有\n    alt", "direction: 上\n    leading: 有\n    alt", "“direction”的取值不对：上"),
    "a mean nobody knows": (INDICATORS, "mean: arithmetic", "mean: 平均", "“mean”的写法不对：平均"),
    "a window of no years": (INDICATORS, "window: 3", "window: 0", "“window”"),
    "a window in words": (INDICATORS, "window: 3", "window: 三年", "“window”的写法不对：三年"),
    "a side that is not a yearly item": (INDICATORS, "denominator: 工业总产值", "denominator: 产值", "数列的项目不在"),
    "two sides of one name": (INDICATORS, "{name: 节能产品, def", "{name: 绿色产品, def", "“绿色产品”重复"),
    "a unit left out": (INDICATORS, "unit: 家\n    direction", "direction", "缺少必填项“unit”"),
    "a choice twice": (INDICATORS, "{value: b, means: 产业活动单位,", "{value: a, means: 产业活动单位,", "两个相同的可选值"),
    "a value outside its choices": (INDICATORS, "          value: a\n", "          value: c\n", "取值 c 不在允许范围内"),
    "a date that is none": (HEAD, 'edition: "2026"}', 'edition: "2026", issued: "2025-02-30"}', "没有 2025-02-30 这一天"),
    "a date in words": (HEAD, 'edition: "2026"}', 'edition: "2026", issued: 去年}', "“issued”的写法不对：去年"),
    "a version in words": (HEAD, "version: 1.0.0", "version: 新版", "“version”的写法不对：新版"),
    "a certainty nobody knows": (HEAD, "what: 全部, certainty: M}", "what: 全部, certainty: 很高}", "“certainty”的取值不对：很高"),
    "an offset of an indicator not there": (HEAD, 'indicator: "6",', 'indicator: "66",', "没有指标 66"),
    "an offset twice": (HEAD, "{name: 绿证}", "{name: CCER}", "“CCER”重复"),
    "a yearly item twice": (HEAD, "{name: 工业总产值, unit: 万元", "{name: 温室气体排放总量, unit: 万元", "“温室气体排放总量”重复"),
    "a chapter of no kind": (HEAD, "title: 原则, kind: principle}", "title: 原则}", "缺少必填项“kind”"),
    "an assumption about nothing": (HEAD, 'indicators: ["1"]', 'indicators: ["99"]', "指向不存在的“99”"),
    "true for yes": (HEAD, "zero_carbon: false", "zero_carbon: 否", "“zero_carbon”应是 true 或 false，写的是否"),
    "a weight above 1": (RATING, "weight: rest", 'weight: "60"', "权重 60 不在 0 和 1 之间"),
    "a weight in words": (RATING, "weight: rest", "weight: 其余", "“weight”的写法不对：其余"),
    "a range turned round": (RATING, '{min: "0.2", max: "0.6"}', '{min: "0.6", max: "0.2"}', "不在允许范围内"),
    "levels out of order": (RATING, 'above: "75"', 'above: "55"', "不高于前一级"),
    "a level nobody can reach": (RATING, '引领级, at_least: "90"', '引领级, at_least: "900"', "最多得 105 分"),
    "a level in percent": (RATING, '引领级, at_least: "90"', "引领级, at_least: 90%", "“at_least”的写法不对：90%"),
    "a level twice": (RATING, "{name: 基础级", "{name: 未达级", "“未达级”重复"),
    "a level of two beginnings": (RATING, 'above: "75"', 'above: "75", at_least: "76"', "只能写一个"),
    "a kind of rating nobody knows": (RATING, "kind: weighted-ratio", "kind: 打分", "“rating”的 kind 不对"),
    "a gate nobody knows": (RATING, "gate: block", "gate: 开", "“gate”的写法不对：开"),
    "a group of no name": (RATING, "{id: a, name: 甲组, weight: rest}", "{id: a, weight: rest}", "缺少必填项“name”"),
    "a relation nobody knows": (CROSSWALK, "relation: overlaps", "relation: 差不多", "“relation”的取值不对：差不多"),
    "a check not in the pack": (CROSSWALK, "b: 4.2.6.a", "b: 4.2.6.x", "other-pack 没有条款或检查项 4.2.6.x"),
    "a pack not there": (CROSSWALK, "b: other-pack", "b: third-pack", "没有标准包“third-pack”"),
    "a pack against itself": (CROSSWALK, "b: other-pack", "b: small-pack", "与它自己不用对照"),
    "an indicator not in the pack": (CROSSWALK, '{a: "1", b: "1"', '{a: "1", b: "11"', "other-pack 没有指标 11"),
    "no reason": (CROSSWALK, "reason: 各问各的。", 'reason: ""', "“reason”不能为空"),
    "numbers shared that are none": (CROSSWALK, '{a: "1", b: "1"', '{a: "3", b: "1"', "不能写 same"),
    "nobody who compared": (CROSSWALK, "  by: 某人\n", "", "缺少必填项“by”"),
    "a list for a link": (CROSSWALK, "{a: 4.2.1.a, b: 4.2.6.a, relation: overlaps, reason: 各问各的。}", "[4.2.1.a]", "应是键值对，写的是一个列表"),
}  # fmt: skip
# Words of a library or a language that no assessor uses.
FOREIGN = re.compile(r"constrained|Input should|[Ss]tring|valid |model|dict|type=|\[\^|\\d|None|True|False|Error")


@pytest.fixture
def workspace(tmp_path, zcdoc):
    root = tmp_path / "ws"
    zcdoc("init", root)
    for name in ("small-pack", "other-pack"):
        target = Path(shutil.copytree(SMALL, root / "checklists" / name))
        head = target / HEAD
        head.write_text(head.read_text("utf-8").replace("id: small-pack", f"id: {name}"), "utf-8")
    (root / "checklists" / CROSSWALK).write_text(LINKS, "utf-8")
    return root


def plant(root, name, old, new):
    """Edits a file; returns where its problems begin, and the lines that the edit touches."""
    path = root / "checklists" / (name if name == CROSSWALK else f"small-pack/{name}")
    text = path.read_text("utf-8")
    assert old in text, f"{name} holds no {old!r}"
    start = text.count("\n", 0, text.index(old)) + 1
    path.write_text(text.replace(old, new, 1), "utf-8")
    return ("crosswalk/" if name == CROSSWALK else "small-pack/") + name, range(start, start + new.count("\n") + 1)


def test_the_workspace_is_sound_before(workspace, zcdoc):
    assert zcdoc("--workspace", workspace, "pack", "lint").code == 0


@pytest.mark.parametrize("edit", EDITS)
def test_lint_finds_it_on_its_line_and_the_list_stays_up(workspace, zcdoc, edit):
    name, old, new, words = EDITS[edit]
    where, lines = plant(workspace, name, old, new)
    said = zcdoc("--workspace", workspace, "pack", "lint", "--json")
    assert said.code == 1, said.words
    told = [p for p in said.json["problems"] if words in p["message"]]
    assert told, said.json["problems"]
    for problem in told:
        assert problem["fix"]
        assert not FOREIGN.search(problem["message"] + problem["fix"]), problem
    places = [re.fullmatch(r"(.*):(\d+):(\d+)", p["where"].replace("crosswalk.yaml/", "crosswalk/")) for p in told]
    assert all(places), told
    assert {p[1].split("/")[-1] for p in places} == {name}, where
    near = range(lines.start - NEAR.get(edit, 0), lines.stop)
    assert any(int(p[2]) in near for p in places), (told, lines)
    listed = zcdoc("--workspace", workspace, "pack", "list", "--json")
    assert listed.code in {0, 1}
    assert {"small-pack", "other-pack", "seesa-010-2025"} <= {p["id"] for p in listed.json}


# Where what is wrong is a thing missing or a sum, the line is that of what holds it: so many lines above the edit.
NEAR = {
    "a side that is not a yearly item": 5,
    "a unit left out": 4,
    "a choice twice": 6,
    "a value outside its choices": 3,
    "a range turned round": 6,
    "a kind of rating nobody knows": 1,
    "nobody who compared": 3,
    "an indicator not in the pack": 0,
    "a weight above 1": 1,
}


def test_what_the_schema_refuses_hides_nothing_that_it_lets_pass(workspace, zcdoc):
    """A typing error in each file, and a fault of meaning beside each, in one run."""
    for name, old, new in [
        (HEAD, "scope: 测试", "scope: 测试\nscpoe: 测试"),
        (HEAD, 'edition: "2026"}', 'edition: "2026", issued: "2025-02-30"}'),
        (CLAUSES, "method: 现场观察", "method: 看看"),
        (CLAUSES, RECOMMENDED, "text: 宜储能, type: requirement, word: 宜"),
        (INDICATORS, 'bonus: "5"', "bonus: 五"),
        (INDICATORS, 'leading: "0.5"', 'leading: ">0.65"'),
        (RATING, "statement: 加权求和", "statement: []"),
        (RATING, 'above: "75"', 'above: "55"'),
        (CROSSWALK, "relation: overlaps", "relation: 差不多"),
    ]:
        plant(workspace, name, old, new)
    said = zcdoc("--workspace", workspace, "pack", "lint", "--json")
    told = " ".join(p["message"] for p in said.json["problems"])
    for words in (
        "scpoe",
        "2025-02-30",
        "看看",
        "印的是“宜”",
        "五",
        ">0.65",
        "“statement”应是文字",
        "不高于前一级",
        "差不多",
    ):
        assert words in told, words
    assert len(said.json["problems"]) == 9, "and nothing that only follows from another"


@pytest.mark.parametrize("name", [HEAD, CLAUSES, INDICATORS, RATING])
def test_a_file_that_is_no_file_of_a_pack_hides_nothing_of_the_others(workspace, zcdoc, name):
    plant(workspace, CLAUSES, RECOMMENDED, "text: 宜储能, type: requirement, word: 宜")
    plant(workspace, INDICATORS, 'leading: "0.5"', 'leading: ">0.65"')
    (workspace / "checklists" / "small-pack" / name).write_text("- 1\n", "utf-8")
    said = zcdoc("--workspace", workspace, "pack", "lint", "small-pack", "--json")
    told = [p["message"] for p in said.json["problems"]]
    expected = {CLAUSES: "印的是“宜”", INDICATORS: ">0.65"}
    for other, words in expected.items():
        assert any(words in message for message in told) == (other != name)
    assert len(told) == 1 + len(expected.keys() - {name}), told


@pytest.mark.parametrize(("old", "new"), [('leading: "0.5"', "leading: 50%"), ('leading: "0.04"', "leading: 4 ％")])
def test_a_percentage_that_reads_as_a_share_is_accepted_as_one(workspace, zcdoc, old, new):
    before = zcdoc("--workspace", workspace, "pack", "show", "small-pack", "--json").json["indicators"]
    plant(workspace, INDICATORS, old, new)
    assert zcdoc("--workspace", workspace, "pack", "lint", "small-pack").code == 0
    assert zcdoc("--workspace", workspace, "pack", "show", "small-pack", "--json").json["indicators"] == before


def test_the_twenty_seventh_check_is_lettered_aa(workspace, zcdoc):
    text = (workspace / "checklists" / "small-pack" / CLAUSES).read_text("utf-8")
    more = "".join(
        f'\n      - {{id: "5.1-1.{letter}", text: 又一项, type: recommendation, word: 宜, method: 访谈, evidence: [{{name: 记录}}]}}'
        for letter in [*ascii_lowercase, "aa"]
        if f'"5.1-1.{letter}"' not in text
    )
    plant(workspace, CLAUSES, LAST, LAST + more)
    said = zcdoc("--workspace", workspace, "pack", "lint", "small-pack")
    assert said.code == 0, said.words
