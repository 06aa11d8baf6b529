"""openpyxl, in half the time, for tests that type into workbooks as a colleague with a script would."""

from __future__ import annotations

from openpyxl.worksheet.merge import MergedCellRange


def leave_merged_borders() -> None:
    """On loading, openpyxl works out a border for every cell of every merged area: half of its time for a workbook of ours.

    Merged areas stand on the sheets 说明 and 汇总, which nobody types into and nothing reads, and no test looks at them
    through openpyxl.
    """
    MergedCellRange.format = lambda _: None
