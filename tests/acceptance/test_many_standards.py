"""One park under three standards: judged once, adopted twice, one register of evidence, three scores, nine documents."""

from __future__ import annotations

import contextlib
import datetime as dt
import io
import json
import random
import re
import shutil
from collections import Counter
from pathlib import Path

import judging
import pytest
from docx import Document
from docx.oxml.ns import qn

from zcdoc.cli.door import run
from zcdoc.model.record import walk
from zcdoc.store import Workspace

FIRST, SECOND, THIRD = "seesa-010-2025", "jiangsu-guide", "ndrc-2025-910"
DAY = dt.date(2026, 3, 10)
PROFILE = {
    "园区名称": "苏南示范园区", "园区地址": "某省某市某路 1 号", "园区管理机构": "苏南示范园区管委会", "主导产业": "机械", "园区面积": 1200,
    "工业用地面积": 600, "入驻工业企业占地面积": 420, "批准设立日期": dt.date(2010, 5, 1), "数据年度": 2025, "碳抵消年度": 2025,
}  # fmt: skip
# The only indicator whose numerator and denominator are the same in all three, under each one's number.
# The type is one of the first standard's; the sheet is shared and the others know no such type.
CREDIT = {
    "类型": "CCER",
    "项目名称": "造林",
    "登记机构与编号": "CCER-1",
    "数量(tCO2e)": 10,
    "抵消年度": 2025,
    "注销日期": dt.date(2025, 12, 1),
    "注销凭证": "凭证 1",
    "受益方": "苏南示范园区",
    "证据编号": "EV-002",
}
HEAD = re.compile(r"(?<=记录校验值)[ ：]*[0-9a-f]{12}")
WATER = {FIRST: "16", SECOND: "14", THIRD: "6"}


def paragraphs(docx):
    """The text of every paragraph of the body, those in tables too."""
    body = Document(io.BytesIO(docx)).element.body
    return ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]


class Desk:
    """A workspace, and what three people do in it."""

    def __init__(self, root, office):
        self.root, self.office = root, office
        assert run(["init", str(root / "ws")]) == 0
        self.store = Workspace(root / "ws", "钱二").store("demo")
        self.folder = root / "ws" / "parks" / "demo"

    def do(self, line, *more):
        """Exit code and what was printed."""
        with contextlib.redirect_stdout(io.StringIO()) as out, contextlib.redirect_stderr(out):
            code = run(["--workspace", str(self.root / "ws"), *line.split(), *map(str, more)])
        return code, out.getvalue()

    def json(self, line, *more, code=0):
        found, told = self.do(line, *more, "--json")
        assert found == code, told[-3000:]
        return json.loads(told)

    def fill(self, standard, type_rows):
        """Export, type, import."""
        path = self.root / f"{standard}.xlsx"
        code, told = self.do(f"checklist export --park demo --standard {standard} -o", path)
        assert code == 0, told
        colleague = self.office(path)
        type_rows(colleague)
        colleague.save()
        done = self.json("checklist import --park demo", path)
        assert (done["applied"], done["conflicts"]) == (True, [])
        assert not [p for p in done["problems"] if p["severity"] == "error"]
        return done

    def of(self, standard):
        """All that the record holds of one standard in the round."""
        return {at: value for at, value in walk(self.store.load().state) if at.scope.endswith(f"/{standard}")}

    def documents(self, standard):
        out = self.root / f"{standard}-documents"
        made = self.json(f"render all --park demo --standard {standard} -o", out)
        assert [m["document"] for m in made] == ["scheme", "inspection", "report"]
        return {m["document"]: Path(m["docx"]).read_bytes() for m in made}


def judge_all(colleague):
    """An assessor judges every check and answers every indicator of the first standard."""
    rng = random.Random("many standards")
    for name, value in PROFILE.items():
        colleague.type("园区信息", name, 内容=value, 证据编号="EV-001")
    for sheet in ("基本要求", "创建措施"):
        columns, page = colleague.columns(sheet), colleague.book[sheet]
        for key, row in colleague.rows(sheet).items():
            required = judging.binds(page.cell(row, columns["条款类型"]).value)
            done, undone = ("符合", "不符合") if required else ("已采用", "未采用")
            result = done if sheet == "基本要求" else rng.choice((done, undone))
            cells = {
                "结果": result,
                "检查所见": f"{key}：查了台账",
                "证据编号": rng.choice(("EV-001", "EV-002#p3")),
                "检查人": "钱二",
                "检查日期": DAY,
            }
            if result == "不符合":
                cells |= {
                    "问题等级": "一般",
                    "问题描述": f"{key} 有缺口",
                    "整改措施": "补齐",
                    "整改责任人": "赵一",
                    "完成期限": dt.date(2026, 9, 1),
                }
            colleague.type(sheet, key, **cells)
    colleague.type("评价指标", WATER[FIRST], 分子=72, 分母=100, 数据来源="水表", 数据年度=2025, 证据编号="EV-002")
    colleague.type("评价指标", "12", 分子=35, 分母=50, 数据来源="调查", 数据年度=2025, 证据编号="EV-002")
    colleague.add("碳抵消", **CREDIT)
    for number in (1, 2):
        colleague.add(
            "证据清单", 名称=f"材料 {number}", 类型="文件", 文件=f"{number}.txt", 出具单位="管委会", 出具日期=DAY
        )


def review(colleague):
    """What was adopted is looked at and judged; what says 待复核 is the only thing that the reviewer looks for."""
    for sheet in ("基本要求", "创建措施"):
        columns, page = colleague.columns(sheet), colleague.book[sheet]
        for key, row in colleague.rows(sheet).items():
            if page.cell(row, columns["检查进度"]).value == "待复核":
                required = judging.binds(page.cell(row, columns["条款类型"]).value)
                colleague.type(
                    sheet, key, 结果="符合" if required else "已采用", 检查进度="已完成", 检查人="孙三", 检查日期=DAY
                )


@pytest.fixture(scope="module")
def desk(tmp_path_factory, office):
    """The park after all three; what stood under the first standard before the others came is kept beside it."""
    made = Desk(tmp_path_factory.mktemp("many"), office)
    new = "park new demo --name 苏南示范园区 --date 2026-03-02 --kind evaluation --by 钱二 --standard"
    assert made.do(new, FIRST)[0] == 0
    for number in (1, 2):
        (made.folder / "evidence" / f"{number}.txt").write_text(f"材料 {number}", encoding="utf-8")
    made.fill(FIRST, judge_all)
    made.before, made.first_documents = made.of(FIRST), made.documents(FIRST)
    made.first_score = made.json(f"score --park demo --standard {FIRST}")
    made.adopted, made.workbooks = {}, {}
    for standard in (SECOND, THIRD):
        made.adopted[standard] = made.json(f"park adopt {standard} --park demo --from {FIRST} --apply --by 孙三")
        path = made.root / f"{standard}-adopted.xlsx"
        assert made.do(f"checklist export --park demo --standard {standard} -o", path)[0] == 0
        made.workbooks[standard] = office(shutil.copy(path, made.root / f"{standard}-kept.xlsx"))
        made.unreviewed = getattr(made, "unreviewed", {}) | {
            standard: made.json(f"check --park demo --standard {standard}", code=1)
        }
        made.fill(standard, review)
    made.later_documents = made.documents(FIRST)
    return made


def test_the_park_stands_under_all_three(desk):
    assert desk.store.load().standards == [FIRST, SECOND, THIRD]
    assert [e.command for e in desk.store.events() if e.command.startswith("park adopt")] == [
        f"park adopt {SECOND}",
        f"park adopt {THIRD}",
    ]


@pytest.mark.parametrize("standard", [SECOND, THIRD])
def test_the_workbook_shows_what_came_and_from_where(desk, standard):
    book, made = desk.workbooks[standard], desk.adopted[standard]
    assert len(made["proposals"]) > 20
    for proposal in made["proposals"]:
        sheet, key = proposal["where"].split("!")
        cells = {
            name: book.book[sheet].cell(book.rows(sheet)[key], column).value
            for name, column in book.columns(sheet).items()
        }
        assert cells["备注"].startswith("待复核：")
        assert all(source in cells["备注"] for source in proposal["sources"])
        if sheet != "评价指标":
            assert (cells["结果"] or "未检查", cells["检查进度"], cells["检查人"]) == ("未检查", "待复核", None)
            assert cells["检查所见"]
            assert cells["证据编号"]


@pytest.mark.parametrize("standard", [SECOND, THIRD])
def test_check_asked_for_the_review_of_each(desk, standard):
    found = {
        p["where"]: p
        for p in desk.unreviewed[standard]["problems"]
        if p["rule"] in {"check-unjudged", "indicator-to-review"}
    }
    places = [p["where"] for p in desk.adopted[standard]["proposals"]]
    assert all(
        "待复核" in found[where]["message"] or "复核" in found[where]["fix"]
        for where in places
        if not where.startswith("评价指标")
    )
    assert found[f"评价指标!{WATER[standard]}"]["rule"] == "indicator-to-review"


@pytest.mark.parametrize("standard", [SECOND, THIRD])
def test_only_the_indicator_of_the_same_inputs_came(desk, standard):
    made = desk.adopted[standard]
    assert [p["where"] for p in made["proposals"] if p["where"].startswith("评价指标")] == [
        f"评价指标!{WATER[standard]}"
    ]
    assert {r["sources"][0] for r in made["refused"]} >= {"10", "12", "15", "26"}
    score = desk.json(f"score --park demo --standard {standard}")
    values = {i["number"]: i["value"] for i in score["indicators"]}
    assert values[WATER[standard]] == "0.72"
    assert {number for number, value in values.items() if value is not None} == {WATER[standard]}


def test_nothing_of_the_first_standard_changed(desk):
    assert desk.of(FIRST) == desk.before
    again = desk.json(f"score --park demo --standard {FIRST}")
    assert again == desk.first_score


def test_one_register_serves_all(desk):
    record = desk.store.load()
    assert list(record.rows("evidence", "park")) == ["EV-001", "EV-002"]
    assert {e["number"]: e["state"] for e in desk.json("evidence list --park demo")} == {
        "EV-001": "充分",
        "EV-002": "充分",
    }
    for standard in (FIRST, SECOND, THIRD):
        code, told = desk.do(f"check --park demo --standard {standard} --json")
        rules = {p["rule"] for p in json.loads(told)["problems"]}
        assert code == 1
        assert not rules & {"evidence-unused", "evidence-unregistered", "evidence-file-missing"}


def test_what_only_the_first_standard_lists_comes_back_from_the_others_workbooks(desk):
    assert desk.store.load().rows("offsets", "round/evaluation-1")["1"]["类型"] == "CCER"
    for standard in (SECOND, THIRD):
        _, told = desk.do(f"check --park demo --standard {standard} --json")
        found = [(p["rule"], p["severity"]) for p in json.loads(told)["problems"] if p["where"].startswith("碳抵消!")]
        assert ("offset-other-standard", "warning") in found
        assert "offset-type-unknown" not in [rule for rule, _ in found]
    _, told = desk.do("check --park demo --standard", FIRST, "--json")
    assert "offset-other-standard" not in told


def test_what_one_standard_alone_uses_is_not_unused(desk):
    """A paper that only the third standard names is used, whichever standard is asked about."""
    assert desk.do("evidence add --park demo", desk.root / "note.txt")[0] == 2, "no such file yet"
    (desk.root / "note.txt").write_text("申报书", encoding="utf-8")
    assert desk.do("evidence add --park demo", desk.root / "note.txt")[0] == 0

    def unused():
        _, told = desk.do(f"check --park demo --standard {FIRST} --json")
        return [p["where"] for p in json.loads(told)["problems"] if p["rule"] == "evidence-unused"]

    assert unused() == ["证据清单!EV-003"]
    desk.fill(
        THIRD,
        lambda colleague: colleague.type("创建措施", "S3-2.a", 结果="符合", 检查所见="看了申报书", 证据编号="EV-003"),
    )
    assert unused() == []


@pytest.mark.parametrize("standard", [FIRST, SECOND, THIRD])
def test_each_standard_has_its_own_documents(desk, standard):
    number = {FIRST: "T/SEESA 010—2025", SECOND: "江苏", THIRD: "发改环资〔2025〕910号"}[standard]
    for name, data in desk.documents(standard).items():
        assert number in "".join(paragraphs(data)), name


def test_the_first_standard_s_documents_say_what_they_said(desk):
    """Only the head of the record, which every document prints, is another one."""
    for name, data in desk.first_documents.items():
        before, now = (Counter(HEAD.sub("", p) for p in paragraphs(d)) for d in (data, desk.later_documents[name]))
        assert before == now, name


def test_a_second_run_adds_nothing(desk):
    head = desk.store.load().head
    for standard in (SECOND, THIRD):
        assert desk.json(f"park adopt {standard} --park demo --from {FIRST} --apply")["proposals"] == []
    assert desk.store.load().head == head
