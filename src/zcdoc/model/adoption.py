"""How somebody's own checklist reads under a pack: which column is what, which word means what, which row is which check (pure).

The map belongs to the person who made the checklist: proposed once by what the file says, corrected by hand, kept for the
next file of the same shape. What it leaves open is asked, never guessed.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TypeAlias

from zcdoc.model import demonstrated
from zcdoc.model.clause_numbers import Numbers, likeness, squeezed
from zcdoc.model.pack import Clause, Pack
from zcdoc.model.tables import CHECKS, LISTS, RESULTS
from zcdoc.model.vocabulary import results_of

CLAUSE, CONTENT, TICK, LEFT = "条款", "内容", "勾", "不带"
RESULT, REFS, PROGRESS, REMARK = "结果", "证据编号", "检查进度", "备注"
WHOLE = "全部"  # every check of the clause
NEW = "新登记"
LINE = "换行"  # between two pieces of evidence in one cell
UNSURE = "?"  # behind a proposal: to be confirmed by taking the mark away
TICKED, NOT_TICKED = "是", "否"
# What a review says is said here, by whoever reviews what was brought over; so is what an evaluation's team asked for in vain.
SAID_HERE = {PROGRESS, "复核人", "复核日期", demonstrated.STATE, demonstrated.REQUEST, demonstrated.DATE}
FIELDS = tuple(c.name for c in CHECKS.stored if c.name not in SAID_HERE)
TARGETS = (CLAUSE, CONTENT, TICK, *FIELDS, LEFT)
JOINED = tuple(c.name for c in CHECKS.stored if c.type in {"text", "refs"} and c.name in FIELDS)
CHOSEN = tuple(c.name for c in CHECKS.stored if c.type == "choice" and c.name in FIELDS)
WORDS_OF = {
    RESULT: tuple(dict.fromkeys(RESULTS)),
    **{n: LISTS[CHECKS.column(n).options] for n in CHOSEN if n != RESULT},
}
RowKey: TypeAlias = tuple[str, str]


@dataclass(frozen=True, slots=True)
class TableMap:
    """One shape of table: what each header stands for, on which sheets (none: wherever it is found), under which chapter."""

    columns: Mapping[str, str]
    sheets: tuple[str, ...] = ()
    chapter: str = ""
    where: str = ""


@dataclass(slots=True)
class OwnMap:
    """Everything that one person's checklists need to be read.

    `words`: by column, a word of theirs and the words of ours of which the first that a check admits counts; none: not decided.
    `marks`: what stands in a tick column, and whether it is a tick. `rows`: by clause and content, the checks or WHOLE or LEFT;
    `texts`: how the two are written.
    """

    pack: str = ""
    tables: list[TableMap] = field(default_factory=list)
    words: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    marks: dict[str, str] = field(default_factory=dict)
    rows: dict[RowKey, tuple[str, ...]] = field(default_factory=dict)
    texts: dict[RowKey, tuple[str, str]] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)
    split: tuple[str, ...] = ()


def tight(text: str) -> str:
    """A header, a word or a mark for comparing: spaces and line breaks in it say nothing."""
    return "".join(text.split())


def flat(text: str) -> str:
    """A text on one line."""
    return " ".join(text.split())


def row_key(clause: str, content: str) -> RowKey:
    """By what a row is known again in the next file: its clause and its text, however they are spaced."""
    return squeezed(clause), squeezed(content)


@dataclass(frozen=True, slots=True)
class Fit:
    """Which checks a row is about. `sure`: it says so itself; else it is a proposal, or nothing. `among`: what it may be."""

    checks: tuple[str, ...] = ()
    sure: bool = False
    among: tuple[str, ...] = ()
    why: str = ""


@dataclass
class Fitter:
    """Finds the checks of rows under one pack. Hints cost time, so the first rows without a clause get some and no more."""

    pack: Pack
    hints: int = 300

    def fit(self, clause: Clause | None, clause_text: str, content: str, *, alone: bool, carried: bool = False) -> Fit:
        """`alone`: whether no other row of the file is under this clause. `carried`: it was named in a row above, so that the
        row may belong to something that nobody numbered.
        """
        for text in (content, clause_text):
            if text in self.pack.checks:
                return Fit((text,), sure=True)
        if clause is None:
            return self._anywhere(clause_text, content)
        ids = tuple(check.id for check in clause.checks)
        if not ids:
            return Fit(why=f"条款 {clause.number} 没有要判定的检查项")
        same = [k for k in ids if squeezed(self.pack.checks[k][1].text) == squeezed(content)]
        if len(same) == 1:
            return Fit((same[0],), sure=True)
        if len(ids) == 1:
            return Fit(ids, sure=not carried, among=ids, why="条款号写在上面的行里" if carried else "")
        whole = alone and likeness(content, clause.title) >= max(likeness(content, c.text) for c in clause.checks)
        return self._proposed(clause, ids, content, whole=whole)

    def _proposed(self, clause: Clause, ids: tuple[str, ...], content: str, *, whole: bool) -> Fit:
        ranked = self._ranked(ids, content)
        why = f"条款 {clause.number} 有 {len(ids)} 个检查项，看不出是哪一个"
        among = tuple(key for _, key in ranked)
        if whole:
            return Fit((WHOLE,), among=among, why=why)
        clear = ranked[0][0] >= LIKE and ranked[0][0] >= CLEARLY * ranked[1][0]
        return Fit(among[:1] if clear else (), among=among, why=why)

    def _anywhere(self, clause_text: str, content: str) -> Fit:
        """A row without a clause that the pack has: only its very words can say which check it is."""
        same = self._texts.get(squeezed(content), []) if content else []
        if not clause_text:
            return (
                Fit((same[0],), sure=True)
                if len(same) == 1
                else Fit(among=self._alike(content), why="这一行没有条款号")
            )
        near = self._numbers.near(clause_text)
        among = tuple(c.id for c in near.checks) if near else self._alike(content)
        return Fit(tuple(same[:1]), among=among, why=f"“{clause_text[:20]}”不是本标准的条款号")

    @cached_property
    def _numbers(self) -> Numbers:
        return Numbers(self.pack)

    @cached_property
    def _texts(self) -> dict[str, list[str]]:
        found: dict[str, list[str]] = {}
        for key, (_, check) in self.pack.checks.items():
            found.setdefault(squeezed(check.text), []).append(key)
        return found

    def _alike(self, content: str) -> tuple[str, ...]:
        self.hints -= 1
        if self.hints < 0:
            return ()
        return tuple(key for score, key in self._ranked(self.pack.checks, content)[:3] if score >= LIKE)

    def _ranked(self, ids: Iterable[str], content: str) -> list[tuple[float, str]]:
        scored = [(likeness(content, self.pack.checks[key][1].text), key) for key in ids]
        return sorted(scored, key=lambda one: -one[0])


LIKE, CLEARLY = 0.4, 1.3  # of a proposal: how like, and how much liker than the next


def decided(entries: Sequence[str], clause: Clause | None, pack: Pack) -> tuple[str, ...] | None:
    """The checks that a row of the map names; None while it is open. Empty: the row is left out on purpose."""
    if not entries or any(entry.endswith(UNSURE) for entry in entries):
        return None
    if entries == (LEFT,):
        return ()
    if entries == (WHOLE,):
        return tuple(check.id for check in clause.checks) if clause else None
    return tuple(entry for entry in entries if entry in pack.checks)


def word_for(pack: Pack, check: str, field_name: str, words: Sequence[str]) -> str | None:
    """The first of these words that the check admits."""
    allowed = results_of(*pack.checks[check]) if field_name == RESULT else WORDS_OF[field_name]
    return next((word for word in words if word in allowed), None)
