"""A bag stands at its target whole and valid, or nothing does."""

from __future__ import annotations

import zipfile

import bagit
import pytest

from zcdoc.errors import UserError
from zcdoc.store import bag

INFO = {"Source-Organization": "示范园区\n二期", "Bagging-Date": "2026-01-05", "Bag-Software-Agent": "zcdoc"}


def fill(folder):
    (folder / "05 4.2.1 设立").mkdir()
    (folder / "05 4.2.1 设立" / "EV-001 批复.pdf").write_bytes(b"%PDF")
    (folder / "目录.xlsx").write_bytes(b"PK")


@pytest.mark.parametrize("name", ["out", "deep/er/out.zip"])
def test_the_library_finds_it_valid(tmp_path, name):
    target = tmp_path / name
    assert bag.deliver(target, "示范", fill, INFO) == 2
    folder = target
    if target.suffix:
        with zipfile.ZipFile(target) as made:
            made.extractall(tmp_path / "x")
        folder = tmp_path / "x" / "示范"
    found = bagit.Bag(str(folder))
    found.validate()
    assert found.info["Source-Organization"] == "示范园区 二期"
    assert [p.name for p in target.parent.iterdir() if p.name.startswith(".zcdoc-")] == []


def test_equal_content_is_an_equal_file(tmp_path):
    made = []
    for name in ("a", "b"):
        bag.deliver(tmp_path / name / "x.zip", "x", fill, INFO)
        made.append((tmp_path / name / "x.zip").read_bytes())
    assert made[0] == made[1]


def test_what_fails_on_the_way_leaves_nothing(tmp_path):
    def stop(folder):
        fill(folder)
        raise UserError("改动了")

    with pytest.raises(UserError):
        bag.deliver(tmp_path / "out" / "x.zip", "x", stop, INFO)
    assert list((tmp_path / "out").iterdir()) == []


def test_the_library_prints_nothing_of_its_own(tmp_path, capsys, monkeypatch):
    def broken(*_, **__):
        raise bagit.BagError("no")

    monkeypatch.setattr(bagit, "make_manifests", broken)
    with pytest.raises(Exception, match="BagIt"):
        bag.deliver(tmp_path / "x", "x", fill, INFO)
    assert capsys.readouterr() == ("", "")
