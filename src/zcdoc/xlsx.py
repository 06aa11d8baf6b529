"""XlsxWriter with its doors closed: a text is written as it stands, whatever it looks like."""

from __future__ import annotations

import re
from io import BytesIO
from typing import Any
from xml.sax.saxutils import escape  # it writes; nothing is parsed

# A text that begins and ends so is copied into the file as markup; of two escapes that share an underline the second is missed.
_MARKUP = re.compile(r"<r>.*</r>", re.DOTALL)
_TWO_ESCAPES = re.compile(r"_x[0-9A-Fa-f]{4}_x[0-9A-Fa-f]{4}_")
_UNDERLINE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")


def workbook(target: BytesIO) -> Any:
    """An empty workbook that is written to `target`; no text in it becomes a formula, a link, a number or a format."""
    import xlsxwriter
    from xlsxwriter.worksheet import Worksheet

    class Sheet(Worksheet):  # type: ignore[misc]
        def write_string(self, row: int, col: int, string: str, cell_format: Any = None) -> int:
            if not (_MARKUP.fullmatch(string) or _TWO_ESCAPES.search(string)):
                return int(super().write_string(row, col, string, cell_format))
            run = _run(string)
            most = vars(self)["xls_strmax"]
            self.xls_strmax = 2 * len(run)  # the limit is for the text, not for the markup around it
            try:
                return int(super().write_string(row, col, run, cell_format))
            finally:
                self.xls_strmax = most

    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(target, options)
    book.worksheet_class = Sheet
    return book


def _run(text: str) -> str:
    """The text as one run of XlsxWriter's markup, its underlines as references, so that nothing in it is escaped again."""
    return f'<r><t xml:space="preserve">{_UNDERLINE.sub("&#95;x005F&#95;", escape(text))}</t></r>'
