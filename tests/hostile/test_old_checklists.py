"""A stranger's checklist that is damaged or hostile: refused or read, never a traceback."""

from __future__ import annotations

import copy
import random
import re
from contextlib import suppress

import openpyxl
import pytest

from zcdoc import ooxml
from zcdoc.actions.old_file import completed, read_file
from zcdoc.actions.origin import find_pack
from zcdoc.errors import UserError, ZcdocError
from zcdoc.problems import Problems

HEAD = ["条款", "检查内容", "检查结果", "说明", "证据"]


@pytest.fixture(scope="module")
def pack():
    return find_pack("seesa-010-2025", None)


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    book = openpyxl.Workbook()
    sheet = book.active
    for row in ([*HEAD], ["4.2.1", "物理边界清晰", "符合", "x", "图"], [None, "生产经营正常", "√", 1.5, "表"]):
        sheet.append(row)
    sheet.merge_cells("A2:A3")
    path = tmp_path_factory.mktemp("good") / "old.xlsx"
    book.save(path)
    return path.read_bytes()


def read(data, pack):
    found = read_file(data, "old.xlsx", pack, None, Problems())
    completed(found, pack, None, {})
    return found


def sheet_with(good, change):
    name = "xl/worksheets/sheet1.xml"
    return ooxml.rezip(good, {name: change(ooxml.part(good, name).decode()).encode()})


@pytest.mark.parametrize("seed", range(150))
def test_a_sheet_with_anything_changed_in_it_is_read_or_refused(good, pack, seed):
    pick = random.Random(seed)

    def change(text):
        spots = [m.start() for m in re.finditer(r"[<>/\"=0-9A-Za-z]", text)]
        for spot in pick.sample(spots, pick.randint(1, 4)):
            text = text[:spot] + pick.choice(["", "<", ">", "&", '"', "9", "A", "<c/>", "é"]) + text[spot + 1 :]
        return text

    with suppress(ZcdocError):  # anything else is a traceback
        read(sheet_with(good, change), pack)


def test_merged_areas_that_overlap_are_refused(good, pack):
    data = sheet_with(good, lambda t: t.replace("</mergeCells>", '<mergeCell ref="A1:B3"/></mergeCells>'))
    with pytest.raises(UserError, match="重叠"):
        read(data, pack)


@pytest.mark.parametrize("area", ["A2:XFD1048576", "C2:C1048576", "A5:XFD5"])
def test_a_merged_area_as_large_as_a_sheet_costs_nothing(good, pack, area):
    data = sheet_with(good, lambda t: t.replace('ref="A2:A3"', f'ref="{area}"'))
    assert read(data, pack).tables


def test_many_merged_areas_that_are_wide_are_refused(good, pack):
    areas = "".join(f'<mergeCell ref="A{n}:ZZ{n}"/>' for n in range(5, 5005))
    with pytest.raises(UserError, match="合并"):
        read(sheet_with(good, lambda t: t.replace("</mergeCells>", f"{areas}</mergeCells>")), pack)


def test_a_sheet_of_nothing_but_headers_is_refused(tmp_path, pack):
    book = openpyxl.Workbook()
    for _ in range(1000):
        book.active.append(HEAD)
    path = tmp_path / "old.xlsx"
    book.save(path)
    with pytest.raises(UserError, match="张以上的表"):
        read(path.read_bytes(), pack)


def test_signs_that_yaml_does_not_take_do_not_spoil_the_map(tmp_path, pack):
    from zcdoc.actions.own_map import read_map, written

    book = openpyxl.Workbook()
    for row in (
        [*HEAD, "分\u2028值"],
        ["4.2.1", "a: b\n- c", "# √\u0085", "x", "同上"],
        ["4.2.1", "'x'", "null", "y", "~"],
    ):
        book.active.append(row)
    path, target = tmp_path / "old.xlsx", tmp_path / "own.yaml"
    book.save(path)
    found = read(path.read_bytes(), pack)
    made = completed(found, pack, None, {})
    target.write_text(written(made.own, made.remarks, made.rows), "utf-8")
    again = read_map(target, pack)
    assert again.rows == made.own.rows
    assert again.words == made.own.words
    assert again.evidence == made.own.evidence


JUNK = (
    None,
    "",
    "x",
    "?",
    [],
    {},
    [[]],
    {"a": {"b": []}},
    ["x", None],
    True,
    "4.2.1.a?",
    "结果",
    "全部、不带",
    "EV-1",
    "\u0000".strip("\0"),
)


@pytest.mark.parametrize("seed", range(200))
def test_a_map_with_anything_in_it_is_read_or_refused_with_places(tmp_path, pack, good, seed):
    from zcdoc import yamlio
    from zcdoc.actions.old_answers import Answers
    from zcdoc.actions.own_map import read_map

    pick = random.Random(seed)
    data = {
        "zcdoc-map": "1",
        "标准包": pack.id,
        "表": [
            {
                "列": dict(zip(HEAD, ("条款", "内容", "结果", "检查所见", "证据编号"), strict=True)),
                "工作表": ["Sheet"],
                "章": "5.4",
            }
        ],
        "用词": {"结果": {"符合": ["符合", "已采用"], "√": None}, "问题等级": {"小": "一般"}},
        "勾": {"√": "是"},
        "证据分隔": ["换行"],
        "证据": {"图": "新登记"},
        "行": [{"条款": "4.2.1", "内容": "生产经营正常", "检查项": "4.2.1.c"}],
    }
    for _ in range(pick.randint(1, 3)):
        node = data
        while isinstance(node, (dict, list)) and node:
            key = pick.choice(list(node) if isinstance(node, dict) else range(len(node)))
            if pick.random() < 0.4 or not isinstance(node[key], (dict, list)):
                node[key] = copy.deepcopy(pick.choice(JUNK))
                break
            node = node[key]
    path = tmp_path / "own.yaml"
    path.write_text(yamlio.write(data), "utf-8")
    with suppress(ZcdocError):
        own = read_map(path, pack)
        problems = Problems()
        found = read_file(good, "old.xlsx", pack, own, problems)
        Answers(found, completed(found, pack, own, {}), pack, {}, problems)
