"""Items that a level asks for, points by steps, declared sums and varying targets: each nonsense edit is told with its line."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zcdoc.pack import read_pack

PAGES = Path(__file__).resolve().parents[2] / "docs" / "packs"
# page, file, what stands there, what a writer types, a text on the line that is named, words of the answer
EDITS = {
    "an item of a level that is not there": ("stars", "rating", 'must: ["2"]', 'must: ["7"]', "四星级", "没有检查项或指标“7”"),
    "a condition of the lowest level": ("stars", "rating", "means: 不足 60 分}", "must: [5.1.a], means: 不足 60 分}", "不定星级", "最低一级不设条件"),
    "a recommendation as a condition": ("points-form", "rating", "must: marked", "must: [5.1.c]", "must: [5.1.c]", "5.1.c 不是要求"),
    "marks that no level asks for": ("points-form", "rating", "must: marked, ", "", "未达级", "没有级别要它们"),
    "a level that asks for marks that nothing has": ("stars", "rating", "must: [5.1.a]", "must: marked", "must: marked", "没有一个检查项或指标写了 must"),
    "a declared sum that does not close": ("points-form", "rating", 'points: "80"', 'points: "70"', 'points: "70"', "各项相加是 80 分"),
    "steps out of order": ("points-form", "indicators", 'at: "0.4"', 'at: "0.1"', 'at: "0.1"', "各档要由易到难"),
    "a step above the whole": ("points-form", "indicators", 'at: "0.6", points: "40"', 'at: "0.6", points: "41"', 'points: "41"', "得分要在 0 和分值 40 之间"),
    "a base beyond the target": ("points-form", "indicators", 'base: "0.5"', 'base: "0.1"', 'base: "0.1"', "起分的数 0.1 应大于引领值 0.2"),
    "points at the base above the whole": ("points-form", "indicators", 'base: "0.5", points: "10"', 'base: "0.5", points: "30"', 'points: "30"', "起分要在 0 和分值 30 之间"),
    "strict for presence": ("stars", "indicators", "    leading: 有\n", "    leading: 有\n    strict: true\n", "strict", "有无类没有超过不超过"),
    "a benchmark that is no yearly item": ("points-form", "indicators", "{item: 行业平均单位产值能耗", "{item: 行业均值", "行业均值", "不在 pack.yaml 的 yearly 中"),
    "a benchmark times nothing": ("points-form", "indicators", 'times: "0.8"', 'times: "0"', 'times: "0"', "倍数要大于 0"),
    "phases that overlap": ("stars", "indicators", 'since: "2026"', 'since: "2025"', 'since: "2025"', "不重叠"),
    "a check that is not there": ("points-form", "indicators", "[5.1.a, 5.1.b", "[5.1.x, 5.1.b", "5.1.x", "没有检查项“5.1.x”"),
    "a part above one": ("points-form", "indicators", 'partly: "0.5"', 'partly: "5"', 'partly: "5"', "partly 在 0 和 1 之间"),
    "points of a check that nobody counts": ("points-form", "indicators", ", 5.1.d]", "]", None, "没有指标由检查项 5.1.d 得分"),
    "less is better of checks": ("points-form", "indicators", 'direction: higher\n    leading: "1"', 'direction: lower\n    leading: "1"', None, "越高越好"),
}  # fmt: skip


def typed_off(page, folder):
    text = (PAGES / f"{page}.md").read_text("utf-8")
    for name, body in re.findall(r"^`checklists/([^`]+)`\n\n```yaml\n(.*?)^```$", text, re.DOTALL | re.MULTILINE):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(body, "utf-8")
    return next(p for p in folder.iterdir() if p.is_dir())


@pytest.mark.parametrize("page", ["points-form", "stars"])
def test_the_pages_are_sound(tmp_path, page):
    assert list(read_pack(typed_off(page, tmp_path), "workspace")[1]) == []


@pytest.mark.parametrize("edit", EDITS)
def test_each_nonsense_edit_is_told(tmp_path, edit):
    page, file, old, new, at, words = EDITS[edit]
    folder = typed_off(page, tmp_path)
    path = folder / f"{file}.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = [p for p in read_pack(folder, "workspace")[1] if words in p.message]
    assert found
    if at is not None:
        lines = {n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if at in line}
        assert {int(p.where.split(":")[1]) for p in found} <= lines


def test_what_only_points_understand_is_refused_elsewhere(tmp_path):
    folder = typed_off("points-form", tmp_path)
    rating = "rating:\n  kind: conformity\n  clause: '7'\n  statement: 不计分\n  groups:\n    - {id: a, name: 管理, points: '20'}\n    - {id: b, name: 能源}\n"
    (folder / "rating.yaml").write_text(rating, "utf-8")
    told = [p.message for p in read_pack(folder, "workspace")[1]]
    assert told.count("earn 只用于 points 计分") == 2
    assert told.count("points 只用于 points 计分") == 1
    assert told.count("只有 points 计分才用分值") == 4


def test_strict_says_nothing_where_a_ratio_counts(tmp_path):
    folder = typed_off("stars", tmp_path)
    text = (folder / "indicators.yaml").read_text("utf-8")
    plain = re.sub(r"    points: .*\n", "", text).replace('    unit: "%"', '    strict: true\n    unit: "%"', 1)
    (folder / "indicators.yaml").write_text(plain, "utf-8")
    rating = (
        "rating:\n  kind: weighted-ratio\n  clause: '7'\n  statement: 比值\n  groups:\n    - {id: a, name: 管理, weight: '0.5'}\n"
        "    - {id: b, name: 能源, weight: '0.5'}\n  levels:\n    - {name: 低, means: 低}\n    - {name: 高, at_least: '60', means: 高}\n"
    )
    (folder / "rating.yaml").write_text(rating, "utf-8")
    assert "按比值计分，相等就是满分，strict 不起作用" in [p.message for p in read_pack(folder, "workspace")[1]]
