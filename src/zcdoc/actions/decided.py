"""Decisions that come back on the sheet 假设: the rules of `assumption confirm|set`, cell by cell, before they are merged."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from zcdoc.actions.desk import Desk
from zcdoc.actions.parks import day
from zcdoc.model.assumed import Assumed, Span
from zcdoc.model.collected import meant_for, replaced
from zcdoc.model.incoming import Incoming
from zcdoc.model.record import Address, Change, Decision, Record, State, decided_in, get
from zcdoc.model.tables import ASSUMPTIONS
from zcdoc.model.terms import Terms
from zcdoc.model.values import BadValue, number_from_text
from zcdoc.problems import Problems
from zcdoc.workbook import GridRow, Reading
from zcdoc.workbook.choices import FIELDS

VALUE, SOURCE, REMARK = "现取值", "依据", "备注"
DECIDING = (VALUE, SOURCE, "决定人", "决定日期")


def translate(desk: Desk, reading: Reading, expected: Mapping[str, Sequence[GridRow]], base: State | None) -> None:
    """Turns the cells of the sheet into values of the record, in place; what may not be decided so goes to the problems."""
    cells: dict[str, dict[str, Incoming]] = {}
    for item in reading.incoming:
        if item.at.table == ASSUMPTIONS.id:
            cells.setdefault(item.at.key, {})[item.at.field] = item
    reading.incoming[:] = [item for item in reading.incoming if item.at.table != ASSUMPTIONS.id]
    handed = {row.key: row for row in expected[ASSUMPTIONS.sheets[0]]}
    then = desk.record if base is None else Record(desk.record.park, base)
    decisions = then.decisions(desk.pack.id, desk.round)
    terms = Terms(desk.pack, decisions)
    for assumed in desk.pack.assumptions:
        if assumed.key in cells and assumed.key in handed:
            own = decisions.get(assumed.key)
            decided = own if own and own.counts else None
            row = _Row(desk, assumed, cells[assumed.key], handed[assumed.key], decided, terms)
            reading.incoming += row.incoming(reading.problems)


@dataclass(frozen=True)
class _Row:
    """One assumption as it came back, beside what was handed out."""

    desk: Desk
    assumed: Assumed
    cells: Mapping[str, Incoming]
    handed: GridRow
    decision: Decision | None
    terms: Terms

    def incoming(self, problems: Problems) -> Iterator[Incoming]:
        """The values to merge; none but the remark when the decision is refused or there is none."""
        moved = [name for name in self.cells if self._moved(name)]
        if REMARK in moved:
            yield self._put(REMARK, self.cells[REMARK].value)
        moved = [name for name in moved if name in DECIDING]
        if not moved:
            return
        value = self._value()
        fault = self._fault(moved, value)
        if fault:
            problems.error("bad-value", self.cells[moved[0]].where, fault[0], fault[1])
            return
        if VALUE in moved or self.decision is None:
            yield self._put(VALUE, value, moved[0])
        yield from (self._put(name, self.cells[name].value) for name in moved if name != VALUE)

    def _moved(self, name: str) -> bool:
        if name == VALUE and self.cells[name].value is not None:
            return self._value() != self.terms.in_force(self.assumed)
        return (self.cells[name].value or "") != self.handed.values.get(name, "")

    def _value(self) -> str | None:
        """The code of what is typed, that in force where nothing is; None when it is not permitted."""
        now, typed = self.terms.in_force(self.assumed), self.cells.get(VALUE)
        if typed is None or typed.value in {None, self.handed.values[VALUE]}:
            return now
        code = self.assumed.read_as(_number(typed.value or "") if self._is_span else typed.value or "")
        return now if code is not None and self._is_span and Decimal(code) == Decimal(now) else code

    @property
    def _is_span(self) -> bool:
        return isinstance(self.assumed.permitted, Span)

    def _fault(self, moved: list[str], value: str | None) -> tuple[str, str] | None:
        """Why these cells decide nothing, and what to do; the rules are those of the commands."""
        key = self.assumed.key
        empty = next((n for n in (VALUE, SOURCE) if n in self.cells and self.cells[n].value is None), None)
        if empty:
            return f"假设 {key} 的“{empty}”不能清空", "改填内容；要撤回这次决定，用 zcdoc history undo"
        if value is None:
            typed = (self.cells[VALUE].value or "")[:40]
            return f"假设 {key} 不允许取“{typed}”", f"允许：{self.assumed.permitted_text()}"
        if SOURCE not in moved and (VALUE in moved or self.decision is None):
            return f"假设 {key} 填了“{moved[0]}”，没有写依据", "在“依据”栏写明谁定的、依据是什么，再导入"
        return self._outranked(moved)

    def _outranked(self, moved: list[str]) -> tuple[str, str] | None:
        """What stands in the record now and is not replaced by a cell of this file."""
        key, pack = self.assumed.key, self.desk.pack
        if key in pack.completed:
            return f"{key} 已由印本补入，不再是假设", "补入有误的，用 zcdoc pack complete 改正"
        now = self.desk.record.decisions(pack.id, self.desk.round).get(key)
        if now and now.interpretation:
            message = f"假设 {key} 已有标准归口单位的书面答复（{now.interpretation}），优先于其他决定"
            return message, "答复有更新的，用 zcdoc assumption set 加 --interpretation"
        if VALUE not in moved and self.decision and now and now.value != self.decision.value:
            shown = self.assumed.meaning(now.value)
            return f"假设 {key} 的“{moved[0]}”是为导出时的取值写的，此后已改定为“{shown}”", "重新导出后再填"
        return None

    def _put(self, name: str, value: str | None, at: str = "") -> Incoming:
        scope = decided_in(self.desk.pack.id, self.desk.round)
        address = Address(scope, ASSUMPTIONS.id, f"{self.desk.pack.id}/{self.assumed.key}", FIELDS[name])
        return Incoming(address, value, self.cells[at or name].where)


def _number(text: str) -> str:
    try:
        return number_from_text(text)
    except BadValue:
        return text


def on_sheet(at: Address) -> dict[str, str]:
    """Row and column by which people know a value: of a decision the assumption's key and the header."""
    if at.table != ASSUMPTIONS.id:
        return {"key": at.key, "field": at.field}
    headers = {name: header for header, name in FIELDS.items()}
    return {"key": at.key.partition("/")[2], "field": headers.get(at.field, at.field)}


def companions(desk: Desk, record: Record, changes: Sequence[Change]) -> list[Change]:
    """What a decision brings with it: who and when where the sheet does not say, and what it replaces."""
    written = {c.at for c in changes}
    out = []
    view = replace(desk.view, record=record)
    for change in changes:
        if change.at.table != ASSUMPTIONS.id or change.at.field != "value" or change.now is None:
            continue
        key = change.at.key.partition("/")[2]
        fields = {"by": desk.by, "date": day(None)} | meant_for(change.at.scope) | replaced(view, key, change.now)
        places = ((replace(change.at, field=name), text or None) for name, text in fields.items())
        out += [Change(at, get(record.state, at), text, change.where) for at, text in places if at not in written]
    return [c for c in out if c.was != c.now]
