"""A park and a workbook made under earlier versions of the packs: they are read, come home, and are recorded once."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

from zcdoc.actions.desk import open_desk
from zcdoc.actions.history import undo
from zcdoc.cli.app import app
from zcdoc.errors import UserError
from zcdoc.store import Workspace

OLD = Path(__file__).parents[1] / "fixtures" / "layout-1"
PARK = "old-words"


@pytest.fixture
def ws(tmp_path: Path) -> Path:
    """A workspace with the park as an earlier version of the program left it."""
    root = tmp_path / "ws"
    (root / "parks").mkdir(parents=True)
    (root / "zcdoc.yaml").write_text("user: 评价组\n", encoding="utf-8")
    shutil.copytree(OLD / PARK, root / "parks" / PARK)
    return root


def run(ws: Path, *args: str, code: int = 0) -> str:
    result = CliRunner().invoke(app, ["--workspace", str(ws), *args, "--park", PARK])
    assert result.exit_code == code, result.output
    return result.output


def events(ws: Path) -> list[dict]:
    return [json.loads(line) for line in (ws / "parks" / PARK / "history.jsonl").read_text("utf-8").splitlines()]


def words(ws: Path, round_id: str = "second", standard: str = "seesa-010-2025") -> dict[str, dict[str, str]]:
    return open_desk(Workspace(ws), PARK, standard, round_id).view.checks


def returned(ws: Path, **cells: str) -> Path:
    """The workbook that was handed out under the old words, with some cells of 创建措施 filled in by check id."""
    book = openpyxl.load_workbook(OLD / "handed.xlsx")
    sheet = book["创建措施"]
    headers = {c.value: c.column for c in sheet[3]}
    row_of = {sheet.cell(r, 1).value: r for r in range(4, sheet.max_row + 1)}
    for key, value in cells.items():
        sheet.cell(row_of[key], headers["结果"]).value = value
    path = ws / "returned.xlsx"
    book.save(path)
    return path


def test_reading_changes_nothing_on_disk_and_every_result_is_a_word_of_its_check(ws):
    before = (ws / "parks" / PARK / "history.jsonl").read_bytes()
    old = json.loads((OLD / PARK / "record.json").read_text("utf-8"))["state"]["round/second/seesa-010-2025"]["checks"]
    new = words(ws)
    by_pair = {(old[key]["结果"], new[key]["结果"]) for key in old if old[key]["结果"] != new[key]["结果"]}
    assert ("已采用", "符合") in by_pair
    assert ("未采用", "不符合") in by_pair
    assert all(new[k]["检查进度"] == "待复核" for k in old if (old[k]["结果"], new[k]["结果"]) == ("未采用", "不符合"))
    assert (ws / "parks" / PARK / "history.jsonl").read_bytes() == before


def test_a_workbook_of_the_old_words_comes_home(ws):
    was = words(ws)
    path = returned(ws, **{"5.1-2.a": "部分采用", "5.1-1.a": "未采用", "5.8-1.a": "部分采用"})
    handed = {key: was[key]["结果"] for key in ("5.1-2.a", "5.1-1.a", "5.8-1.a")}
    run(ws, "checklist", "import", str(path))
    now = words(ws)
    changed = {key for key in now if now[key].get("结果") != was[key].get("结果")}
    assert now["5.1-1.a"]["结果"] == "不符合"
    assert now["5.8-1.a"]["结果"] == "已采用"
    assert changed <= set(handed)
    carried, imported = events(ws)[-2:]
    assert carried["command"] == "pack carry seesa-010-2025 1.2.0"
    assert imported["command"].startswith("checklist import")
    assert all(change[0] != "round/first/seesa-010-2025" for change in carried["changes"])


def test_an_unchanged_workbook_of_the_old_words_changes_nothing(ws):
    out = run(ws, "checklist", "import", str(returned(ws)), "--dry-run", "--json")
    assert json.loads(out[out.index("{") :])["changes"] == []


def test_undo_takes_back_the_import_and_not_the_mapping(ws):
    was = words(ws)
    run(ws, "checklist", "import", str(returned(ws, **{"5.1-1.a": "未采用"})))
    run(ws, "history", "undo")
    assert words(ws) == was
    number = next(e["seq"] for e in events(ws) if e["command"].startswith("pack carry"))
    with pytest.raises(UserError, match="不能撤回"):
        undo(Workspace(ws), PARK, number)


def test_a_new_round_stands_under_the_present_version_and_the_closed_one_stays(ws):
    closed = [c for e in events(ws) for c in e["changes"] if c[0] == "round/first/seesa-010-2025"]
    run(ws, "round", "new", "evaluation", "--from", "second", "--round", "third", "--date", "2026-07-01")
    record = json.loads((ws / "parks" / PARK / "record.json").read_text("utf-8"))["state"]
    assert record["park"]["packs"]["third/seesa-010-2025"]["version"] == "1.2.0"
    assert [c for e in events(ws) for c in e["changes"] if c[0] == "round/first/seesa-010-2025"] == closed


def test_split_checks_have_the_answer_to_review_and_statements_have_none(ws):
    new = words(ws, standard="gdcpa-guide-draft")
    old = json.loads((OLD / PARK / "record.json").read_text("utf-8"))["state"]["round/second/gdcpa-guide-draft"][
        "checks"
    ]
    assert old["6.a"]
    assert not [key for key in new if key.startswith("6.")]
    parts = {new[f"8.2.7.{letter}"]["结果"] for letter in "gijklm"}
    assert len(parts) == 1
    assert {new[f"8.2.7.{letter}"]["检查进度"] for letter in "gijklm"} == {"待复核"}
