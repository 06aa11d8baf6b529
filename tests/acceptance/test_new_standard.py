"""A new standard without Python: everything on docs/packs/example.md is typed off and used, and the figures are worked by hand."""

from __future__ import annotations

import io
import json
import re
import shlex
from fractions import Fraction
from pathlib import Path
from typing import get_args

import pytest
from docx import Document
from docx.oxml.ns import qn
from test_docs import Block, Line, commands

from zcdoc.cli.door import run
from zcdoc.model.pack import Theme

PAGE = Path(__file__).resolve().parents[2] / "docs" / "packs" / "example.md"
TEXT = PAGE.read_text("utf-8")
PACK = "binhu-2026"
KINDS = ("weighted-ratio", "points", "targets", "conformity")
# 绿电, 光伏, 平台, whether the boundary is clear. The first is what the page works out.
AS_THE_PAGE = ((4500, 10000), (3, 5), "有", True)
PARKS = [
    AS_THE_PAGE,
    ((7000, 10000), (5, 5), "无", True),
    ((100, 10000), (1, 5), "有", True),
    ((6000, 10000), (2.5, 5), "有", False),
]


def typed_off(start, end):
    """The files that a part of the page shows, by the path printed above each."""
    part = TEXT[TEXT.index(start) : TEXT.index(end)]
    return dict(re.findall(r"^`(checklists/[^`]+)`\n\n```yaml\n(.*?)^```$", part, re.DOTALL | re.MULTILINE))


PACK_FILES = typed_off("## 一、", "## 五、")
CROSSWALK = typed_off("## 六、", "## 七、")
INSTEAD = {
    "weighted-ratio": {},
    "points": typed_off("### points", "### targets"),
    "targets": typed_off("### targets", "### conformity"),
    "conformity": typed_off("### conformity", "## 六、"),
}


def lines(end):
    """The commands of the page before a heading."""
    last = TEXT[: TEXT.index(end)].count("\n") + 1
    found = [item for item in commands(PAGE) if isinstance(item, Line)]
    return [item for item in found if int(item.where.rpartition(":")[2]) < last]


def test_the_page_holds_a_whole_pack_and_a_rating_of_each_kind():
    assert sorted(Path(p).name for p in PACK_FILES) == ["clauses.yaml", "indicators.yaml", "pack.yaml", "rating.yaml"]
    for kind in KINDS:
        assert f"  kind: {kind}\n" in (PACK_FILES | INSTEAD[kind])[f"checklists/{PACK}/rating.yaml"]
    assert list(CROSSWALK) == ["checklists/crosswalk.yaml"]
    shown = [item for item in commands(PAGE) if isinstance(item, Block) and item.language == "yaml"]
    assert len(shown) == len(PACK_FILES) + len(CROSSWALK) + sum(map(len, INSTEAD.values()))


def test_the_page_explains_every_theme():
    table = TEXT[TEXT.index("| 词 | 意思") : TEXT.index("`checklists/binhu-2026/clauses.yaml`")]
    assert sorted(re.findall(r"`([a-z-]+)` \| [^|]+ \|", table)) == sorted(get_args(Theme))


@pytest.fixture
def author(tmp_path, monkeypatch, capsys, office):
    """Somebody who follows the page: `begin` types the files of a kind, `follow` runs commands, `fill` the workbook."""
    monkeypatch.delenv("ZCDOC_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    return Author(monkeypatch, capsys, office)


class Author:
    def __init__(self, monkeypatch, capsys, office):
        self.monkeypatch, self.capsys, self.office = monkeypatch, capsys, office

    def write(self, files):
        for name, text in files.items():
            Path(name).parent.mkdir(parents=True, exist_ok=True)
            Path(name).write_text(text, "utf-8")

    def call(self, *words):
        self.capsys.readouterr()
        code = run(list(words))
        said = self.capsys.readouterr()
        return code, said.out or said.err

    def asked(self, *words):
        code, out = self.call(*words, "--json")
        return code, json.loads(out)

    def follow(self, item):
        words = shlex.split(item.command)
        if words[0] == "cd":
            self.monkeypatch.chdir(words[1])
            return
        assert words[0] == "zcdoc"
        code, out = self.call(*words[1:])
        assert code == item.code, f"{item.where}: {item.command}\n{out}"

    def begin(self, kind):
        """As far as the exported workbook."""
        before = [item for item in lines("## 五、") if "checklist import" not in item.command]
        steps = before[: next(i for i, item in enumerate(before) if "checklist export" in item.command) + 1]
        for item in steps[:2]:
            self.follow(item)
        self.write(PACK_FILES | INSTEAD[kind])
        for item in steps[2:]:
            self.follow(item)

    def fill(self, park):
        green, solar, platform, clear = park
        book = self.office("hupan.xlsx")
        book.type("园区信息", "园区名称", 内容="湖畔示范园区")
        book.type("园区信息", "数据年度", 内容=2025)
        book.type("园区信息", "碳抵消年度", 内容=2025)
        book.add(
            "温室气体",
            **{"类别": "直接排放-固定燃烧", "排放源": "锅炉", "年度": 2025, "排放量(tCO2e)": 800, "证据编号": "EV-002"},
        )
        book.type("基本要求", "4.1.a", 结果="符合", 检查所见="批复为市政府所发", 证据编号="EV-001")
        book.type("基本要求", "4.1.b", 结果="符合" if clear else "不符合", 检查所见="沿四至走了一遍", 证据编号="EV-001")
        covered = Fraction(str(solar[0])) / solar[1]
        kept = "符合" if covered >= Fraction(1, 2) else "不符合"
        book.type("创建措施", "5.1.a", 结果=kept, 实测值=float(covered), 检查所见="按台账复算", 证据编号="EV-002")
        used = "已采用" if platform == "有" else "未采用"
        book.type("创建措施", "5.2.a", 结果=used, 检查所见="在中控室看了平台", 证据编号="EV-001")
        for number, (top, bottom) in {"1": green, "2": solar}.items():
            book.type("评价指标", number, 分子=top, 分母=bottom, 数据来源="台账", 证据编号="EV-002")
        book.type("评价指标", "3", 现状值=platform, 数据来源="验收记录", 证据编号="EV-001")
        book.add("年度数据", 项目="综合能源消费量", 年度=2025, 数值=52000, 证据编号="EV-002")
        for name in ("批复.txt", "台账.txt"):
            (Path("parks/hupan/evidence") / name).write_text(name, "utf-8")
            book.add("证据清单", 名称=name, 类型="文件", 文件=name, 出具单位="管委会", 出具日期="2026-01-20")
        book.save()


def by_hand(kind, park):
    """Total and level, from what the page says of each kind of rating."""
    green, solar, platform, clear = park
    ratios = [
        min(Fraction(1), Fraction(str(green[0])) / green[1] / Fraction("0.6")),
        min(Fraction(1), Fraction(str(solar[0])) / Fraction(str(solar[1])) / Fraction("0.5")),
        Fraction(platform == "有"),
    ]
    total, level = None, None
    if kind == "weighted-ratio":
        total = 100 * (ratios[0] + ratios[1]) / 2 * Fraction("0.7") + 100 * ratios[2] * Fraction("0.3")
        level = "三星级" if total >= 80 else "二星级" if total >= 60 else "未达级"
    elif kind == "points":
        total = 50 * ratios[0] + 30 * ratios[1] + 20 * ratios[2]
        level = "近零碳园区" if total >= 60 else "未达级"  # nothing is offset
    elif kind == "targets":
        level = "达到要求" if ratios[0] == ratios[1] == 1 else "未达到要求"
    return total, level if clear else None


@pytest.mark.parametrize("kind", KINDS)
def test_the_loop_of_the_page_under_each_kind_of_rating(author, kind):
    author.begin(kind)
    code, shown = author.asked("pack", "show", PACK)
    assert (code, len(shown["clauses"]), len(shown["indicators"])) == (0, 3, 3)
    assert (shown["origin"], shown["rating"]["kind"]) == ("workspace", kind)
    author.fill(AS_THE_PAGE)
    after = [item for item in lines("## 五、") if not re.search("init|^cd|pack |park new|export", item.command)]
    assert [i.command.split()[1] for i in after] == ["checklist", "score", "check", "render"]
    for item in after:
        author.follow(item)

    scored(author, kind, AS_THE_PAGE)
    code, found = author.asked("check", "--park", "hupan")
    rules = {p["rule"] for p in found["problems"]}
    assert "profile-missing" in rules
    assert not [r for r in rules if r.startswith(("check-", "indicator-", "evidence-file"))], found["problems"]
    for name in ("scheme", "inspection", "report"):
        words = text_of(Path("parks/hupan/output") / f"{name}.docx")
        assert not [
            w for w in ("湖畔示范园区", "示例 01—2026", "屋顶光伏", "能碳管理平台", "5.1", "5.2") if w not in words
        ]
    level = by_hand(kind, AS_THE_PAGE)[1]
    assert level is None or level in text_of(Path("parks/hupan/output/report.docx"))


@pytest.mark.parametrize("kind", KINDS)
def test_the_score_of_other_parks_is_that_by_hand(author, kind):
    author.begin(kind)
    fresh = Path("hupan.xlsx").read_bytes()
    for number, park in enumerate(PARKS):
        # Each park has the same name and stands alone: the one before is taken back.
        Path("hupan.xlsx").write_bytes(fresh)
        author.fill(park)
        assert author.call("checklist", "import", "hupan.xlsx", "--park", "hupan")[0] == 0, number
        scored(author, kind, park)
        assert author.call("history", "undo", "--park", "hupan")[0] == 0


def scored(author, kind, park):
    code, score = author.asked("score", "--park", "hupan")
    total, level = by_hand(kind, park)
    assert (code, score["level"]) == (0, level)
    assert score["total"] is None if total is None else abs(Fraction(score["total"]) - total) < Fraction(1, 10**20)
    assert score["gate"]["unmet"] == ([] if park[3] or kind == "conformity" else ["4.1"])


def test_the_page_says_what_is_worked_out_by_hand():
    assert by_hand("weighted-ratio", AS_THE_PAGE) == (Fraction("91.25"), "三星级")
    assert by_hand("points", AS_THE_PAGE) == (Fraction("87.5"), "近零碳园区")
    assert by_hand("targets", AS_THE_PAGE) == (None, "未达到要求")
    assert "总分 91.25，三星级" in TEXT
    assert "= 87.5 分；填了排放而没有抵消，所以是近零碳园区" in TEXT
    assert "结论是未达到要求" in TEXT


def text_of(path):
    """Every paragraph of the body, those in tables too."""
    body = Document(io.BytesIO(path.read_bytes())).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


def test_a_crosswalk_brings_the_answers_to_another_standard(author):
    author.begin("weighted-ratio")
    author.fill(AS_THE_PAGE)
    assert author.call("checklist", "import", "hupan.xlsx", "--park", "hupan")[0] == 0
    author.write(CROSSWALK)

    code, compared = author.asked("crosswalk", PACK, "ndrc-2025-910")
    own, other = compared["coverage"]
    assert (code, own["met"], own["alone"]) == (0, 2, ["5.1"])
    assert other["clauses"]["T7"] == [
        {"own": "T7.b", "other": "5.2.a", "relation": "overlaps", "reason": "示例要平台建成；通知说的平台功能更多。"}
    ]

    def head():
        return author.asked("park", "show", "--park", "hupan")[1]["head"]

    before = head()
    code, preview = author.asked("park", "adopt", "ndrc-2025-910", "--park", "hupan")
    assert (code, preview["applied"], preview["joins"], head()) == (0, False, True, before)
    assert [p["where"] for p in preview["proposals"]] == ["基本要求!A1-1.a", "创建措施!T7.b"]
    assert [r["where"] for r in preview["refused"]] == ["评价指标!2"]

    for item in lines("## 七、")[len(lines("## 六、")) :]:
        author.follow(item)
    assert head() != before
    assert (
        author.call("checklist", "export", "--park", "hupan", "--standard", "ndrc-2025-910", "-o", "two.xlsx")[0] == 0
    )
    book = author.office("two.xlsx")
    columns, row = book.columns("基本要求"), book.rows("基本要求")["A1-1.a"]
    said = {
        name: book.book["基本要求"].cell(row, columns[name]).value
        for name in ("结果", "检查进度", "证据编号", "检查所见")
    }
    assert said == {"结果": "未检查", "检查进度": "待复核", "证据编号": "EV-001", "检查所见": "批复为市政府所发"}
    assert author.asked("score", "--park", "hupan")[1]["level"] == "三星级"


# file, what the page shows, what a beginner types, a text on the line that is named (blank: line 1), words of the answer
MISTAKES = {
    "a wrong key": ("clauses.yaml", "    requirement: 园区经", "    require: 园区经", "    require: 园区经", "不认识的项“require”"),
    "a key left out": ("clauses.yaml", "        evidence: [{name: 边界图}]\n", "", "      - id: 4.1.b", "缺少必填项“evidence”"),
    "an unknown theme": ("clauses.yaml", "themes: [energy]", "themes: [engery]", "themes: [engery]", "“themes”的取值不对：engery"),
    "a word in the plural": ("clauses.yaml", "kind: measure\n", "kind: measures\n", "kind: measures", "“kind”的取值不对：measures"),
    "a number twice": ("clauses.yaml", 'number: "5.2"', 'number: "5.1"', 'number: "5.1"', "条款号“5.1”重复"),
    "an indicator twice": ("indicators.yaml", '- number: "3"', '- number: "2"', '- number: "2"', "指标序号“2”重复"),
    "a chapter that is not listed": ("clauses.yaml", 'chapter: "4"', 'chapter: "6"', 'chapter: "6"', "章“6”不在"),
    "weights that do not close": ("rating.yaml", 'weight: "0.3"', 'weight: "0.2"', "id: energy", "权重之和是 0.9"),
    "a tab": ("rating.yaml", "  kind: weighted", "\tkind: weighted", "\tkind", "缩进用空格"),
    "a level that is not there": ("rating.yaml", "needs_level: 三星级", "needs_level: 四星级", "needs_level", "不在 levels 中"),
}  # fmt: skip


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told_with_file_line_and_column(author, mistake):
    name, old, new, at, words = MISTAKES[mistake]
    author.call("init", "ws")
    author.monkeypatch.chdir("ws")
    author.write(PACK_FILES)
    path = Path("checklists") / PACK / name
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    code, found = author.asked("pack", "lint", PACK)
    told = [p for p in found["problems"] if words in p["message"] + p["fix"]]
    assert code == 1
    assert told, found
    places = {n for n, line in enumerate(path.read_text("utf-8").splitlines(), 1) if at in line}
    assert {int(p["where"].split(":")[1]) for p in told} <= places
    assert {p["where"].split(":")[0] for p in told} == {f"{PACK}/{name}"}
    assert all(int(p["where"].split(":")[2]) > 0 and p["fix"] for p in told)


def test_a_file_left_out_is_told_and_the_pack_cannot_be_used(author):
    author.call("init", "ws")
    author.monkeypatch.chdir("ws")
    author.write({n: t for n, t in PACK_FILES.items() if not n.endswith("rating.yaml")})
    code, found = author.asked("pack", "lint", PACK)
    assert (code, [(p["where"], p["message"]) for p in found["problems"]]) == (
        1,
        [(f"{PACK}/rating.yaml:1:1", "缺少这个文件")],
    )
    assert author.call("park", "new", "hupan", "--standard", PACK, "--name", "湖畔")[0] == 1
