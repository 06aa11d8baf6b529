"""An assessor's week from an empty folder, by the commands alone, and the formula by hand for whatever is typed."""

from __future__ import annotations

import datetime as dt
import json
import shutil
from fractions import Fraction
from pathlib import Path

import judging
import pytest
from by_hand import PRESENT, WORDS, Typed, seesa_points
from hypothesis import HealthCheck, Phase, example, given, settings
from hypothesis import strategies as st

from zcdoc.cli.door import run
from zcdoc.pack import load

STANDARD = Path(__file__).resolve().parents[2] / "checklists" / "seesa-010-2025"
ADMITTED = {i.number for i in load(STANDARD, "built-in").indicators if i.na}

PACK = "seesa-010-2025"


def test_an_assessors_week(zcdoc, office, tmp_path):
    assert zcdoc("init .")[0] == 0
    assert (
        zcdoc(f"park new lingang --standard {PACK} --name 临港示范园区 --date 2026-03-02 --kind evaluation --by 钱二")[
            0
        ]
        == 0
    )
    assert zcdoc("checklist export --park lingang -o lingang.xlsx")[0] == 0

    colleague = office(tmp_path / "lingang.xlsx")
    for name, value in {
        "园区面积": 1200,
        "工业用地面积": 600,
        "入驻工业企业占地面积": 420,
        "批准设立日期": dt.date(2010, 5, 1),
        "数据年度": 2025,
    }.items():
        colleague.type("园区信息", name, 内容=value)
    sheet, kind = colleague.book["基本要求"], colleague.columns("基本要求")["条款类型"]
    for key, row in colleague.rows("基本要求").items():
        done = judging.words("基本要求", sheet.cell(row, kind).value)[0]
        colleague.type(
            "基本要求", key, 结果=done, 检查所见="看过文件和现场", 证据编号="EV-001", 检查日期=dt.date(2026, 3, 10)
        )
    colleague.type("评价指标", "1", 分子=80, 分母=100)
    colleague.type("评价指标", "5", 现状值="有", 口径说明="近零碳楼一栋")
    colleague.type("评价指标", "2", 分子="五十")
    colleague.add(
        "证据清单",
        名称="事故情况证明",
        类型="证书",
        文件="证明.pdf",
        出具单位="应急管理局",
        出具日期=dt.date(2026, 2, 20),
    )
    colleague.add(
        "温室气体",
        类别="能源间接排放-电力",
        排放源="外购电力",
        年度=2025,
        活动数据=2000,
        单位="万kWh",
        排放因子=5.3,
        因子单位="tCO2/万kWh",
    )
    colleague.save()

    code, told = zcdoc("checklist import lingang.xlsx --park lingang --dry-run")
    assert code == 1
    assert "评价指标!J5" in told
    colleague.type("评价指标", "2", 分子=25, 分母=100)
    colleague.save()
    assert zcdoc("checklist import lingang.xlsx --park lingang --dry-run")[0] == 0
    assert zcdoc("checklist import lingang.xlsx --park lingang --by 孙三")[0] == 0
    assert json.loads(zcdoc("checklist import lingang.xlsx --park lingang --by 孙三 --json")[1])["changes"] == []

    score = json.loads(zcdoc("score --park lingang --json")[1])
    assert Fraction(score["s_zce"]) == pytest.approx(float(Fraction(30, 9) * (Fraction(8, 10) + Fraction(1, 2) + 1)))
    assert score["gate"]["unmet"] == []
    code, told = zcdoc("check --park lingang --json")
    assert code == 1
    assert "evidence-file-missing" in {p["rule"] for p in json.loads(told)["problems"]}

    (tmp_path / "证明.pdf").write_bytes(b"%PDF-1.7 proof")
    shutil.copy(tmp_path / "证明.pdf", tmp_path / "parks" / "lingang" / "evidence" / "证明.pdf")
    assert "evidence-file-missing" not in zcdoc("check --park lingang --json")[1]
    assert zcdoc("assumption confirm --all --park lingang --source 专家会议纪要 --by 钱二")[0] == 0
    assert zcdoc("render report --park lingang -o out")[0] == 0
    assert (tmp_path / "out" / "report.docx").stat().st_size > 20_000
    assert zcdoc("render report --park lingang --final -o final")[0] == 1
    assert zcdoc("round close --park lingang")[0] == 0
    assert zcdoc("round new self-inspection --park lingang --from evaluation-1 --date 2027-01-10")[0] == 0
    assert json.loads(zcdoc("score --park lingang --json")[1])["s_zce"] == score["s_zce"]
    assert zcdoc("history verify --park lingang")[0] == 0
    assert [e["by"] for e in json.loads(zcdoc("history show --park lingang --json")[1])][:3] == ["钱二", "孙三", "孙三"]


# --- the formula by hand ----------------------------------------------------------------------------------------------

NUMBER = (
    st.decimals(-1000, 100_000, places=3).map(float)
    | st.integers(-5, 10**9)
    | st.sampled_from([0, 1, 1e-9, 123456789.123456])
)
PAIR = st.tuples(NUMBER, NUMBER)
GRADE = st.sampled_from(sorted(WORDS)) | st.decimals(0, 1, places=4).map(float)


@st.composite
def fillings(draw):
    """What is typed for each indicator: (whether it applies, a value, or numerator and denominator, or nothing)."""
    out = {}
    for number in range(1, 29):
        kind = GRADE if number in PRESENT else PAIR | NUMBER
        out[number] = (draw(st.integers(0, 6)) > 0, draw(st.none() | kind | kind | kind))
    return out


@pytest.fixture(scope="module")
def week(tmp_path_factory, office):
    """A workspace with an exported workbook, opened once by a colleague."""
    root = tmp_path_factory.mktemp("week")
    new = ["park", "new", "demo", "--standard", PACK, "--name", "试验园区", "--date", "2026-11-01"]
    assert run(["init", str(root / "ws")]) == 0
    assert run(["--workspace", str(root / "ws"), *new]) == 0
    assert (
        run(["--workspace", str(root / "ws"), "checklist", "export", "--park", "demo", "-o", str(root / "out.xlsx")])
        == 0
    )
    shutil.copytree(root / "ws", root / "fresh")
    return root, office(root / "out.xlsx")


def retype(colleague, filling):
    """Puts one filling over the last; whatever it does not mention is blank again."""
    for number, (applies, answer) in filling.items():
        cells = dict.fromkeys(("分子", "分母", "现状值", "不适用理由")) | {"是否适用": "是"}
        if isinstance(answer, tuple):
            cells |= {"分子": answer[0], "分母": answer[1]}
        elif number == 7 and answer is not None:
            cells |= {"分子": answer}
        else:
            cells |= {"现状值": answer}
        if not applies:
            cells |= {"是否适用": "否", "不适用理由": "没有"}
        colleague.type("评价指标", str(number), **cells)
    colleague.save()


@settings(
    max_examples=15, deadline=None, phases=[Phase.explicit, Phase.generate], suppress_health_check=list(HealthCheck)
)
@given(filling=fillings())
@example(
    filling={n: (True, (13307, 0) if n == 7 else None) for n in range(1, 29)}
)  # a count over a denominator of zero
def test_the_score_is_the_formula_by_hand_for_whatever_is_typed(week, capsys, filling):
    root, colleague = week
    retype(colleague, filling)
    shutil.rmtree(root / "ws")
    shutil.copytree(root / "fresh", root / "ws")
    assert run(["--workspace", str(root / "ws"), "checklist", "import", str(root / "out.xlsx"), "--park", "demo"]) == 0
    capsys.readouterr()
    assert run(["--workspace", str(root / "ws"), "score", "--park", "demo", "--json"]) == 0
    score = json.loads(capsys.readouterr().out)
    typed = Typed(answers={str(n): answer for n, answer in filling.items()}, admitted=ADMITTED)
    formula, bonus = seesa_points(typed, Fraction(0))
    assert abs(Fraction(score["s_zce"]) - formula) < Fraction(1, 10**20)
    assert abs(Fraction(score["bonus"]) - bonus) < Fraction(1, 10**20)
    assert Fraction(score["range"]["low"]) <= Fraction(score["total"]) <= Fraction(score["range"]["high"])
