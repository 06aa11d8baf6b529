"""Every fence is missed when it is gone: each is taken out of a copy of the source, and the tests that hold it go red."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from fences import FENCES, Fence

ROOT = Path(__file__).resolve().parents[2]
NEEDED = ("src", "tests", "checklists", "report_templates", "samples", "docs", "pyproject.toml")
PATIENCE = 600  # seconds
FAILED = 1  # pytest's exit code when tests failed; a test that cannot be collected or found has another


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """The project once more, without what was made from it."""
    target = tmp_path_factory.mktemp("fences") / "project"
    target.mkdir()
    skip = shutil.ignore_patterns("__pycache__", "output", ".hypothesis", "*.pyc")
    for name in NEEDED[:-1]:
        shutil.copytree(ROOT / name, target / name, ignore=skip)
    shutil.copy2(ROOT / NEEDED[-1], target)
    return target


def without(copy: Path, fence: Fence) -> int:
    """The exit code of the fence's tests with the fence taken out; the copy is whole again afterwards."""
    path = copy / "src" / "zcdoc" / fence.file
    whole = path.read_text("utf-8")
    assert whole.count(fence.old) == 1, f"{fence.file} holds the fence {whole.count(fence.old)} times"
    path.write_text(whole.replace(fence.old, fence.new), "utf-8")
    command = [sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-p", "no:cacheprovider"]
    tests = [*(f"tests/{name}" for name in fence.tests), *(["-k", fence.only] if fence.only else [])]
    try:
        done = subprocess.run(
            [*command, *tests], cwd=copy, env=os.environ | {"PYTHONPATH": str(copy / "src"), "PYTHONDONTWRITEBYTECODE": "1"},
            capture_output=True, text=True, timeout=PATIENCE, check=False,
        )  # fmt: skip
    finally:
        path.write_text(whole, "utf-8")
    return done.returncode


def chosen(count: int) -> list[Fence]:
    """So many of the fences, spread over the list."""
    step = max(1, len(FENCES) // count)
    return list(FENCES)[::step][:count]


def test_every_fence_is_missed_when_it_is_gone(copy, size, reached):
    unmissed = [fence.id for fence in chosen(size["fences"]) if without(copy, fence) != FAILED]
    assert unmissed == []
    reached(fences=len(chosen(size["fences"])))


@pytest.mark.parametrize("fence", FENCES, ids=lambda fence: fence.id)
def test_the_list_is_up_to_date(fence):
    source = (ROOT / "src" / "zcdoc" / fence.file).read_text("utf-8")
    assert source.count(fence.old) == 1
    assert fence.old != fence.new
    assert all((ROOT / "tests" / name).is_file() for name in fence.tests)


def test_each_fence_has_a_name_of_its_own():
    assert len({fence.id for fence in FENCES}) == len(FENCES)
