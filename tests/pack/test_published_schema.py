"""The JSON Schema in `checklists/schema` is what the models say today; the built-in packs keep it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from zcdoc.model.validation import schemas
from zcdoc.pack import load

CHECKLISTS = Path(__file__).resolve().parents[2] / "checklists"
PACKS = sorted(p.parent for p in CHECKLISTS.glob("*/pack.yaml"))


@pytest.mark.parametrize("name", sorted(schemas()))
def test_the_published_schema_is_current(name):
    path = CHECKLISTS / "schema" / f"{name.removesuffix('.yaml')}.schema.json"
    assert json.loads(path.read_text(encoding="utf-8")) == schemas()[name], (
        "run: zcdoc pack schema -o checklists/schema"
    )


@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_every_built_in_pack_loads_without_a_problem(folder):
    assert load(folder, "built-in").id == folder.name


def test_seesa_010_holds_what_the_standard_prints():
    pack = load(CHECKLISTS / "seesa-010-2025", "built-in")
    by_chapter = {c.id: sum(x.chapter == c.id for x in pack.clauses) for c in pack.head.chapters}
    assert by_chapter == {
        "4.1": 4,
        "4.2": 6,
        "5.1": 4,
        "5.2": 5,
        "5.3": 5,
        "5.4": 5,
        "5.5": 6,
        "5.6": 4,
        "5.7": 5,
        "5.8": 3,
    }
    assert [i.number for i in pack.indicators] == [str(n) for n in range(1, 29)]
    assert [i.number for i in pack.indicators if i.alternatives] == ["1", "6", "21"]
    assert [(i.number, i.bonus) for i in pack.indicators if i.bonus] == [("27", "5"), ("28", "5")]
    leading = {i.number: i.leading for i in pack.indicators if isinstance(i.leading, str)}
    assert leading == {
        "1": "1", "2": "0.5", "3": "0.8", "4": "1", "5": "有", "6": "有", "7": "3", "8": "0.5", "9": "0.1", "10": "0.2",
        "11": "有", "12": "0.7", "13": "0.5", "14": "0.9", "15": "0.95", "16": "0.5", "17": "0.3", "18": "设立", "21": "有",
        "22": "0.3", "23": "0.05", "24": "0.1", "25": "0.04", "26": "4.2", "27": "有", "28": "有",
    }  # fmt: skip


def test_seesa_010_lists_a_to_c_of_5_5_2_as_checks():
    pack = load(CHECKLISTS / "seesa-010-2025", "built-in")
    texts = [k.text for clause, k in pack.checks.values() if clause.id == "5.5-2"]
    assert all(any(text.startswith(f"列项 {letter})") for text in texts) for letter in "abc")
