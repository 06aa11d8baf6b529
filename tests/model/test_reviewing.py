"""What a reviewer reads of a pack: every item once, with a digest that changes with its content and with nothing else."""

from __future__ import annotations

import shutil
from pathlib import Path
from types import SimpleNamespace

import pytest

from zcdoc.model.reviewing import digests, members, parts
from zcdoc.pack import load

ROOT = Path(__file__).resolve().parents[2]
SMALL = ROOT / "tests" / "readiness" / "small-pack"


@pytest.fixture
def edited(tmp_path):
    """Edits a copy of the small pack; returns the items whose digest is another than before."""

    def edit(name, old, new):
        folder = Path(shutil.copytree(SMALL, tmp_path / "small-pack"))
        path = folder / name
        assert old in path.read_text("utf-8")
        path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
        before, now = digests(load(SMALL, "test")), digests(load(folder, "test"))
        return {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}

    return edit


@pytest.mark.parametrize("name", sorted(p.parent.name for p in (ROOT / "checklists").glob("*/pack.yaml")))
def test_every_clause_check_indicator_and_assumption_of_a_pack_is_an_item(name):
    pack = load(ROOT / "checklists" / name, "built-in")
    found = digests(pack)
    assert {f"clause:{c.id}" for c in pack.clauses} <= found.keys()
    assert {f"check:{key}" for key in pack.checks} <= found.keys()
    assert {f"indicator:{i.number}" for i in pack.indicators} <= found.keys()
    assert {f"assumption:{a.key}" for a in pack.assumptions} <= found.keys()
    for part in parts(pack):
        assert len({item.id for item in part.items}) == len(part.items), "an id stands once on its sheet"
        assert all(len(item.cells) == len(part.columns) for item in part.items)


@pytest.mark.parametrize(
    ("name", "old", "new", "changed"),
    [
        ("clauses.yaml", "近三年无事故", "近五年无事故", {"check:4.2.1.a"}),
        ("clauses.yaml", "text: 鼓励储能, type: recommendation, word: 鼓励", "text: 鼓励储能, type: recommendation, word: 宜", {"check:5.1-1.b"}),
        ("clauses.yaml", 'threshold: "0.5"}', 'threshold: "0.6"}', {"check:5.1-1.a"}),
        ("clauses.yaml", "requirement: 无较大事故", "requirement: 无重大事故", {"clause:4.2.1"}),
        ("indicators.yaml", 'leading: "0.5"', 'leading: "0.6"', {"indicator:1"}),
        ("rating.yaml", 'above: "75"', 'above: "76"', {"rating:rule", "level:创建级"}),
        ("pack.yaml", "means: 按个数", "means: 按数量", {"assumption:base-1"}),
        ("clauses.yaml", "themes: [land-use]", "themes: [energy]", set()),
        ("pack.yaml", "version: 1.0.0", "version: 1.0.1", set()),
        ("indicators.yaml", 'leading: "0.5"', "leading: 50%", set()),
    ],
)  # fmt: skip
def test_what_changes_is_the_item_that_says_otherwise(edited, name, old, new, changed):
    assert edited(name, old, new) == changed


def test_a_statement_without_a_result_stands_at_its_letter():
    a, b, c, aa = (SimpleNamespace(id=f"5.1-1.{letter}") for letter in ("a", "b", "c", "aa"))
    assert members(SimpleNamespace(checks=[a, c, aa], context=[b])) == [a, b, c, aa]
    assert members(SimpleNamespace(checks=[c, a])) == [c, a]
