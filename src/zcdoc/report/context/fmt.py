"""How values read in a document: numbers, percentages, dates, results. Exact fractions come in, text goes out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction

from zcdoc.model.rounding import faithful, remainder, rounded
from zcdoc.model.values import split_refs

SIGNS = {
    "符合": "✓", "已采用": "✓", "部分符合": "△", "部分采用": "△",
    "不符合": "✗", "未采用": "◇", "不适用": "—", "未检查": "○",
}  # fmt: skip
DASH = "—"
_PAGE = re.compile(r"[pP](\d+(?:-\d+)?)")
_TAIL = "。；;，,.、 \n\t"
_UNITS = (
    ("CO2", "CO₂"), ("CH4", "CH₄"), ("N2O", "N₂O"), ("SF6", "SF₆"), ("NF3", "NF₃"), ("m3", "m³"), ("m2", "m²"),
)  # fmt: skip


def grouped(text: str) -> str:
    """`1234567.8` -> `1,234,567.8`."""
    sign, body = ("-", text[1:]) if text.startswith("-") else ("", text)
    whole, dot, rest = body.partition(".")
    return f"{sign}{int(whole):,}{dot}{rest}"


def number(value: Fraction | None, places: int = 4) -> str:
    """At most `places` decimals, no trailing zeros, thousands grouped."""
    if value is None:
        return DASH
    while value and places < 16 and not Fraction(rounded(value, places)):
        places += 2  # a small number does not print as 0
    text = rounded(value, places)
    text = text.rstrip("0").rstrip(".") if "." in text else text
    return grouped(text)


def tonnes(value: Fraction | None) -> str:
    return DASH if value is None else grouped(rounded(value, 2))


def tail(parts: Iterable[Fraction], total: Fraction | None) -> str:
    """`（尾差 0.01）` where parts that are printed with two decimals come to something else than their printed total; else blank."""
    gap = "" if total is None else remainder(parts, rounded(total))
    return f"（尾差 {gap}）" if gap else ""


def points(value: Fraction | None) -> str:
    """Points of a part: two decimals. A score that has a level beside it goes through `Score.printed`."""
    return DASH if value is None else rounded(value)


def percent(value: Fraction | None, against: Fraction | None = None) -> str:
    """Two decimals; more where rounding would put the value on the other side of, or on, the threshold `against`."""
    if value is None:
        return DASH
    return f"{grouped(faithful(value * 100, [] if against is None else [against * 100]))}%"


def whole_percent(value: Fraction) -> str:
    """A threshold or weight: `50%`, `27.5%`."""
    return f"{number(value * 100)}%"


def measure(value: Fraction | None, unit: str, against: Fraction | None = None) -> str:
    """A value with its unit: `57.87%`, `3家`, `4.2 万元/tCO₂e`."""
    if value is None:
        return DASH
    if unit == "%":
        return percent(value, against)
    return joined(number(value), unit)


def joined(text: str, unit: str) -> str:
    """A number and its unit: a space before Latin units and before units of more than one character."""
    shown = units(unit)
    if not shown or shown == DASH:
        return text
    return f"{text} {shown}"


def units(text: str) -> str:
    """`tCO2e` -> `tCO₂e`, `万Nm3` -> `万Nm³`."""
    for plain, printed in _UNITS:
        text = text.replace(plain, printed)
    return text


def date(iso: str) -> str:
    """`2026年3月5日`; what is no ISO date comes back as it is."""
    parts = iso.split("-")
    if len(parts) != 3 or not all(p.isdigit() for p in parts):
        return iso
    return f"{int(parts[0])}年{int(parts[1])}月{int(parts[2])}日"


def signed(result: str) -> str:
    """Sign and word, so that black-and-white print can be read."""
    return f"{SIGNS.get(result, '')} {result}".strip()


def title(text: str) -> str:
    """A title without the brackets that enclose the whole of it."""
    return text[1:-1] if text.startswith("《") and text.endswith("》") and "》" not in text[:-1] else text


def open_end(text: str) -> str:
    """User text without its final stop, so that a sentence can go on."""
    return text.strip().rstrip(_TAIL)


def lines(text: str) -> list[str]:
    """Paragraphs of a long text."""
    return [line.strip() for line in text.split("\n") if line.strip()]


def refs(text: str) -> str:
    """`EV-001#p12、EV-002` -> `EV-001 第 12 页、EV-002`; what names no page stands in brackets: `EV-001（表 3）`."""
    return "、".join(f"{ref}{_place(page)}" for ref, page in split_refs(text))


def _place(page: str) -> str:
    number = _PAGE.fullmatch(page)
    return f" 第 {number[1]} 页" if number else f"（{page}）" if page else ""


def stacked(text: str) -> str:
    """References for a table cell, one a line: a narrow cell then never breaks a number in two."""
    return text.replace("、", "\n")


def listed(items: Iterable[str], most: int = 8) -> str:
    """Joined by 、; beyond `most` the rest is counted."""
    names = list(items)
    return "、".join(names) if len(names) <= most else f"{'、'.join(names[:most])}等 {len(names)} 项"
