"""Broken packs: every fault is told with file, line and column, all at once, and what to do about it."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from zcdoc import yamlio
from zcdoc.pack import load, read_pack
from zcdoc.problems import Problems, ProblemsError

SMALL = Path(__file__).resolve().parents[1] / "readiness" / "small-pack"


@pytest.fixture
def folder(tmp_path):
    target = tmp_path / "small-pack"
    shutil.copytree(SMALL, target)
    return target


@pytest.fixture
def spoiled(folder):
    """Replaces text once in a file; returns the problems as (rule, file:line, message)."""

    def spoil(name, old, new):
        path = folder / name
        text = path.read_text("utf-8")
        assert old in text, f"{name} holds no {old!r}"
        path.write_text(text.replace(old, new, 1), "utf-8")
        return list(read_pack(folder, "test")[1])

    return spoil


def line_of(folder, name, text):
    return next(n for n, line in enumerate((folder / name).read_text("utf-8").splitlines(), 1) if text in line)


def test_the_small_pack_is_sound(folder):
    assert list(read_pack(folder, "test")[1]) == []
    assert load(folder, "test").origin == "test"


# file, what stands there, what somebody writes, on which line the fault is told (a text on it), words of the message
FAULTS = {
    "another id than the folder": ("pack.yaml", "id: small-pack", "id: other-pack", "id: other-pack", "文件夹叫 small-pack"),
    "a chapter twice": ("pack.yaml", 'id: "5.1"', 'id: "4.2"', "", "章编号“4.2”重复"),
    "a clause id twice": ("clauses.yaml", '- id: "4.2.1"\n', '- id: "4.2.6"\n', "", "条款 id“4.2.6”重复"),
    "a printed number twice": ("clauses.yaml", 'number: "4.2.1"', 'number: "4.2.6"', "", "条款号“4.2.6”重复"),
    "a chapter that is not there": ("clauses.yaml", 'chapter: "5.1"', 'chapter: "9.9"', 'chapter: "9.9"', "章“9.9”"),
    "a kind that is not the chapter's": ("clauses.yaml", "kind: principle", "kind: measure", "kind: measure", "与所在章不一致"),
    "an indicator that is not there": ("clauses.yaml", "themes: [strategy]", 'themes: [strategy]\n    indicators: ["99"]', '["99"]', "没有指标 99"),
    "a check of another clause": ("clauses.yaml", '{id: "4.2.1.a"', '{id: "4.9.a"', '"4.9.a"', "应以 4.2.1. 开头"),
    "a check id twice": ("clauses.yaml", '{id: "5.1-1.b"', '{id: "5.1-1.c"', "", "检查项 id“5.1-1.c”重复"),
    "grounds for na in a basic requirement": (
        "clauses.yaml", "evidence: [{name: 证明}]}", "evidence: [{name: 证明}], na: [没有]}", "na: [没有]", "不接受不适用"
    ),
    "a word in a statement": ("clauses.yaml", "type: statement,", "type: statement, word: 应,", "type: statement", "没有能愿动词"),
    "a field of 园区信息 that is not there": ("clauses.yaml", "工业用地面积]", "别的面积]", "别的面积", "没有字段“别的面积”"),
    "an indicator number twice": ("indicators.yaml", '- number: "2"', '- number: "1"', "", "指标序号“1”重复"),
    "a group that is not there": ("indicators.yaml", "group: 甲组", "group: 丙组", "group: 丙组", "一级指标“丙组”"),
    "neither inputs nor alternatives": (
        "indicators.yaml", "    inputs: {kind: count, counts: 企业, unit: 家}\n", "", 'number: "2"', "有且只有一个"
    ),
    "a clause of an indicator that is not there": (
        "indicators.yaml", "subgroup: 产业", 'subgroup: 产业\n    clauses: ["9.9"]', '["9.9"]', "没有条款 9.9"
    ),
    "a word as leading value of a number": ("indicators.yaml", 'leading: "3"', "leading: 有", "leading: 有", "与 direction 不配"),
    "a leading value of zero": ("indicators.yaml", 'leading: "3"', 'leading: "0"', 'leading: "0"', "要大于 0"),
    "a bound for a number": ("indicators.yaml", 'leading: "0.5"', 'leading: ">0.65"', ">0.65", "引领值“>0.65”不是数字"),
    "a percentage for a count": ("indicators.yaml", 'leading: "3"', "leading: 65%", "65%", "引领值“65%”不是数字"),
    "words for a number": ("indicators.yaml", 'leading: "0.5"', "leading: 行业平均", "行业平均", "引领值“行业平均”不是数字"),
    "a share above one": ("indicators.yaml", 'leading: "0.5"', 'leading: "65"', 'leading: "65"', "超过 1"),
    "weights above one": ("rating.yaml", "weight: rest", 'weight: "0.7"', "groups:", "应合成 1"),
    "a gate chapter that is not there": ("rating.yaml", 'gate_chapter: "4.2"', 'gate_chapter: "9"', 'gate_chapter: "9"', "没有这一章"),
    "a level for zero carbon that is not there": ("rating.yaml", "needs_level: 引领级", "needs_level: 顶级", "zero_carbon", "不在 levels 中"),
    "a missing item": ("clauses.yaml", "    title: 事故\n", "", '- id: "4.2.1"', "缺少必填项“title”"),
    "an unknown item": ("clauses.yaml", "title: 事故", "title: 事故\n    titel: 事故", "titel", "不认识的项“titel”"),
    "an unknown word": ("clauses.yaml", "word: 应,", "word: 必须,", "word: 必须", "取值不对"),
    "an unknown kind of input": ("indicators.yaml", "kind: count,", "kind: counter,", "kind: counter", "kind"),
    "a number that is no number": ("indicators.yaml", 'bonus: "5"', "bonus: 五", "bonus: 五", "写法不对"),
    "an assumption outside its own range": ("rating.yaml", 'value: "0.4"', 'value: "0.9"', "", "不在允许范围内"),
    "a key twice": ("pack.yaml", "scope: 测试", "scope: 测试\nscope: 又一次", "scope: 又一次", "“scope”出现了两次"),
    "an anchor": ("pack.yaml", "scope: 测试", "scope: &x 测试", "scope: &x", "锚点"),
    "broken YAML": ("pack.yaml", "scope: 测试", "scope: [测试", "", "语法有误"),
}  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS)
def test_a_fault_is_told_with_its_place(spoiled, folder, fault):
    name, old, new, at, words = FAULTS[fault]
    problems = spoiled(name, old, new)
    told = [p for p in problems if words in p.message]
    assert told, [p.line() for p in problems]
    for problem in told:
        assert re.fullmatch(rf"{name}:\d+:\d+", problem.where)
        assert problem.severity == "error"
        assert problem.fix
    if at:
        assert int(told[0].where.split(":")[1]) in range(line_of(folder, name, at), line_of(folder, name, at) + 2)


@pytest.mark.parametrize(
    ("written", "fix"), [("约65%", "assumed"), (">0.65", "0.65"), ("≥ 3", "3"), ("行业平均", "assumed")]
)
def test_a_leading_value_that_was_meant_is_proposed(spoiled, written, fix):
    (problem,) = spoiled("indicators.yaml", 'leading: "0.5"', f'leading: "{written}"')
    assert fix in problem.fix


NONSENSE = (
    "",
    "65%",
    ">0.65",
    "行业平均",
    "-1",
    "0",
    "NaN",
    "1e999",
    "9" * 40,
    [],
    {},
    ["x"],
    {"assumed": "1"},
    None,
    True,
)


def places(node, path=()):
    """Every path of plain data, those of lists and mappings included."""
    items = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    for key, value in items:
        yield (*path, key)
        yield from places(value, (*path, key))


@pytest.mark.parametrize("name", ["pack.yaml", "clauses.yaml", "indicators.yaml", "rating.yaml"])
def test_whatever_stands_anywhere_ends_in_a_problem_in_words_of_the_field(folder, name):
    """Every third place of a file, in turn for each kind of nonsense: what is no number, no text, no list."""
    original = (folder / name).read_text("utf-8")
    data = yamlio.read(original, name, Problems()).data
    for turn, path in enumerate(list(places(data))[::3]):
        for nonsense in NONSENSE[turn % 3 :: 3]:
            spoilt = yamlio.read(original, name, Problems()).data
            owner = spoilt
            for step in path[:-1]:
                owner = owner[step]
            owner[path[-1]] = nonsense
            (folder / name).write_text(yamlio.write(spoilt), "utf-8")
            _, problems = read_pack(folder, "test")
            for problem in problems:
                assert problem.fix, (path, nonsense)
                assert "constrained" not in problem.message, (path, nonsense)


def test_all_faults_of_all_files_are_told_at_once(spoiled):
    spoiled("clauses.yaml", "title: 事故", "titel: 事故")
    problems = spoiled("indicators.yaml", 'leading: "3"', "leading: []")
    assert {p.where.split(":")[0] for p in problems} == {"clauses.yaml", "indicators.yaml"}
    assert len(problems) >= 3


def test_a_faulty_pack_cannot_be_used(spoiled, folder):
    spoiled("rating.yaml", "weight: rest", 'weight: "0.7"')
    with pytest.raises(ProblemsError, match="small-pack"):
        load(folder, "test")


@pytest.mark.parametrize("name", ["pack.yaml", "clauses.yaml", "indicators.yaml", "rating.yaml"])
def test_a_missing_file_is_told(folder, name):
    (folder / name).unlink()
    pack, problems = read_pack(folder, "test")
    assert pack is None
    assert [(p.rule, p.where) for p in problems] == [("pack-file", f"{name}:1:1")]


@pytest.mark.parametrize(
    "content", [b"\xff\xfe", "id: 测试".encode("gbk"), b"", b"[]", b"7", b"a: " + b"x" * 8_000_001, b"\xe5" * 9_000_000]
)
def test_a_file_that_holds_something_else_is_told(folder, content):
    (folder / "rating.yaml").write_bytes(content)
    pack, problems = read_pack(folder, "test")
    assert pack is None
    assert problems.errors[0].where.startswith("rating.yaml:")
