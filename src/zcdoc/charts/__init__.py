"""Native chart parts for Word: plain data in, the chart's XML and its small workbook out.

XlsxWriter writes the chart, because its parts validate and carry the values beside the references (openpyxl's draw empty in
LibreOffice). The workbook that Word opens on “编辑数据” holds the same cells and no chart of its own.
"""

from zcdoc.charts.data import WIDTH, Chart, Series, serial, years_axis
from zcdoc.charts.part import Part, make
from zcdoc.charts.word import WORKBOOK_REL

__all__ = ["WIDTH", "WORKBOOK_REL", "Chart", "Part", "Series", "make", "serial", "years_axis"]
