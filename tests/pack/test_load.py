"""A pack is understood once and read each time: what has changed on disk is seen, and nobody spoils it for another."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from zcdoc.pack import load, read_pack
from zcdoc.pack.load import MAX_BYTES
from zcdoc.problems import Problem, ProblemsError

SMALL = Path(__file__).resolve().parents[1] / "readiness" / "small-pack"


@pytest.fixture
def folder(tmp_path):
    return Path(shutil.copytree(SMALL, tmp_path / "small-pack"))


def test_a_change_on_disk_is_seen(folder):
    before = load(folder, "workspace")
    head = folder / "pack.yaml"
    head.write_text(head.read_text("utf-8").replace(f"version: {before.version}", "version: 9.9.0"), "utf-8")
    after = load(folder, "workspace")
    assert (after.version, after.sha256 == before.sha256) == ("9.9.0", False)
    assert load(folder, "built-in").origin == "built-in"


def test_line_ends_do_not_change_the_digest(folder):
    before = load(folder, "workspace").sha256
    for path in folder.glob("*.yaml"):
        path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert load(folder, "workspace").sha256 == before


def test_problems_handed_out_are_not_shared(folder):
    (folder / "rating.yaml").write_text("a: 1\na: 2\n", "utf-8")
    first = read_pack(folder, "workspace")[1]
    told = list(first)
    first.extend([Problem("x", "error", "y", "z", "")])
    assert list(read_pack(folder, "workspace")[1]) == told != []


@pytest.mark.parametrize("name", ["pack.yaml", "rating.yaml"])
def test_a_file_that_goes_and_comes_back_is_missed_and_found(folder, name):
    load(folder, "workspace")
    content = (folder / name).read_bytes()
    (folder / name).unlink()
    with pytest.raises(ProblemsError) as raised:
        load(folder, "workspace")
    assert [(p.rule, p.where) for p in raised.value.problems] == [("pack-file", f"{name}:1:1")]
    (folder / name).write_bytes(content)
    assert load(folder, "workspace").id == "small-pack"


@pytest.mark.parametrize("content", [b"\xff\xfe", b"a" * (MAX_BYTES + 1)])
def test_a_file_that_is_no_text_or_too_large_is_told(folder, content):
    (folder / "clauses.yaml").write_bytes(content)
    pack, problems = read_pack(folder, "workspace")
    assert pack is None
    assert [(p.rule, p.where) for p in problems] == [("pack-file", "clauses.yaml:1:1")]
