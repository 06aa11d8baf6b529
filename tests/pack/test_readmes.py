"""The counts that each pack's README states, held against the pack, and the sections that every README has."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from zcdoc.model.pack import Check, Pack
from zcdoc.pack import load

ROOT = Path(__file__).resolve().parents[2] / "checklists"
PACKS = sorted(p.parent.name for p in ROOT.glob("*/pack.yaml"))
SECTIONS = ("## 收了什么", "## 缺了什么，为什么", "## 各数值有多确定")
TYPES = {
    "要求": "requirement",
    "推荐": "recommendation",
    "允许": "permission",
    "陈述": "statement",
    "指示": "instruction",
}
COUNTED = re.compile(
    r"(条款|检查项|别处数值|所参考的数值|参照数值|缺口|附注|约定|核算规则|引用标准|引用文件|提到的文件|术语与缩略语|年度数据|抵消类型)"
    r" ?(\d+) ?(?:项|条|个|份|种)"
)


@pytest.fixture(scope="module", params=PACKS)
def pair(request) -> tuple[Pack, str]:
    return load(ROOT / request.param, "built-in"), (ROOT / request.param / "README.md").read_text(encoding="utf-8")


def held(pack: Pack) -> dict[str, int]:
    """How many there are of what a README counts in its table of files."""
    head = pack.head
    return {
        "条款": len(pack.clauses), "检查项": len(pack.checks), "缺口": len(head.gaps), "附注": len(head.notes),
        "别处数值": len(head.benchmarks), "所参考的数值": len(head.benchmarks), "参照数值": len(head.benchmarks),
        "约定": len(head.conventions), "核算规则": len(head.accounting), "引用标准": len(head.references),
        "引用文件": len(head.references), "提到的文件": len(head.references), "年度数据": len(head.yearly),
        "抵消类型": len(head.offsets), "术语与缩略语": len(head.terms),
    }  # fmt: skip


def of_files(readme: str) -> str:
    """The table that says what each file holds."""
    return readme.partition("## 收了什么")[2].partition("\n\n\n")[0].partition("\n\n一个检查项")[0].partition("## ")[0]


def test_every_readme_says_what_it_covers_what_is_missing_and_how_certain_it_is(pair):
    _, readme = pair
    assert [s for s in SECTIONS if s not in readme] == []
    for mark in ("A ", "B ", "C ", "D ", "M "):
        assert mark in readme.partition("## 各数值有多确定")[2]


def test_the_counts_of_the_files_are_those_of_the_pack(pair):
    pack, readme = pair
    rows = [line for line in of_files(readme).splitlines() if line.startswith("| `")]
    assert {re.match(r"\| `(\S+)`", row)[1] for row in rows} == {
        "pack.yaml", "clauses.yaml", "indicators.yaml", "rating.yaml",
    }  # fmt: skip
    told = [(noun, int(number)) for row in rows for noun, number in COUNTED.findall(row)]
    assert {"条款", "检查项"} <= {noun for noun, _ in told}
    wrong = [(noun, number, held(pack)[noun]) for noun, number in told if number != held(pack)[noun]]
    assert wrong == []


def test_the_table_by_chapter_is_that_of_the_pack(pair):
    pack, readme = pair
    head, rows = chapters(readme)
    assert len(rows) == len(pack.head.chapters)
    for chapter, row in zip(pack.head.chapters, rows, strict=True):
        clauses = [c for c in pack.clauses if c.chapter == chapter.id]
        checks = [k for c in clauses for k in c.checks]
        assert row[0].startswith(chapter.printed), row
        assert chapter.title in row[0], row
        every = [*checks, *(k for c in clauses for k in c.context)]
        assert [int(n) for n in row[1:]] == [len(clauses), len(checks), *by_type(head[3:], every)], row[0]


def test_the_sums_under_the_table_are_right(pair):
    pack, readme = pair
    head, rows = chapters(readme)
    total = next(cells(line) for line in readme.splitlines() if line.startswith("| 合计 |"))
    assert [int(n) for n in total[1:]] == [sum(int(row[k]) for row in rows) for k in range(1, len(head))]
    assert total[1:3] == [str(len(pack.clauses)), str(len(pack.checks))]


def cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def chapters(readme: str) -> tuple[list[str], list[list[str]]]:
    """Header and rows of the table that counts clauses and checks by chapter, without its sum."""
    lines = readme.splitlines()
    start = next(i for i, line in enumerate(lines) if line.startswith("| 章 | 条款 | 检查项 |"))
    rows = []
    for line in lines[start + 2 :]:
        if not line.startswith("|") or line.startswith("| 合计"):
            break
        rows.append(cells(line))
    return cells(lines[start]), rows


def by_type(headers: list[str], checks: list[Check]) -> list[int]:
    """The counts under `要求`, `推荐` …; `要求（应）` and `要求（—）` tell the printed word apart."""
    kinds, labels = Counter(k.type for k in checks), Counter(k.label for k in checks)
    return [labels[h] if "（" in h else kinds[TYPES[h]] for h in headers]


def test_every_assumption_is_listed_with_its_value_and_certainty(pair):
    pack, readme = pair
    for one in pack.assumptions:
        if re.fullmatch(r"points-z\d+", one.key):
            continue  # told in one sentence: all alike
        row = next((cells(line) for line in readme.splitlines() if line.startswith(f"| `{one.key}` |")), None)
        assert row is not None, one.key
        assert row[1:] == [one.title, one.meaning(one.value), one.permitted_text(), one.certainty], one.key


def test_the_headings_count_the_assumptions(pair):
    pack, readme = pair
    told = [int(n) for n in re.findall(r"^### .*（(\d+) 项(?:假设)?）", readme, re.MULTILINE)]
    assert sum(told) == len(pack.assumptions)


def test_the_projects_readme_lists_every_pack_with_its_counts():
    text = (ROOT.parent / "README.md").read_text(encoding="utf-8")
    rows = re.findall(r"^\| `([\w-]+)` \| .* \| (\d+) \| (\d+) \| (\d+|—) \| .* \|$", text, re.MULTILINE)
    packs = {name: load(ROOT / name, "built-in") for name in PACKS}
    held_in = {n: (str(len(p.clauses)), str(len(p.checks)), str(len(p.indicators) or "—")) for n, p in packs.items()}
    assert {name: tuple(counts) for name, *counts in rows} == held_in
