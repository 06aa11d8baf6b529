"""What a cell shows where its format says more or less than its number: 35%, 007, 2025年3月. Nothing is guessed."""

from __future__ import annotations

import datetime as dt
import re
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

_PERCENT = re.compile(r"[#0,]*0(?:\.(?P<places>[0#]+))?%")
_ZEROS = re.compile(r"0{2,}")
# Sections, colours and languages that a format begins with say nothing about the digits.
_FRAME = re.compile(r"^(?:\[[^\]]*\])+|;.*$|\\(?=.)|\"|_.|\*.")
_DATE_SIGNS = re.compile(r"y+|m+|d+", re.IGNORECASE)


def shown(value: Any, code: str) -> str | None:
    """The text that a spreadsheet shows for a number or date; None when it is the value's own, or not known here.

    `code` is the number format, as the file writes it.
    """
    plain = _FRAME.sub("", code)
    if isinstance(value, dt.datetime):
        return _day(value, plain)
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        return None
    if percent := _PERCENT.fullmatch(plain):
        return _percent(value, percent["places"] or "")
    if _ZEROS.fullmatch(plain) and value == int(value) and value >= 0:
        return str(int(value)).zfill(len(plain))
    return None


def is_percent(code: str) -> bool:
    """Whether a format shows a hundredth as 1%."""
    return "%" in _FRAME.sub("", code)


def _percent(value: float, places: str) -> str:
    number = (Decimal(repr(value)) * 100).quantize(Decimal(1).scaleb(-len(places)), ROUND_HALF_UP)
    text = f"{number:f}"
    optional = len(places) - len(places.rstrip("#"))
    for _ in range(optional):
        text = text.removesuffix("0")
    return f"{text.rstrip('.') if '.' in text else text}%"


def _day(value: dt.datetime, code: str) -> str | None:
    """A date that is shown without its day, or without its year; with both it is told as a date everywhere."""
    signs = {sign[0].lower() for sign in _DATE_SIGNS.findall(code)}
    if signs >= {"y", "m", "d"} or "m" not in signs or re.search("[hs]", code, re.IGNORECASE):
        return None
    if re.search("m{3,}|d{3,}", code, re.IGNORECASE):  # Mar-25, in a language that the file does not say
        return None

    def written(found: re.Match[str]) -> str:
        sign, wide = found[0][0].lower(), len(found[0]) > 1
        if sign == "y":
            return f"{value.year:04d}" if len(found[0]) > 2 else f"{value.year % 100:02d}"
        return f"{value.month if sign == 'm' else value.day:0{2 if wide else 1}d}"

    return _DATE_SIGNS.sub(written, code)
