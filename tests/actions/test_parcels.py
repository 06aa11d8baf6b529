"""A pack goes from one workspace to another as one file, gives the same score there, and is looked at as a stranger's file."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace

import pytest
from tests.actions.conftest import OLD, Judged

from zcdoc.actions import parcels
from zcdoc.actions.crosswalk import pairs
from zcdoc.actions.exchange import import_park
from zcdoc.actions.judge import score_park
from zcdoc.actions.origin import packs
from zcdoc.actions.park_export import export_park
from zcdoc.actions.parks import close_round
from zcdoc.errors import UnsafeError, UserError
from zcdoc.pack.parcel import decode, encode
from zcdoc.problems import ProblemsError
from zcdoc.store import Workspace, init


@pytest.fixture
def built(two_packs, tmp_path):
    return parcels.build(OLD, two_packs, tmp_path / "small.zcpack")


@pytest.fixture
def elsewhere(tmp_path):
    return Workspace(init(tmp_path / "elsewhere"), "孙三")


def changed(built, **fields):
    data = json.loads(built.path.read_text("utf-8")) | fields
    built.path.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return built.path


def test_the_same_pack_gives_the_same_bytes(two_packs, built, tmp_path):
    again = parcels.build(OLD, two_packs, tmp_path / "again.zcpack")
    assert again.path.read_bytes() == built.path.read_bytes()
    assert encode(decode(built.path.read_bytes(), "x")) == built.path.read_bytes()


def test_built_here_and_installed_there_the_score_is_the_same(judged, elsewhere, tmp_path):
    file = parcels.build(OLD, judged.workspace, tmp_path / "small.zcpack").path
    record = export_park(judged.workspace, "demo", tmp_path / "demo.yaml")
    assert OLD not in packs(elsewhere)
    done = parcels.install(file, elsewhere)
    assert not done.already
    assert import_park(elsewhere, record).applied
    here, there = score_park(judged.workspace, "demo", OLD, None)[1], score_park(elsewhere, "demo", OLD, None)[1]
    assert there.as_dict() == here.as_dict()
    assert packs(elsewhere)[OLD].path == done.folder


def test_a_comparison_travels_where_both_packs_are_known(two_packs, built, elsewhere, tmp_path):
    done = parcels.install(built.path, elsewhere)
    assert done.left == ("other-pack",)
    assert {"small-pack", "other-pack"} not in [p.both for p in pairs(elsewhere)]
    other = parcels.install(parcels.build("other-pack", two_packs, tmp_path / "other.zcpack").path, elsewhere)
    assert other.left == ()
    assert {"small-pack", "other-pack"} in [p.both for p in pairs(elsewhere)]


def test_installing_twice_changes_nothing(built, elsewhere):
    parcels.install(built.path, elsewhere)
    assert parcels.install(built.path, elsewhere).already


def test_comparisons_that_cannot_be_read_stop_the_installation(built, elsewhere):
    parcel = decode(built.path.read_bytes(), "x")
    files = parcel.files | {"crosswalk.yaml": "pairs: [{a: 1}]\n"}
    built.path.write_bytes(encode(replace(parcel, files=files)))
    with pytest.raises(ProblemsError, match="没有安装"):
        parcels.install(built.path, elsewhere)
    assert not (elsewhere.root / "checklists").exists()


def test_a_pack_of_that_name_that_says_something_else_is_not_overwritten(built, elsewhere, two_packs):
    own = elsewhere.root / "checklists" / OLD
    shutil.copytree(two_packs.root / "checklists" / OLD, own)
    (own / "rating.yaml").write_text("# 我改的\n" + (own / "rating.yaml").read_text("utf-8"), "utf-8")
    with pytest.raises(UserError, match="没有覆盖"):
        parcels.install(built.path, elsewhere)
    assert (own / "rating.yaml").read_text("utf-8").startswith("# 我改的")


@pytest.mark.parametrize(
    "name", ["../evil.yaml", "/etc/evil", "..\\evil.yaml", "a/b.yaml", "installed.json", "con.yaml", ""]
)
def test_only_files_of_known_names_are_taken(built, elsewhere, name):
    files = decode(built.path.read_bytes(), "x").files | {name: "x"}
    with pytest.raises(UserError, match="不认识的文件"):
        parcels.install(changed(built, files=files), elsewhere)
    assert not (elsewhere.root / "checklists").exists()


@pytest.mark.parametrize(
    "fields",
    [{"id": "../x"}, {"id": 1}, {"version": None}, {"files": []}, {"files": {}}, {"sums": {}}, {"sha256": "0" * 64},
     {"more": 1}, {"zcdoc-parcel": "9"}],
)  # fmt: skip
def test_what_is_no_whole_parcel_is_refused(built, elsewhere, fields):
    with pytest.raises(UserError, match="不能安装"):
        parcels.install(changed(built, **fields), elsewhere)


@pytest.mark.parametrize("content", [b"", b"[" * 100_000, b"PK\x03\x04", b"\xff\xfe", b"null", b'{"a":1'])
def test_what_is_no_json_is_refused(built, elsewhere, content):
    built.path.write_bytes(content)
    with pytest.raises(UserError):
        parcels.install(built.path, elsewhere)


def test_an_altered_threshold_is_seen(built, elsewhere):
    files = dict(decode(built.path.read_bytes(), "x").files)
    files["indicators.yaml"] = files["indicators.yaml"].replace("0.5", "0.1", 1)
    with pytest.raises(UserError, match="sha256"):
        parcels.install(changed(built, files=files), elsewhere)


def test_a_file_of_another_sha256_than_the_one_asked_for_is_unsafe(built, elsewhere):
    with pytest.raises(UnsafeError):
        parcels.install(built.path, elsewhere, sha256="0" * 64)
    assert parcels.install(built.path, elsewhere, sha256=built.file_sha256.upper()).folder.is_dir()


def test_an_installed_pack_is_removed_whole(built, elsewhere):
    folder = parcels.install(built.path, elsewhere).folder
    parcels.remove(OLD, elsewhere)
    assert not folder.exists()


@pytest.mark.parametrize("name", ["pack.yaml", "README.md", "notes.txt"])
def test_what_somebody_worked_on_is_not_removed(built, elsewhere, name):
    folder = parcels.install(built.path, elsewhere).folder
    path = folder / name
    path.write_text((path.read_text("utf-8") if path.exists() else "") + "\n# 我的\n", "utf-8")
    with pytest.raises(UserError, match=name):
        parcels.remove(OLD, elsewhere)
    assert (folder / "pack.yaml").is_file()


def test_a_pack_of_ones_own_is_not_removed(two_packs):
    with pytest.raises(UserError, match="不是用"):
        parcels.remove(OLD, two_packs)


def test_a_pack_is_not_removed_under_an_open_round(built, elsewhere):
    parcels.install(built.path, elsewhere)
    Judged(elsewhere)
    with pytest.raises(UserError, match="demo"):
        parcels.remove(OLD, elsewhere)
    close_round(elsewhere, "demo", None, date="2026-02-01")
    parcels.remove(OLD, elsewhere)
    score_park(elsewhere, "demo", OLD, "baseline-1")


def test_a_difference_is_told_by_its_place(two_packs):
    path = two_packs.root / "checklists" / "other-pack" / "indicators.yaml"
    path.write_text(path.read_text("utf-8").replace('leading: "0.5"', 'leading: "0.4"', 1), "utf-8")
    _, found = parcels.diff(OLD, "other-pack", two_packs)
    assert ("0.5", "0.4") in [(d.was, d.now) for d in found]
