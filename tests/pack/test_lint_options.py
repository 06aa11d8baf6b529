"""Choices of assumptions: each nonsense edit is told with its line."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zcdoc.pack import read_pack

SEESA = Path(__file__).resolve().parents[2] / "checklists" / "seesa-010-2025"
# what stands there, what a writer types, a text on the line that is named, words of the answer, severity
EDITS = {
    "a choice without consequence": (
        '              changes:\n                - {what: input, indicator: "17", side: denominator, counts: 园区集中处理的生活污水量}\n', "",
        "value: treated", "选了等于没选", "warning"),
    "an indicator that is not there": ('indicator: "17", side: denominator', 'indicator: "71", side: denominator', '"71"', "没有指标“71”", "error"),
    "a side that the input has not": ('indicator: "17", side: denominator', 'indicator: "17", side: count', "side: count", "没有 count 这一边", "error"),
    "an alternative that is not there": ("alternative: 低碳公共交通比例, side: denominator", "alternative: 班车, side: denominator", "班车", "没有二选一选项“班车”", "error"),
    "a yearly item that is not there": ("item: 工业总产值（可比价格）}", "item: 产值（可比）}", "产值（可比）}", "不在 pack.yaml 的 yearly 中", "error"),
    "a series that is none": ('{what: series, indicator: "25", side: denominator', '{what: series, indicator: "24", side: denominator', '"24", side', "不是由年度数据算出的", "error"),
    "a period of nothing": ('of: ["4"], text', 'of: ["44"], text', '"44"', "没有指标“44”", "error"),
}  # fmt: skip


@pytest.mark.parametrize("edit", EDITS)
def test_each_nonsense_edit_is_told(tmp_path, edit):
    old, new, at, words, severity = EDITS[edit]
    folder = tmp_path / "seesa-010-2025"
    shutil.copytree(SEESA, folder)
    path = folder / "indicators.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    found = [p for p in read_pack(folder, "workspace")[1] if words in p.message]
    assert [p.severity for p in found] == [severity]
    lines = {n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if at in line}
    assert int(found[0].where.split(":")[1]) in lines


def test_changes_in_pack_yaml_are_looked_at_too(tmp_path):
    folder = tmp_path / "seesa-010-2025"
    shutil.copytree(SEESA, folder)
    path = folder / "pack.yaml"
    text = (
        path.read_text("utf-8")
        .replace('of: ["1", "2", "4"', 'of: ["1", "2", "44"')
        .replace("of: [4.2.1.d]", "of: [4.2.1.z]")
    )
    path.write_text(text, "utf-8")
    told = [p.message for p in read_pack(folder, "workspace")[1]]
    assert "没有指标“44”" in told
    assert "没有检查项“4.2.1.z”" in told
