"""The submission folder: by clause, under the numbers of the annex, proved by the validator of the library; faults first."""

from __future__ import annotations

import hashlib
import zipfile

import bagit
import openpyxl
import pytest

from zcdoc.actions.evidence import add_evidence
from zcdoc.actions.package import INDEX, package_evidence
from zcdoc.actions.parks import new_park
from zcdoc.errors import UserError
from zcdoc.model.record import PARK, Address, Change, profile_scope, scope_of
from zcdoc.problems import ProblemsError
from zcdoc.store import Workspace, init

PACK = "seesa-010-2025"
CHECKS = scope_of("pack", "baseline-1", PACK)


@pytest.fixture
def park(tmp_path):
    """Five pieces of evidence: three cited with files, one of them a photo, one on paper, one that nobody cites."""
    workspace = Workspace(init(tmp_path / "ws"), "钱二")
    new_park(workspace, "demo", [PACK], "示范园区", date="2026-01-05")
    for name, kind in (("批复.pdf", "文件"), ("红线图.pdf", "图纸"), ("照片 一.txt", "其他"), ("没用到.pdf", "文件")):
        source = tmp_path / name
        source.write_bytes(f"%PDF {name}".encode())
        add_evidence(workspace, "demo", source, {"类型": kind, "出具单位": "市政府", "出具日期": "2025-01-01"})
    cite(workspace, "5.4-2.a", "EV-003")
    cite(workspace, "4.2.1.a", "EV-001#p12、EV-002")
    cite(workspace, "4.2.1.b", "EV-002")
    put(workspace, Change(Address(PARK, "evidence", "EV-005", "名称"), None, "纸质图册"))
    put(workspace, Change(Address(PARK, "evidence", "EV-005", "备注"), None, "档案室 3 柜"))
    put(
        workspace,
        Change(Address(profile_scope("园区面积", "baseline-1"), "profile", "园区面积", "证据编号"), None, "EV-005"),
    )
    return workspace


def put(workspace, change):
    workspace.store("demo").commit(lambda _: [change], "typed", "钱二")


def cite(workspace, check, refs):
    put(workspace, Change(Address(CHECKS, "checks", check, "证据编号"), None, refs))


def evidence_file(workspace, name):
    return workspace.store("demo").evidence_folder / name


def table(path, sheet):
    rows = list(openpyxl.load_workbook(path)[sheet].iter_rows(min_row=3, values_only=True))
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_library_finds_the_bag_valid_and_every_file_in_its_manifest(park, tmp_path):
    target = tmp_path / "out" / "证据包"
    made = package_evidence(park, "demo", target)
    bag = bagit.Bag(str(target))
    bag.validate()
    assert (target / "manifest-sha256.txt").is_file()
    assert set(bag.payload_entries()) == {f"data/{name}" for name in [*made.files.values(), INDEX]}
    assert bag.payload_entries()["data/" + made.files["EV-001"]] == {
        "sha256": hashlib.sha256("%PDF 批复.pdf".encode()).hexdigest()
    }
    assert bag.info["External-Identifier"] == f"demo/baseline-1/{PACK}"


def test_a_byte_that_changes_on_the_way_is_found_by_the_library(park, tmp_path):
    target = tmp_path / "out"
    made = package_evidence(park, "demo", target)
    (target / "data" / made.files["EV-001"]).write_bytes(b"other")
    with pytest.raises(bagit.BagValidationError):
        bagit.Bag(str(target)).validate()


def test_files_stand_by_clause_under_the_number_and_the_name_that_the_annex_prints(park, tmp_path):
    made = package_evidence(park, "demo", tmp_path / "out")
    assert made.files == {
        "EV-001": "05 4.2.1 设立与正常运行/EV-001 批复.pdf",
        "EV-002": "05 4.2.1 设立与正常运行/EV-002 红线图.pdf",
        "EV-003": "26 5.4 2) 分布式光伏/EV-003 照片 一.txt",
    }
    assert (tmp_path / "out" / "data" / made.files["EV-003"]).read_bytes() == "%PDF 照片 一.txt".encode()


def test_the_index_ties_each_clause_to_page_and_file_and_links_to_it(park, tmp_path):
    made = package_evidence(park, "demo", tmp_path / "out")
    path = tmp_path / "out" / "data" / INDEX
    cited = table(path, "按条款")
    assert [(r["检查项或指标"], r["证据编号"], r["页码"]) for r in cited] == [
        ("4.2.1.a", "EV-001", "p12"), ("4.2.1.a", "EV-002", None), ("4.2.1.b", "EV-002", None), ("5.4-2.a", "EV-003", None),
        ("园区信息 园区面积", "EV-005", None),
    ]  # fmt: skip
    name = made.files["EV-001"]
    assert cited[0]["包内文件"] == f'=HYPERLINK("{name}","{name}")'
    rows = {r["证据编号"]: r for r in table(path, "证据目录")}
    assert rows["EV-002"]["支撑"] == "4.2.1"
    assert rows["EV-005"]["备注"] == "档案室 3 柜"
    assert "EV-004" not in rows


def test_what_is_unused_or_on_paper_is_told_and_what_lies_at_home_is_not_handed_in(park, tmp_path):
    (park.store("demo").evidence_folder / "草稿.txt").write_text("x")
    made = package_evidence(park, "demo", tmp_path / "out")
    assert [(p.rule, p.where) for p in made.problems] == [
        ("package-no-file", "证据清单!EV-005"), ("package-unused", "证据清单!EV-004"), ("evidence-file-unregistered", "evidence/草稿.txt"),
    ]  # fmt: skip
    assert [r["位置"] for r in table(tmp_path / "out" / "data" / INDEX, "先看这里")] == ["证据清单!EV-005"]
    assert made.exit_code == 0


def spoil(park):
    evidence_file(park, "批复.pdf").unlink()
    evidence_file(park, "红线图.pdf").write_bytes(b"changed")
    cite(park, "4.2.1.c", "EV-099")


def test_missing_changed_and_unknown_evidence_stop_it_and_are_named_first(park, tmp_path):
    spoil(park)
    with pytest.raises(ProblemsError) as caught:
        package_evidence(park, "demo", tmp_path / "out")
    assert [(p.rule, p.where) for p in caught.value.problems] == [
        ("evidence-file-missing", "证据清单!EV-001"), ("evidence-file-changed", "证据清单!EV-002"), ("package-unknown", "证据清单!EV-099"),
    ]  # fmt: skip
    assert not (tmp_path / "out").exists()


def test_a_draft_leaves_out_what_is_wrong_and_says_so_first(park, tmp_path):
    spoil(park)
    made = package_evidence(park, "demo", tmp_path / "out", draft=True)
    assert list(made.files) == ["EV-003"]
    assert made.exit_code == 1
    bag = bagit.Bag(str(tmp_path / "out"))
    bag.validate()
    assert "草稿" in bag.info["External-Description"]
    path = tmp_path / "out" / "data" / INDEX
    assert openpyxl.load_workbook(path).sheetnames[0] == "先看这里"
    assert {r["位置"] for r in table(path, "先看这里")} >= {"证据清单!EV-001", "证据清单!EV-002", "证据清单!EV-099"}
    assert {r["包内文件"] for r in table(path, "证据目录") if r["证据编号"] in {"EV-001", "EV-002"}} == {None}


def test_the_same_record_gives_the_same_zip_and_what_is_in_it_is_the_bag(park, tmp_path):
    for name in ("a", "b"):
        (tmp_path / name).mkdir()
        package_evidence(park, "demo", tmp_path / name / "demo.zip")
    assert (tmp_path / "a" / "demo.zip").read_bytes() == (tmp_path / "b" / "demo.zip").read_bytes()
    with zipfile.ZipFile(tmp_path / "a" / "demo.zip") as made:
        made.extractall(tmp_path / "x")
    bagit.Bag(str(tmp_path / "x" / "demo")).validate()
    assert {p.name for p in (tmp_path / "a").iterdir()} == {"demo.zip"}


def test_one_file_under_two_numbers_stands_once(park, tmp_path):
    for name, value in (("名称", "批复第 3 页"), ("文件", "批复.pdf"), ("页码或位置", "第 3 页")):
        put(park, Change(Address(PARK, "evidence", "EV-006", name), None, value))
    cite(park, "5.1-1.a", "EV-006")
    made = package_evidence(park, "demo", tmp_path / "out")
    assert made.files["EV-006"] == made.files["EV-001"]
    cited = {r["证据编号"]: r["页码"] for r in table(tmp_path / "out" / "data" / INDEX, "按条款")}
    assert cited["EV-006"] == "第 3 页"


@pytest.mark.parametrize("name", ["out", "out.zip"])
def test_what_stands_there_is_never_replaced(park, tmp_path, name):
    target = tmp_path / name
    target.write_text("mine")
    with pytest.raises(UserError, match="没有覆盖"):
        package_evidence(park, "demo", target)
    assert target.read_text() == "mine"


def test_a_preview_writes_nothing_and_names_everything(park, tmp_path):
    spoil(park)
    made = package_evidence(park, "demo", tmp_path / "out", dry_run=True)
    assert made.path is None
    assert len(made.problems.errors) == 3
    assert not (tmp_path / "out").exists()


def test_a_round_without_evidence_has_no_package(tmp_path):
    workspace = Workspace(init(tmp_path / "ws"), "钱二")
    new_park(workspace, "demo", [PACK], "示范园区", date="2026-01-05")
    with pytest.raises(UserError, match="没有可装的"):
        package_evidence(workspace, "demo", tmp_path / "out")


def test_a_file_that_changes_while_it_is_packed_leaves_nothing_behind(park, tmp_path, monkeypatch):
    from zcdoc import fsio

    real = fsio.copy_in
    monkeypatch.setattr(fsio, "copy_in", lambda source, target: real(source, target) and "0" * 64)
    with pytest.raises(UserError, match="装入时被改动"):
        package_evidence(park, "demo", tmp_path / "out" / "x.zip")
    assert list((tmp_path / "out").iterdir()) == []
