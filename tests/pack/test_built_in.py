"""Every built-in pack is sound."""

from __future__ import annotations

from pathlib import Path

import pytest

from zcdoc.pack import load

CHECKLISTS = Path(__file__).resolve().parents[2] / "checklists"
PACKS = sorted(p.parent for p in CHECKLISTS.glob("*/pack.yaml"))


@pytest.mark.parametrize("folder", PACKS, ids=lambda p: p.name)
def test_every_built_in_pack_loads_without_a_problem(folder):
    assert load(folder, "built-in").id == folder.name


def test_seesa_010_lists_a_to_c_of_5_5_2_as_checks():
    pack = load(CHECKLISTS / "seesa-010-2025", "built-in")
    texts = [k.text for clause, k in pack.checks.values() if clause.id == "5.5-2"]
    assert all(any(text.startswith(f"列项 {letter})") for text in texts) for letter in "abc")
