"""Out and back: a state becomes a workbook, somebody edits it, and it is read against what was handed out."""

from __future__ import annotations

import copy
import io
import random
import warnings
from dataclasses import dataclass
from pathlib import Path
from types import SimpleNamespace

import openpyxl
import pytest
from quick_books import leave_merged_borders

from zcdoc.merge import merge
from zcdoc.model.record import Address, Record, Round, profile_scope, put, scope_of
from zcdoc.model.tables import ASSUMPTIONS, LISTS, SHEET_TABLES
from zcdoc.model.values import BadValue, plain_text
from zcdoc.model.view import View
from zcdoc.model.vocabulary import results_of, sheet_of
from zcdoc.pack.load import load
from zcdoc.problems import Problems
from zcdoc.scoring import score
from zcdoc.workbook import read, read_raw, sheet_rows, write
from zcdoc.workbook.lists import pack_lists

leave_merged_borders()

ROOT = Path(__file__).resolve().parents[2]
ROUND = "r1"


def make_view(pack, state, kind="evaluation", head="a" * 64):
    return View(pack, Record("demo", state, head), Round(ROUND, kind, "2026-03-01", "钱二"))


def bare(pack):
    """A park of which nothing is known but its name."""
    return {
        "park": {
            "park": {"park": {"name": "示范园区", "standards": pack.id}},
            "rounds": {ROUND: {"kind": "evaluation", "date": "2026-03-01"}},
        }
    }


def filled(pack, seed, texts=("看过台账",)):
    """A value of the right kind in about half of all open cells, by chance; texts are drawn from `texts`."""
    made = _Filling(pack, random.Random(seed), [t for t in map(storable, texts) if t] or ["字"])
    state = bare(pack)
    for item in pack.head.profile_fields.values():
        made.row(state, profile_scope(item.name, ROUND), "profile", item.name, {"内容": item.type})
    for table in SHEET_TABLES:
        for key in made.keys(table):
            made.row(state, scope_of(table.scope, ROUND, pack.id), table.id, key, {})
    return state


def storable(text):
    try:
        found = plain_text(text)
    except BadValue:
        return ""
    # What a workbook means by these words is not the words.
    return "" if found.strip() in {"（清空）", "(清空)", "（删除）", "(删除)"} or found.startswith("#") else found


@dataclass
class _Filling:
    pack: object
    chance: random.Random
    texts: list[str]

    def keys(self, table):
        if table.id == "checks":
            return list(self.pack.checks)
        if table.id == "indicators":
            return list(self.pack.indicator_of)
        if not table.listed:
            return []
        numbers = sorted(self.chance.sample(range(1, 30), 3))
        return [f"EV-{n:03d}" for n in numbers] if table.id == "evidence" else [str(n) for n in numbers]

    def row(self, state, scope, table_id, key, types):
        table = next(t for t in SHEET_TABLES if t.id == table_id)
        for column in table.stored:
            if self.chance.random() < 0.5 and (column.type != "field" or column.name in types):
                value = self.value(types.get(column.name, column.type), self.choices(table, column, key))
                put(state, Address(scope, table_id, key, column.name), value)

    def choices(self, table, column, key):
        if column.options == "@results":
            return results_of(*self.pack.checks[key])
        if column.options == "@alternatives":
            return tuple(o.name for o in self.pack.indicator_of[key].alternatives)
        return {**LISTS, **pack_lists(make_view(self.pack, {}))}.get(column.options.removeprefix("@"), ())

    def value(self, kind, choices):
        chance = self.chance
        if kind in {"number", "graded"}:
            if kind == "graded" and chance.random() < 0.3:
                return chance.choice(["有", "无", "设立", "未设立"])
            digits = f"{chance.randint(-999, 9_999_999_999)}.{chance.randint(0, 99999):05d}"
            return chance.choice(
                ["0", "0.35", "-4", "12345678901234.5", "0.000000123456789", digits.rstrip("0").rstrip(".")]
            )
        if kind == "date":
            return chance.choice(
                ["2026-03-05", "1999-12-31", "2024-02-29", "1900-01-01", "1900-02-28", "1850-06-01", "9999-12-31"]
            )
        if kind == "year":
            return str(chance.randint(1990, 2060))
        if kind == "refs":
            return chance.choice(["EV-001", "EV-001、EV-012#p3", "EV-099#第 2 页"])
        if kind == "yes_no":
            return chance.choice(["是", "否"])
        if kind == "choice":
            return chance.choice(choices) if choices else None
        return chance.choice(self.texts)


def export(view):
    return write(view, score(view), {}, [])


def read_back(data, view, base=..., record=None):
    """What comes of importing these bytes: the reading's problems and the merge plan."""
    handed_out = copy.deepcopy(view.record.state) if base is ... else base
    problems = Problems()
    raw = read_raw(data, "清单.xlsx", problems)
    reading = read(raw, view, sheet_rows(view, score(view), {}), handed_out, problems)
    # A row of 假设 is a decision and no set of cells: tests/acceptance/test_choices_sheet.py.
    reading.incoming[:] = [item for item in reading.incoming if item.at.table != ASSUMPTIONS.id]
    plan = merge(handed_out, reading.incoming, reading.new_rows, record or view.record.state)
    return SimpleNamespace(
        problems=list(problems), plan=plan, changes=plan.changes, mark=reading.mark, reading=reading,
        errors=[(p.rule, p.where) for p in problems.errors], warnings=[(p.rule, p.where) for p in problems.warnings],
        values={(c.at.table, c.at.key, c.at.field): c.now for c in plan.changes},
        cells={c.where: c.now for c in plan.changes},
    )  # fmt: skip


class Edited:
    """A workbook in the hands of a person: cells by sheet, key and header, as a script with openpyxl sees them."""

    def __init__(self, data, *, values=False):
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl does not keep data bars
            self.book = openpyxl.load_workbook(io.BytesIO(data), data_only=values)

    def column(self, sheet, header):
        return next(c.column for c in self.book[sheet][3] if c.value == header)

    def row(self, sheet, key):
        return next(r for r in range(4, self.book[sheet].max_row + 1) if str(self.book[sheet].cell(r, 1).value) == key)

    def cell(self, sheet, key, header):
        return self.book[sheet].cell(self.row(sheet, key), self.column(sheet, header))

    def type(self, sheet, key, **values):
        """Types values under the given headers; returns self."""
        for header, value in values.items():
            self.cell(sheet, key, header).value = value
        return self

    def add(self, sheet, **values):
        """Fills the first row without a key; returns its number."""
        at = next(r for r in range(4, 10_000) if self.book[sheet].cell(r, 1).value is None and not self._used(sheet, r))
        for header, value in values.items():
            self.book[sheet].cell(at, self.column(sheet, header)).value = value
        return at

    def _used(self, sheet, row):
        cells = [c.value for c in self.book[sheet][row] if c.value is not None]
        return any(not str(value).startswith("=") for value in cells)

    def saved(self):
        out = io.BytesIO()
        self.book.save(out)
        return out.getvalue()


@pytest.fixture(scope="session")
def small_pack():
    return load(ROOT / "tests" / "readiness" / "small-pack", "test")


@pytest.fixture(scope="session")
def pack():
    return load(ROOT / "checklists" / "seesa-010-2025", "built-in")


@pytest.fixture(scope="session")
def kit():
    """The helpers above, for test modules."""
    return SimpleNamespace(
        bare=bare,
        filled=filled,
        view=make_view,
        export=export,
        back=read_back,
        Edited=Edited,
        sheet_of=sheet_of,
        round=ROUND,
    )


@pytest.fixture(scope="session")
def handed_out(small_pack):
    """One filled park of the small pack and the bytes of its workbook."""
    view = make_view(small_pack, filled(small_pack, 3))
    return SimpleNamespace(view=view, data=export(view), state=view.record.state)


@pytest.fixture
def blank(small_pack, blank_bytes):
    """A workbook of the small pack in which nothing is filled, opened by a person."""
    return Edited(blank_bytes)


@pytest.fixture(scope="session")
def blank_bytes(small_pack):
    return export(make_view(small_pack, bare(small_pack)))


@pytest.fixture
def taken(small_pack):
    """Imports an edited blank workbook: `taken(blank).values`."""
    view = make_view(small_pack, bare(small_pack))
    return lambda edited, **more: read_back(edited if isinstance(edited, bytes) else edited.saved(), view, **more)
