"""总览 moves while somebody fills: what a program that is not ours computes is what the sheets say."""

from __future__ import annotations

import io
import re

import openpyxl
import pytest

from zcdoc.model.indicator import RatioInputs
from zcdoc.problems import Problem
from zcdoc.scoring import score
from zcdoc.workbook import sheet_rows, write
from zcdoc.workbook.layout import SHEETS


def shown(data):
    """The filled cells of 总览 by place, as the stored results say."""
    sheet = openpyxl.load_workbook(io.BytesIO(data), data_only=True)["总览"]
    return {c.coordinate: c.value for row in sheet.iter_rows() for c in row if c.value not in (None, "")}


def recalculated(soffice, tmp_path, data):
    (tmp_path / "算.xlsx").write_bytes(data)
    return soffice(tmp_path / "算.xlsx", "xlsx").read_bytes()


def line(cells, label):
    """The figures of the line that is so called: due, filled, left, problems, link."""
    row = next(re.sub("[A-Z]", "", at) for at, v in cells.items() if at[0] == "A" and str(v).strip() == label)
    return [cells.get(f"{column}{row}") for column in "BCDFH"]


def links(sheet):
    """Place and target of each link inside the workbook."""
    return [(c.coordinate, c.hyperlink.location) for row in sheet.iter_rows() for c in row if c.hyperlink]


@pytest.mark.parametrize("seed", [1, 4])
def test_the_stored_results_are_what_another_program_computes(kit, pack, soffice, tmp_path, seed):
    state = kit.filled(pack, seed, ["赵一", "钱二", "孙三"])
    ratios = [i.number for i in pack.indicators if isinstance(i.option(None).inputs, RatioInputs)]
    state[f"round/{kit.round}/{pack.id}"]["indicators"] = {n: {"分子": "3", "分母": "8"} for n in ratios[::2]} | {
        ratios[1]: {"是否适用": "否", "不适用理由": "没有"}
    }
    data = kit.export(kit.view(pack, state))
    again = recalculated(soffice, tmp_path, kit.Edited(data).saved())  # saved without results
    stored, computed = shown(data), shown(again)
    assert computed.keys() == stored.keys()
    for at, value in stored.items():
        assert computed[at] == (pytest.approx(value) if isinstance(value, float) else value), at


def test_it_moves_while_one_fills(kit, small_pack, soffice, tmp_path):
    edited = kit.Edited(kit.export(kit.view(small_pack, kit.bare(small_pack))))
    before = line(shown(kit.export(kit.view(small_pack, kit.bare(small_pack)))), "基本要求")
    keys = [c.value for c in edited.book["基本要求"]["A"][3:]]
    edited.type("基本要求", keys[0], 结果="符合", 填报人="赵一")
    edited.type("基本要求", keys[1], 结果="不符合", 填报人="钱二", 检查人="孙三", 整改责任人="赵一")
    edited.add("目标", 目标项="碳达峰")
    cells = shown(recalculated(soffice, tmp_path, edited.saved()))
    result = openpyxl.utils.get_column_letter(edited.column("基本要求", "结果"))
    assert before == [len(keys), 0, len(keys), 0, f"转到 {result}4"]
    assert line(cells, "基本要求") == [len(keys), 2, len(keys) - 2, 1, f"转到 {result}6"]
    assert line(cells, "目标")[1] == 1
    assert line(cells, "赵一")[:3] == [1, 1, 0]
    assert line(cells, "钱二")[:3] == [1, 1, 0]
    assert line(cells, "孙三")[:3] == [0, 0, 0]
    assert cells[next(at.replace("A", "F") for at, v in cells.items() if v == "孙三")] == 1
    assert cells[next(at.replace("A", "G") for at, v in cells.items() if v == "赵一")] == 1


def test_chapters_add_up_to_their_sheet(kit, pack):
    sheet = openpyxl.load_workbook(io.BytesIO(kit.export(kit.view(pack, kit.filled(pack, 2)))), data_only=True)["总览"]
    rows = [[c.value for c in row[:6]] for row in sheet.iter_rows(min_row=6)]
    for name in ("基本要求", "创建措施", "评价指标"):
        at = next(i for i, row in enumerate(rows) if row[0] == name)
        inner = []
        while str(rows[at + 1 + len(inner)][0]).startswith("　"):
            inner.append(rows[at + 1 + len(inner)])
        assert inner
        for column in (1, 2, 3):
            assert sum(row[column] for row in inner) == rows[at][column], (name, column)


def test_every_sheet_leads_back_and_every_line_to_its_sheet(kit, small_pack):
    book = kit.Edited(kit.export(kit.view(small_pack, kit.bare(small_pack)))).book
    back = {n: [at for at, to in links(book[n]) if to == "'总览'!A1"] for n in SHEETS}
    assert back.pop("总览") == []
    assert all(len(places) == 1 and re.fullmatch(r"A[24]", places[0]) for places in back.values())
    targets = {to.partition("!")[0].strip("'") for _, to in links(book["总览"])}
    assert {"园区信息", "基本要求", "创建措施", "证据清单"} <= targets <= set(book.sheetnames)


def test_a_problem_is_one_line_for_its_rule_and_its_link_finds_the_row_after_a_sort(kit, small_pack, soffice, tmp_path):
    view = kit.view(small_pack, kit.bare(small_pack))
    keys = list(small_pack.checks)
    sheets = {row.key: name for name, rows in _rows(view).items() for row in rows}
    found = [Problem("x", "warning", "评价过程!编号", "没有记录", "登记")]
    found += [Problem("y", "error", f"{sheets[k]}!{k}", f"{k} 没有结果", "填") for k in keys[:2]]
    data = write(view, score(view), {}, found)
    cells = shown(data)
    assert sorted(v for at, v in cells.items() if v in {p.where for p in found}) == sorted(
        [found[0].where, found[1].where]
    )
    edited = kit.Edited(data)
    place = next(c.coordinate for row in edited.book["总览"] for c in row if f'MATCH("{keys[0]}"' in str(c.value))
    edited.book["总览"]["M1"] = "=" + re.search(r"MATCH\([^)]*\)", edited.book["总览"][place].value)[0]
    sheet = edited.book[sheets[keys[0]]]
    sheet["A4"].value, sheet["A5"].value = sheet["A5"].value, sheet["A4"].value
    after = shown(recalculated(soffice, tmp_path, edited.saved()))
    assert after["M1"] == 5


def _rows(view):
    return sheet_rows(view, score(view), {})


def test_a_check_that_nobody_can_read_is_not_asked_for(kit, small_pack):
    view = kit.view(small_pack, kit.bare(small_pack))
    unknown = [k for k, (_, check) in small_pack.checks.items() if small_pack.is_unknown(check)]
    due = sum(line(shown(kit.export(view)), name)[0] for name in ("基本要求", "创建措施"))
    statements = [k for k, (_, check) in small_pack.checks.items() if check.type == "statement"]
    assert due == len(small_pack.checks) - len(unknown) - len(statements)
