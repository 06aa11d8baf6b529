"""A workbook that came back -> values to merge, with every problem at `Sheet!Cell`. Nothing is applied here."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from zcdoc.model.ids import EVIDENCE_ID
from zcdoc.model.incoming import Incoming, NewRow
from zcdoc.model.indicator import PresenceInputs
from zcdoc.model.record import Address, State, get, profile_scope, scope_of
from zcdoc.model.tables import ASSUMPTIONS, CLEAR, DELETE, LISTS, RESULTS, Column, Table
from zcdoc.model.values import BadValue, half_width, number_text, printable, visible
from zcdoc.model.view import View
from zcdoc.problems import Problems
from zcdoc.workbook.cells import EXACT, Formula, Unreadable, canonical, kind_of
from zcdoc.workbook.formulas import shape
from zcdoc.workbook.headers import own_columns, recognised
from zcdoc.workbook.ignored import Ignored, short
from zcdoc.workbook.layout import SHEET_TABLE, Fingerprint, letter
from zcdoc.workbook.lists import pack_lists
from zcdoc.workbook.raw import RawBook, RawSheet
from zcdoc.workbook.row import GridRow
from zcdoc.workbook.shown import is_percent, shown
from zcdoc.workbook.untaken import gone_rows, is_blank, of_row, typed_over

MAX_NUMBER = 6  # digits of a row's number
LONGEST_KEY = 40  # characters of a key for which a near one is looked for
# Units in which a share may be written with its sign; a sheet that names no unit takes it too.
_SHARES = {"", "%", "％", "‰", "1", "-", "—", "/", "无", "无量纲", "比例", "比值", "占比", "有/无", "分"}
_NUMERIC = {"number", "graded", "presence"}
_UNIT_OF = {"排放因子": "因子单位", "活动数据": "单位"}
_DIGITS_ALONE = re.compile("[^0-9]")
MOST_HINTS = 50  # rows with an unknown key for which that is done


@dataclass(slots=True)
class Reading:
    """What a workbook brings: its fingerprint, values for known rows, rows without a number, and what was not taken."""

    mark: Fingerprint | None
    incoming: list[Incoming] = field(default_factory=list)
    new_rows: list[NewRow] = field(default_factory=list)
    problems: Problems = field(default_factory=Problems)
    ignored: list[Ignored] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class _Spot:
    """One cell on its way in."""

    sheet: str
    row: int
    column: int

    @property
    def name(self) -> str:
        return f"{self.sheet}!{letter(self.column - 1)}{self.row}"


def read(
    raw: RawBook, view: View, expected: dict[str, list[GridRow]], base: State, problems: Problems, *, older: bool = False
) -> Reading:  # fmt: skip
    """`expected` are the rows as this pack exports them (for the standard's columns); `base` what is known of list rows.

    `older`: handed out under an earlier version of the pack, whose texts and words need not be those of today.
    """
    reading = Reading(raw.mark, problems=problems, ignored=list(raw.ignored))
    work = _Work(raw, view, expected, base, reading, older=older)
    for name, sheet in raw.sheets.items():
        work.sheet(sheet, SHEET_TABLE[name])
    return reading


class _Work:
    def __init__(
        self, raw: RawBook, view: View, expected: dict[str, list[GridRow]], base: State, reading: Reading, *, older: bool
    ) -> None:  # fmt: skip
        self.raw, self.view, self.base, self.reading, self.older = raw, view, base, reading, older
        self.expected = {name: {row.key: row for row in rows} for name, rows in expected.items()}
        self.lists = {**LISTS, **pack_lists(view)}
        self.problems = reading.problems
        self.hints = 0

    def _cell(self, spot: _Spot, value: Any, column: Column) -> Any:
        """The value behind a cell: a user's formula is taken at its stored value, ours is no value at all."""
        if not isinstance(value, Formula):
            return value
        if column.role == "overridable" and shape(value.text) in OUR_SHAPES:
            return None
        if value.stored == "":  # computed, and empty
            return None
        if value.stored is None:
            self.problems.error(
                "formula-without-value",
                spot.name,
                f"“{column.name}”是公式，文件里没有存它的结果",
                "用 Excel 或 WPS 打开并保存一次，或直接填值",
            )
            return None
        if not isinstance(value.stored, Unreadable):
            self.problems.warning(
                "formula-taken", spot.name, f"“{column.name}”是公式，取其结果 {str(value.stored)[:30]}", "确认这个结果"
            )
        return value.stored

    # --- rows ---------------------------------------------------------------------------------------------------

    def sheet(self, sheet: RawSheet, table: Table) -> None:
        for header in dict.fromkeys(sheet.repeated):
            if header in {c.name for c in table.columns}:
                self.problems.error(
                    "header-repeated",
                    f"{sheet.title}!A{sheet.header_at}",
                    f"标题“{header}”出现了两次",
                    "删去或改名其中一列",
                )
        self._recognise(sheet, table)
        self.reading.ignored += own_columns(sheet, table)
        missing = [c.name for c in table.columns if c.role in {"open", "overridable"} and c.name not in sheet.headers]
        if missing:
            self.problems.warning(
                "column-missing",
                f"{sheet.title}!A{sheet.header_at}",
                f"缺少这些列，其内容不变：{'、'.join(missing)}",
                "如果改过标题，请改回来",
            )
        seen: dict[str, int] = {}
        for number, row in sheet.rows:
            self._row(sheet, table, number, row, seen)
        if table is not ASSUMPTIONS:
            keys = self._handed_keys(sheet, table)
            self.reading.ignored += gone_rows(
                sheet, table, keys, seen, self.raw.handed, lambda key: self._filled(table, key)
            )

    def _recognise(self, sheet: RawSheet, table: Table) -> None:
        """Columns under another header are read as what they are, with a warning."""
        names = {at: name for name, at in sheet.headers.items()}
        found = list(recognised(sheet, table, partial(self._stands, sheet, table), partial(self._fits, sheet, table)))
        for column, at in found:
            called = names.get(at, "")
            sheet.headers.pop(called, None)
            sheet.headers[column.name] = at
            where = _Spot(sheet.title, sheet.header_at, at).name
            told = f"标题“{short(called)}”" if called else "没有标题的列"
            self.problems.warning(
                "header-renamed",
                where,
                f"{told}按内容认作“{column.name}”，已照此读入",
                "请把标题改回来；不是这一列的，把它移到最右",
            )

    def _stands(self, sheet: RawSheet, table: Table, column: Column, at: int) -> tuple[int, int]:
        """In how many rows something was handed out in a column of ours, and in how many of them it stands in this one."""
        handed = stands = 0
        for _, row in sheet.rows:
            key = _key(sheet.value(row, table.key), table)
            grid = self.expected.get(sheet.name, {}).get(key)
            if column.role in {"open", "overridable"}:
                given = get(self.base, Address(self._scope(table, key), table.id, key, column.name)) if key else None
            else:
                given = grid.values.get(column.name) if grid else None
            handed += bool(given)
            stands += bool(given) and at <= len(row) and _same(row[at - 1], given or "", self.raw.epoch)
        return handed, stands

    def _fits(self, sheet: RawSheet, table: Table, column: Column, at: int) -> bool:
        """Whether everything that stands in a column of the file is a value of ours."""
        filled = 0
        for _, row in sheet.rows:
            value = row[at - 1] if at <= len(row) else None
            if value is None:
                continue
            key = _key(sheet.value(row, table.key), table)
            grid = self.expected.get(sheet.name, {}).get(key)
            stored = value.stored if isinstance(value, Formula) else value
            try:
                canonical(
                    stored, self._kind(table, column, key, grid), self._allowed(column, grid), epoch=self.raw.epoch
                )
            except BadValue:
                return False
            filled += 1
        return filled > 0

    def _handed_keys(self, sheet: RawSheet, table: Table) -> list[str]:
        """Keys of the rows that may have been handed out with something in them."""
        if not table.listed:
            return list(self.expected.get(sheet.name, {}))
        return list(self.base.get(self._scope(table, ""), {}).get(table.id, {}))

    def _filled(self, table: Table, key: str) -> str:
        """The first thing in a row as it was handed out, when the record still has the row."""
        places = [Address(self._scope(table, key), table.id, key, column.name) for column in table.stored]
        if not any(get(self.view.record.state, at) for at in places):
            return ""
        return next((text for at in places if (text := get(self.base, at))), "")

    def _row(self, sheet: RawSheet, table: Table, number: int, row: tuple[Any, ...], seen: dict[str, int]) -> None:
        spot = _Spot(sheet.title, number, sheet.headers[table.key])
        key = _key(sheet.value(row, table.key), table)
        values = list(self._values(sheet, table, number, row, key))
        deleted = _asks_deletion(sheet, table, row)
        if not key:
            self._keyless(table, spot, values, deleted=deleted)
            return
        if key in seen:
            self.problems.error(
                "key-twice", spot.name, f"“{key}”在第 {seen[key]} 行已经有了", "两行合成一行；要加新行请把编号留空"
            )
            return
        seen[key] = number
        if not self._known(sheet, table, spot, key, filled=bool(values)):
            return
        if deleted:
            self._delete(table, key, spot)
            return
        scope = self._scope(table, key)
        for name, value, where in values:
            address = Address(scope, table.id, key, name)
            self.reading.incoming.append(Incoming(address, None if value == CLEAR else value, where))
        self._standard(sheet, table, number, row, key)
        self._untaken(sheet, table, number, row, key)

    def _untaken(self, sheet: RawSheet, table: Table, number: int, row: tuple[Any, ...], key: str) -> None:
        grid = self.expected.get(sheet.name, {}).get(key)
        self.reading.ignored += typed_over(sheet, table, number, row, grid, self.raw.handed)
        if table is ASSUMPTIONS:  # what stands there is a decision: a blank is none
            return
        scope = self._scope(table, key)
        self.reading.ignored += of_row(
            sheet, table, number, row, lambda column: Address(scope, table.id, key, column.name), self.base,
            self.view.record.state, lambda value: is_blank(value, OUR_SHAPES, shape),
        )  # fmt: skip

    def _allowed(self, column: Column, grid: GridRow | None) -> tuple[str, ...]:
        own = grid.options.get(column.name) if grid else ""
        return self.lists.get(own or column.options.removeprefix("@"), ())

    def _values(
        self, sheet: RawSheet, table: Table, number: int, row: tuple[Any, ...], key: str
    ) -> Iterator[tuple[str, str, str]]:
        """Header, canonical text and place of every filled open cell."""
        grid = self.expected.get(sheet.name, {}).get(key)
        for column in table.stored:
            at = sheet.headers.get(column.name)
            if not at or at > len(row):
                continue
            spot = _Spot(sheet.title, number, at)
            kind = self._kind(table, column, key, grid)
            value = self._cell(spot, row[at - 1], column)
            allowed = self._allowed(column, grid)
            if self.older and column.options == "@results":
                allowed = RESULTS
            handed = get(self.base, Address(self._scope(table, key), table.id, key, column.name))
            if handed and table.scope != "pack":
                # A sheet that all standards share: what another one lists was handed out with it and comes back unchanged.
                allowed = (*allowed, handed)
            try:
                seen = self._seen(sheet, spot, column, kind, value)
                text = canonical(seen, kind, allowed, epoch=self.raw.epoch)
                if kind in _NUMERIC and text != handed:  # rows are sorted without their formats, too
                    self._refuse_share(sheet, table, spot, row, column, value)
            except BadValue as err:
                self.problems.error("bad-value", spot.name, f"“{column.name}”：{err}", err.fix)
                continue
            if text is not None:
                self._tell_lost_digits(spot, column, kind, value, text)
                yield column.name, text, spot.name

    def _kind(self, table: Table, column: Column, key: str, grid: GridRow | None) -> str:
        if grid is None and not table.listed:
            return "text"  # the row itself is the problem; which values it may hold is not known
        item = self.view.pack.indicator_of.get(key) if column.type == "graded" and table.id == "indicators" else None
        if item is not None and all(isinstance(option.inputs, PresenceInputs) for option in item.options):
            return "presence"
        return kind_of(column, grid.types.get(column.name, "") if grid else "")

    def _refuse_share(
        self, sheet: RawSheet, table: Table, spot: _Spot, row: tuple[Any, ...], column: Column, value: Any
    ) -> None:
        """50％ where heads, tonnes or hectares are counted is no half of one. Raises BadValue."""
        unit = _unit(sheet, table, row, column)
        if unit in _SHARES:
            return
        text = half_width(visible(value)) if isinstance(value, str) else ""
        is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
        if text.endswith("%") or (is_number and is_percent(sheet.formats.get((spot.row, spot.column), ""))):
            told = text[:20] or f"{number_text(float(value) * 100)}%"
            raise BadValue(f"“{told}”是百分数，这一栏的单位是“{unit}”", f"填以“{unit}”计的数，不带百分号")

    def _seen(self, sheet: RawSheet, spot: _Spot, column: Column, kind: str, value: Any) -> Any:
        """A value as the person sees it, where its format or an invisible sign in it makes a difference; that is told."""
        if isinstance(value, str) and printable(value) != value:
            self.problems.warning(
                "control-dropped", spot.name, f"“{column.name}”里有看不见的控制字符，已去掉", "多由粘贴带入，不必处理"
            )
            return printable(value)
        code = sheet.formats.get((spot.row, spot.column), "") if kind == "text" else ""
        text = shown(value, code) if code else None
        if text is None:
            return value
        stored = number_text(value) if isinstance(value, (int, float)) else f"{value:%Y-%m-%d}"
        self.problems.warning(
            "shown-taken",
            spot.name,
            f"“{column.name}”是文字栏，这一格存的是 {stored}，按显示的“{text}”记",
            "不是这个意思的，把单元格格式改为文本再填",
        )
        return text

    def _tell_lost_digits(self, spot: _Spot, column: Column, kind: str, value: Any, text: str) -> None:
        if kind in _NUMERIC and _lost_digits(value, text):
            self.problems.warning(
                "digits-lost",
                spot.name,
                f"“{column.name}”超过 15 位有效数字，后面的没有保留，记为 {text}",
                "编号、代码写进文字栏；数量改用大一些的单位",
            )
            written = str(int(value)) if isinstance(value, (int, float)) else visible(str(value))
            self.reading.ignored.append(
                Ignored(spot.name, f"{column.name}：{short(written)} 的末几位", "数字只保留 15 位有效数字")
            )

    def _keyless(self, table: Table, spot: _Spot, values: list[tuple[str, str, str]], *, deleted: bool) -> None:
        values = [v for v in values if v[1] not in {CLEAR, DELETE}]
        if not values:
            return
        if not table.listed:
            self.problems.error("key-missing", spot.name, f"这一行没有{table.key}，但填了内容", f"把{table.key}填回去")
            return
        if deleted:
            self.problems.warning(
                "delete-unnumbered",
                spot.name,
                f"这一行没有{table.key}，不知道要删哪一行，已跳过",
                "重新导出后在有编号的那一行写（删除）",
            )
            return
        scope = self._scope(table, "")
        self.reading.new_rows.append(NewRow(scope, table.id, {name: (text, where) for name, text, where in values}))

    def _known(self, sheet: RawSheet, table: Table, spot: _Spot, key: str, *, filled: bool) -> bool:
        """Whether the row can be taken. A list accepts any well-formed number; the standard's rows must exist."""
        if table.id == "evidence":
            if EVIDENCE_ID.fullmatch(key):
                return True
            self.problems.error(
                "key-unknown", spot.name, f"证据编号“{key[:40]}”的写法不对", "按 EV-001 的样式填写，或留空由导入时编号"
            )
            return False
        if table.listed:
            if key.isdecimal() and len(key) <= MAX_NUMBER:
                return True
            self.problems.error("key-unknown", spot.name, f"编号“{key[:40]}”不是整数", "填整数，或留空由导入时编号")
            return False
        if key in self.expected.get(sheet.name, {}):
            return True
        if filled:
            self.hints += 1
            near = _near(key, list(self.expected.get(sheet.name, {}))) if self.hints <= MOST_HINTS else ""
            hint = f"是不是 {near}？" if near else "从原来的导出中找回编号"
            self.problems.error("key-unknown", spot.name, f"不认识的{table.key}“{key[:40]}”", hint)
        return False

    def _scope(self, table: Table, key: str) -> str:
        if table.id == "profile":
            return profile_scope(key, self.view.round.id)
        return scope_of(table.scope, self.view.round.id, self.view.pack.id)

    def _delete(self, table: Table, key: str, spot: _Spot) -> None:
        if not table.listed:
            self.problems.error(
                "delete-standard",
                spot.name,
                f"{table.key} {key} 是清单固有的行，不能删除",
                "要清空内容，在各格写（清空）",
            )
            return
        scope = self._scope(table, key)
        names = {
            **self.base.get(scope, {}).get(table.id, {}).get(key, {}),
            **self.view.record.state.get(scope, {}).get(table.id, {}).get(key, {}),
        }
        self.reading.incoming += [Incoming(Address(scope, table.id, key, name), None, spot.name) for name in names]

    def _standard(self, sheet: RawSheet, table: Table, number: int, row: tuple[Any, ...], key: str) -> None:
        """What somebody changed in the standard's columns is reported and ignored."""
        grid = self.expected.get(sheet.name, {}).get(key)
        if grid is None or self.older:
            return
        for column in table.columns:
            at = sheet.headers.get(column.name)
            if column.role != "standard" or not at or at > len(row) or row[at - 1] is None:
                continue
            if _plain(row[at - 1]) != _plain(grid.values.get(column.name, "")):
                place = _Spot(sheet.title, number, at).name
                self.problems.warning(
                    "standard-changed", place, f"标准内容“{column.name}”被改动，已忽略", "不必处理；意见请写在备注"
                )
                what = f"{column.name}：{short(row[at - 1])}"
                self.reading.ignored.append(Ignored(place, what, "标准的内容不由工作簿改动；意见请写在备注"))


def _key(value: Any, table: Table) -> str:
    """A row's key as text; whole numbers lose the `.0` that a spreadsheet gave them, full-width digits become plain."""
    if value is None:
        return ""
    text = "TRUE" if value is True else "FALSE" if value is False else "".join(visible(_text(value)).split())
    if table.id == "profile":
        return text
    text = half_width(text)
    if table.id == "evidence":
        return text.upper()
    return text.lstrip("0") or text if table.listed and text.isdecimal() else text


def _text(value: Any) -> str:
    """A cell as text; a number that is too large to be one of ours as Python writes it."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        with suppress(BadValue):
            return number_text(value)
    return str(value)


def _asks_deletion(sheet: RawSheet, table: Table, row: tuple[Any, ...]) -> bool:
    """Whether the remarks say so: 备注, or 说明 where a sheet has no 备注; the last column either way."""
    return visible(str(sheet.value(row, table.columns[-1].name) or "")) in {DELETE, "(删除)"}


def _unit(sheet: RawSheet, table: Table, row: tuple[Any, ...], column: Column) -> str:
    """The unit in which a number of this row is asked for; blank where the sheet says none."""
    _, bracket, inside = column.name.partition("(")
    if bracket:
        return inside.removesuffix(")")
    names = {c.name for c in table.columns}
    own = _UNIT_OF.get(column.name, f"{column.name}单位")
    if own not in names:
        own = "单位"
    return visible(_text(sheet.value(row, own) or "")) if own in names else ""


def _lost_digits(value: Any, text: str) -> bool:
    """Whether a number was written with more digits than are kept."""
    if isinstance(value, (int, float)):
        return abs(value) >= EXACT
    written = _DIGITS_ALONE.sub("", half_width(visible(value)).partition("e")[0]).lstrip("0") if value else ""
    return len(written) > len(str(EXACT)) - 1 and len(written.rstrip("0")) > len(_DIGITS_ALONE.sub("", text).strip("0"))


def _same(value: Any, given: str, epoch: dt.date) -> bool:
    """Whether a cell holds what was handed out, whichever of the ways to store it a program chose."""
    stored = value.stored if isinstance(value, Formula) else value
    if _plain(stored) == _plain(given):
        return True
    for kind in ("number", "date"):
        with suppress(BadValue):
            if canonical(stored, kind, (), epoch=epoch) == given:
                return True
    return False


def _plain(value: Any) -> str:
    return "".join(_text(value).split())


def _near(key: str, known: list[str]) -> str:
    """The known key that a spreadsheet could have mangled into this one: 5.10 shown as 5.1, a lost letter, another case."""
    import difflib

    if len(key) > LONGEST_KEY:  # comparing takes the square of the length
        return ""
    found = difflib.get_close_matches(key, known, 1, 0.75)
    return found[0] if found else ""


def _our_shapes() -> frozenset[str]:
    """The shapes of the formulas that this tool writes into overridable cells."""
    from zcdoc.model.indicator import CountInputs
    from zcdoc.workbook import formulas

    count = CountInputs(kind="count", counts="—", unit="—")
    made = [
        formulas.value(4, None, ""),
        formulas.value(4, None, "0.04"),
        formulas.value(4, count, ""),
        formulas.emission(4),
    ]
    quotient = '=IF(AND(ISNUMBER(园区信息!$B$4),ISNUMBER(园区信息!$B$5)),IF(园区信息!$B$5=0,"",园区信息!$B$4/园区信息!$B$5),"")'
    return frozenset(shape(f) for f in [*made, quotient])


OUR_SHAPES = _our_shapes()
