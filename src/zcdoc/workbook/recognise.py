"""Grids -> the tables in them: header rows and columns by their words, and the rows below with their clause and what they say."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from zcdoc.errors import UserError
from zcdoc.model.adoption import CLAUSE, CONTENT, LEFT, REFS, RESULT, TICK, RowKey, TableMap, row_key, tight
from zcdoc.model.clause_numbers import Numbers, Tokens, plain
from zcdoc.model.pack import Clause
from zcdoc.workbook.stranger import Cell, Grid

SERIAL = "序号"
MOST_TABLES = 300  # on one sheet
MOST_TICKS = 6  # columns under a heading that stands above the first of them alone
LONGEST_HEADER = 30
# Headers by what they stand for, each list from the clearest word to the vaguest.
VOCABULARY: dict[str, tuple[str, ...]] = {
    CLAUSE: (
        "条款号", "条款编号", "条款", "条文号", "条文编号", "条文", "标准条款", "标准条款号", "对应条款", "章节号", "章节", "条目", "编号",
    ),
    CONTENT: (
        "检查内容", "检查要点", "检查项目", "检查项", "检查事项", "评价内容", "评价要点", "审核内容", "核查内容", "评价项目",
        "检查点", "具体要求", "评价要求", "要求", "标准要求", "条款要求", "条款内容", "条文内容", "指标要求", "内容",
    ),
    RESULT: (
        "结果", "检查结果", "评价结果", "判定结果", "判定", "符合性", "符合情况", "是否符合", "符合与否", "符合性判定", "结论",
        "评价结论", "检查结论", "是否满足", "满足情况", "是否达标", "达标情况", "自评结果", "自查结果",
    ),
    "检查所见": (
        "检查所见", "说明", "情况说明", "检查情况", "检查记录", "现状", "现状描述", "现场情况", "评价说明", "审核发现", "检查发现",
        "符合情况说明", "落实情况", "具体情况", "情况描述",
    ),
    REFS: (
        "证据", "证据编号", "证据材料", "证据名称", "证明材料", "佐证材料", "佐证", "支撑材料", "支撑文件", "证明文件",
    ),
    "问题描述": ("问题描述", "存在问题", "存在的问题", "不符合描述", "不符合事实", "不符合项", "问题"),
    "问题等级": ("问题等级", "不符合等级", "严重程度"),
    "整改措施": ("整改措施", "整改要求", "整改建议", "改进建议", "改进措施", "纠正措施", "整改"),
    "整改责任人": ("整改责任人", "责任人"),
    "完成期限": ("完成期限", "整改期限", "完成时限", "完成时间"),
    "不适用理由": ("不适用理由", "不适用原因", "不适用说明"),
    "实测值": ("实测值",),
    "填报人": ("填报人", "填表人"),
    "检查人": ("检查人", "检查员", "评价人", "评价员", "审核员"),
    "检查日期": ("检查日期", "检查时间", "评价日期"),
    "备注": ("备注", "备 注"),
    SERIAL: ("序号", "no", "no."),
    LEFT: ("条款主题", "主题", "标题", "章节名称", "条款名称", "一级指标", "二级指标", "复核人", "复核日期", "检查进度"),
}  # fmt: skip
# Above columns of which one is ticked.
TICK_WORDS = frozenset(
    ("符合", "基本符合", "部分符合", "不符合", "不适用", "满足", "基本满足", "部分满足", "不满足", "达标", "基本达标", "不达标",
     "合格", "基本合格", "不合格", "是", "否", "有", "无", "未检查", "未涉及", "已采用", "部分采用", "未采用", "通过", "不通过",
     "n/a", "na", "y", "n", "yes", "no", "√", "×")
)  # fmt: skip
_ROLE = {"".join(plain(word).split()): role for role, words in VOCABULARY.items() for word in words}
_RANK = {"".join(plain(word).split()): i for words in VOCABULARY.values() for i, word in enumerate(words)}


@dataclass(frozen=True, slots=True)
class Head:
    """A header, one or two rows high: the words above each column (`检查结果/符合` where it has two rows)."""

    sheet: str
    first: int
    last: int
    columns: dict[int, str]


@dataclass(frozen=True, slots=True)
class Found:
    """A table on a sheet: its header, what its columns stand for, and its last row."""

    grid: Grid
    head: Head
    shape: TableMap
    last: int

    @property
    def place(self) -> str:
        return Cell(self.grid.name, self.head.first, min(self.head.columns)).place

    def targets(self) -> dict[int, str]:
        """What each column stands for; columns that the map leaves open are missing."""
        return {at: self.shape.columns[key] for at, key in self.head.columns.items() if self.shape.columns.get(key)}


@dataclass(slots=True)
class OldRow:
    """One row: its clause as it is written and as the pack has it, its text, and what it says by target column."""

    cell: Cell
    clause_text: str
    clause: Clause | None
    content: str
    said: dict[str, list[Cell]] = field(default_factory=dict)
    ticks: list[tuple[str, Cell]] = field(default_factory=list)
    carried: bool = False  # the clause was named above, not in this row

    @property
    def answers(self) -> bool:
        return bool(self.said or self.ticks)

    @property
    def named(self) -> str:
        """The clause by the number that the pack prints, whatever the file makes of it; else as it is written."""
        return self.clause_text if self.clause is None else self.clause.number

    @property
    def key(self) -> RowKey:
        return row_key(self.named, self.content)


@dataclass(frozen=True, slots=True)
class Beside:
    """A filled cell that is no answer, and why it is not taken."""

    cell: Cell
    why: str


# --- headers ----------------------------------------------------------------------------------------------------------


def word(text: str) -> str:
    """A header for comparing: no space, no marks behind it."""
    bare = "".join(plain(text).split())
    return bare.partition("(")[0].rstrip(":：*") or bare


def role(key: str) -> str:
    """What a header stands for by its words; blank when they say nothing."""
    parts = [word(part) for part in key.partition("#")[0].split("/")]
    return next((_ROLE[name] for name in (parts[-1], "".join(parts), parts[0]) if name in _ROLE), "")


def find_tables(grid: Grid, shape_of: Callable[[Head], TableMap | None]) -> list[Found]:
    """The tables of a sheet from top to bottom. `shape_of` says what the columns of a header stand for; None: it is none."""
    taken: list[tuple[Head, TableMap]] = []
    below = 0
    for number in grid.numbers():
        if number <= below:
            continue
        found = [(head, shape) for head in _heads(grid, number) if (shape := shape_of(head)) is not None]
        taken += found
        if len(taken) > MOST_TABLES:
            raise UserError(f"工作表“{grid.name}”里认出 {MOST_TABLES} 张以上的表", "分成几个文件，或删去重复的标题行")
        below = max((head.last for head, _ in found), default=below)
    last = max(grid.numbers(), default=0)
    return [Found(grid, head, shape, _end(head, [h for h, _ in taken], last)) for head, shape in taken]


def _end(head: Head, others: list[Head], last: int) -> int:
    """The row before the next header above the same columns."""
    later = (
        o.first for o in others
        if o.first > head.last and min(o.columns) <= max(head.columns) and min(head.columns) <= max(o.columns)
    )  # fmt: skip
    return min(later, default=last + 1) - 1


def _heads(grid: Grid, number: int) -> Iterator[Head]:
    """What a row would be as a header: whole, or apart where an empty column divides it."""
    cells = [c for c in grid.cells(number) if not grid.is_hidden(c)]
    texts = {c.text for c in cells}
    if len(texts) < 2 or any(len(t) > LONGEST_HEADER for t in texts):
        return
    head = _head(grid, number, [c.column for c in cells])
    runs = _runs(sorted(head.columns))
    parts = [Head(head.sheet, head.first, head.last, _named({c: head.columns[c] for c in run})) for run in runs]
    both = [part for part in parts if _is_whole(part)]
    if len(both) > 1:
        yield from both
    else:
        yield Head(head.sheet, head.first, head.last, _named(head.columns))


def _is_whole(head: Head) -> bool:
    roles = {role(key) for key in head.columns.values()}
    return bool(roles & {CLAUSE, CONTENT, SERIAL}) and bool(roles & {RESULT, "检查所见", REFS})


def _runs(columns: list[int]) -> list[list[int]]:
    runs: list[list[int]] = []
    for column in columns:
        if runs and column == runs[-1][-1] + 1:
            runs[-1].append(column)
        else:
            runs.append([column])
    return runs


def _head(grid: Grid, number: int, filled: list[int]) -> Head:
    areas = [a for c in filled if (a := grid.area(number, c)) is not None]
    width = range(min(filled), max([*filled, *(a[3] for a in areas)]) + 1)
    top = {c: grid.header(number, c).text for c in width}
    below = {c: grid.header(number + 1, c).text for c in range(width.start, width.stop + MOST_TICKS)}
    tall = max((a[2] for a in areas), default=number)
    if not _has_second_row(areas, number, top, below):
        return Head(grid.name, number, min(tall, number + 2), {c: tight(t) for c, t in top.items() if t})
    columns: dict[int, str] = {}
    above = ""
    for c, under in below.items():
        above = top.get(c) or (above if under else "")
        text = above if not under or under == above else f"{above}/{under}"
        if text:
            columns[c] = tight(text)
    return Head(grid.name, number, max(number + 1, min(tall, number + 2)), columns)


def _has_second_row(
    areas: list[tuple[int, int, int, int]], number: int, top: dict[int, str], below: dict[int, str]
) -> bool:
    """Whether the row below belongs to the header: something is merged above several words, or the words are those of ticks."""
    if any(a[0] == a[2] == number and sum(1 for c in range(a[1], a[3] + 1) if below.get(c)) > 1 for a in areas):
        return True
    own = [c for c, text in below.items() if text and text != top.get(c)]
    return len(own) > 1 and all(word(below[c]) in TICK_WORDS for c in own) and any(not top.get(c) for c in own)


def _named(columns: dict[int, str]) -> dict[int, str]:
    """Headers that stand twice get a number, so that a map can tell them apart."""
    seen: dict[str, int] = {}
    out = {}
    for column, text in columns.items():
        seen[text] = seen.get(text, 0) + 1
        out[column] = text if seen[text] == 1 else f"{text}#{seen[text]}"
    return out


# --- a proposal -------------------------------------------------------------------------------------------------------


def proposed(head: Head) -> TableMap | None:
    """What the columns stand for as far as their words say; None when the row is no header of a checklist."""
    keys = list(head.columns.values())
    roles = {key: role(key) for key in keys}
    ticks = [key for key in keys if word(key.rpartition("/")[2]) in TICK_WORDS]
    if len(ticks) > 1:
        roles.update(dict.fromkeys(ticks, TICK))
    kinds = set(roles.values())
    if not (kinds & {CLAUSE, CONTENT, SERIAL} and kinds & {RESULT, TICK, "检查所见", REFS}) or len(kinds - {""}) < 2:
        return None
    for one in (CLAUSE, CONTENT):
        _keep_clearest(roles, one)
    if sum(r == RESULT for r in roles.values()) > 1:  # which of them counts is not ours to say
        roles.update({key: "" for key, r in roles.items() if r == RESULT})
    return TableMap({key: LEFT if r == SERIAL else r for key, r in roles.items()})


def _keep_clearest(roles: dict[str, str], one: str) -> None:
    """Of several columns for one thing the one with the clearest name; the others are left out."""
    keys = sorted((key for key, r in roles.items() if r == one), key=lambda key: _RANK.get(word(key), 99))
    roles.update(dict.fromkeys(keys[1:], LEFT))


# --- rows -------------------------------------------------------------------------------------------------------------


class Rows:
    """The rows of one table, read from top to bottom: a clause number holds until the next one."""

    def __init__(self, table: Found, numbers: Numbers) -> None:
        self.table, self.numbers = table, numbers
        self.rows: list[OldRow] = []
        self.beside: list[Beside] = []
        self._targets = table.targets()
        self._at = {target: at for at, target in self._targets.items() if target in {CLAUSE, CONTENT}}
        self._chapter = self._opened()
        self._text, self._carried = "", False
        self._clause: Clause | None = None
        for number in table.grid.numbers():
            if table.head.last < number <= table.last:
                self._row(number)

    def _opened(self) -> Tokens:
        """The chapter that the map, a line above the table or the sheet's name says."""
        if self.table.shape.chapter:
            return self.numbers.heading(self.table.shape.chapter)
        grid, first = self.table.grid, self.table.head.first
        above = [c.text for n in range(first - 1, max(first - 4, 0), -1) for c in list(grid.cells(n))[:1]]
        return next((found for text in [*above, grid.name] if (found := self.numbers.heading(text))), ())

    def _row(self, number: int) -> None:
        grid = self.table.grid
        inside = [
            c for c in grid.cells(number) if min(self.table.head.columns) <= c.column <= max(self.table.head.columns)
        ]
        hidden = [c for c in inside if grid.is_hidden(c)]
        self.beside += [Beside(c, "被合并单元格遮住，看不见") for c in hidden]
        own = [c for c in inside if c not in hidden]
        if self._is_heading(number, own):
            self._open(own[0])
            return
        self._name(self._cell(number, CLAUSE if CLAUSE in self._at else CONTENT))
        row = self._said(number)
        if not row.answers:
            self._unanswered(own)
            return
        self.rows.append(row)
        self._left_over(own)

    def _is_heading(self, number: int, own: list[Cell]) -> bool:
        """One text alone that is merged over several columns, or stands where the clause number does and is none."""
        if len(own) != 1 or any(self.table.grid.cell(number, at).text for at in self._answer_columns()):
            return False
        area = self.table.grid.area(number, own[0].column)
        wide = area is not None and area[3] > area[1]
        if own[0].column == self._at.get(CLAUSE):
            return wide or not self._resolved(own[0])
        return wide or bool(self.numbers.heading(own[0].text) or self._resolved(own[0]))

    def _answer_columns(self) -> list[int]:
        return [at for at, target in self._targets.items() if target not in {CLAUSE, CONTENT, LEFT}]

    def _open(self, cell: Cell) -> None:
        self._chapter = self.numbers.heading(cell.text) or self._chapter
        self._text, self._clause = "", self._resolved(cell)
        if self._clause is not None:
            self._text = cell.text
        self.beside.append(Beside(cell, "标题或说明"))

    def _resolved(self, cell: Cell) -> Clause | None:
        return self.numbers.clause(cell.text, self._chapter, is_number=isinstance(cell.value, float))

    def _name(self, cell: Cell) -> None:
        """A number holds until the next; where no column is for clauses, a text that begins with one names it."""
        found = self._resolved(cell)
        self._carried = not cell.text if CLAUSE in self._at else found is None
        if found is not None or (cell.text and CLAUSE in self._at):
            self._text, self._clause = cell.text, found

    def _cell(self, number: int, target: str) -> Cell:
        at = self._at.get(target)
        return self.table.grid.cell(number, at) if at else Cell(self.table.grid.name, number, 1)

    def _said(self, number: int) -> OldRow:
        content = self._cell(number, CONTENT)
        row = OldRow(content, self._text, self._clause, content.text, carried=self._carried)
        for at, target in self._targets.items():
            cell = self.table.grid.cell(number, at)
            if target in {CLAUSE, CONTENT, LEFT} or not (cell.text or cell.unreadable):
                continue
            if target == TICK:
                row.ticks.append((self.table.head.columns[at].rpartition("/")[2].partition("#")[0], cell))
            else:
                row.said.setdefault(target, []).append(cell)
        if not content.text:
            first = self._cell(number, CLAUSE)
            row.cell = first if first.text else next((c for cells in row.said.values() for c in cells), content)
        return row

    def _unanswered(self, own: list[Cell]) -> None:
        """A check that nobody filled says nothing; what stands elsewhere in its row is told."""
        self._left_over([c for c in own if self._targets.get(c.column) not in {CLAUSE, CONTENT}])
        named = [c for c in own if self._targets.get(c.column) in {CLAUSE, CONTENT}]
        self.beside += [Beside(c, "这一行没有填写") for c in named[-1:]]

    def _left_over(self, own: list[Cell]) -> None:
        for cell in own:
            key = self.table.head.columns.get(cell.column, "")
            if cell.column not in self._targets:
                self.beside.append(Beside(cell, f"“{key}”这一列没有定带到哪里" if key else "这一列没有标题"))


def outside(grid: Grid, tables: list[Found]) -> list[Beside]:
    """Filled cells that belong to no table."""
    areas = [(t.head.first, t.last, min(t.head.columns), max(t.head.columns)) for t in tables]
    return [
        Beside(cell, "不在清单的表里")
        for number in grid.numbers()
        for cell in grid.cells(number)
        if not any(a <= number <= b and c <= cell.column <= d for a, b, c, d in areas)
    ]
