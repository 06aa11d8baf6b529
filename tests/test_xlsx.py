"""Whatever a text looks like, the workbook holds the text."""

from __future__ import annotations

import io
import re
import zipfile
from xml.etree import ElementTree as ET

import pytest

from zcdoc import xlsx

T = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"


def shown(*texts):
    """The texts of the workbook as a spreadsheet shows them."""
    out = io.BytesIO()
    book = xlsx.workbook(out)
    sheet = book.add_worksheet()
    for row, text in enumerate(texts):
        sheet.write_string(row, 0, text)
    book.close()
    table = ET.fromstring(zipfile.ZipFile(out).read("xl/sharedStrings.xml"))
    return [unescaped("".join(t.text or "" for t in item.iter(f"{T}t"))) for item in table]


def unescaped(text):
    """As Excel reads it: from left to right."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), text)


@pytest.mark.parametrize(
    "text",
    [
        "<r></r>", "<r><t>x</t></r>", "<r>&</r>", "<r></t></si><si></r>", "<r>\n</r>", "<r> x </r>", "<r>" + "&" * 32_000 + "</r>", "<r>", "</r>",
        "_x0041_", "_x005F_x000D_", "_x0041_x0042_x0043_", "a_x0041_x0042", "<r>_x0041_</r>", "<r>_x0041_x0042_</r>", "=1+1", "http://a.cn", "{=1}",
    ],
    ids=lambda text: text[:20],
)  # fmt: skip
def test_a_text_stays_the_text(text):
    assert shown(text, "plain") == [text, "plain"]


def test_the_limit_of_a_cell_holds_for_the_next_text():
    assert len(shown("<r>&</r>", "x" * 40_000)[1]) == 32_767
