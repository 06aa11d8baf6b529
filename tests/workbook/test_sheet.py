"""A sheet is read as its XML says it: each cell at its place with the value that a spreadsheet shows, or not at all."""

from __future__ import annotations

import datetime as dt
import io
import zipfile

import pytest

from zcdoc.errors import UnsafeError, UserError
from zcdoc.workbook import stream
from zcdoc.workbook.book import opened
from zcdoc.workbook.cells import Formula, Unreadable
from zcdoc.workbook.sheet import Sheet

MAIN = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
RELATIONS = 'xmlns="http://schemas.openxmlformats.org/package/2006/relationships"'
NAME = "目标"


def package(data="", texts="", styles="", properties="", names=(NAME,), more="", sheets=None, gone=""):
    """A workbook of bare XML: rows of its first sheet, `<si>` texts, the inside of the styles."""
    listed = "".join(f'<sheet name="{n}" sheetId="{i}" r:id="s{i}"/>' for i, n in enumerate(names, 1))
    parts = {
        "_rels/.rels": relations(("b", "officeDocument", "xl/workbook.xml")),
        "xl/workbook.xml": f'<workbook {MAIN} xmlns:r="{OFFICE}"><workbookPr {properties}/><sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(
            ("t", "sharedStrings", "sharedStrings.xml"),
            ("y", "styles", "/xl/styles.xml"),
            *((f"s{i}", "worksheet", target) for i, target in enumerate(sheets or ["worksheets/sheet1.xml"], 1)),
        ),
        "xl/sharedStrings.xml": f"<sst {MAIN}>{texts}</sst>",
        "xl/styles.xml": f"<styleSheet {MAIN}>{styles}</styleSheet>",
        "xl/worksheets/sheet1.xml": f"<worksheet {MAIN}><sheetData>{data}</sheetData>{more}</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            if name != gone:
                target.writestr(name, content)
    return out.getvalue()


def relations(*found):
    items = "".join(f'<Relationship Id="{i}" Type="{OFFICE}/{t}" Target="{to}"/>' for i, t, to in found)
    return f"<Relationships {RELATIONS}>{items}</Relationships>"


def rows(*args, **more):
    with opened(package(*args, **more), "x.xlsx") as book:
        return list(Sheet(book, NAME).rows())


def value(cell, **more):
    """What stands in A1."""
    found = rows(f"<row>{cell}</row>", **more)
    return found[0][1].get(1) if found else None


def refused(*args, words="自相矛盾", kind=UserError, **more):
    with pytest.raises(kind, match=words) as caught:
        rows(*args, **more)
    assert caught.value.fix
    return caught.value.message


class TestPlaces:
    def test_a_cell_stands_where_its_reference_says_or_after_the_one_before(self):
        found = rows('<row r="4"><c r="B4"><v>1</v></c><c><v>2</v></c><c r="AA4"/></row><row><c><v>3</v></c></row>')
        assert found == [(4, {2: 1, 3: 2}), (5, {1: 3})]

    @pytest.mark.parametrize(
        "data",
        [
            '<row r="5"/><row r="4"/>',
            '<row r="4"><c r="A4"><v>1</v></c></row><row r="4"><c r="B4"><v>2</v></c></row>',
            '<row r="0"/>',
            '<row r="-1"/>',
            '<row r="4.5"/>',
            '<row r="four"/>',
            '<row r="４"/>',
            '<row r="1048577"/>',
            '<row r="4"><c r="B4"/><c r="A4"/></row>',
            '<row r="4"><c r="A4"><v>1</v></c><c r="A4"><v>2</v></c></row>',
            '<row r="4"><c r="A5"/></row>',
            '<row r="4"><c r="4A"/></row>',
            '<row r="4"><c r="a4"/></row>',
            '<row r="4"><c r="XFE4"/></row>',
            '<row r="4"><c r="A4"/><x r="B4"/></row>',
            '<row r="4"><c r="A4"><row r="5"/></c></row>',
            "<sheetData/>",
            "<x/>",
            "<c><v>1</v></c>",
            '<row><c r="A1"><v>1</v><v>2</v></c></row>',
            '<row><c r="A1"><f>1</f><f>2</f></c></row>',
            '<row><c r="A1"><v>1<x/></v></c></row>',
            '<row><c r="A1"><is><t>a</t></is><is><t>b</t></is></c></row>',
        ],
    )
    def test_what_stands_twice_or_in_no_order_stops_the_reading(self, data):
        """Excel offers a repair; a library drops the row, or takes the later cell, without a word."""
        assert NAME in refused(data)

    def test_rows_outside_of_the_data_stop_it_too(self):
        refused(more='<row r="9"><c><v>1</v></c></row>')
        refused(more="<sheetData/>")

    def test_extensions_and_cells_of_other_kinds_of_rows_are_passed_over(self):
        more = "<extLst><ext><a><b>1</b></a></ext></extLst>"
        assert rows(f'<row r="4" hidden="1"><c><v>1</v>{more}</c>{more}</row>', more=more) == [(4, {1: 1})]

    def test_merged_areas_are_known_after_the_rows(self):
        more = '<mergeCells><mergeCell ref="A4:B5"/><mergeCell ref="$C$1:$C$9"/><mergeCell ref="x"/></mergeCells>'
        with opened(package("<row/>", more=more), "x.xlsx") as book:
            sheet = Sheet(book, NAME)
            assert len(list(sheet.rows())) == 1
            assert sheet.merged() == [(4, 1, 5, 2), (1, 3, 9, 3)]


class TestValues:
    @pytest.mark.parametrize(
        ("cell", "shown"),
        [
            ("<c><v>5</v></c>", 5), ("<c><v>0.5</v></c>", 0.5), ("<c><v> 5 </v></c>", 5), ("<c><v>1E3</v></c>", 1000.0),
            ("<c><v>123456789012345</v></c>", 123456789012345), ("<c><v>1234567890123456789</v></c>", 1234567890123456768.0),
            (f"<c><v>{'9' * 5000}</v></c>", float("inf")), ('<c t="n"><v>-1e-3</v></c>', -0.001), ('<c t="b"><v>1</v></c>', True), ('<c t="b"><v>false</v></c>', False),
            ('<c t="str"><v>字</v></c>', "字"), ('<c t="inlineStr"><is><t> 字</t></is></c>', " 字"), ("<c/>", None),
            ("<c><v/></c>", None), ('<c t="inlineStr"/>', None), ('<c t="d"><v>2026-03-05</v></c>', dt.datetime(2026, 3, 5)),
            ('<c t="d"><v>2026-03-05T14:30:00</v></c>', dt.datetime(2026, 3, 5, 14, 30)), ('<c t="d"><v>14:30:00</v></c>', dt.time(14, 30)),
            ('<c t="inlineStr"><is><r><rPr><b/></rPr><t>甲</t></r><rPh sb="0" eb="1"><t>jia</t></rPh><r><t>乙</t></r></is></c>', "甲乙"),
        ],
    )  # fmt: skip
    def test_what_is_shown(self, cell, shown):
        found = value(cell)
        assert found == shown
        assert type(found) is type(shown)

    @pytest.mark.parametrize(
        "cell",
        [
            "<c><v>NaN</v></c>", "<c><v>INF</v></c>", "<c><v>1_000</v></c>", "<c><v>１２</v></c>", "<c><v>1,000</v></c>", "<c><v>0x10</v></c>",
            '<c t="b"><v>2</v></c>', '<c t="zz"><v>1</v></c>', '<c t="d"><v>五月</v></c>',
            '<c t="s"><v>-1</v></c>', '<c t="s"><v>99</v></c>', '<c t="s"><v>1.0</v></c>', '<c t="s"><v>0</v><is><t>b</t></is></c>',
            '<c t="inlineStr"><v>1</v><is><t>b</t></is></c>', '<c t="e"><v>#SPILL!</v></c>', '<c t="e"><v>whatever</v></c>',
        ],
    )  # fmt: skip
    def test_what_is_no_value_is_none_of_its_row_s_others_business(self, cell):
        """A minus one took the last text of the table; Python reads 1_000 and full-width digits as numbers."""
        found = value(cell, texts="<si><t>a</t></si>")
        assert isinstance(found, Unreadable)
        assert found.why
        assert found.fix

    def test_texts_of_the_table_without_their_reading_aids(self):
        texts = "<si><t>甲</t><rPh><t>jia</t></rPh><phoneticPr/></si><si><r><t>乙</t></r><r><t>丙</t></r></si><si/>"
        assert [value(f'<c t="s"><v>{n}</v></c>', texts=texts) for n in range(3)] == ["甲", "乙丙", None]

    @pytest.mark.parametrize(
        "place", ['<c t="s"><v>0</v></c>', '<c t="inlineStr"><is><t>{0}</t></is></c>', '<c t="str"><v>{0}</v></c>']
    )
    @pytest.mark.parametrize(
        ("written", "shown"),
        [
            ("a_x000D_\nb", "a\r\nb"), ("_x4E2D_文", "中文"), ("_x005F_x0041_", "_x0041_"), ("_x0041_", "A"), ("_x41_", "_x41_"),
            ("_x005F_x005F_x005F_x0041_", "_x005F_x0041_"), ("x005F_", "x005F_"), ("_X0041_", "_X0041_"),
        ],
    )  # fmt: skip
    def test_characters_written_by_their_number(self, place, written, shown):
        assert value(place.format(written), texts=f"<si><t>{written}</t></si>") == shown

    def test_formulas_keep_what_the_file_stores_beside_them(self):
        found = rows(
            '<row><c><f>1+1</f><v>2</v></c><c t="str"><f t="shared" si="3"/><v>字</v></c><c><f>B1</f></c>'
            '<c t="e"><f>1/0</f><v>#DIV/0!</v></c><c><f t="dataTable" ref="A1" dt2D="1"/><v>7</v></c></row>'
        )[0][1]
        assert [found[n] for n in (1, 2, 3, 5)] == [
            Formula("=1+1", 2),
            Formula("=", "字"),
            Formula("=B1", None),
            Formula("=", 7),
        ]
        assert isinstance(found[4].stored, Unreadable)


class TestDates:
    STYLES = (
        '<numFmts><numFmt numFmtId="164" formatCode="yyyy&quot;年&quot;m&quot;月&quot;"/><numFmt numFmtId="165" formatCode="[h]:mm"/>'
        '<numFmt numFmtId="166" formatCode="0.0&quot; kWh/d&quot;"/></numFmts><cellStyleXfs><xf numFmtId="14"/></cellStyleXfs><cellXfs>'
        + "".join(f'<xf numFmtId="{n}"/>' for n in (0, 14, 164, 165, 166, 31, 58))
        + "</cellXfs>"
    )

    @pytest.mark.parametrize("style", [1, 2, 5, 6])
    def test_a_number_in_the_style_of_a_date_is_one(self, style):
        """31 and 58 are how Excel in Chinese keeps 2026年3月5日 and 3月5日; they stand in no list of formats."""
        assert value(f'<c s="{style}"><v>46086</v></c>', styles=self.STYLES) == dt.datetime(2026, 3, 5)

    @pytest.mark.parametrize("style", ["0", "4", "99", "x", "-1"])
    def test_in_another_it_is_a_number(self, style):
        assert value(f'<c s="{style}"><v>46086</v></c>', styles=self.STYLES) == 46086

    def test_a_length_of_time_and_a_time_of_day(self):
        assert value('<c s="3"><v>1.25</v></c>', styles=self.STYLES) == dt.timedelta(hours=30)
        assert value('<c s="1"><v>0.5</v></c>', styles=self.STYLES) == dt.time(12)

    @pytest.mark.parametrize("properties", ['date1904="1"', 'date1904="true"'])
    def test_a_workbook_that_counts_from_1904(self, properties):
        assert value('<c s="1"><v>44624</v></c>', styles=self.STYLES, properties=properties) == dt.datetime(2026, 3, 5)

    @pytest.mark.parametrize("number", ["-99999999", "1e300", "99999999"])
    def test_no_day_at_all(self, number):
        assert isinstance(value(f'<c s="1"><v>{number}</v></c>', styles=self.STYLES), Unreadable)


class TestBook:
    @pytest.mark.parametrize(
        ("more", "words"),
        [
            ({"names": (NAME, NAME), "sheets": ["worksheets/sheet1.xml"] * 2}, "两张"),
            ({"names": ("A", "a"), "sheets": ["worksheets/sheet1.xml"] * 2}, "两张"),
            ({"names": (NAME, "别的"), "sheets": ["worksheets/sheet1.xml", "/xl/worksheets/sheet1.xml"]}, "同一张"),
            ({"sheets": ["worksheets/none.xml"]}, "不在文件里"),
            ({"gone": "xl/styles.xml"}, "不在文件里"),
            ({"gone": "xl/sharedStrings.xml"}, "不在文件里"),
        ],
    )
    def test_sheets_that_are_not_told_apart_stop_the_reading(self, more, words):
        refused(words=words, **more)

    def test_a_text_inside_of_another_stops_the_reading(self):
        """It would move every text after it by one."""
        refused(texts="<si><t>a</t><si><t>b</t></si></si><si><t>c</t></si>")

    def test_names_of_parts_are_compared_as_office_does(self):
        assert rows("<row/>", sheets=["../XL/Worksheets/Sheet1.xml"]) == [(1, {})]

    @pytest.mark.parametrize("broken", ["<row><c>", "<row></c></row>", "&nbsp;", "\0"])
    def test_xml_that_is_none_is_damage(self, broken):
        refused(broken, words="读不出来")


class TestBounds:
    """Each of these took a gigabyte, or minutes, when it was built as a tree."""

    def test_a_row_without_end(self):
        refused(f"<row>{'<c/>' * 16_385}</row>")

    def test_marks_without_end(self, monkeypatch):
        monkeypatch.setattr(stream, "MAX_MARKS", 1000)
        refused("<row><c/></row>" * 1000, words="1000 个标记", kind=UnsafeError)

    @pytest.mark.parametrize(
        "more", [f'<x a="{"x" * 600_000}"/>', f"<x>{'x' * 600_000}</x>", f"<!--{'x' * 600_000}-->"]
    )
    def test_a_mark_or_a_text_without_end(self, more):
        refused(more=more, words="过长", kind=UnsafeError)

    def test_a_text_put_together_from_pieces(self):
        refused(
            f"<row><c><v>{'<![CDATA[' + 'x' * 100_000 + ']]>'}{'x' * 250_000}</v></c></row>",
            words="过长",
            kind=UnsafeError,
        )

    def test_a_part_without_end(self, monkeypatch):
        monkeypatch.setattr(stream, "MAX_PART", 100_000)
        refused(more=f"<x>{' ' * 200_000}</x>", words="MB", kind=UnsafeError)

    def test_merged_cells_without_end(self):
        merged = "".join(f'<mergeCell ref="A{n}:B{n}"/>' for n in range(1, 10_003))
        refused("<row/>", more=f"<mergeCells>{merged}</mergeCells>", words="合并单元格", kind=UnsafeError)
