"""zcdoc check: what leads, how it is grouped, and the list as a workbook of its own."""

from __future__ import annotations

import shutil

import openpyxl
import pytest

from zcdoc import seal
from zcdoc.cli.door import run

NEW = "check --park lingang"


@pytest.fixture(scope="module")
def imported(made, filled_bytes, tmp_path_factory):
    """A workspace whose park has a few cells filled; tests take a copy."""
    root = tmp_path_factory.mktemp("begun") / "ws"
    shutil.copytree(made, root)
    (root / "lingang.xlsx").write_bytes(filled_bytes)
    line = ["checklist", "import", str(root / "lingang.xlsx"), "--park", "lingang", "--by", "孙三"]
    assert run(["--workspace", str(root), *line]) == 0
    return root


@pytest.fixture
def begun(imported, tmp_path, monkeypatch):
    root = tmp_path / "ws"
    shutil.copytree(imported, root)
    monkeypatch.chdir(root)
    return root


class TestANewPark:
    def test_it_gets_what_to_fill_first_and_not_hundreds_of_lines(self, zcdoc, ws):
        said = zcdoc(NEW)
        assert said.code == 1
        lines = said.out.splitlines()
        assert len(lines) <= 25
        assert "先填什么" in lines
        first = lines.index("先填什么") + 1
        assert lines[first].strip().startswith("1. 园区信息：")

    def test_the_type_of_the_park_leads_where_the_standard_goes_by_types(self, zcdoc, ws):
        zcdoc("park", "new", "types", "--standard", "sxses-04-2024", "--name", "分类园", "--date", "2026-02-01")
        said = zcdoc("check --park types")
        lines = said.out.splitlines()
        assert "园区类型" in lines[lines.index("先填什么") + 1]
        found = zcdoc("check --park types --json").json
        assert found["grouped"][0]["entries"][0]["rule"] == "profile-park-type"

    def test_what_is_wrong_already_is_not_hidden_by_what_is_blank(self, zcdoc, ws, typed):
        typed("园区信息", "园区面积", 内容=10)
        source = typed("园区信息", "工业用地面积", 内容=20)
        assert zcdoc("checklist", "import", source, "--park", "lingang", "--by", "钱二").code == 0
        told = zcdoc(NEW).out
        assert "[profile-areas]" in told
        assert "先填什么" in told
        assert "[profile-missing]" not in told

    def test_all_of_it_stands_behind_all(self, zcdoc, ws):
        said, told = zcdoc(f"{NEW} --json").json, zcdoc(f"{NEW} --all").out
        assert all(f"{p['where']}  " in told for p in said["problems"])


class TestALeadingSummary:
    def test_it_says_which_document_is_how_far_and_what_its_final_form_asks_beside(self, zcdoc, begun):
        told = zcdoc(NEW).out
        assert "创建评价报告：还有" in told
        assert "创建方案：还有" in told
        assert "出正式稿（--final）还要多解决" in told
        assert "assumption-decides-level" in told

    def test_what_it_announces_is_what_final_then_finds(self, zcdoc, begun):
        plain = zcdoc(f"{NEW} --document report --json").json
        final = zcdoc(f"{NEW} --document report --final --json").json
        (report,) = plain["documents"]
        more = {(p["rule"], p["where"]) for p in report["final_only"]}
        assert len(more) == final["errors"] - plain["errors"] > 0
        errors = {(p["rule"], p["where"]) for p in final["problems"] if p["severity"] == "error"}
        assert more <= errors
        assert final["documents"][0]["final_only"] == []

    def test_it_counts_what_is_answered(self, zcdoc, begun):
        found = zcdoc(f"{NEW} --json").json["progress"]
        assert (found["checks"]["judged"], found["indicators"]["valued"]) == (1, 2)
        assert f"检查项已判 1/{found['checks']['all']}，指标有数值 2/{found['indicators']['all']}" in zcdoc(NEW).out

    def test_it_names_the_values_that_would_bring_most(self, zcdoc, begun):
        gains = zcdoc(f"{NEW} --json").json["gains"]
        points = [float(g["points"]) for g in gains]
        assert points == sorted(points, reverse=True)
        assert points[0] > 0
        assert {"1", "2"}.isdisjoint({g["number"] for g in gains})
        assert f"{gains[0]['number']} {gains[0]['option']}" in zcdoc(NEW).out

    def test_a_document_of_another_round_is_not_told(self, zcdoc, ws):
        zcdoc("round new self-inspection --park lingang --date 2026-02-01")
        assert [d["document"] for d in zcdoc(f"{NEW} --json").json["documents"]] == ["inspection"]
        assert [d["document"] for d in zcdoc(f"{NEW} --document scheme --json").json["documents"]] == ["scheme"]


class TestOneKindOnce:
    def test_a_rule_of_many_places_is_told_once_with_a_count(self, zcdoc, begun):
        told, found = zcdoc(NEW).out, zcdoc(f"{NEW} --json").json
        places = [p["where"] for p in found["problems"] if p["rule"] == "check-unjudged"]
        assert told.count("[check-unjudged]") == 1
        assert f"同类共 {len(places)} 处" in told
        assert len(told.splitlines()) < 80
        assert zcdoc(f"{NEW} --all").out.count("[check-unjudged]") == len(places)

    def test_errors_stand_before_warnings(self, zcdoc, begun):
        words = [line.split()[0] for line in zcdoc(NEW).out.splitlines() if line.startswith(("错误  ", "提醒  "))]
        assert "提醒" in words
        assert words == sorted(words, key=["错误", "提醒"].index)

    @pytest.mark.parametrize("group", ["rule", "sheet", "person"])
    def test_however_it_is_grouped_json_holds_every_open_problem_once(self, zcdoc, begun, group):
        found = zcdoc(f"{NEW} --group {group} --json").json
        grouped = [(e["rule"], where) for s in found["grouped"] for e in s["entries"] for where in e["where"]]
        assert sorted(grouped) == sorted((p["rule"], p["where"]) for p in found["problems"])

    def test_by_sheet_each_has_its_heading(self, zcdoc, begun):
        said = zcdoc(f"{NEW} --group sheet")
        assert said.code == 1
        names = [s["name"] for s in zcdoc(f"{NEW} --group sheet --json").json["grouped"]]
        assert {"园区信息", "基本要求", "创建措施", "评价指标"} <= set(names)
        assert all(any(line.startswith(f"{name}（错误 ") for line in said.out.splitlines()) for name in names)

    def test_by_person_it_goes_by_who_filled_the_row(self, zcdoc, ws, typed):
        source = typed("基本要求", "4.2.1.a", 结果="符合", 填报人="赵一", 检查所见="看了台账")
        zcdoc("checklist", "import", source, "--park", "lingang", "--by", "钱二")
        grouped = {s["name"]: s["entries"] for s in zcdoc(f"{NEW} --group person --json").json["grouped"]}
        assert [(e["rule"], e["where"]) for e in grouped["赵一"]] == [("check-without-evidence", ["基本要求!4.2.1.a"])]
        assert "还没有人" in grouped

    def test_another_grouping_is_wrong_use(self, zcdoc, ws):
        said = zcdoc(f"{NEW} --group 部门")
        assert said.code == 2
        assert "rule、sheet、person" in said.err


class TestTheListAsAWorkbook:
    def test_it_holds_every_problem_with_the_errors_first(self, zcdoc, begun):
        said = zcdoc(f"{NEW} -o out/问题.xlsx --json")
        assert said.code == 1
        assert said.json["path"] == "out/问题.xlsx"
        rows = list(openpyxl.load_workbook(begun / "out" / "问题.xlsx").active.iter_rows(values_only=True))
        assert rows[2] == ("规则", "程度", "工作表", "位置", "问题", "改法", "豁免")
        assert sorted((r[0], r[3]) for r in rows[3:]) == sorted((p["rule"], p["where"]) for p in said.json["problems"])
        assert all(r[2] == r[3].partition("!")[0] for r in rows[3:])
        words = [r[1] for r in rows[3:]]
        assert words == sorted(words, key=["错误", "提醒"].index)

    def test_a_waived_one_stands_there_with_its_reason(self, zcdoc, begun):
        where = next(p["where"] for p in zcdoc(f"{NEW} --json").json["problems"] if p["rule"] == "check-unjudged")
        zcdoc(
            "check",
            "waive",
            "check-unjudged",
            "--park",
            "lingang",
            "--where",
            where,
            "--reason",
            "=1+1",
            "--by",
            "钱二",
        )
        zcdoc(f"{NEW} -o 问题.xlsx")
        page = openpyxl.load_workbook(begun / "问题.xlsx").active
        (waived,) = [row for row in page.iter_rows(min_row=4) if row[6].value]
        assert (waived[3].value, waived[6].value, waived[6].data_type) == (where, "=1+1", "s")

    def test_it_is_written_anew_while_nobody_has_touched_it(self, zcdoc, begun):
        zcdoc(f"{NEW} -o 问题.xlsx")
        before = (begun / "问题.xlsx").read_bytes()
        assert seal.document(before) == "whole"
        assert zcdoc(f"{NEW} -o 问题.xlsx").code == 1
        assert (begun / "问题.xlsx").read_bytes() == before
        zcdoc(f"{NEW} --document scheme -o 问题.xlsx")
        assert (begun / "问题.xlsx").read_bytes() != before

    def test_one_that_somebody_worked_on_stands(self, zcdoc, begun):
        path = begun / "问题.xlsx"
        zcdoc(f"{NEW} -o 问题.xlsx")
        book = openpyxl.load_workbook(path)
        book.active["H4"] = "孙三去改"
        book.save(path)
        before = path.read_bytes()
        said = zcdoc(f"{NEW} --document scheme -o 问题.xlsx")
        assert (said.code, said.out) == (1, "")
        assert "没有覆盖" in said.err
        assert path.read_bytes() == before

    def test_one_that_is_open_in_a_program_stands(self, zcdoc, begun):
        zcdoc(f"{NEW} -o 问题.xlsx")
        before = (begun / "问题.xlsx").read_bytes()
        (begun / ".~lock.问题.xlsx#").write_text(",孙三,;", "utf-8")
        said = zcdoc(f"{NEW} --document scheme -o 问题.xlsx")
        assert (said.code, said.out) == (1, "")
        assert ".~lock.问题.xlsx#" in said.err
        assert (begun / "问题.xlsx").read_bytes() == before

    def test_nothing_else_is_written_over(self, zcdoc, begun):
        before = (begun / "lingang.xlsx").read_bytes()
        assert "没有覆盖" in zcdoc(f"{NEW} -o lingang.xlsx").err
        assert (begun / "lingang.xlsx").read_bytes() == before
        assert zcdoc(f"{NEW} -o 问题.txt").code == 2
        assert not (begun / "问题.txt").exists()
