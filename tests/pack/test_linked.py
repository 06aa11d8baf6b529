"""Links that do not meet are told with line and column."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zcdoc.pack import read_pack

SMALL = Path(__file__).resolve().parents[1] / "readiness" / "small-pack"
FAULTS = {
    "an indicator that is not there": ('{indicator: "5", side: numerator}', '{indicator: "55", side: numerator}', "没有指标 55"),
    "a side that it does not have": ('{indicator: "5", side: numerator}', '{indicator: "2", side: numerator}', "没有分子分母"),
    "an option that it does not have": ('{indicator: "5", side: numerator}', '{indicator: "3", option: 丙}', "没有选项“丙”"),
    "a yearly item that is not there": ("- {yearly: 温室气体排放总量}", "- {yearly: 排放}", "没有项目“排放”"),
    "a field that is not there": ("- {emissions: total}", "- {profile: 面积}", "没有字段“面积”"),
    "a check without a quantity": ("- {emissions: total}", "- {check: 5.1-1.b}", "没有要求值"),
    "offsets that no type counts": ('{offsets: "5"}', '{offsets: "1"}', "没有计入指标 1"),
    "units of two kinds": ("- {emissions: total}", "- {profile: 园区面积}", "不是一类"),
    "a key twice": ("key: credits", "key: gross", "重复"),
    "an assumption that is not there": ("key: gross\n", "key: gross\n    under: {nobody: a}\n", "没有假设 nobody"),
    "a value that nobody may take": ("key: gross\n", "key: gross\n    under: {base-1: volume}\n", "不能取“volume”"),
    "a check that is not there": ("check: 5.1-1.b", "check: 9.9.a", "没有检查项 9.9.a"),
    "a result of nothing": ('indicators: ["7"]}}', 'indicators: ["9"]}}', "没有指标 9"),
    "two kinds in one place": ("- {emissions: total}", '- {emissions: total, offsets: "5"}', "只写"),
    "one place alone": ('[{indicator: "5", side: numerator}, {offsets: "5"}]', '[{offsets: "5"}]', "至少两处"),
}  # fmt: skip


@pytest.mark.parametrize(("old", "new", "says"), FAULTS.values(), ids=list(FAULTS))
def test_a_link_that_does_not_meet(tmp_path, old, new, says):
    folder = tmp_path / "small-pack"
    shutil.copytree(SMALL, folder)
    path = folder / "pack.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = list(read_pack(folder, "test")[1])
    assert any(says in p.message for p in found), found
    assert all(p.where.startswith("pack.yaml:") for p in found)
