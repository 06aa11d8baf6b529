"""A team's week: one export for three, files that come back twice, numbers that two people gave, copies made for one person."""

from __future__ import annotations

import datetime as dt
import io
import json
import shutil
from contextlib import redirect_stdout

import judging
import pytest

from zcdoc.cli.door import run

PARK = "lingang"
FIRST = ("5.1-1.a", "5.1-1.b", "5.1-2.a", "5.2-1.a", "5.2-1.b", "5.3-1.a")


@pytest.fixture(scope="module")
def patched():
    with pytest.MonkeyPatch.context() as m:
        m.delenv("ZCDOC_WORKSPACE", raising=False)
        yield m


@pytest.fixture(scope="module")
def handed_out(tmp_path_factory, patched):
    """A park and the one export that goes to three colleagues; every test works in a copy."""
    root = tmp_path_factory.mktemp("week")
    patched.chdir(root)
    new = f"park new {PARK} --standard seesa-010-2025 --name 临港 --date 2026-03-02"
    for command in ("init .", new, f"checklist export --park {PARK} -o out.xlsx"):
        assert run(command.split()) == 0
    for name in "甲乙丙":
        shutil.copy(root / "out.xlsx", root / f"{name}.xlsx")
    return root


@pytest.fixture(scope="module")
def came_back(tmp_path_factory, handed_out, office, patched):
    """The three copies, filled and imported by one coordinator, and what that printed."""
    root = tmp_path_factory.mktemp("back") / "ws"
    shutil.copytree(handed_out, root)
    mine, theirs = (
        {FIRST[0]: "甲：查了台账", FIRST[1]: "甲：看了现场"},
        {FIRST[1]: "乙：看了现场", FIRST[2]: "乙：访谈"},
    )
    fill(office, root / "甲.xlsx", mine, evidence=("EV-001", "甲的台账"), target="碳达峰")
    fill(office, root / "乙.xlsx", theirs, evidence=("EV-001", "乙的合同"), target="碳中和")
    sorted_and_moved(office, root / "丙.xlsx", {FIRST[3]: "丙：查了图纸", FIRST[4]: "丙：量了面积"})
    patched.chdir(root)
    said = io.StringIO()
    with redirect_stdout(said):
        code = run(["checklist", "import", "甲.xlsx", "乙.xlsx", "丙.xlsx", "--park", PARK, "--by", "协调人", "--json"])
    assert code == 1
    return root, json.loads(said.getvalue())


@pytest.fixture(scope="module")
def for_each(tmp_path_factory, handed_out, patched):
    """A copy for each person of a plan."""
    root = tmp_path_factory.mktemp("each") / "ws"
    shutil.copytree(handed_out, root)
    plan = "- {人员: 张三, 条款: 5.1, 期限: 2026-03-20}\n- {人员: 李四, 条款: [5.2, 5.3], 只含这些条款: 是}\n"
    (root / "计划.yaml").write_text(plan, "utf-8")
    patched.chdir(root)
    assert run(["checklist", "handout", "计划.yaml", "--park", PARK, "-o", "out"]) == 0
    return root


@pytest.fixture
def week(zcdoc, tmp_path, handed_out):
    shutil.copytree(handed_out, tmp_path, dirs_exist_ok=True)
    return zcdoc


def fill(office, path, checks, *, evidence=("", ""), target=""):
    """Fills a copy as people do: words of their own in every cell, a number for their evidence, a row without one."""
    book, name = office(path), path.stem
    number, title = evidence
    page, kind = book.book["创建措施"], book.columns("创建措施")["条款类型"]
    for key, text in checks.items():
        done = judging.words("创建措施", page.cell(book.rows("创建措施")[key], kind).value)[0]
        refs = f"{number}#p2" if number else None
        book.type("创建措施", key, 结果=done, 检查所见=text, 证据编号=refs, 检查人=name, 检查日期=dt.date(2026, 3, 5))
    if number:
        book.add("证据清单", 证据编号=number, 名称=title, 类型="文件", 出具单位=f"{name}处")
    if target:
        book.add("目标", 目标项=target, 说明=f"{name}写的")
    book.save()
    return book


def state(tmp_path):
    return json.loads((tmp_path / "parks" / PARK / "record.json").read_text("utf-8"))["state"]


def findings(tmp_path):
    rows = state(tmp_path)["round/baseline-1/seesa-010-2025"]["checks"]
    return {key: row.get("检查所见") for key, row in rows.items() if row.get("检查所见")}


def take(zcdoc, *files, code=0, more=""):
    done, said = zcdoc(f"checklist import {' '.join(files)} --park {PARK} --by 协调人 --json {more}")
    assert done == code, said
    return json.loads(said)


class TestOneExportForThree:
    @pytest.fixture
    def week(self, zcdoc):
        return zcdoc

    @pytest.fixture
    def back(self, came_back, tmp_path):
        shutil.copytree(came_back[0], tmp_path, dirs_exist_ok=True)
        return came_back[1]

    def test_every_difference_is_taken_or_asked(self, back, tmp_path):
        assert [one["applied"] for one in back["files"]] == [True, True, True]
        assert {c["key"] for c in back["files"][1]["conflicts"]} == {FIRST[1]}
        assert findings(tmp_path) == {
            FIRST[0]: "甲：查了台账", FIRST[1]: "甲：看了现场", FIRST[2]: "乙：访谈", FIRST[3]: "丙：查了图纸", FIRST[4]: "丙：量了面积",
        }  # fmt: skip

    def test_one_number_twice_is_two_pieces_of_evidence(self, back, tmp_path):
        made = state(tmp_path)
        assert {k: r["名称"] for k, r in made["park"]["evidence"].items()} == {
            "EV-001": "甲的台账",
            "EV-002": "乙的合同",
        }
        checks = made["round/baseline-1/seesa-010-2025"]["checks"]
        assert (checks[FIRST[0]]["证据编号"], checks[FIRST[2]]["证据编号"]) == ("EV-001#p2", "EV-002#p2")
        assert any(p["rule"] == "row-renumbered" for p in back["files"][1]["problems"])
        assert [r["目标项"] for r in made["round/baseline-1"]["targets"].values()] == ["碳达峰", "碳中和"]

    def test_corrected_copies_come_again_and_nothing_doubles(self, back, week, office, tmp_path):
        book = office(tmp_path / "乙.xlsx")
        book.type("创建措施", FIRST[2], 检查所见="乙：再访谈")
        book.type("证据清单", "EV-001", 出具单位="乙处（更正）")
        for cell in next(r for r in book.book["目标"].iter_rows(min_row=4) if r[1].value == "碳中和"):
            cell.value = "乙改写的" if cell.value == "乙写的" else cell.value
        book.save()
        done = take(week, "乙.xlsx", code=1)
        assert {c["key"] for c in done["conflicts"]} == {FIRST[1]}  # still nobody's decision
        made = state(tmp_path)
        assert findings(tmp_path)[FIRST[2]] == "乙：再访谈"
        assert made["park"]["evidence"]["EV-002"]["出具单位"] == "乙处（更正）"
        assert (len(made["park"]["evidence"]), len(made["round/baseline-1"]["targets"])) == (2, 2)
        assert made["round/baseline-1"]["targets"]["2"]["说明"] == "乙改写的"

    def test_the_first_files_again_change_nothing(self, back, week, tmp_path):
        before = state(tmp_path)
        again = take(week, "甲.xlsx", "乙.xlsx", "丙.xlsx", code=1)
        assert [one["changes"] for one in again["files"]] == [[], [], []]
        assert state(tmp_path) == before

    def test_a_conflict_stays_open_until_somebody_decides(self, back, week, tmp_path):
        found = json.loads(week(f"checklist conflicts --park {PARK} --json")[1])["conflicts"]
        texts = {(c["file"], c["record"]) for c in found}
        assert ("乙：看了现场", "甲：看了现场") in texts
        assert week(f"checklist conflicts --park {PARK} --all --take file --by 组长", "--reason", "乙后看的")[0] == 0
        assert findings(tmp_path)[FIRST[1]] == "乙：看了现场"
        assert json.loads(week(f"checklist conflicts --park {PARK} --json")[1])["conflicts"] == []
        assert take(week, "乙.xlsx")["conflicts"] == []
        assert "乙后看的" in week(f"history show --park {PARK}")[1]

    def test_what_was_decided_for_the_record_is_not_asked_again(self, back, week):
        assert week(f"checklist conflicts --park {PARK} --all --take record --by 组长", "--reason", "以甲为准")[0] == 0
        assert take(week, "乙.xlsx")["conflicts"] == []
        assert take(week, "甲.xlsx")["changes"] == []


def sorted_and_moved(office, path, checks):
    """The same copy, its rows sorted the other way round and two columns changed places."""
    fill(office, path, checks)
    book = office(path)
    page = book.book["创建措施"]
    rows = [[c.value for c in row] for row in page.iter_rows(min_row=4) if row[0].value]
    headers = [c.value for c in page[3]]
    a, b = headers.index("检查所见"), headers.index("备注")
    for row in [headers, *rows]:
        row[a], row[b] = row[b], row[a]
    for at, row in enumerate([headers, *reversed(rows)], 3):
        for column, value in enumerate(row, 1):
            page.cell(at, column).value = value
    book.save()


class TestGoodCellsAreTaken:
    def test_a_bad_cell_does_not_hold_the_others_back(self, week, office, tmp_path):
        book = fill(office, tmp_path / "甲.xlsx", {FIRST[0]: "甲：查了台账", FIRST[1]: "甲：看了现场"})
        book.type("创建措施", FIRST[0], 结果="还行")
        book.save()
        done = take(week, "甲.xlsx", code=1)
        assert (done["applied"], [p["rule"] for p in done["problems"] if p["severity"] == "error"]) == (
            True,
            ["bad-value"],
        )
        assert findings(tmp_path)[FIRST[0]] == "甲：查了台账"
        open_ones = json.loads(week(f"checklist conflicts --park {PARK} --json")[1])["refused"]
        assert [one["rule"] for one in open_ones] == ["bad-value"]
        book.type("创建措施", FIRST[0], 结果="未检查")
        book.save()
        assert take(week, "甲.xlsx")["applied"] is True
        assert json.loads(week(f"checklist conflicts --park {PARK} --json")[1])["refused"] == []

    def test_strict_takes_nothing(self, week, office, tmp_path):
        book = fill(office, tmp_path / "甲.xlsx", {FIRST[0]: "甲：查了台账"})
        book.type("创建措施", FIRST[0], 结果="还行")
        book.save()
        assert take(week, "甲.xlsx", code=1, more="--strict")["applied"] is False
        assert "round/baseline-1/seesa-010-2025" not in state(tmp_path)


class TestCopiesForOnePerson:
    @pytest.fixture
    def week(self, zcdoc):
        return zcdoc

    @pytest.fixture
    def handed(self, for_each, tmp_path):
        shutil.copytree(for_each, tmp_path, dirs_exist_ok=True)
        return tmp_path / "out"

    def test_each_has_numbers_that_nobody_else_gets(self, handed, office):
        one, two = (office(handed / f"{PARK}-baseline-1-{name}.xlsx") for name in ("张三", "李四"))
        first, second = (set(book.rows("证据清单")) for book in (one, two))
        assert "EV-101" in first
        assert "EV-201" in second
        assert not first & second
        assert {key.partition("-")[0] for key in two.rows("创建措施")} == {"5.2", "5.3"}
        names = one.columns("创建措施")["填报人"]
        by = {key: one.book["创建措施"].cell(row, names).value for key, row in one.rows("创建措施").items()}
        assert by["5.1-1.a"] == "张三"
        assert by["5.2-1.a"] is None

    def test_untouched_it_changes_nothing(self, handed, week):
        done = take(week, f"out/{PARK}-baseline-1-张三.xlsx")
        assert (done["changes"], done["conflicts"]) == ([], [])

    def test_a_cell_beside_the_clauses_is_asked(self, handed, week, office):
        path = handed / f"{PARK}-baseline-1-张三.xlsx"
        book = office(path)
        book.type("创建措施", "5.1-1.a", 检查所见="张三看过")
        book.type("创建措施", "5.2-1.a", 检查所见="顺手看了")
        book.save()
        done = take(week, str(path), code=1)
        assert {c["key"] for c in done["conflicts"]} == {"5.2-1.a"}
        assert {(c["key"], c["field"]) for c in done["changes"]} == {("5.1-1.a", "检查所见"), ("5.1-1.a", "填报人")}

    def test_status_tells_who_has_what(self, handed, week, office):
        path = handed / f"{PARK}-baseline-1-张三.xlsx"
        book = office(path)
        book.type("创建措施", "5.1-1.a", 检查所见="张三看过", 结果="符合")
        book.save()
        assert take(week, str(path))["applied"]
        first, second = json.loads(week(f"checklist status --park {PARK} --json")[1])
        assert (first["person"], first["due"], first["judged"], len(first["returned"])) == ("张三", "2026-03-20", 1, 1)
        assert (second["person"], second["clauses"], second["returned"]) == ("李四", ["5.2", "5.3"], [])

    @pytest.mark.parametrize(
        ("plan", "says"),
        [("- {条款: 5.1}\n", "没有写人员"), ("- {人员: 张三, 条款: '9.9'}\n", "没有条款 9.9"), ("人员: 张三\n", "不是发放计划"),
         ("- {人员: 张三, 章节: 5}\n", "不认识“章节”"), ("- {人员: a/b}\n", "不能用在文件名里")],
    )  # fmt: skip
    def test_a_faulty_plan_hands_out_nothing(self, handed_out, week, tmp_path, capsys, plan, says):
        shutil.copytree(handed_out, tmp_path, dirs_exist_ok=True)
        (tmp_path / "计划.yaml").write_text(plan, "utf-8")
        assert run(["checklist", "handout", "计划.yaml", "--park", PARK, "-o", "out"]) in {1, 2}
        assert says in capsys.readouterr().err
        assert "copies" not in state(tmp_path)["park"]
