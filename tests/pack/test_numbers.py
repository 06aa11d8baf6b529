"""The clause and row numbers of each standard, drawn from its text by script, against those of its pack.

`numbers/<pack>.txt` holds one number a line; its head says how it was drawn. A pack covers a number with a clause, a check, an
indicator or the clause that its rating names. What follows “·” in a clause's number is the pack's own label, where the text gives one
number to several things or none to its parts; where the list itself holds labels (`6·能源`), only those may stand. An item `a)` of a
clause is covered by a check of that clause whose text begins with “列项 a)”. Indicators `Z1`, `Z2` … are numbered by the pack alone.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from zcdoc.model.pack import Pack
from zcdoc.pack import load

ROOT = Path(__file__).resolve().parents[2]
FILES = sorted((ROOT / "tests" / "pack" / "numbers").glob("*.txt"))
OWN = re.compile(r"Z\d+")


def drawn(file: Path) -> list[str]:
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line.strip() for line in lines if line.strip() and not line.startswith("#")]


def printed(number: str) -> str:
    return number.partition("·")[0]


def labelled(number: str) -> str:
    """`6·能源` of `6·能源 2`; empty for a number without a label."""
    return number.rpartition(" ")[0] if "·" in number else ""


def items(pack: Pack) -> list[str]:
    found = [
        (clause.number, re.match(r"列项 ([a-z])\)", check.text))
        for clause, check in (*pack.checks.values(), *pack.statements.values())
    ]
    return [f"{number} {letter[1]})" for number, letter in found if letter]


def rows(pack: Pack) -> list[str]:
    return [i.number for i in pack.indicators if not OWN.fullmatch(i.number)]


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_every_number_of_the_standard_is_in_its_pack(file):
    pack = load(ROOT / "checklists" / file.stem, "built-in")
    numbers = [c.number for c in pack.clauses]
    held = {printed(n) for n in numbers} | {labelled(n) for n in numbers} | set(pack.rating.clause.split("、"))
    held |= set(pack.checks) | set(rows(pack)) | set(items(pack))
    assert [n for n in drawn(file) if n not in held] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_pack_holds_no_number_that_the_standard_lacks(file):
    pack = load(ROOT / "checklists" / file.stem, "built-in")
    held = [printed(c.number) for c in pack.clauses] + rows(pack) + items(pack)
    assert [n for n in held if n not in drawn(file)] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_pack_labels_only_what_the_standard_names(file):
    pack, names = load(ROOT / "checklists" / file.stem, "built-in"), [n for n in drawn(file) if "·" in n]
    named = {printed(n) for n in names}
    held = [labelled(c.number) for c in pack.clauses if printed(c.number) in named]
    assert [n for n in held if n not in names] == []


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.stem)
def test_the_drawn_list_is_no_shorter_than_it_should_be(file):
    assert len(drawn(file)) >= 10
    assert len(set(drawn(file))) == len(drawn(file))
