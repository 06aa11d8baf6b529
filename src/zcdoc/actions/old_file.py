"""Somebody's own checklist, read under the map of its owner as far as there is one."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from zcdoc.errors import UserError
from zcdoc.model.adoption import (
    CHOSEN,
    LEFT,
    LINE,
    NEW,
    REFS,
    RESULT,
    TICKED,
    UNSURE,
    WORDS_OF,
    Fit,
    Fitter,
    OwnMap,
    RowKey,
    TableMap,
    decided,
    flat,
    tight,
    word_for,
)
from zcdoc.model.clause_numbers import Numbers, squeezed
from zcdoc.model.ids import EVIDENCE_ID
from zcdoc.model.pack import Pack
from zcdoc.model.record import Rows as Register
from zcdoc.model.vocabulary import results_of
from zcdoc.problems import Problems
from zcdoc.workbook.cells import EPOCH
from zcdoc.workbook.recognise import Beside, Found, Head, OldRow, Rows, find_tables, outside, proposed
from zcdoc.workbook.stranger import Cell, read_grids

TICKS = ("√", "✓", "✔", "☑")
# Texts in an evidence column that name nothing.
NO_NAME = {"", "无", "没有", "暂无", "同上", "见上", "略"}


@dataclass(slots=True)
class OldFile:
    """What a file holds: its tables, their rows, and the filled cells beside."""

    name: str
    tables: list[Found] = field(default_factory=list)
    rows: list[OldRow] = field(default_factory=list)
    beside: list[Beside] = field(default_factory=list)
    epoch: dt.date = EPOCH


def read_file(data: bytes, name: str, pack: Pack, own: OwnMap | None, problems: Problems) -> OldFile:
    """Raises UserError when the file cannot be read or holds no checklist that is recognised; UnsafeError beyond the bounds."""
    grids = read_grids(data, name)
    found, numbers = OldFile(name), Numbers(pack)
    for grid in grids:
        found.epoch = grid.epoch
        tables = find_tables(grid, proposed if own is None else lambda head: _shape(head, own.tables))
        for table in tables:
            rows = Rows(table, numbers)
            found.rows += rows.rows
            found.beside += rows.beside
        found.tables += tables
        found.beside += outside(grid, tables)
    if own is not None:
        _unmet(found, own, problems)
    if not found.tables:
        raise UserError(
            f"{name} 里没有认出检查清单：没有哪一行标题同时有条款或检查内容、又有结果、说明或证据",
            "在表上加一行标题（如 条款号、检查内容、检查结果、说明、证据），或写好读法文件，用 --map",
        )
    return found


def _shape(head: Head, shapes: list[TableMap]) -> TableMap | None:
    """The entry of the map whose headers are all there; of several the one that knows most of them."""
    keys = set(head.columns.values())
    fitting = [
        shape for shape in shapes
        if {key for key, target in shape.columns.items() if target != LEFT} <= keys
        and keys & shape.columns.keys()
        and (not shape.sheets or head.sheet in shape.sheets)
    ]  # fmt: skip
    return max(fitting, key=lambda shape: len(keys & shape.columns.keys()), default=None)


def _unmet(found: OldFile, own: OwnMap, problems: Problems) -> None:
    used = {table.shape.where for table in found.tables}
    for shape in own.tables:
        if shape.where not in used:
            headers = "、".join(key for key, target in shape.columns.items() if target != LEFT)
            problems.warning(
                "own-map-table",
                shape.where,
                f"{found.name} 里没有这样的表：{headers[:80]}",
                "表头不同的，在读法里另写一项",
            )


# --- what a map leaves open, filled as far as the file itself says it ----------------------------------------------------


@dataclass(slots=True)
class Completed:
    """A map with everything that the file needs, remarks for whoever corrects it, and its rows as they are written out."""

    own: OwnMap
    remarks: dict[str, str] = field(default_factory=dict)
    rows: list[tuple[str, str, tuple[str, ...], str]] = field(default_factory=list)
    whys: dict[RowKey, Fit] = field(default_factory=dict)


def completed(found: OldFile, pack: Pack, own: OwnMap | None, register: Register) -> Completed:
    """The map of the owner, or a new one, with a line for every shape, word, mark, row and doubtful piece of evidence."""
    base = own or OwnMap(pack.id)
    made = Completed(_copy(base))
    if own is None:
        made.own.tables = _shapes(found)
        made.own.split = (LINE,) if any("\n" in cell.text for cell in _cells(found, REFS)) else ()
    _columns(found, made)
    _fit_rows(found, pack, made)
    _words(found, pack, made)
    _marks(found, made, known=own is None)
    _evidence(found, made, register)
    return made


def _copy(own: OwnMap) -> OwnMap:
    words = {name: dict(entries) for name, entries in own.words.items()}
    return replace(own, words=words, marks=dict(own.marks), rows=dict(own.rows), evidence=dict(own.evidence))


def _shapes(found: OldFile) -> list[TableMap]:
    """Each shape once; on which sheets it stands is said only where there are several."""
    shapes: dict[tuple[tuple[str, str], ...], list[str]] = {}
    for table in found.tables:
        sheets = shapes.setdefault(tuple(table.shape.columns.items()), [])
        if table.grid.name not in sheets:
            sheets.append(table.grid.name)
    several = len(shapes) > 1
    return [TableMap(dict(columns), tuple(sheets) if several else ()) for columns, sheets in shapes.items()]


def _columns(found: OldFile, made: Completed) -> None:
    for table in found.tables:
        for key, target in table.shape.columns.items():
            if not target:
                made.remarks.setdefault(
                    f"列/{key}", f"没有认出：{table.place} 起的表里的“{key}”，写带到哪一列，或 {LEFT}"
                )


def _fit_rows(found: OldFile, pack: Pack, made: Completed) -> None:
    fitter = Fitter(pack)
    distinct = {row.key: row.clause for row in found.rows}
    named = Counter(clause.id for clause in distinct.values() if clause is not None)
    seen: set[RowKey] = set()
    for row in found.rows:
        key = row.key
        if key in seen:
            continue
        seen.add(key)
        alone = row.clause is not None and named[row.clause.id] == 1
        fit = fitter.fit(row.clause, flat(row.clause_text), flat(row.content), alone=alone, carried=row.carried)
        made.whys[key] = fit
        if not made.own.rows.get(key):
            made.own.rows[key] = fit.checks if fit.sure else tuple(f"{check}{UNSURE}" for check in fit.checks)
        entries = made.own.rows[key]
        made.rows.append((flat(row.named), flat(row.content), entries, _about(row, entries, fit, pack)))
    for key, texts in made.own.texts.items():
        if key not in seen:
            made.rows.append((*texts, made.own.rows[key], ""))


def _about(row: OldRow, entries: tuple[str, ...], fit: Fit, pack: Pack) -> str:
    """For whoever corrects the row: where it stands, and what it may be while it is open."""
    if decided(entries, row.clause, pack) is not None:
        return ""
    options = "；".join(f"{key} {pack.checks[key][1].text[:24]}" for key in fit.among)
    return f"{row.cell.place}：{fit.why}" + (f"\n可选：{options}" if options else "")


def _cells(found: OldFile, target: str) -> Iterator[Cell]:
    return (cell for row in found.rows for cell in row.said.get(target, ()))


def _words(found: OldFile, pack: Pack, made: Completed) -> None:
    for name in CHOSEN:
        met: dict[str, list[tuple[Cell, OldRow]]] = {}
        for row in found.rows:
            for cell in row.said.get(name, ()):
                met.setdefault(tight(cell.text), []).append((cell, row))
            for head, cell in row.ticks if name == RESULT else ():
                met.setdefault(tight(head), []).append((cell, row))
        words = made.own.words.setdefault(name, {}) if met else {}
        for word, places in met.items():
            words.setdefault(word, (word,) if word in WORDS_OF[name] else ())
            made.remarks[f"用词/{name}/{word}"] = _met(word, name, places, pack, made)


def _met(word: str, name: str, places: list[tuple[Cell, OldRow]], pack: Pack, made: Completed) -> str:
    """Where a word was met, and for which checks none of ours is chosen that they admit."""
    ours = made.own.words[name][word]
    lacking: dict[tuple[str, ...], int] = {}
    for _, row in places:
        entries = tuple(e.removesuffix(UNSURE) for e in made.own.rows.get(row.key, ()))
        for check in decided(entries, row.clause, pack) or ():
            if LEFT not in ours and word_for(pack, check, name, ours) is None:
                allowed = results_of(*pack.checks[check]) if name == RESULT else WORDS_OF[name]
                lacking[allowed] = lacking.get(allowed, 0) + 1
    told = f"{len(places)} 处，如 {places[0][0].place}"
    return told + "".join(f"；其中 {count} 个检查项只用 {'、'.join(a)}" for a, count in lacking.items())


def _marks(found: OldFile, made: Completed, *, known: bool) -> None:
    met: dict[str, list[Cell]] = {}
    for row in found.rows:
        for _, cell in row.ticks:
            met.setdefault(tight(cell.text), []).append(cell)
    for mark, cells in met.items():
        made.own.marks.setdefault(mark, TICKED if known and mark in TICKS else "")
        made.remarks[f"勾/{mark}"] = f"{len(cells)} 处，如 {cells[0].place}"


def pieces(cell: Cell, split: tuple[str, ...]) -> list[str]:
    """The pieces of evidence that a cell names."""
    texts = [cell.text]
    for sign in split:
        texts = [part for text in texts for part in text.split("\n" if sign == LINE else sign)]
    return [flat(text) for text in texts if text.strip()]


def origin(name: str, cell: Cell) -> str:
    """Where something was brought from, as it is written beside it."""
    return f"来自 {name}!{cell.place}"


def _evidence(found: OldFile, made: Completed, register: Register) -> None:
    """Texts of which it is not clear that they are a piece of evidence of their own."""
    for cell in _cells(found, REFS):
        for text in pieces(cell, made.own.split):
            if text not in made.own.evidence and (why := doubt(text, found.name, register)):
                made.own.evidence[text] = ""
                made.remarks[f"证据/{text}"] = f"{cell.place}：{why}"


def doubt(text: str, name: str, register: Register) -> str:
    """Why a text may be something else than a new piece of evidence; blank when nothing speaks for it."""
    if squeezed(text) in NO_NAME:
        return "看不出是哪一份"
    number = text.upper().partition("#")[0]
    if EVIDENCE_ID.fullmatch(number):
        known = register.get(number, {}).get("名称", "")
        return f"园区的 {number} 是“{known[:40]}”，不一定是同一份" if known else f"园区的证据清单里没有 {number}"
    same = [key for key, row in register.items() if row.get("名称") == text and not is_ours(row, name)]
    return f"证据清单里 {same[0]} 也叫这个名称，是同一份就写 {same[0]}，不是写 {NEW}" if same else ""


def is_ours(row: Mapping[str, str], name: str) -> bool:
    """Whether a registered piece of evidence was brought from this file."""
    return row.get("备注", "").startswith(f"来自 {name}!")
