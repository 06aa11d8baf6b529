"""One cell's value -> the record's canonical text. Raises BadValue with what is wrong and how to fix it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from zcdoc.model.tables import CLEAR, Column
from zcdoc.model.values import (
    BadValue,
    date_text,
    graded_text,
    half_width,
    number_from_text,
    number_text,
    plain_text,
    presence_text,
    refs_text,
    until_text,
    visible,
)

# An error that was typed or pasted as a text; a cell that really holds one is an Unreadable.
_ERRORS = {"#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#N/A", "#NULL!", "#NUM!"}
EPOCH = dt.date(1899, 12, 30)
VALID_UNTIL = "有效期至"
YEARS = range(1900, 2101)
EXACT = 10**15  # a spreadsheet keeps 15 digits: of a number from here on the last ones are lost
_TICKS = {"√": "是", "✓": "是", "✔": "是", "有": "是", "×": "否", "✗": "否", "无": "否"}


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
        seen = visible(value)
        if seen in {"", CLEAR, "(清空)"}:
            return None if not seen else CLEAR
        if seen in _ERRORS:
            raise BadValue(f"单元格是错误值 {seen}", "改正公式，或直接填值")
    if value is None:
        return None
    return _typed(value, kind, allowed, epoch)


def _typed(value: Any, kind: str, allowed: tuple[str, ...], epoch: dt.date) -> str | None:
    if kind in _NUMBERS:
        return _number(value, kind)
    if kind in {"date", "until"}:
        return _date(value, kind, epoch)
    if kind == "year":
        return _year(value)
    text = _text(value)
    if text and kind == "refs":
        return refs_text(text)
    if text and kind in {"choice", "yes_no"}:
        return _choice(visible(text), kind, allowed)
    return text or None


def _choice(text: str, kind: str, allowed: tuple[str, ...]) -> str:
    if kind == "yes_no" and text not in allowed:
        text = _TICKS.get(text, text)
    if text not in allowed:
        raise BadValue(
            f"“{text[:40]}”不在可选范围内", f"可选：{'、'.join(allowed)}" if allowed else "这一栏没有可选的值，请留空"
        )
    return text


_NUMBERS = {"number": number_from_text, "graded": graded_text, "presence": presence_text}


def _number(value: Any, kind: str) -> str:
    if kind == "presence" and isinstance(value, bool):
        return "有" if value else "无"
    if isinstance(value, (bool, dt.date, dt.time, dt.timedelta)):
        raise BadValue(f"“{value}”不是数字", "把单元格格式改为数值再填")
    if isinstance(value, str):
        return _NUMBERS[kind](value)
    return number_text(value)


def _date(value: Any, kind: str, epoch: dt.date) -> str:
    if isinstance(value, (int, float)) and not isinstance(value, bool) and 10_000 < value < 80_000:
        return (epoch + dt.timedelta(days=int(value))).isoformat()
    read = until_text if kind == "until" else date_text
    return read(value if isinstance(value, (dt.date, str)) else str(value))


def _year(value: Any) -> str:
    plain = str(value.year) if isinstance(value, dt.date) else _text(value)
    text = half_width(visible(plain)).removesuffix("年").strip()
    if not text.isascii() or not text.isdigit() or int(text) not in YEARS:
        raise BadValue(f"“{text[:20]}”不是年份", "填四位年份，如 2025")
    return text


def _text(value: Any) -> str:
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        if abs(value) >= EXACT:
            raise BadValue(
                f"数字超过 15 位，表格软件只存前 15 位，后面的已变成 0（现存 {number_text(value)}）",
                "把单元格格式改为文本，再重新填写全部数字",
            )
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


def kind_of(column: Column, row_type: str) -> str:
    """The type of a cell: the row's own where the column leaves it open (园区信息); a validity need not end."""
    if column.name == VALID_UNTIL:
        return "until"
    return (row_type or "text") if column.type == "field" else column.type
