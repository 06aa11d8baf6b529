"""A workspace for the tests of a row: one small park filled by chance, and the fullest of the samples."""

from __future__ import annotations

import random
import shutil
from pathlib import Path

from zcdoc.actions.checklist import export_checklist
from zcdoc.actions.desk import open_desk
from zcdoc.actions.parks import new_park
from zcdoc.model.record import Address, Change, get, profile_scope, scope_of
from zcdoc.model.tables import LISTS, SHEET_TABLES, Column, Table
from zcdoc.model.view import View
from zcdoc.model.vocabulary import results_of
from zcdoc.store import Workspace, init

ROOT = Path(__file__).resolve().parents[2]
SMALL, FULL = "small", "linjiang-demo"
TEXTS = (
    "看过台账",
    "=1+1",
    "第一行\n第二行",
    "0012",
    "5.10",
    "2026年3月",
    "35%",
    "a & b < c",
    "_x0041_",
    "见附件、附图",
    "1,234",
    "𠮷野家",
)


def workspace(folder: Path) -> Workspace:
    """Both parks, in a new workspace."""
    root = init(folder)
    shutil.copytree(ROOT / "tests" / "readiness" / "small-pack", root / "checklists" / "small-pack")
    shutil.copytree(ROOT / "samples" / "parks" / FULL, root / "parks" / FULL, ignore=shutil.ignore_patterns("output"))
    made = Workspace(root)
    new_park(made, SMALL, ["small-pack"], "示范园区", round_id="r1", date="2026-03-01", by="钱二")
    desk = open_desk(made, SMALL)
    changes = list(_filled(desk.view, random.Random(1)))
    desk.store.commit(lambda record: [c for c in changes if get(record.state, c.at) is None], "测试", "钱二")
    return made


def workbook(made: Workspace, park: str) -> bytes:
    """What is handed out of a park."""
    return export_checklist(made, park, made.root / f"{park}.xlsx").path.read_bytes()


def _filled(view: View, chance: random.Random):
    """A value of the right kind in two of three open cells."""
    for item in view.pack.head.profile_fields.values():
        at = Address(profile_scope(item.name, view.round.id), "profile", item.name, "内容")
        if chance.random() < 0.7:
            yield Change(at, None, _value(item.type, LISTS["yes_no"] if item.type == "yes_no" else (), chance))
    for table in SHEET_TABLES:
        for key in _keys(view, table):
            for column in table.stored:
                choices = _choices(view, table, column, key)
                value = _value(column.type, choices, chance) if chance.random() < 0.7 else None
                if value:
                    yield Change(
                        Address(scope_of(table.scope, view.round.id, view.pack.id), table.id, key, column.name),
                        None,
                        value,
                    )


def _keys(view: View, table: Table) -> list[str]:
    if table.id == "checks":
        return list(view.pack.checks)
    if table.id == "indicators":
        return list(view.pack.indicator_of)
    numbers = range(1, 5) if table.listed else ()
    return [f"EV-{n:03}" if table.id == "evidence" else str(n) for n in numbers]


def _choices(view: View, table: Table, column: Column, key: str) -> tuple[str, ...]:
    if column.options == "@results":
        return results_of(*view.pack.checks[key])
    if column.options == "@alternatives":
        return tuple(o.name for o in view.pack.indicator_of[key].alternatives)
    return LISTS.get(column.options.removeprefix("@"), ())


def _value(kind: str, choices: tuple[str, ...], chance: random.Random) -> str | None:
    values = {
        "number": ["0", "0.35", "-4", "12345.678", "1000000"],
        "graded": ["有", "0.5", "1"],
        "date": ["2026-03-05", "2025-12-31"],
        "year": ["2025", "2030"],
        "refs": ["EV-001", "EV-001、EV-003#p12"],
        "choice": list(choices),
        "yes_no": list(choices),
    }.get(kind, list(choices) or list(TEXTS))
    return chance.choice(values) if values else None
