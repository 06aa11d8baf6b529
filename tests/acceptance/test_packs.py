"""Every standard, on a park of its own: new, exported, filled by a script, imported, scored, checked, rendered.

The script reads the workbook alone, as an assessor does; what it types is random, and the score is held against by_hand.py.
"""

from __future__ import annotations

import datetime as dt
import io
import json
import random
import re
import shutil
from collections import Counter
from fractions import Fraction
from pathlib import Path

import by_hand
import fresh
import judging
import pytest
from by_hand import REFUSED, Typed
from docx import Document
from docx.oxml.ns import qn

from zcdoc.cli.door import run
from zcdoc.pack import load

ROOT = Path(__file__).resolve().parents[2]

SHANXI_TYPES = ("工业类", "农业类", "文旅类")
STANDARDS = {
    "gdcpa-guide-draft": ("conformity", by_hand.no_numbers),
    "jiangsu-guide": ("targets", by_hand.jiangsu),
    "ndrc-2025-910": ("targets", by_hand.ndrc),
    "seesa-010-2025": ("weighted-ratio", by_hand.seesa),
    "seesa-specialty-draft": ("conformity", by_hand.no_numbers),
    "sxses-04-2024": ("points", by_hand.shanxi),
}
PARKS = [(p, t) for p in STANDARDS for t in (SHANXI_TYPES if p == "sxses-04-2024" else ("",))]
CASES = [
    (*park, *case)
    for park in PARKS
    for case in (
        [("mixed", 0)]
        if STANDARDS[park[0]][0] == "conformity"
        else [("good", 0), ("mixed", 0), ("mixed", 1), ("poor", 0)]
    )
]
BEST = {
    "ndrc-2025-910": "核心指标达到要求",
    "seesa-010-2025": "引领级", "sxses-04-2024": "零碳产业园区",
}  # fmt: skip
# What the 碳抵消 sheet of these standards calls a credit that counts once it is cancelled.
CREDIT = {"seesa-010-2025": "CCER", "sxses-04-2024": "碳抵消（自身减排之后）"}
UNSTATED = "未给出"  # in the place of a target that the source does not give
SIZE, EMITTED = "综合能源消费量（等价值）", 1000
DAY = dt.date(2026, 3, 10)


class Assessor:
    """Fills every sheet of an exported workbook; `mood` says how good a park it is."""

    own = 0  # tonnes of the park's own projects that it claims

    def __init__(self, colleague, pack, mood, rng, park_type=""):
        self.office, self.pack, self.mood, self.rng = colleague, pack, mood, rng
        self.park_type, self.data = park_type, load(ROOT / "checklists" / pack, "built-in")
        links = self.data.head.links
        self.states = {link.met.check for link in links if link.met}
        self.linked = {p.indicator for link in links for p in link.same if p.indicator}
        self.books = {p.yearly for link in links for p in link.same if any(q.indicator for q in link.same)} - {
            None,
            SIZE,
        }
        self.tonnes = 1000 if mood == "good" else rng.choice((999.999, 1000, 1200))
        self.typed = Typed(admitted={i.number for i in self.data.indicators if i.na})

    def fill(self):
        self.profile()
        # A park may be in order in its basic requirements and not elsewhere, or the other way round.
        for sheet, orderly in (("基本要求", self.rng.random() < 0.5), ("创建措施", False)):
            for key, row in self.sheet(sheet):
                self.check(sheet, key, row, orderly=orderly or self.mood == "good")
        self.yearly()
        # A pack without indicators has no sheet for them.
        assert ("评价指标" in self.office.book.sheetnames) == bool(self.data.indicators)
        for key, row in self.sheet("评价指标") if self.data.indicators else ():
            self.indicator(key, row)
        self.balance()
        for number in range(1, 4):
            self.office.add(
                "证据清单", 名称=f"材料 {number}", 类型="文件", 文件=f"{number}.txt", 出具单位="管委会", 出具日期=DAY
            )
        self.office.save()
        return self.typed

    def sheet(self, name):
        """Keys of a sheet with what the standard's columns say there."""
        columns, page = self.office.columns(name), self.office.book[name]
        for key, row in self.office.rows(name).items():
            yield key, {header: page.cell(row, column).value for header, column in columns.items()}

    def profile(self):
        given = {
            "园区名称": "试验园区", "园区地址": "某省某市某路 1 号", "园区管理机构": "试验园区管委会", "主导产业": "机械",
            "园区面积": 1200, "工业用地面积": 600, "入驻工业企业占地面积": 420, "批准设立日期": dt.date(2010, 5, 1), "数据年度": 2025,
            "碳抵消年度": 2025, **({"园区类型": self.park_type} if self.park_type else {}),
        }  # fmt: skip
        for name, value in given.items():
            self.office.type("园区信息", name, 内容=value, 证据编号="EV-001")

    def check(self, sheet, key, row, *, orderly):
        words = judging.words(sheet, row["条款类型"])
        result = words[0] if orderly else self.rng.choice(words)
        if key in self.states:  # says what an indicator says, which comes out by chance
            result = "未检查"
        cells = {
            "结果": result,
            "检查所见": f"{key}：查了{row['检查方式']}，{result}",
            "检查日期": DAY,
            "检查人": "钱二",
        }
        if result == "不适用":
            cells["不适用理由"] = "园区没有这类活动"
            result = result if self.data.checks[key][1].grounds else REFUSED
        elif result != "未检查":
            cells["证据编号"] = self.rng.choice(("EV-001", "EV-002", "EV-001、EV-003#p1"))
        if self.data.checks[key][1].unknown and result in {"符合", "部分符合", "已采用", "部分采用"}:
            unread = "未检查"  # nobody here has its words
        else:
            unread = ""
        if result in {"不符合", "部分符合"}:
            cells |= {
                "问题等级": "一般",
                "问题描述": f"{key} 有缺口",
                "整改措施": "补齐",
                "整改责任人": "赵一",
                "完成期限": dt.date(2026, 9, 1),
            }
        self.office.type(sheet, key, **cells)
        self.typed.results.setdefault(row["条款号"], []).append(unread or result)

    def yearly(self):
        """Every series that the standard names, over two years; the size of the park lies in or beside the bands."""
        for item in self.listed("zc_yearly"):
            for year in (2024, 2025) if item not in self.books else ():
                # One quantity has one value: what the inventory sums up to, and what indicators are typed from, is left out.
                value = round(self.rng.uniform(10, 1e6), 2) if year == 2024 or "排放总量" not in item else EMITTED
                if item == SIZE:
                    value = self.rng.choice(
                        (200_000, 999_999.5, 1_000_000, 2e6)
                        if self.mood == "good"
                        else (0, 199_999, 200_000, 1_000_000)
                    )
                    if year == 2025:
                        self.typed.size = value
                self.office.add("年度数据", 项目=item, 年度=year, 数值=value, 证据编号="EV-002")

    def listed(self, name):
        """The choices of a dropdown."""
        if name not in self.office.book.defined_names:
            return []
        sheet, cells = next(iter(self.office.book.defined_names[name].destinations))
        return [c.value for (c,) in self.office.book[sheet][cells]]

    def indicator(self, key, row):
        """An answer about as good as the target; it may be missing, or not applicable."""
        if self.park_type and key not in by_hand.of_type(self.park_type):
            return
        applies = self.mood == "good" or self.rng.random() > 0.12
        answer = self.offset(key, self.answer(key, row))
        cells = {"数据来源": "台账", "证据编号": "EV-002", "是否适用": "是"}
        if not applies:
            cells |= {"是否适用": "否", "不适用理由": "园区没有这类活动"}
        if isinstance(answer, tuple):
            cells |= {"分子": answer[0], "分母": answer[1]}
        elif answer is not None:
            # A count stands under 分子, anything else under 现状值.
            word = isinstance(answer, str) or row["引领值"] in by_hand.WORDS
            count = row["分子口径"] and not row["分母口径"] and not word
            cells |= {"分子" if count else "现状值": answer}
        self.office.type("评价指标", key, **cells)
        self.typed.answers[key] = applies, answer

    def answer(self, key, row):
        good, rng = self.mood == "good", self.rng
        if not good and rng.random() < 0.15:
            return None
        if isinstance(row["引领值"], str) and row["引领值"] in by_hand.WORDS:
            return row["引领值"] if good else rng.choice(("有", "无", "有", 0.4))
        if isinstance(row["引领值"], str) and "标准" in row["引领值"]:
            return "达到" if good else rng.choice(tuple(by_hand.KEPT))
        if row["引领值"] == UNSTATED and self.pack == "seesa-specialty-draft":
            return rng.choice(("有", "无")) if key == "Z1" else round(rng.uniform(1, 900), 2)
        target = self.target(key)
        least, most = (1.0, 1.3) if good else (0.3 if self.mood == "mixed" else -0.2, 1.2)
        part = rng.uniform(least, most)
        if target < 0:
            part = 1 / part if good else abs(part)
        if row["分母口径"] and rng.random() < 0.6 and key not in self.linked:
            bottom = round(rng.uniform(50, 5000), 2)
            # One digit more than the target asks for, away from it, so that rounding does not undo what was meant.
            return round(bottom * abs(target) * part * (0.999 if target < 0 and good else 1), 4) + 0.001 * (
                target > 0
            ), bottom
        return round(abs(target) * part, 4) if target > 0 else round(abs(target) * part - 0.0001, 5)

    def offset(self, key, answer):
        """What is said of offsets is what the offsets come to."""
        if self.pack != "seesa-010-2025" or key not in {"23", "24"} or answer is None:
            return answer
        self.own = max(0, round(answer * EMITTED, 1)) if key == "23" else self.own
        return (self.own if key == "23" else self.tonnes) / EMITTED

    def target(self, key):
        """About where the target lies: only to choose numbers on both sides of it."""
        if self.pack == "seesa-010-2025":
            return float(by_hand.LEADING[int(key)])
        targets = {
            "jiangsu-guide": by_hand.JIANGSU,
            "ndrc-2025-910": by_hand.NDRC,
            "sxses-04-2024": by_hand.of_type(self.park_type),
        }
        return float(
            targets[self.pack][key]
            if targets[self.pack][key] != "-"
            else by_hand.core_target(self.typed.size) or "-0.2"
        )

    def balance(self):
        self.office.add(
            "温室气体",
            **{
                "类别": "直接排放-固定燃烧",
                "排放源": "锅炉",
                "年度": 2025,
                "排放量(tCO2e)": EMITTED,
                "证据编号": "EV-002",
            },
        )
        if self.pack not in CREDIT:
            return
        tonnes = self.tonnes
        cancelled = self.mood == "good" or self.rng.random() < 0.7
        if self.own:
            self.office.add(
                "碳抵消",
                **{"类型": "边界内自主减排项目", "签发年份": 2025, "数量(tCO2e)": self.own, "边界内外": "边界内"},
            )
        self.typed.zero = tonnes >= EMITTED and cancelled
        self.office.add("碳抵消", **{
            "类型": CREDIT[self.pack], "项目名称": "造林", "登记机构与编号": "CCER-1", "数量(tCO2e)": tonnes, "抵消年度": 2025,
            "注销日期": dt.date(2025, 12, 1) if cancelled else None, "注销凭证": "凭证 1", "受益方": "试验园区", "证据编号": "EV-003",
        })  # fmt: skip


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """A workspace with a park under each standard and its exported workbook, made once."""
    root = tmp_path_factory.mktemp("packs")
    fresh.parks(root / "fresh", STANDARDS)
    for pack in STANDARDS:
        at = ["--workspace", str(root / "fresh")]
        assert run([*at, "checklist", "export", "--park", pack, "-o", str(root / f"{pack}.xlsx")]) == 0
        for number in range(1, 4):
            (root / "fresh" / "parks" / pack / "evidence" / f"{number}.txt").write_text(
                f"材料 {number}", encoding="utf-8"
            )
    return root


@pytest.fixture
def week(desk, office, tmp_path, capsys):
    """Fills and imports the workbook of one standard; returns the commands and what was typed."""
    shutil.copytree(desk / "fresh", tmp_path / "ws")

    def call(*line):
        capsys.readouterr()
        code = run(["--workspace", str(tmp_path / "ws"), *line, "--json"])
        return code, json.loads(capsys.readouterr().out)

    def begin(pack, park_type, mood, seed):
        shutil.copy(desk / f"{pack}.xlsx", tmp_path / "back.xlsx")
        rng = random.Random(f"{pack} {park_type} {mood} {seed}")
        typed = Assessor(office(tmp_path / "back.xlsx"), pack, mood, rng, park_type).fill()
        code, done = call("checklist", "import", str(tmp_path / "back.xlsx"), "--park", pack)
        assert (code, done["applied"], done["conflicts"]) == (0, True, []), done["problems"]
        assert not [p for p in done["problems"] if p["severity"] == "error"]
        return call, typed

    return begin


@pytest.mark.parametrize(("pack", "park_type", "mood", "seed"), CASES)
def test_the_score_is_that_by_hand_and_check_finds_what_is_missing(week, pack, park_type, mood, seed):
    call, typed = week(pack, park_type, mood, seed)
    code, score = call("score", "--park", pack)
    kind, calculate = STANDARDS[pack]
    hand = calculate(typed)
    assert (code, score["kind"], score["level"]) == (0, kind, hand["level"])
    assert mood != "good" or score["level"] == BEST.get(pack)
    _points(score, hand["total"])
    assert (score["gate"]["unmet"], score["gate"]["open"]) == (
        (typed.unmet(hand["gate"]), typed.open(hand["gate"])) if hand["gate"] else ([], [])
    )
    _indicators(score, typed, hand)

    code, found = call("check", "--park", pack)
    rules = Counter(p["rule"] for p in found["problems"])
    assert code == (1 if any(p["severity"] == "error" for p in found["problems"]) else 0)
    unjudged = rules["check-unjudged"] + rules["check-content-unread"] + rules["check-content-not-given"]
    assert unjudged == sum(r.count("未检查") for r in typed.results.values())
    blank = sum(by_hand.value_of(answer) is None for said, answer in typed.answers.values() if said)
    assert rules["indicator-incomplete"] == blank
    assert not rules.keys() & {
        "evidence-file-missing",
        "check-result-unknown",
        "check-without-evidence",
        "profile-park-type",
    }


def _points(score, total):
    if total is None:
        assert {score["total"], score["s_zce"], score["bonus"], *score["range"].values()} == {None}
    else:
        assert abs(Fraction(score["total"]) - total) < Fraction(1, 10**20)
        assert Fraction(score["range"]["low"]) <= Fraction(score["total"]) <= Fraction(score["range"]["high"])


def _indicators(score, typed, hand):
    """Each value is the one typed; under targets, which are kept and what the classes count."""
    found = {i["number"]: i for i in score["indicators"]}
    assert found.keys() == typed.answers.keys()
    for number, (said, answer) in typed.answers.items():
        refused = not said and number not in typed.admitted
        value = None if refused else by_hand.value_of(answer)
        assert found[number]["applicable"] == (said or refused)
        assert (found[number]["value"] is None) == (value is None)
        assert value is None or abs(Fraction(found[number]["value"]) - value) < abs(value) / 10**20 + Fraction(
            1, 10**25
        )
    if "met" in hand:
        assert {n: found[n]["met"] for n in hand["met"]} == hand["met"]
        counted = Counter(hand["met"].values())
        assert sum(g["met"] for g in score["groups"]) == counted[True]
        assert sum(g["unmet"] for g in score["groups"]) == counted[False]
    assert set(score["incomplete"]) == {n for n, value in typed.values().items() if value is None}


@pytest.mark.parametrize(("pack", "park_type"), [("sxses-04-2024", "文旅类"), *(p for p in PARKS if not p[1])])
def test_the_three_documents_hold_every_clause(week, pack, park_type, tmp_path):
    call, _ = week(pack, park_type, "mixed", 2)
    code, made = call("render", "all", "--park", pack, "-o", str(tmp_path / "out"))
    assert (code, [m["document"] for m in made]) == (0, ["scheme", "inspection", "report"])
    shown = call("pack", "show", pack)[1]
    outside = {c["id"]: c["outside"] for c in shown["chapters"]}
    for name in ("scheme", "inspection", "report"):
        numbers = [c["number"] for c in shown["clauses"] if name not in outside[c["chapter"]]]
        text = _words((tmp_path / "out" / f"{name}.docx").read_bytes())
        assert [n for n in numbers if not re.search(rf"(?<![\d.]){re.escape(n)}(?![\d.]*\d)", text)] == [], name
        assert [word for word in foreign(pack) if word in text] == [], name
        assert text.count("核算规则有") == bool(shown["accounting"]), name
        assert all(one["value"].replace("CO2", "CO₂") in text for one in shown["benchmarks"]) or name == "inspection"
        assert all(one["title"] in text for one in shown["sources"])


def foreign(pack):
    """Words of another kind of standard that have no place in the documents of this one."""
    kind = STANDARDS[pack][0]
    words = [] if pack == "seesa-010-2025" else ["引领状态", "引领水平", "公式得分", "本组除数"]
    if kind != "points" and kind != "weighted-ratio":
        words += ["得分率", "提出级别建议", "具备定级的前提", "按 0 分计", "试算得分"]
    if kind == "conformity":
        words += ["0 项指标", "指标计分", "表\xa0B-1"]
    return words


def _words(docx):
    """Every paragraph of the body, those in tables too."""
    body = Document(io.BytesIO(docx)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))
