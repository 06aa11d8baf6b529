"""The two ways in which a user works: commands, and a workbook that a colleague fills."""

from __future__ import annotations

import shutil
import warnings
from pathlib import Path

import openpyxl
import pytest
from quick_books import leave_merged_borders

from zcdoc.cli.door import run

leave_merged_borders()
SAMPLES = Path(__file__).resolve().parents[2] / "samples"


@pytest.fixture
def zcdoc(capsys, tmp_path, monkeypatch):
    """Runs a command in the folder of the week; returns its exit code and what it printed."""
    monkeypatch.delenv("ZCDOC_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)

    def call(line, *more):
        capsys.readouterr()
        code = run([*line.split(), *more])
        return code, capsys.readouterr().out

    return call


class Colleague:
    """Somebody with a script: opens the workbook, types under the given headers, saves."""

    def __init__(self, path):
        self.path = path
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl does not keep data bars
            self.book = openpyxl.load_workbook(path)

        self.places = {}

    def columns(self, sheet):
        return self._places(sheet)[0]

    def rows(self, sheet):
        return self._places(sheet)[1]

    def _places(self, sheet):
        if sheet not in self.places:
            page = self.book[sheet]
            rows = {str(c.value): c.row for c in page["A"][3:] if c.value is not None}
            self.places[sheet] = {c.value: c.column for c in page[3]}, rows
        return self.places[sheet]

    def type(self, sheet, key, /, **values):
        row, columns = self.rows(sheet)[key], self.columns(sheet)
        for name, value in values.items():
            self.book[sheet].cell(row, columns[name]).value = value

    def add(self, sheet, **values):
        row, columns = 4 + len(self.rows(sheet)), self.columns(sheet)
        while any(self.book[sheet].cell(row, columns[name]).value for name in values):
            row += 1
        for name, value in values.items():
            self.book[sheet].cell(row, columns[name]).value = value

    def save(self):
        self.book.save(self.path)


@pytest.fixture(scope="session")
def office():
    """Opens a workbook as a colleague does."""
    return Colleague


@pytest.fixture
def leading_demo(tmp_path, monkeypatch, capsys):
    """A workspace of its own with leading-demo, and commands in it: the exit code and what was printed."""
    for name in ("zcdoc.yaml", "parks/leading-demo"):
        source, target = SAMPLES / name, tmp_path / "ws" / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("output"))
        else:
            shutil.copy(source, target)
    monkeypatch.chdir(tmp_path / "ws")

    def call(*words):
        capsys.readouterr()
        code = run(list(words))
        return code, capsys.readouterr()

    return call
