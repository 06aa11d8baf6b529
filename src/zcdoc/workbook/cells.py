"""One cell's value -> the record's canonical text. Raises BadValue with what is wrong and how to fix it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from zcdoc.model.tables import CLEAR, Column
from zcdoc.model.values import BadValue, date_text, graded_text, number_from_text, number_text, plain_text, refs_text

# An error that was typed or pasted as a text; a cell that really holds one is an Unreadable.
_ERRORS = {"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#NULL!", "#NUM!"}
EPOCH = dt.date(1899, 12, 30)
YEARS = range(1900, 2101)
_HALF_WIDTH = {0xFF01 + i: 0x21 + i for i in range(0x5E)}


@dataclass(frozen=True, slots=True)
class Formula:
    """A cell with a formula, and the value that the program which saved the file stored beside it."""

    text: str
    stored: Any

    def __str__(self) -> str:
        return self.text


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A cell that holds something, but no value: why, and what to do."""

    why: str
    fix: str

    def __str__(self) -> str:
        return f"（单元格{self.why}）"


def canonical(value: Any, kind: str, allowed: tuple[str, ...], *, epoch: dt.date = EPOCH) -> str | None:
    """The stored text; None for a blank cell, CLEAR where the user asks to empty it.

    `epoch` is the day with number 0 in the workbook that the value comes from. Raises BadValue.
    """
    if isinstance(value, Unreadable):
        raise BadValue(f"单元格{value.why}", value.fix)
    if isinstance(value, str):
        if value.strip() in {"", CLEAR, "(清空)"}:
            return None if not value.strip() else CLEAR
        if value.strip() in _ERRORS:
            raise BadValue(f"单元格是错误值 {value.strip()}", "改正公式，或直接填值")
    if value is None:
        return None
    return _typed(value, kind, allowed, epoch)


def _typed(value: Any, kind: str, allowed: tuple[str, ...], epoch: dt.date) -> str | None:
    if kind in {"number", "graded"}:
        return _number(value, graded=kind == "graded")
    if kind == "date":
        return _date(value, epoch)
    if kind == "year":
        return _year(value)
    text = _text(value)
    if not text:
        return None
    if kind == "refs":
        return refs_text(text)
    if kind in {"choice", "yes_no"} and text not in allowed:
        raise BadValue(
            f"“{text[:40]}”不在可选范围内", f"可选：{'、'.join(allowed)}" if allowed else "这一栏没有可选的值，请留空"
        )
    return text


def _number(value: Any, *, graded: bool) -> str:
    if isinstance(value, (bool, dt.date, dt.time, dt.timedelta)):
        raise BadValue(f"“{value}”不是数字", "把单元格格式改为数值再填")
    if isinstance(value, str):
        return graded_text(value) if graded else number_from_text(value)
    return number_text(value)


def _date(value: Any, epoch: dt.date) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        if 10_000 < value < 80_000:
            return (epoch + dt.timedelta(days=int(value))).isoformat()
        raise BadValue(f"“{value}”不是日期", "按 2026-03-05 的样式填写")
    return date_text(value if isinstance(value, (dt.date, str)) else str(value))


def _year(value: Any) -> str:
    plain = str(value.year) if isinstance(value, dt.date) else _text(value)
    text = half_width(plain).removesuffix("年").strip()
    if not text.isascii() or not text.isdigit() or int(text) not in YEARS:
        raise BadValue(f"“{text[:20]}”不是年份", "填四位年份，如 2025")
    return text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return number_text(value)
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.isoformat(sep=" ", timespec="minutes")
    if isinstance(value, dt.timedelta):
        return _span(value)
    return plain_text(str(value))


def _span(value: dt.timedelta) -> str:
    """A length of time as a spreadsheet shows it: hours go on after 24."""
    sign, seconds = ("-" if value < dt.timedelta() else ""), round(abs(value).total_seconds())
    return f"{sign}{seconds // 3600}:{seconds // 60 % 60:02d}:{seconds % 60:02d}"


def half_width(text: str) -> str:
    """What a Chinese keyboard makes wide (digits, letters, marks) as plain ASCII; nothing else is guessed."""
    return text.translate(_HALF_WIDTH)


def kind_of(column: Column, row_type: str) -> str:
    """The type of a cell: the row's own where the column leaves it open (园区信息)."""
    return (row_type or "text") if column.type == "field" else column.type
