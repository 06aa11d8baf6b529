"""Export and import as a Python API: what is handed out, what comes back, and what happens in between."""

from __future__ import annotations

import io
import shutil
import warnings
from pathlib import Path

import openpyxl
import pytest

from zcdoc.actions.checklist import export_checklist, import_checklist
from zcdoc.actions.judge import replace_value
from zcdoc.actions.parks import new_park
from zcdoc.actions.pinned import repin
from zcdoc.errors import UserError
from zcdoc.fsio import sha256_bytes
from zcdoc.model.record import Address, Change
from zcdoc.model.tables import CHECKS
from zcdoc.store import Workspace, init
from zcdoc.workbook.layout import column_index, letter

PACK = "small-pack"
REMARK = letter(column_index(CHECKS, "备注"))  # the last column: every new one moves it
SMALL = Path(__file__).resolve().parents[1] / "readiness" / PACK


@pytest.fixture
def workspace(tmp_path):
    root = init(tmp_path / "ws")
    shutil.copytree(SMALL, root / "checklists" / PACK)
    made = Workspace(root, "钱二")
    new_park(made, "demo", [PACK], "示范园区", date="2026-01-05")
    return made


@pytest.fixture
def handed_out(workspace, tmp_path):
    return export_checklist(workspace, "demo", tmp_path / "out.xlsx").path


def edit(path, *cells, to=None):
    """`edit(path, ("目标", "B4", "碳达峰"))`; returns the path of the edited file."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not keep data bars
        book = openpyxl.load_workbook(io.BytesIO(path.read_bytes()))
    for sheet, cell, value in cells:
        book[sheet][cell] = value
    target = to or path
    book.save(target)
    return target


def put(workspace, table, key, field, value, scope="round/baseline-1/small-pack"):
    at = Address(scope, table, key, field)
    workspace.store("demo").commit(
        lambda r: [Change(at, r.state.get(scope, {}).get(table, {}).get(key, {}).get(field), value)], "else", "李四"
    )


def test_an_export_changes_nothing_and_is_the_same_twice(workspace, handed_out, tmp_path):
    before = (workspace.store("demo").folder / "history.jsonl").read_bytes()
    again = export_checklist(workspace, "demo", tmp_path / "deep" / "again.xlsx").path
    assert again.read_bytes() == handed_out.read_bytes()
    assert (workspace.store("demo").folder / "history.jsonl").read_bytes() == before


def test_an_import_is_one_event_with_its_export_and_cells(workspace, handed_out):
    source = edit(handed_out, ("目标", "B4", "碳达峰"), ("基本要求", "M5", "看过"))
    result = import_checklist(workspace, source, "demo", by="孙三")
    event = workspace.store("demo").events()[-1]
    assert (result.exit_code, result.applied) == (0, True)
    assert (event.by, event.command, len(event.export)) == ("孙三", "checklist import out.xlsx", 16)
    assert {c.where for c in event.changes} == {"目标!B4", "基本要求!M5"}
    assert import_checklist(workspace, source, "demo", by="孙三").plan.changes == []
    again = workspace.store("demo").events()[-1]
    assert (again.seq, again.changes, again.imported.parent) == (3, (), 2)


def test_an_old_file_does_not_take_back_what_others_did_since(workspace, handed_out):
    put(workspace, "checks", "4.2.1.a", "检查所见", "李四看过")
    put(workspace, "checks", "4.2.1.a", "结果", "符合")
    result = import_checklist(workspace, edit(handed_out, ("基本要求", f"{REMARK}5", "只有备注")), "demo")
    assert [(c.at.field, c.now) for c in result.plan.changes] == [("备注", "只有备注")]
    row = workspace.store("demo").load().state["round/baseline-1/small-pack"]["checks"]["4.2.1.a"]
    assert row == {"检查所见": "李四看过", "结果": "符合", "备注": "只有备注"}


def test_several_colleagues_fill_copies_of_one_export(workspace, handed_out, tmp_path):
    one = edit(handed_out, ("基本要求", "M4", "甲"), to=tmp_path / "one.xlsx")
    two = edit(handed_out, ("基本要求", "M5", "乙"), ("目标", "B4", "碳达峰"), to=tmp_path / "two.xlsx")
    three = edit(handed_out, ("目标", "B4", "碳中和"), to=tmp_path / "three.xlsx")
    assert [import_checklist(workspace, p, "demo").exit_code for p in (one, two, three)] == [0, 0, 0]
    state = workspace.store("demo").load().state
    assert state["round/baseline-1/small-pack"]["checks"] == {
        "4.1-1.a": {"检查所见": "甲"},
        "4.2.1.a": {"检查所见": "乙"},
    }
    assert state["round/baseline-1"]["targets"] == {"1": {"目标项": "碳达峰"}, "2": {"目标项": "碳中和"}}


def test_a_standard_column_that_an_assumption_changed_since_is_no_change_by_a_person(workspace, handed_out):
    replace_value(workspace, "demo", "weight-b", "0.5", "正式文本")
    assert list(import_checklist(workspace, handed_out, "demo").problems) == []


def test_another_version_of_the_pack_is_a_warning(workspace, handed_out):
    clauses = workspace.root / "checklists" / PACK / "clauses.yaml"
    clauses.write_text(clauses.read_text("utf-8").replace("无较大事故", "近三年无较大事故"), "utf-8")
    repin(workspace, "demo", PACK, None)
    result = import_checklist(workspace, edit(handed_out, ("基本要求", "M5", "看过")), "demo")
    assert result.exit_code == 0
    assert {p.rule for p in result.problems} == {"pack-version", "standard-changed"}
    assert [c.now for c in result.plan.changes] == ["看过"]


def test_a_head_that_the_history_does_not_know_makes_every_difference_a_conflict(workspace, handed_out):
    put(workspace, "checks", "4.2.1.a", "检查所见", "记录里的")
    unknown = edit(handed_out, ("基本要求", "M5", "文件里的"), ("基本要求", "M4", "又一处"), ("_zcdoc", "B7", "f" * 64))
    result = import_checklist(workspace, unknown, "demo")
    assert (result.exit_code, result.plan.changes) == (1, [])
    assert [(c.file, c.record) for c in result.plan.conflicts] == [("又一处", None), ("文件里的", "记录里的")]
    assert [p.rule for p in result.problems] == ["base-unknown"]
    assert import_checklist(workspace, unknown, "demo", take="file").exit_code == 0


def test_an_evidence_file_is_sealed_when_it_is_named(workspace, handed_out):
    folder = workspace.store("demo").evidence_folder
    (folder / "合同.pdf").write_bytes(b"%PDF")
    source = edit(
        handed_out,
        ("证据清单", "B4", "合同"),
        ("证据清单", "D4", "合同.pdf"),
        ("证据清单", "B5", "照片"),
        ("证据清单", "D5", "没有.jpg"),
    )
    import_checklist(workspace, source, "demo")
    evidence = workspace.store("demo").load().state["park"]["evidence"]
    assert evidence["EV-001"]["sha256"] == sha256_bytes(b"%PDF")
    assert "sha256" not in evidence["EV-002"]


def test_a_file_too_large_is_refused_before_it_is_read(workspace, tmp_path):
    (tmp_path / "big.xlsx").write_bytes(b"PK" + b"\0" * (10 * 1024 * 1024))
    with pytest.raises(UserError, match="太大"):
        import_checklist(workspace, tmp_path / "big.xlsx", "demo")


def test_a_text_too_long_for_a_cell_stops_the_export_and_is_named(workspace, tmp_path):
    put(workspace, "checks", "4.2.1.a", "检查所见", "长" * 40_000)
    with pytest.raises(UserError, match=r"4\.2\.1\.a 检查所见"):
        export_checklist(workspace, "demo", tmp_path / "x.xlsx")
    assert not (tmp_path / "x.xlsx").exists()
