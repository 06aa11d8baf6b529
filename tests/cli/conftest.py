"""The command line in this process: a workspace with one park, and every command's exit code and words."""

from __future__ import annotations

import hashlib
import json
import shutil
import warnings
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest
from quick_books import leave_merged_borders

from zcdoc.cli.door import run

leave_merged_borders()

PACK = "seesa-010-2025"


@dataclass(frozen=True)
class Said:
    """What a command said and with which exit code it left."""

    code: int
    out: str
    err: str

    @property
    def json(self):
        return json.loads(self.out)

    @property
    def words(self):
        return self.out + self.err


@pytest.fixture(autouse=True)
def _no_environment(monkeypatch):
    monkeypatch.delenv("ZCDOC_WORKSPACE", raising=False)
    monkeypatch.setenv("COLUMNS", "150")


@pytest.fixture
def zcdoc(capsys):
    """`zcdoc("park list --json")`, or the arguments one by one where they hold spaces."""

    def call(*arguments):
        given = arguments[0].split() if len(arguments) == 1 else [str(a) for a in arguments]
        capsys.readouterr()
        code = run(given)
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return Said(code, said.out, said.err)

    return call


@pytest.fixture(scope="session")
def made(tmp_path_factory):
    """A workspace with one park and the workbook of its first round; tests take a copy."""
    root = tmp_path_factory.mktemp("made") / "ws"
    new = [
        "park",
        "new",
        "lingang",
        "--standard",
        PACK,
        "--name",
        "临港示范园区",
        "--date",
        "2026-01-05",
        "--by",
        "钱二",
    ]
    out = ["checklist", "export", "--park", "lingang", "-o", str(root / "lingang.xlsx")]
    assert run(["init", str(root)]) == 0
    assert run(["--workspace", str(root), *new]) == 0
    assert run(["--workspace", str(root), *out]) == 0
    return root


@pytest.fixture
def ws(made, tmp_path, monkeypatch):
    """The folder of a fresh workspace; commands run inside it."""
    root = tmp_path / "ws"
    shutil.copytree(made, root)
    monkeypatch.chdir(root)
    return root


def disk(root: Path) -> dict[str, str]:
    """Every file below a folder by its sha256; locks are no data."""
    return {
        str(p.relative_to(root)): hashlib.sha256(p.read_bytes()).hexdigest()
        for p in sorted(root.rglob("*"))
        if p.is_file() and p.name != ".lock"
    }


@pytest.fixture
def untouched(ws):
    """Asserts at the end that nothing on disk has changed; `untouched()` starts anew from what stands there."""
    before = {"": disk(ws)}

    def again():
        before[""] = disk(ws)

    yield again
    assert disk(ws) == before[""]


_open: dict[bytes, openpyxl.Workbook] = {}


def opened(path: Path) -> openpyxl.Workbook:
    """The workbook at a path; one that was saved here and has not changed since is not read a second time."""
    seen = hashlib.sha256(path.read_bytes()).digest()
    if seen not in _open:
        _open.clear()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl does not keep data bars
            return openpyxl.load_workbook(path)
    return _open.pop(seen)


def type_into(path, sheet, key, /, **values):
    """Types values under the given headers; a key that is not there goes into the first free row."""
    book = opened(path)
    page = book[sheet]
    column = {c.value: c.column for c in page[3]}
    row = next((c.row for c in page["A"] if str(c.value) == key and c.row > 3), None)
    row = row or next(r for r in range(4, 999) if page.cell(r, 1).value is None)
    page.cell(row, 1).value = key
    for name, value in values.items():
        page.cell(row, column[name]).value = value
    book.save(path)
    _open[hashlib.sha256(path.read_bytes()).digest()] = book


@pytest.fixture(scope="session", name="type_into")
def _type_into():
    """`type_into(path, sheet, key, **values)`, for fixtures of a module."""
    return type_into


@pytest.fixture
def typed(ws):
    """Types into the workbook: `typed("基本要求", "4.2.1.a", 结果="符合")`; returns its name."""

    def type_(sheet, key, /, source="lingang.xlsx", **values):
        type_into(ws / source, sheet, key, **values)
        return source

    return type_


@pytest.fixture(scope="session")
def filled_bytes(made, tmp_path_factory):
    path = tmp_path_factory.mktemp("filled") / "lingang.xlsx"
    shutil.copy(made / "lingang.xlsx", path)
    type_into(path, "评价指标", "1", 分子=10, 分母=10)
    type_into(path, "评价指标", "2", 分子=25, 分母=100)
    type_into(path, "基本要求", "4.2.1.a", 结果="符合", 检查所见="近三年没有事故", 证据编号="EV-001")
    return path.read_bytes()


@pytest.fixture
def fill(ws, filled_bytes):
    """Puts in place a workbook of which the score is known: all spaces with charging, half the green logistics: 5 points."""

    def put():
        (ws / "lingang.xlsx").write_bytes(filled_bytes)
        return "lingang.xlsx"

    return put
