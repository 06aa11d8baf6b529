"""The clause and row numbers of each standard, drawn from its text by script, against those of its pack.

`numbers/<pack>.txt` holds one number a line; its head says how it was drawn. A pack covers a number with a clause, a check or an
indicator. What follows “·” in a clause's number is the pack's own label, where the text gives one number to several things.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from zcdoc.pack import load

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tests" / "pack" / "numbers").glob("*.txt"))


def drawn(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def printed(number: str) -> str:
    return number.partition("·")[0]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_number_of_the_standard_is_in_its_pack(file):
    pack = load(ROOT / "checklists" / file.stem, "built-in")
    held = {printed(c.number) for c in pack.clauses} | set(pack.checks) | {i.number for i in pack.indicators}
    assert [n for n in drawn(file) if n not in held] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_pack_holds_no_number_that_the_standard_lacks(file):
    pack = load(ROOT / "checklists" / file.stem, "built-in")
    held = [printed(c.number) for c in pack.clauses] + [i.number for i in pack.indicators]
    assert [n for n in held if n not in drawn(file)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_drawn_list_is_no_shorter_than_it_should_be(file):
    assert len(drawn(file)) > 10
    assert len(set(drawn(file))) == len(drawn(file))
