"""What an import took, held against what a second reader sees: every difference that no problem names."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass

from sheetview import Page, Seen, View, letters_of, may_mean

from zcdoc.model.tables import ASSUMPTIONS, CLEAR, DELETE
from zcdoc.workbook.layout import FINGERPRINT_SHEET, SHEET_TABLE

WORDS = {CLEAR, "(清空)", DELETE, "(删除)"}
MOST_COLUMNS, LAST_HEADER = 200, 12
OF_A_SHEET = {"sheet-missing", "header-missing", "header-repeated", "column-missing"}


@dataclass(frozen=True)
class Outcome:
    """What came of one import, as the child says it."""

    refused: str
    taken: dict[str, tuple[str, str, str | None]]  # by place: key ("" for a new row), field, value
    problems: list[tuple[str, str, str, str]]  # rule, severity, place, message

    @property
    def stopped(self) -> bool:
        """Nothing of the file goes into the record without somebody having read an error first."""
        return bool(self.refused) or any(severity == "error" for _, severity, _, _ in self.problems)


def shapes(seen: View) -> dict[str, set[str]]:
    """The formulas that an export itself holds, by header, without the numbers of their rows."""
    out: dict[str, set[str]] = defaultdict(set)
    for name in SHEET_TABLE:
        columns = _headers(seen.pages[name], SHEET_TABLE[name].key)[1]
        for header, column in columns.items():
            out[header] |= {
                _shape(c.formula) for (_, at), c in seen.pages[name].cells.items() if at == column and c.formula
            }
    return out


def differences(seen: View, outcome: Outcome, ours: dict[str, set[str]]) -> list[str]:
    """One sentence for each; none when the import read what is shown, said what it did not, or refused the file."""
    if outcome.refused:
        return []
    read = [seen.pages[name] for name in (*SHEET_TABLE, FINGERPRINT_SHEET) if name in seen.pages]
    unclear = [*seen.contradictions, *(c for page in read for c in page.contradictions)]
    if unclear and not outcome.stopped:
        return [f"taken without a word although it contradicts itself: {unclear[0]}"]
    told, left = _told(outcome), dict(outcome.taken)
    found = []
    for name in SHEET_TABLE:
        if name == ASSUMPTIONS.sheets[0]:
            continue  # a row there is a decision and no set of cells; tests/acceptance/test_choices_sheet.py
        if name in seen.pages:
            found += _of_sheet(name, seen.pages[name], left, told, ours, seen.from_1904)
        elif not any(place.startswith(name) for place in told):
            found.append(f"{name} is not there and nobody says so")
    return found + [
        f"{place}: took {taken[2]!r} from a cell that shows nothing"
        for place, taken in left.items()
        if not place.startswith(ASSUMPTIONS.sheets[0])
    ]


def _told(outcome: Outcome) -> dict[str, list[str]]:
    """Rules by place; of merged cells every place of the area."""
    out: dict[str, list[str]] = defaultdict(list)
    for rule, _, place, _ in outcome.problems:
        out[place].append(rule)
    return out


def _headers(page: Page, key: str) -> tuple[int, dict[str, int]]:
    """The header row and the first column of each header in it; 0 when there is none."""
    rows: dict[int, dict[str, int]] = defaultdict(dict)
    for (row, column), cell in sorted(page.cells.items()):
        if row <= LAST_HEADER and column <= MOST_COLUMNS and cell.kind in {"text", "number"}:
            rows[row].setdefault("".join(str(cell.value).split()), column)
    return next(((row, found) for row, found in sorted(rows.items()) if key in found), (0, {}))


def _of_sheet(
    name: str, page: Page, left: dict, told: dict[str, list[str]], ours: dict[str, set[str]], from_1904: bool
) -> list[str]:
    table = SHEET_TABLE[name]
    header_row, columns = _headers(page, table.key)
    whole = {rule for place, rules in told.items() if place.startswith(f"{name}!A3") or place == name for rule in rules}
    if not header_row:
        return [] if whole & OF_A_SHEET else [f"{name}: no headers, and nobody says so"]
    far = [
        int(place.partition("!A")[2])
        for place, rules in told.items()
        if "too-many-rows" in rules and place.startswith(name)
    ]
    missing = [c.name for c in table.stored if c.name not in columns]
    found = [f"{name}: no column {missing}, and nobody says so"] if missing and not whole & OF_A_SHEET else []
    last = columns.get(table.columns[-1].name, 0)
    for row in sorted({r for r, _ in page.cells if r > header_row and not any(r >= f for f in far)}):
        key = page.shown((row, columns[table.key]))
        key_told = told.get(f"{name}!{letters_of(columns[table.key])}{row}", [])
        if last and str(page.shown((row, last)).value).strip() in WORDS - {CLEAR, "(清空)"}:
            continue
        for column in table.stored:
            if column.name not in columns:
                continue
            place = f"{name}!{letters_of(columns[column.name])}{row}"
            seen, taken = page.shown((row, columns[column.name])), left.pop(place, None)
            if place in told or key_told or (taken is None and _says_nothing(seen, column.role, ours[column.name])):
                continue
            found += _compared(place, seen, taken, key, column.name, from_1904)
    return found


def _says_nothing(seen: Seen, role: str, ours: set[str]) -> bool:
    """A blank, a word that clears, or a formula that the export itself put there."""
    if seen.formula is not None and role == "overridable" and _shape(seen.formula) in ours:
        return True
    return (seen.kind == "nothing" and seen.formula is None) or (
        seen.kind == "text" and str(seen.value).strip() in {"", *WORDS}
    )


def _compared(place: str, seen: Seen, taken, key: Seen, field: str, from_1904: bool) -> list[str]:
    if taken is None:
        return [f"{place}: shows {seen.value!r} ({seen.kind}), nothing was taken and nothing was said"]
    taken_key, taken_field, value = taken
    if seen.kind == "text" and str(seen.value).strip() in WORDS:
        return [] if value in {None, DELETE, "(删除)"} else [f"{place}: shows {seen.value!r}, took {value!r}"]
    found = (
        []
        if value in may_mean(seen, from_1904=from_1904)
        else [f"{place}: shows {seen.value!r} ({seen.kind}), took {value!r}"]
    )
    if taken_field != field:
        found.append(f"{place}: stands under {field}, was taken as {taken_field}")
    if _plain(key) != _plain(Seen("text", taken_key)):
        found.append(f"{place}: stands in row {key.value!r}, was taken for {taken_key!r}")
    return found


def _plain(key: Seen) -> str:
    text = min(may_mean(key, from_1904=False), key=len, default="") if key.kind != "error" else "?"
    return unicodedata.normalize("NFKC", "".join(text.split())).upper().lstrip("0")


def _shape(formula: str | None) -> str:
    return re.sub(r"\d+", "#", (formula or "").replace("$", "").replace(" ", ""))
