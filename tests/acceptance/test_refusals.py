"""Bad input gets one clear Chinese answer, the agreed exit code, and changes nothing on disk."""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pytest

from zcdoc.cli.door import run

WORKBOOK = "out.xlsx"


@pytest.fixture
def place(tmp_path, monkeypatch, capsys):
    """A workspace with the parks `one` and `two` and an exported workbook of `one`."""
    assert run(["init", str(tmp_path / "ws")]) == 0
    monkeypatch.chdir(tmp_path / "ws")
    for park in ("one", "two"):
        assert (
            run(["park", "new", park, "--standard", "seesa-010-2025", "--name", f"园区{park}", "--date", "2026-11-01"])
            == 0
        )
    assert run(["checklist", "export", "--park", "one", "-o", WORKBOOK]) == 0
    Path("text.xlsx").write_text("我不是工作簿", encoding="utf-8")
    Path("broken.yaml").write_text("zcdoc: 1\nscopes: [\n", encoding="utf-8")
    Path("twice.yaml").write_text("zcdoc: 1\nzcdoc: 1\n", encoding="utf-8")
    capsys.readouterr()
    return tmp_path / "ws"


def fingerprint(root: Path) -> dict[str, str]:
    files = (p for p in root.rglob("*") if p.is_file() and p.name != ".lock")
    return {str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


CASES = [
    (["--workspace", "nowhere", "score", "--park", "one"], 2, "不是 zcdoc 工作区"),
    (["score", "--park", "../one"], 2, "不能用"),
    (["score", "--park", "ONE"], 2, "不能用"),
    (["score", "--park", "con"], 2, "不能用"),
    (["score", "--park", "three"], 2, "没有园区"),
    (["score", "--park", "one", "--round", "none"], 2, "没有轮次"),
    (["score", "--park", "one", "--standard", "none"], 2, "没有登记标准"),
    (["pack", "show", "none"], 2, "没有标准包"),
    (["park", "new", "one", "--standard", "seesa-010-2025", "--name", "重复"], 1, "已经存在"),
    (["park", "new", "three", "--standard", "none", "--name", "新"], 2, "没有标准包"),
    (["checklist", "import", "missing.xlsx", "--park", "one"], 1, "找不到文件"),
    (["checklist", "import", "text.xlsx", "--park", "one"], 1, "文本文件"),
    (["checklist", "import", WORKBOOK, "--park", "two"], 1, "是园区 one 的清单"),
    (["checklist", "import", WORKBOOK, "--park", "one", "--round", "other"], 1, "不是 other 的"),
    (["checklist", "import", WORKBOOK, "--park", "one", "--take", "both"], 2, "--take"),
    (["park", "import", "broken.yaml"], 1, "broken.yaml:"),
    (["park", "import", "twice.yaml"], 1, "twice.yaml:2:1"),
    (["assumption", "set", "weight-energy", "90%", "--park", "one", "--source", "x"], 1, "不允许取"),
    (["assumption", "confirm", "nothing", "--park", "one", "--source", "x"], 2, "没有假设"),
    (["check", "waive", "no-rule", "--park", "one", "--where", "x", "--reason", "x"], 2, "没有 no-rule"),
    (["evidence", "add", "missing.pdf", "--park", "one"], 2, "没有文件"),
    (["history", "undo", "99", "--park", "one"], 1, "没有第 99 条"),
    (["round", "new", "party", "--park", "one"], 2, "没有“party”"),
    (["render", "report", "--park", "one", "--final"], 1, "不能出"),
    (["render", "report", "--park", "one", "--template", "nowhere"], 2, "没有模板 nowhere"),
    (["frobnicate"], 2, "没有命令"),
    (["score"], 2, "缺少 --park"),
    (["score", "--park", "one", "--frob"], 2, "没有选项"),
]


@pytest.mark.parametrize(("arguments", "code", "says"), CASES, ids=[" ".join(c[0])[:60] for c in CASES])
def test_a_refused_command_says_why_and_changes_nothing(place, capsys, arguments, code, says):
    before = fingerprint(place)
    assert run(arguments) == code
    told = capsys.readouterr()
    assert says in told.err
    assert "Traceback" not in told.err + told.out
    assert not re.search(r"\b(No such|Missing|Error|Invalid|Usage)\b", told.err)
    assert fingerprint(place) == before


def test_a_workbook_of_another_pack_is_refused(place, capsys):
    assert run(["checklist", "import", WORKBOOK, "--park", "one", "--standard", "gdcpa-guide-draft"]) == 1
    assert "seesa-010-2025" in capsys.readouterr().err
