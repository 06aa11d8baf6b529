"""Dropdown lists on the hidden sheet `_lists`, as named ranges (a literal list is limited to 255 characters)."""

from __future__ import annotations

from typing import Any

from zcdoc.model.assumed import Span
from zcdoc.model.tables import LISTS
from zcdoc.model.view import View
from zcdoc.model.vocabulary import result_list
from zcdoc.workbook.layout import LISTS_SHEET, letter

BASIC = "basic_checks"  # the checks whose requirement is kept or not, with nothing between


def pack_lists(view: View) -> dict[str, tuple[str, ...]]:
    """The lists that the pack makes: 二选一, choices of assumptions, yearly items, kinds of offset, types of park."""
    made = {
        f"alternatives_{i.number}": tuple(o.name for o in i.alternatives)
        for i in view.pack.indicators
        if i.alternatives
    }
    head = view.pack.head
    choices = {
        choice_list(a.key): tuple(o.means for o in a.permitted)
        for a in view.pack.assumptions
        if not isinstance(a.permitted, Span)
    }
    basic = tuple(
        key for key, (clause, check) in view.pack.checks.items() if result_list(clause, check) == "results_basic"
    )
    return {
        BASIC: basic,
        **made,
        **choices,
        "yearly": tuple(y.name for y in head.yearly),
        "offsets": tuple(o.name for o in head.offsets),
        "park_types": tuple(t.id for t in head.park_types),
    }


def choice_list(key: str) -> str:
    """The list of the permitted choices of an assumption; a defined name takes no hyphen."""
    return f"choices_{key.replace('-', '_')}"


def write_lists(book: Any, sheet: Any, view: View) -> set[str]:
    """Writes the sheet and its names; returns the names of the lists that hold something."""
    sheet.hide()
    known = {name: values for name, values in {**LISTS, **pack_lists(view)}.items() if values}
    for column, (name, values) in enumerate(known.items()):
        sheet.write_string(0, column, name)
        for row, value in enumerate(values, 1):
            sheet.write_string(row, column, value)
        at = letter(column)
        book.define_name(f"zc_{name}", f"={LISTS_SHEET}!${at}$2:${at}${len(values) + 1}")
    return set(known)
