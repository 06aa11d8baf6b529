"""A park's year by the commands alone: baseline, scheme, two self-inspections, evaluation, and what nobody may change later."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import re
import shutil
import zipfile

import openpyxl
import pytest

from zcdoc.cli.door import run

PACK = "seesa-010-2025"
# A problem that is corrected, one that stays, one found on the way, a recommendation taken up, and a check met all along.
CORRECTED, LASTING, FOUND, TAKEN_UP, MET = "5.6-3.b", "5.1-3.b", "4.1-3.a", "5.7-2.e", "5.1-3.a"
SIGNED = ("检查人", "检查日期", "复核人", "复核日期", "验证结论", "验证日期")
PARTLY = {"结果": "部分符合", "证据编号": "EV-001"}
RESULTS = {
    CORRECTED: PARTLY | {"检查所见": "三家没有方案", "问题等级": "一般", "问题描述": "三家企业没有一企一策"},
    LASTING: PARTLY | {"检查所见": "三条路没有感应控制", "问题等级": "一般", "问题描述": "836 盏路灯没有感应控制"},
    TAKEN_UP: {"结果": "未采用", "检查所见": "没有公开", "证据编号": "EV-001"},
    FOUND: {"结果": "符合", "检查所见": "底稿有记录", "证据编号": "EV-001"},
    MET: {"结果": "符合", "检查所见": "都是节能灯具", "证据编号": "EV-001"},
}
PLANS = {
    CORRECTED: {"计划措施": "委托编制三份方案", "计划责任单位": "环保科", "计划完成": dt.date(2026, 6, 30)},
    LASTING: {"计划措施": "加装单灯控制器", "计划责任单位": "建设科", "计划完成": dt.date(2027, 3, 31)},
}


class Year:
    """A workspace in which the year goes by; documents and workbooks are kept beside it."""

    def __init__(self, root, office):
        self.root, self.office = root, office
        self.park = root / "ws" / "parks" / "demo"
        assert run(["init", str(root / "ws")]) == 0

    def do(self, line, *more):
        """Exit code and what was printed."""
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
            code = run(["--workspace", str(self.root / "ws"), *line.split(), *map(str, more)])
        return code, out.getvalue()

    def ok(self, line, *more):
        code, told = self.do(line, *more)
        assert code == 0, told
        return told

    def fill(self, name, checks, **people):
        """Export, type, import; everything judged is signed by these people."""
        path = self.root / f"{name}.xlsx"
        self.ok("checklist export --park demo --round", name, "-o", path)
        shutil.copy(path, self.root / f"{name}-as-exported.xlsx")
        colleague = self.office(path)
        for key, row in checks.items():
            colleague.type(_sheet(key), key, **row, **people, 检查进度="已完成")
        colleague.type("园区信息", "数据年度", 内容=2025)
        colleague.save()
        self.ok("checklist import", path, "--park", "demo", "--by", "何立群")

    def render(self, document, round_id, folder):
        self.ok(f"render {document} --park demo --round {round_id} -o", self.root / folder)
        return self.root / folder / f"{document}.docx"

    def files(self):
        return {p.name: p.read_bytes() for p in self.park.iterdir() if p.is_file() and p.suffix != ".lock"}

    def rows(self, name):
        """The check rows of a workbook as it was handed out."""
        book = openpyxl.load_workbook(self.root / f"{name}-as-exported.xlsx")
        return {key: row for sheet in ("基本要求", "创建措施") for key, row in _rows(book[sheet]).items()}


def _sheet(key):
    return "基本要求" if key.startswith("4.") else "创建措施"


def _rows(page):
    headers = [cell.value for cell in page[3]]
    return {str(row[0]): dict(zip(headers, row, strict=False)) for row in page.iter_rows(min_row=4, values_only=True)}


def _signs(day):
    return {"检查人": "何立群", "检查日期": day, "复核人": "周启明", "复核日期": day}


def _words(docx):
    with zipfile.ZipFile(docx) as file:
        xml = file.read("word/document.xml").decode()
    paragraphs = re.findall(r"<w:p[ >].*?</w:p>", xml, re.DOTALL)
    return [
        "".join(re.findall(r"<w:t[^>]*>([^<]*)</w:t>", p)).replace("\u00a0", " ").replace("\u200b", "")
        for p in paragraphs
    ]


@pytest.fixture(scope="module")
def year(tmp_path_factory, office):
    """The whole year, once; the tests read what it left behind."""
    made = Year(tmp_path_factory.mktemp("year"), office)
    made.ok(f"park new demo --standard {PACK} --name 演示园区 --date 2026-01-30 --by 林晓帆")
    paper = made.root / "依据.txt"
    paper.write_text("依据", encoding="utf-8")
    made.ok("evidence add", paper, "--park", "demo", "--name", "依据")

    made.fill("baseline-1", {k: row | PLANS.get(k, {}) for k, row in RESULTS.items()}, **_signs(dt.date(2026, 1, 28)))
    made.render("scheme", "baseline-1", "baseline-1")
    made.ok("round close --park demo --date 2026-02-13")

    made.ok("round new self-inspection --park demo --from baseline-1 --date 2026-04-17 --people 何立群")
    found = PARTLY | {
        "问题等级": "观察项",
        "问题描述": "底稿有三处没有日期",
        "整改措施": "补齐",
        "整改责任人": "何立群",
    }
    made.fill("self-1", {key: {} for key in RESULTS} | {FOUND: found}, **_signs(dt.date(2026, 4, 16)))
    made.render("inspection", "self-1", "self-1")
    made.ok("round close --park demo --date 2026-04-20")
    made.render("inspection", "self-1", "self-1-closed")

    made.ok("round new self-inspection --park demo --from self-1 --date 2026-07-24 --people 何立群")
    done = {"结果": "符合", "验证结论": "已关闭", "验证日期": dt.date(2026, 7, 20)}
    checks = {key: {} for key in RESULTS} | {CORRECTED: done | {"整改措施": "三份方案已审"}, FOUND: done}
    made.fill("self-2", checks | {TAKEN_UP: {"结果": "已采用"}}, **_signs(dt.date(2026, 7, 23)))
    made.render("inspection", "self-2", "self-2")
    made.ok("round close --park demo --date 2026-07-27")

    made.ok("round new evaluation --park demo --from self-2 --date 2026-09-25 --people 沈若川")
    made.fill("evaluation-1", {key: {} for key in RESULTS}, **_signs(dt.date(2026, 9, 10)))
    made.render("report", "evaluation-1", "evaluation-1")
    return made


# --- taking over ------------------------------------------------------------------------------------------------------


def test_answers_come_over_to_be_looked_at_again_and_signatures_do_not(year):
    for name in ("self-1", "self-2", "evaluation-1"):
        rows = year.rows(name)
        for key in RESULTS:
            assert rows[key]["检查进度"] == "待复核"
            assert [rows[key][column] for column in SIGNED] == [None] * len(SIGNED)
        assert rows[MET]["结果"] == "符合"
        assert rows[MET]["检查所见"] == "都是节能灯具"
        assert rows[MET]["证据编号"] == "EV-001"


def test_open_problems_come_over_with_their_plans_and_closed_ones_stay_behind(year):
    first, second, last = (year.rows(name) for name in ("self-1", "self-2", "evaluation-1"))
    for rows in (first, second, last):
        assert rows[LASTING]["问题描述"] == "836 盏路灯没有感应控制"
        assert rows[LASTING]["计划措施"] == "加装单灯控制器"
    assert second[FOUND]["问题描述"] == "底稿有三处没有日期"
    assert second[CORRECTED]["问题描述"] == "三家企业没有一企一策"
    for key in (CORRECTED, FOUND):
        assert last[key]["结果"] == "符合"
        assert [last[key][c] for c in ("问题等级", "问题描述", "整改措施", "整改责任人")] == [None] * 4


@pytest.mark.parametrize(
    ("name", "opened"),
    [
        ("baseline-1", "问题 计划"),
        ("self-1", "问题 整改 过程"),
        ("self-2", "问题 整改 过程"),
        ("evaluation-1", "问题 整改 过程"),
    ],
)
def test_each_kind_of_round_opens_the_columns_it_needs(year, name, opened):
    page = openpyxl.load_workbook(year.root / f"{name}-as-exported.xlsx")["创建措施"]
    hidden = {letter for letter, column in page.column_dimensions.items() if column.hidden}
    shown = {"问题": "问题描述", "整改": "验证日期", "计划": "计划完成", "过程": "检查人"}
    folded = {
        band
        for band, header in shown.items()
        if any(cell.value == header and _hidden(page, cell.column_letter, hidden) for cell in page[3])
    }
    assert folded == set(shown) - set(opened.split())


def _hidden(page, letter, hidden):
    """XlsxWriter joins equal columns into one range, of which openpyxl keeps the first letter."""
    at = openpyxl.utils.column_index_from_string(letter)
    return any(page.column_dimensions[first].min <= at <= page.column_dimensions[first].max for first in hidden)


# --- documents --------------------------------------------------------------------------------------------------------


def test_the_scheme_is_drawn_from_the_baseline_and_says_so(year):
    words = _words(year.root / "baseline-1" / "scheme.docx")
    assert any("现状取自2026年1月30日的现状摸底" in w for w in words)
    assert "加装单灯控制器" in words
    assert "委托编制三份方案" in words


def test_a_self_inspection_tells_what_became_of_the_last_problems(year):
    first = _words(year.root / "self-1" / "inspection.docx")
    assert any("上一轮（2026年1月30日的现状摸底）记录问题 2 项" in w and "尚无一项了结" in w for w in first)
    assert any(w == f"本轮新发现的问题 1 项：{FOUND}。" for w in first)
    second = _words(year.root / "self-2" / "inspection.docx")
    told = next(w for w in second if w.startswith("上一轮（2026年4月17日的自查）记录问题 3 项"))
    assert f"已了结 2 项（本轮验证关闭 {FOUND}、{CORRECTED}），尚未了结 1 项" in told
    assert "上一轮遗留（2026年1月30日提出）" in second
    assert "已关闭2026年7月20日" in second  # a line break stands between


def test_the_report_lists_first_and_final_results(year):
    words = _words(year.root / "evaluation-1" / "report.docx")
    assert any(w.startswith("本次评价之前，记录中有 3 轮检查：2026年1月30日的现状摸底（baseline-1）、") for w in words)
    assert any(
        "各轮先后记录问题 3 项，验证关闭 2 项，尚未了结 1 项。没有记为问题而结果前后不同的检查项另有 1 个。" in w
        for w in words
    )
    table = words[next(i for i, w in enumerate(words) if w == "了结情况") :]
    assert _row(table, CORRECTED) == [
        "△ 部分符合（现状摸底，2026年1月30日）", "三家企业没有一企一策", "三份方案已审", "✓ 符合", "✓ 已关闭（自查，2026年7月20日）",
    ]  # fmt: skip
    assert _row(table, FOUND)[0] == "△ 部分符合（自查，2026年4月17日）"
    assert _row(table, LASTING)[2:] == ["加装单灯控制器", "△ 部分符合", "△ 未关闭（期限2027年3月31日）"]
    assert _row(table, TAKEN_UP) == ["◇ 未采用（现状摸底，2026年1月30日）", "没有公开", "—", "✓ 已采用", "—"]
    assert MET not in table[: table.index("参考文件")]


def _row(table, key):
    at = table.index(key)
    return table[at + 1 : at + 6]


# --- closed rounds ----------------------------------------------------------------------------------------------------


@pytest.fixture
def again(year):
    """Whatever is tried must leave the park's files as they are."""
    before = year.files()
    yield year
    assert year.files() == before


def test_a_workbook_of_a_closed_round_is_refused(again):
    colleague = again.office(again.root / "self-1-as-exported.xlsx")
    colleague.type("创建措施", LASTING, 结果="符合")
    colleague.book.save(again.root / "late.xlsx")
    for more in ([], ["--dry-run"], ["--take", "file"]):
        code, told = again.do("checklist import", again.root / "late.xlsx", "--park", "demo", *more)
        assert code == 1
        assert "轮次 self-1 已于 2026-04-20 关闭，不能再改" in told
        assert "zcdoc round new --from" in told


def test_a_yaml_file_cannot_change_a_closed_round(again):
    path = again.root / "park.yaml"
    again.ok("park export --park demo -o", path)
    path.write_text(path.read_text(encoding="utf-8").replace("三家没有方案", "都有方案"), encoding="utf-8")
    code, told = again.do("park import", path, "--park", "demo", "--take", "file")
    assert code == 1
    assert "已经关闭，不能再改" in told


def test_a_closed_round_cannot_be_waived_closed_or_undone(again):
    seq = {e["command"]: e["seq"] for e in json.loads(again.ok("history show --park demo --json"))}
    tries = [
        "check waive assumption-open --where 假设!data-year --park demo --round self-1 --reason 不要紧",
        "round close --park demo --round self-1",
        f"history undo {seq['checklist import self-1.xlsx']} --park demo",
        f"history undo {seq['round close self-1']} --park demo",
        "round new self-inspection --park demo --from self-2 --date 2026-05-01",
    ]
    for line in tries:
        code, told = again.do(line)
        assert code == 1, line
        assert "self-1" in told or "早于所承接的 self-2" in told


def test_a_closed_round_is_told_in_the_workbook(again):
    path = again.root / "closed.xlsx"
    told = again.ok("checklist export --park demo --round self-1 -o", path)
    assert "轮次 self-1 已于 2026-04-20 关闭：这份只供查看" in told
    book = openpyxl.load_workbook(path)
    guide = [str(cell.value) for row in book["说明"].iter_rows() for cell in row if cell.value]
    assert any("本轮已于 2026-04-20 关闭" in text for text in guide)
    for name in ("园区信息", "基本要求", "创建措施", "评价指标", "证据清单"):
        titles = [cell.value for cell in book[name][1] if cell.value]
        assert titles[0] == name
        assert "只供查看" in titles[1]


def test_an_export_without_an_open_round_is_refused_and_names_the_way_on(year, tmp_path):
    copy = Year.__new__(Year)
    copy.root, copy.park = tmp_path, tmp_path / "ws" / "parks" / "demo"
    shutil.copytree(year.root / "ws", tmp_path / "ws")
    copy.ok("round close --park demo --date 2026-10-08")
    code, told = copy.do("checklist export --park demo -o", tmp_path / "none.xlsx")
    assert code == 1
    assert "各轮都已关闭" in told
    assert "zcdoc round new --from evaluation-1" in told
    assert not (tmp_path / "none.xlsx").exists()
    assert "只供查看" in copy.ok("checklist export --park demo --round evaluation-1 -o", tmp_path / "seen.xlsx")


def test_what_belongs_to_the_park_goes_on_and_leaves_closed_documents_alone(year, tmp_path):
    """The register, the park's own fields and decisions change; the record of a closed round stays byte for byte."""
    copy = Year.__new__(Year)
    copy.root, copy.office = tmp_path, year.office
    copy.park = tmp_path / "ws" / "parks" / "demo"
    shutil.copytree(year.root / "ws", tmp_path / "ws")
    closed = year.root / "self-1-closed" / "inspection.docx"
    score = copy.ok("score --park demo --round self-1 --json")

    paper = tmp_path / "新证据.txt"
    paper.write_text("新", encoding="utf-8")
    copy.ok("evidence add", paper, "--park", "demo")
    copy.ok("assumption confirm --all --park demo --source 会议纪要")
    copy.ok("checklist export --park demo -o", tmp_path / "more.xlsx")
    colleague = copy.office(tmp_path / "more.xlsx")
    colleague.type("园区信息", "园区面积", 内容=777)
    colleague.type("证据清单", "EV-001", 有效期至=dt.date(2026, 3, 1))
    colleague.save()
    copy.ok("checklist import", tmp_path / "more.xlsx", "--park", "demo")

    assert copy.render("inspection", "self-1", "again").read_bytes() == closed.read_bytes()
    assert copy.ok("score --park demo --round self-1 --json") == score
    assert any("777" in w for w in _words(copy.render("report", "evaluation-1", "now")))


def test_when_every_round_is_closed_a_decision_has_nothing_to_count_for(year, tmp_path):
    copy = Year.__new__(Year)
    copy.root, copy.park = tmp_path, tmp_path / "ws" / "parks" / "demo"
    shutil.copytree(year.root / "ws", tmp_path / "ws")
    told = copy.ok("round close --park demo --date 2026-10-08")
    assert re.search(r"本轮还有 \d+ 个错误", told)
    before = copy.files()
    code, told = copy.do("assumption confirm --all --park demo --source 会议纪要")
    assert code == 1
    assert "各轮都已关闭" in told
    assert copy.files() == before
    assert "round close evaluation-1" in copy.ok("history undo --park demo")
    copy.ok("assumption confirm --all --park demo --source 会议纪要")
