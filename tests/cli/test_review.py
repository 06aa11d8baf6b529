"""zcdoc pack export|review|show|list: a pack is read against the printed standard, and who found what is kept."""

from __future__ import annotations

import shutil
from pathlib import Path

import openpyxl
import pytest

from zcdoc.pack.reviews import read_reviews
from zcdoc.problems import Problems

SMALL = Path(__file__).resolve().parents[1] / "readiness" / "small-pack"
CHECKS = "条款与检查项"


@pytest.fixture
def place(tmp_path, zcdoc):
    """A workspace with a pack of its own."""
    root = tmp_path / "ws"
    zcdoc("init", root)
    shutil.copytree(SMALL, root / "checklists" / "small-pack")
    return root


def column(sheet, name):
    return next(cell.column for cell in sheet[3] if cell.value == name)


def fill(path, findings, *, by="王五", date="2026-03-05", basis="正式印本", sheet=CHECKS):
    """Fills a review sheet: by id, the verdict and what is noted."""
    book = openpyxl.load_workbook(path)
    for row in book["说明"].iter_rows():
        value = {"审读人": by, "审读日期": date, "所据文本": basis}.get(row[0].value)
        if value:
            row[1].value = value
    grid = book[sheet]
    for row in grid.iter_rows(min_row=4):
        if row[0].value in findings:
            verdict, note = findings[row[0].value]
            row[column(grid, "审读结论") - 1].value = verdict
            row[column(grid, "审读意见") - 1].value = note
    book.save(path)
    return path


@pytest.fixture
def sheet(place, zcdoc, tmp_path):
    path = tmp_path / "review.xlsx"
    assert zcdoc("--workspace", place, "pack", "export", "small-pack", "-o", path).code == 0
    return path


def review(zcdoc, place, path, *more):
    return zcdoc("--workspace", place, "pack", "review", "small-pack", path, *more)


def kept(place):
    problems = Problems()
    found = read_reviews((place / "reviews" / "small-pack.yaml").read_bytes(), "small-pack.yaml", problems)
    assert list(problems) == []
    return found


def test_a_sheet_comes_back_as_who_reviewed_what_when(zcdoc, place, sheet):
    fill(sheet, {"4.2.1": ("一致", None), "4.2.1.a": ("一致", None), "5.1-1.b": ("不一致", "第 5 页印“宜”")})
    said = review(zcdoc, place, sheet)
    assert said.code == 0, said.words
    assert "王五 2026-03-05 审读的 3 项" in said.out
    (one,) = kept(place)
    assert (one.by, one.date, one.basis, one.version) == ("王五", "2026-03-05", "正式印本", "1.0.0")
    assert {key: (f.verdict, f.note) for key, f in one.items.items()} == {
        "clause:4.2.1": ("一致", ""), "check:4.2.1.a": ("一致", ""), "check:5.1-1.b": ("不一致", "第 5 页印“宜”"),
    }  # fmt: skip
    assert one.sha256 == zcdoc("--workspace", place, "pack", "show", "small-pack", "--json").json["sha256"]


def test_show_and_list_say_how_much_is_reviewed_by_how_many(zcdoc, place, sheet, tmp_path):
    before = zcdoc("--workspace", place, "pack", "show", "small-pack", "--json").json["reviews"]
    assert (before["reviewed"], before["people"]) == (0, [])
    assert "还没有人审读过" in zcdoc("--workspace", place, "pack", "show", "small-pack").out
    other = tmp_path / "other.xlsx"
    shutil.copy(sheet, other)
    review(zcdoc, place, fill(sheet, {"4.2.1.a": ("一致", None), "5.1-1.b": ("存疑", "看不清")}))
    review(zcdoc, place, fill(other, {"4.2.1.a": ("一致", None)}, by="赵六"))
    found = zcdoc("--workspace", place, "pack", "show", "small-pack", "--json").json["reviews"]
    assert (found["reviewed"], found["by_two"], found["people"]) == (2, 1, ["王五", "赵六"])
    assert found["odd"] == [{"item": "check:5.1-1.b", "by": "王五", "verdict": "存疑", "note": "看不清"}]
    assert "2 人审读 2/" in " ".join(zcdoc("--workspace", place, "pack", "list").out.split())
    (line,) = [p for p in zcdoc("--workspace", place, "pack", "list", "--json").json if p["id"] == "small-pack"]
    assert (line["reviewers"], line["reviewed"], line["review_items"]) == (2, 2, found["items"])


def test_a_changed_item_counts_as_not_reviewed_any_more(zcdoc, place, sheet):
    review(zcdoc, place, fill(sheet, {"4.2.1.a": ("一致", None), "5.1-1.b": ("一致", None)}))
    path = place / "checklists" / "small-pack" / "clauses.yaml"
    path.write_text(path.read_text("utf-8").replace("近三年无事故", "近五年无事故"), "utf-8")
    found = zcdoc("--workspace", place, "pack", "show", "small-pack", "--json").json["reviews"]
    assert (found["reviewed"], found["changed"]) == (1, 1)
    path.write_text(path.read_text("utf-8").replace("近五年无事故", "近三年无事故"), "utf-8")
    found = zcdoc("--workspace", place, "pack", "show", "small-pack", "--json").json["reviews"]
    assert (found["reviewed"], found["changed"]) == (2, 0), "bound to what was read, not to when"


def test_a_sheet_of_an_older_pack_is_bound_to_what_its_reader_saw(zcdoc, place, sheet):
    path = place / "checklists" / "small-pack" / "clauses.yaml"
    path.write_text(path.read_text("utf-8").replace("近三年无事故", "近五年无事故"), "utf-8")
    said = review(zcdoc, place, fill(sheet, {"4.2.1.a": ("一致", None), "5.1-1.b": ("一致", None)}))
    assert said.code == 0
    assert "1 项在导出之后改过，不算审读过" in said.out
    assert "4.2.1.a" in said.out
    assert zcdoc("--workspace", place, "pack", "show", "small-pack", "--json").json["reviews"]["reviewed"] == 1


def test_a_second_review_never_overwrites_the_first(zcdoc, place, sheet, tmp_path):
    later = tmp_path / "later.xlsx"
    shutil.copy(sheet, later)
    review(zcdoc, place, fill(sheet, {"4.2.1.a": ("存疑", "没找到")}))
    review(zcdoc, place, fill(later, {"4.2.1.a": ("一致", None)}, date="2026-04-01"))
    assert [(r.date, r.items["check:4.2.1.a"].verdict) for r in kept(place)] == [
        ("2026-03-05", "存疑"),
        ("2026-04-01", "一致"),
    ]
    assert zcdoc("--workspace", place, "pack", "show", "small-pack", "--json").json["reviews"]["odd"] == []


def test_the_same_sheet_twice_is_one_review(zcdoc, place, sheet):
    fill(sheet, {"4.2.1.a": ("一致", None)})
    review(zcdoc, place, sheet)
    said = review(zcdoc, place, sheet)
    assert (said.code, len(kept(place))) == (0, 1)
    assert "已经收下过" in said.out


def test_a_maintainers_review_stays_with_the_pack_and_moves_no_digest(zcdoc, place, sheet):
    before = zcdoc("--workspace", place, "pack", "show", "small-pack", "--json").json["sha256"]
    assert review(zcdoc, place, fill(sheet, {"4.2.1.a": ("一致", None)}), "--into-pack").code == 0
    assert (place / "checklists" / "small-pack" / "reviews.yaml").is_file()
    assert not (place / "reviews").exists()
    found = zcdoc("--workspace", place, "pack", "show", "small-pack", "--json").json
    assert (found["sha256"], found["reviews"]["people"]) == (before, ["王五"])


def test_every_problem_of_a_sheet_is_told_at_once_with_its_cell_and_nothing_is_taken(zcdoc, place, sheet):
    fill(
        sheet,
        {"4.2.1": ("对", None), "4.2.1.a": ("不一致", None), "5.1-1.a": (None, "少一个字"), "5.1-1.c": ("一致", None)},
        by=None, date="去年",
    )  # fmt: skip
    book = openpyxl.load_workbook(sheet)
    grid = book[CHECKS]
    last = grid.max_row
    grid.cell(last, 1).value = "9.9.z"
    grid.cell(last, column(grid, "审读结论")).value = "一致"
    book.save(sheet)
    said = review(zcdoc, place, sheet)
    assert said.code == 1
    verdict, note = "I", "J"  # columns of the small pack's sheet
    for where in ("说明!B10", "说明!B11", f"{CHECKS}!A{last}"):
        assert where in said.words
    for message in (
        "没有填审读人",
        "去年",
        "“对”不是审读结论",
        "结论是不一致，没有写意见",
        "有意见而没有结论",
        "9.9.z",
    ):
        assert message in said.words, message
    assert f"{CHECKS}!{verdict}" in said.words or f"{CHECKS}!{note}" in said.words
    assert not (place / "reviews").exists()


def test_what_a_reviewer_changed_in_our_wording_is_told_and_not_taken(zcdoc, place, sheet):
    fill(sheet, {"4.2.1.a": ("一致", None)})
    book = openpyxl.load_workbook(sheet)
    grid = book[CHECKS]
    row = next(r for r in grid.iter_rows(min_row=4) if r[0].value == "4.2.1.a")
    row[column(grid, "我们的写法") - 1].value = "近五年无事故"
    book.save(sheet)
    said = review(zcdoc, place, sheet, "--json")
    assert said.code == 0
    (problem,) = said.json["problems"]
    assert "“我们的写法”改过，没有采用" in problem["message"]
    assert problem["where"] == f"{CHECKS}!{row[column(grid, '我们的写法') - 1].coordinate}"


def test_a_sheet_of_another_pack_or_no_sheet_of_ours_is_refused(zcdoc, place, sheet, tmp_path):
    said = zcdoc("--workspace", place, "pack", "review", "seesa-010-2025", sheet)
    assert (said.code, "是 small-pack 的" in said.words) == (1, True)
    other = tmp_path / "other.xlsx"
    openpyxl.Workbook().save(other)
    said = review(zcdoc, place, other)
    assert (said.code, "不是 zcdoc 导出的审读表" in said.words) == (1, True)
    other.write_bytes(b"no workbook")
    assert review(zcdoc, place, other).code == 1


def test_an_empty_sheet_is_no_review(zcdoc, place, sheet):
    said = review(zcdoc, place, fill(sheet, {}))
    assert (said.code, "没有一项填了审读结论" in said.words) == (1, True)


def test_rows_may_be_sorted_and_the_reviewer_named_on_the_command_line(zcdoc, place, sheet):
    fill(sheet, {"4.2.1.a": ("一致", None)}, by=None)
    book = openpyxl.load_workbook(sheet)
    grid = book[CHECKS]
    rows = [[cell.value for cell in row] for row in grid.iter_rows(min_row=4)]
    for at, row in enumerate(reversed(rows), 4):
        for col, value in enumerate(row, 1):
            grid.cell(at, col).value = value
    book.save(sheet)
    said = review(zcdoc, place, sheet, "--by", "孙七")
    assert said.code == 0, said.words
    assert [(r.by, list(r.items)) for r in kept(place)] == [("孙七", ["check:4.2.1.a"])]


def test_a_sheet_somebody_filled_is_not_written_over(zcdoc, place, sheet):
    assert zcdoc("--workspace", place, "pack", "export", "small-pack", "-o", sheet).code == 0, "the very same may go"
    fill(sheet, {"4.2.1.a": ("一致", None)})
    before = sheet.read_bytes()
    said = zcdoc("--workspace", place, "pack", "export", "small-pack", "-o", sheet)
    assert (said.code, sheet.read_bytes() == before) == (1, True)
    assert zcdoc("--workspace", place, "pack", "export", "small-pack", "-o", sheet, "--force").code == 0


def test_another_ending_and_no_workspace_are_wrong_use(zcdoc, place, sheet, tmp_path, monkeypatch):
    assert zcdoc("--workspace", place, "pack", "export", "small-pack", "-o", tmp_path / "a.pdf").code == 2
    monkeypatch.chdir(tmp_path)
    target = tmp_path / "s.xlsx"
    assert zcdoc("pack", "export", "sxses-04-2024", "-o", target).code == 0
    assert zcdoc("pack", "review", "sxses-04-2024", target).code == 2


@pytest.mark.parametrize("content", ["- 1\n", "reviews: 1\n", "reviews:\n- by: x\n", "a: [", ""])
def test_reviews_that_cannot_be_read_are_told_and_not_written_over(zcdoc, place, sheet, content):
    path = place / "reviews" / "small-pack.yaml"
    path.parent.mkdir()
    path.write_text(content, "utf-8")
    said = zcdoc("--workspace", place, "pack", "list")
    assert said.code == 0
    assert "small-pack.yaml:" in said.err
    said = review(zcdoc, place, fill(sheet, {"4.2.1.a": ("一致", None)}))
    assert (said.code, path.read_text("utf-8")) == (1, content)


def test_lint_tells_what_is_wrong_with_the_reviews_of_a_pack(zcdoc, place, sheet):
    review(zcdoc, place, fill(sheet, {"4.2.1.a": ("一致", None)}), "--into-pack")
    path = place / "checklists" / "small-pack" / "reviews.yaml"
    path.write_text(path.read_text("utf-8").replace("verdict: 一致", "verdict: 好"), "utf-8")
    said = zcdoc("--workspace", place, "pack", "lint", "small-pack", "--json")
    assert said.code == 1
    (problem,) = said.json["problems"]
    assert problem["where"].startswith("small-pack/reviews.yaml:")
    assert "“好”不是审读结论" in problem["message"]


class TestShow:
    def test_it_prints_every_part(self, zcdoc):
        said = zcdoc("pack", "show", "seesa-010-2025").out
        for title in ("条款", "检查项（", "指标", "程序", "评价报告须有的部分", "假设", "来源", "审读："):
            assert title in said, title

    def test_filters_choose_checks(self, zcdoc):
        found = zcdoc("pack", "show", "seesa-010-2025", "--type", "推荐", "--word", "宜", "--json").json["clauses"]
        checks = [check for clause in found for check in clause["checks"]]
        assert checks
        assert {(c["type"], c["word"]) for c in checks} == {("recommendation", "宜")}
        said = zcdoc("pack", "show", "seesa-010-2025", "--word", "宜").out
        assert f"检查项（{len(checks)} 项）" in said
        assert "假设" not in said

    @pytest.mark.parametrize("name", ["5.4-1", "5.4 1)", "5.4"])
    def test_a_clause_by_id_number_or_chapter(self, zcdoc, name):
        found = zcdoc("pack", "show", "seesa-010-2025", "--clause", name, "--json").json["clauses"]
        assert found
        assert {c["id"].startswith("5.4") for c in found} == {True}

    def test_a_narrow_window_shows_what_fits_and_says_what_is_left_out(self, zcdoc, monkeypatch):
        monkeypatch.setattr("zcdoc.cli.pack_show.ROOM", 1000)
        said = zcdoc("pack", "show", "seesa-010-2025", "--clause", "5.4-1.a", "--part", "checks").out
        assert "没有列出方式、证据" in said
        assert "5.4-1.a" in said
        assert "查阅文件" not in said

    def test_nothing_found_is_said(self, zcdoc):
        said = zcdoc("pack", "show", "seesa-010-2025", "--word", "可", "--type", "要求")
        assert (said.code, "没有符合的检查项" in said.out) == (0, True)

    def test_one_part(self, zcdoc):
        found = zcdoc("pack", "show", "seesa-010-2025", "--part", "process", "--json").json
        assert "process" in found
        assert "clauses" not in found
        assert "检查项（" not in zcdoc("pack", "show", "seesa-010-2025", "--part", "process").out

    @pytest.mark.parametrize("given", [("--part", "全部"), ("--type", "命令")])
    def test_what_there_is_not_is_wrong_use(self, zcdoc, given):
        assert zcdoc("pack", "show", "seesa-010-2025", *given).code == 2
