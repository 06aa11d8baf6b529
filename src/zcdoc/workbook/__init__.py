"""The workbook: one layout, both directions. XlsxWriter writes, openpyxl reads."""

from zcdoc.workbook.foreign import MOST, foreign
from zcdoc.workbook.grid import sheet_rows
from zcdoc.workbook.ignored import Ignored
from zcdoc.workbook.layout import LAYOUT_VERSION, Fingerprint, fingerprint
from zcdoc.workbook.raw import RawBook, read_raw
from zcdoc.workbook.read import Reading, read
from zcdoc.workbook.row import GridRow
from zcdoc.workbook.write import write

__all__ = [
    "LAYOUT_VERSION",
    "MOST",
    "Fingerprint",
    "GridRow",
    "Ignored",
    "RawBook",
    "Reading",
    "fingerprint",
    "foreign",
    "read",
    "read_raw",
    "sheet_rows",
    "write",
]
