"""Opens a stranger's workbook with openpyxl, read-only, and takes plain values out of it: the only reader of files here."""

from __future__ import annotations

import re
import warnings
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from zcdoc import ooxml
from zcdoc.errors import UserError, ZcdocError
from zcdoc.problems import Problems
from zcdoc.workbook.layout import FINGERPRINT_SHEET, MAX_ROWS, SHEET_TABLE, Fingerprint

MAX_COLUMNS = 200  # people add a handful of columns, never a hundred
LOOK_FOR_HEADER = 12  # people insert a row or two above the headers
_PROPERTY = re.compile(r'name="zcdoc-(\w+)"[^>]*>\s*<vt:lpwstr[^>]*>([^<]*)</vt:lpwstr>')


@dataclass(slots=True)
class RawSheet:
    """One sheet of ours: the 1-based column of each header, and rows with their physical numbers."""

    name: str
    headers: dict[str, int]
    rows: list[tuple[int, tuple[Any, ...]]]
    repeated: list[str] = field(default_factory=list)

    def value(self, row: tuple[Any, ...], header: str) -> Any:
        column = self.headers.get(header)
        return row[column - 1] if column and column <= len(row) else None


@dataclass(slots=True)
class RawBook:
    """What stands in a file: sheets by name, the fingerprint, and the file itself for a second look at formulas."""

    data: bytes
    name: str
    mark: Fingerprint | None
    sheets: dict[str, RawSheet] = field(default_factory=dict)

    def stored_values(self, wanted: dict[str, set[tuple[int, int]]]) -> dict[tuple[str, int, int], Any]:
        """What the file stores beside the formulas at (row, column), 1-based, by sheet."""
        out: dict[tuple[str, int, int], Any] = {}
        with _opened(self.data, self.name, stored=True) as book:
            for sheet, cells in wanted.items():
                rows = {r for r, _ in cells}
                for number, row in _rows(book[sheet]):
                    if number in rows:
                        out.update({(sheet, number, c): row[c - 1] for r, c in cells if r == number and c <= len(row)})
        return out


def read_raw(data: bytes, name: str, problems: Problems) -> RawBook:
    """Raises UserError or UnsafeError when the file is no workbook; sheets without their headers go to `problems`."""
    ooxml.preflight(data, "xlsx", name)
    with _opened(data, name, stored=False) as book:
        raw = RawBook(data, name, _mark(book, data))
        for sheet, table in SHEET_TABLE.items():
            if sheet not in book.sheetnames:
                problems.warning(
                    "sheet-missing", sheet, f"没有工作表“{sheet}”，其中的内容不变", "如果改过表名，请改回来"
                )
                continue
            found = _sheet(book[sheet], sheet, table.key, problems)
            if found is not None:
                raw.sheets[sheet] = found
    return raw


@contextmanager
def _opened(data: bytes, name: str, *, stored: bool) -> Iterator[Any]:
    """A book as openpyxl reads it; everything that the libraries below it raise becomes one UserError."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl prints what it would not keep, and nothing is saved here
        try:
            book = openpyxl.load_workbook(BytesIO(data), read_only=True, data_only=stored, keep_links=False)
            try:
                yield book
            finally:
                book.close()
        except ZcdocError:
            raise
        except Exception as err:
            raise _unreadable(name, err) from err


def _unreadable(name: str, err: Exception) -> UserError:
    kind = "压缩包损坏" if isinstance(err, zipfile.BadZipFile) else f"{type(err).__name__}"
    return UserError(f"{name} 读不出来，文件可能损坏（{kind}）", "用 Excel 或 WPS 打开后另存为 .xlsx 再试")


def _rows(sheet: Any) -> Iterator[tuple[int, tuple[Any, ...]]]:
    """Physical row number and values. The sheet's own idea of its size is not believed."""
    sheet.reset_dimensions()
    yield from enumerate(sheet.iter_rows(max_col=MAX_COLUMNS, values_only=True), 1)


def _sheet(sheet: Any, name: str, key: str, problems: Problems) -> RawSheet | None:
    rows = _rows(sheet)
    for number, row in rows:
        if key in [_header(v) for v in row]:
            break
        if number >= LOOK_FOR_HEADER:
            problems.error(
                "header-missing",
                f"{name}!A3",
                f"前 {LOOK_FOR_HEADER} 行里找不到标题“{key}”",
                "恢复标题行，或重新导出后把内容贴过去",
            )
            return None
    else:
        problems.error("header-missing", f"{name}!A3", f"找不到标题“{key}”", "恢复标题行，或重新导出后把内容贴过去")
        return None
    headers: dict[str, int] = {}
    found = RawSheet(name, headers, [])
    for column, value in enumerate(row, 1):
        header = _header(value)
        if header in headers:
            found.repeated.append(header)
        elif header:
            headers[header] = column
    for at, values in rows:
        if any(v is not None and v != "" for v in values):
            found.rows.append((at, values))
        if at - number > MAX_ROWS:
            problems.error("too-many-rows", f"{name}!A{at}", f"超过 {MAX_ROWS} 行，其后没有读", "删去多余的行")
            break
    return found


def _header(value: Any) -> str:
    return "".join(str(value).split()) if value is not None else ""


def _mark(book: Any, data: bytes) -> Fingerprint | None:
    """The fingerprint from its hidden sheet, else from the file's custom properties."""
    pairs: dict[str, str] = {}
    if FINGERPRINT_SHEET in book.sheetnames:
        rows = _rows(book[FINGERPRINT_SHEET])
        pairs = {
            str(r[0]): str(r[1])
            for _, r in zip(range(40), (row for _, row in rows), strict=False)
            if len(r) > 1 and r[0]
        }
    if not set(Fingerprint.FIELDS) <= set(pairs) and "docProps/custom.xml" in ooxml.names(data):
        pairs = dict(_PROPERTY.findall(ooxml.part(data, "docProps/custom.xml").decode("utf-8", "replace")))
    return Fingerprint(**{f: pairs[f] for f in Fingerprint.FIELDS}) if set(Fingerprint.FIELDS) <= set(pairs) else None
