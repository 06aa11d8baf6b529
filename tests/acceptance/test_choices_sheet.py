"""The sheet 假设: what is decided there comes back by the same merge, under the rules of the commands."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import openpyxl
import pytest

from zcdoc.cli.door import run

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
KEY = "building-base-4"
HEADERS = ["键", "事项", "标准怎么写", "种类", "现取值", "可选值", "影响", "依据", "决定人", "决定日期", "备注"]


@pytest.fixture
def demo(tmp_path, monkeypatch, capsys):
    """leading-demo, commands on it, and an export of its open round with some cells of the sheet filled."""
    shutil.copytree(
        SAMPLES / "parks/leading-demo", tmp_path / "parks/leading-demo", ignore=shutil.ignore_patterns("output")
    )
    shutil.copy(SAMPLES / "zcdoc.yaml", tmp_path)
    monkeypatch.chdir(tmp_path)

    class Demo:
        park = "leading-demo"

        def call(self, *words):
            capsys.readouterr()
            code = run([*words, "--park", self.park])
            said = capsys.readouterr()
            return code, said.out or said.err

        def states(self):
            return {a["key"]: a for a in json.loads(self.call("assumption", "list", "--json")[1])}

        def export(self):
            assert self.call("checklist", "export", "-o", "x.xlsx", "--force")[0] == 0
            return openpyxl.load_workbook("x.xlsx")

        def fill(self, cells):
            book = self.export()
            for (key, column), value in cells.items():
                row = next(r for r in book["假设"].iter_rows(min_row=4) if r[0].value == key)
                row[HEADERS.index(column)].value = value
            book.save("x.xlsx")

        def imported(self, *more):
            code, said = self.call("checklist", "import", "x.xlsx", "--json", *more)
            return code, json.loads(said)

    return Demo()


@pytest.fixture
def fresh(demo):
    """A park where nobody has decided anything."""
    assert run(["park", "new", "fresh", "--standard", "seesa-010-2025", "--name", "新园区"]) == 0
    demo.park = "fresh"
    return demo


def row_of(book, key):
    found = next(r for r in book["假设"].iter_rows(min_row=4, values_only=True) if r[0] == key)
    return dict(zip(HEADERS, found, strict=False))


def test_the_sheet_stands_after_the_guide_and_shows_every_assumption(demo):
    book = demo.export()
    assert book.sheetnames[:3] == ["总览", "说明", "假设"]
    assert [c.value for c in book["假设"][3]] == HEADERS
    keys = [r[0] for r in book["假设"].iter_rows(min_row=4, values_only=True) if r[0]]
    assert keys == list(demo.states())
    row = row_of(book, "building-base-4")
    assert row["现取值"] == "建筑面积（m²）"
    assert "建筑栋数" in row["可选值"]


def test_an_untouched_sheet_decides_nothing(demo):
    demo.export()
    before = demo.states()
    code, said = demo.imported()
    assert (code, said["changes"], said["conflicts"]) == (0, [], [])
    assert demo.states() == before


def test_a_choice_made_in_the_sheet_is_a_decision_with_its_consequences(demo):
    demo.fill(
        {
            ("building-base-4", "现取值"): "建筑栋数",
            ("building-base-4", "依据"): "评价组会议纪要",
            ("building-base-4", "决定人"): "周组长",
        }
    )
    code, said = demo.imported("--by", "钱二")
    assert code == 0, said
    assert {c["sheet"] for c in said["changes"]} == {"假设"}
    state = demo.states()["building-base-4"]
    assert (state["value"], state["confirmed"]) == ("number", True)
    row = row_of(demo.export(), "building-base-4")
    assert (row["现取值"], row["依据"], row["决定人"]) == ("建筑栋数", "评价组会议纪要", "周组长")
    found = [
        p
        for p in json.loads(demo.call("check", "--json")[1])["problems"]
        if p["rule"] == "assumption-figures-collected-otherwise"
    ]
    assert [p["where"] for p in found] == ["评价指标!4"]
    # The command and the sheet keep the same.
    assert demo.call("history", "undo")[0] == 0
    undone = demo.states()["building-base-4"]
    assert undone["value"] == "area"


def test_a_source_alone_confirms_what_holds(fresh):
    fresh.fill({(KEY, "依据"): "管委会函"})
    code, said = fresh.imported("--by", "钱二")
    assert code == 0, said
    assert fresh.states()[KEY]["confirmed"]
    row = row_of(fresh.export(), KEY)
    assert (row["依据"], row["决定人"]) == ("管委会函", "钱二")


@pytest.mark.parametrize(
    ("cells", "word"),
    [
        ({"现取值": "建筑栋数"}, "没有写依据"),
        ({"现取值": "建筑颜色", "依据": "会议"}, "不允许取"),
        ({"现取值": "（清空）", "依据": "会议"}, "不能清空"),
    ],
)
def test_what_the_command_would_refuse_is_refused_with_its_cell(demo, cells, word):
    demo.fill({("building-base-4", name): value for name, value in cells.items()})
    before = demo.states()
    code, said = demo.imported()
    assert code == 1
    told = [p for p in said["problems"] if word in p["message"]]
    assert told, said["problems"]
    assert told[0]["where"].startswith("假设!")
    assert demo.states() == before


def test_a_decision_made_meanwhile_is_a_conflict_and_not_replaced(fresh):
    fresh.fill({(KEY, "依据"): "管委会函"})
    assert fresh.call("assumption", "confirm", KEY, "--source", "专家会议纪要", "--by", "孙三")[0] == 0
    code, said = fresh.imported()
    assert code == 1
    assert [c["field"] for c in said["conflicts"]] == ["依据"]
    assert row_of(fresh.export(), KEY)["依据"] == "专家会议纪要"


def test_a_remark_alone_decides_nothing(fresh):
    fresh.fill({(KEY, "备注"): "待问归口单位"})
    assert fresh.imported()[0] == 0
    assert not fresh.states()[KEY]["confirmed"]
    assert row_of(fresh.export(), KEY)["备注"] == "待问归口单位"


def test_a_workbook_of_an_earlier_version_lacks_nothing_and_a_sheet_taken_out_is_told(demo):
    book = demo.export()
    del book["假设"]
    book.save("x.xlsx")
    assert [p["where"] for p in demo.imported()[1]["problems"] if p["rule"] == "sheet-missing"] == ["假设"]
    notes = book["_zcdoc"]
    for row in notes.iter_rows():
        if row[0].value == "texts:假设":
            row[0].value = "texts:—"
    book.save("x.xlsx")
    code, said = demo.imported()
    assert (code, [p for p in said["problems"] if p["rule"] == "sheet-missing"]) == (0, [])
