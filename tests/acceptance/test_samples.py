"""The sample workspace: it rebuilds to the same bytes, it says what its README says, and its numbers tell one story."""

from __future__ import annotations

import re
import subprocess
import sys
from collections import Counter
from fractions import Fraction
from pathlib import Path

import pytest

from zcdoc.actions.desk import Desk, open_desk, views_of
from zcdoc.actions.evidence import verify_evidence
from zcdoc.actions.history import verify
from zcdoc.actions.judge import check_park
from zcdoc.model import inventory
from zcdoc.model.evidence import references
from zcdoc.model.nonconformity import courses, is_problem, is_settled
from zcdoc.model.record import Row, natural
from zcdoc.model.rounding import rounded
from zcdoc.model.values import decimal_string, split_refs
from zcdoc.store import Workspace

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PARKS = ("goldwind-yizhuang-2020", "linjiang-demo")
YEAR = ("baseline-1", "self-1", "self-2", "evaluation-1")
REBUILD = "如属有意改动，运行 python samples/build.py"


@pytest.fixture(scope="module")
def samples() -> Workspace:
    return Workspace(SAMPLES)


@pytest.fixture(scope="module")
def linjiang(samples: Workspace) -> Desk:
    return open_desk(samples, "linjiang-demo", prefer="evaluation")


def _files(root: Path) -> dict[str, bytes]:
    """What a rebuild must reproduce; workbooks depend on the version of zlib, output is nobody's truth."""
    kept = [p for p in (root / "parks").rglob("*") if p.is_file() and p.name != ".lock" and "output" not in p.parts]
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in [*kept, root / "zcdoc.yaml"]}


def test_rebuild_makes_the_same_bytes(tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-W", "ignore", str(SAMPLES / "build.py"), "--to", str(tmp_path)], check=True, timeout=300
    )
    made, kept = _files(tmp_path), _files(SAMPLES)
    assert sorted(made) == sorted(kept), REBUILD
    assert [name for name in kept if made[name] != kept[name]] == [], REBUILD
    for park in PARKS:
        assert (tmp_path / "workbooks" / f"{park}.xlsx").is_file()


@pytest.mark.parametrize(
    ("park", "round_id", "total", "formula", "level", "low", "high"),
    [
        ("goldwind-yizhuang-2020", "baseline-1", "7.50", "7.50", None, "5.42", "110.00"),
        ("linjiang-demo", "evaluation-1", "84.68", "79.68", "创建级", "83.03", "89.36"),
        ("linjiang-demo", "baseline-1", "83.89", "78.89", None, "79.38", "89.97"),
        ("linjiang-demo", "self-1", "84.74", "79.74", "创建级", "79.89", "89.97"),
        ("linjiang-demo", "self-2", "84.74", "79.74", "创建级", "79.89", "89.97"),
    ],
)
def test_score(samples, park, round_id, total, formula, level, low, high) -> None:
    score = open_desk(samples, park, round_id=round_id).score()
    assert (rounded(score.total), rounded(score.s_zce), score.level) == (total, formula, level)
    assert score.levels == ((level,) if level or score.blocked else ("未达级", "基础级", "创建级", "引领级", None))
    assert (rounded(score.low), rounded(score.high)) == (low, high)


@pytest.mark.parametrize(
    ("round_id", "document", "warnings", "problems", "standing"),
    [
        ("baseline-1", "scheme", 30, 14, 14),
        ("self-1", "inspection", 30, 18, 14),
        ("self-2", "inspection", 30, 16, 10),
        ("evaluation-1", "report", 8, 11, 11),
    ],
)
def test_each_round_of_the_year_may_be_submitted(samples, round_id, document, warnings, problems, standing) -> None:
    assert not check_park(samples, "linjiang-demo", round_id=round_id, final=True, document=document).errors
    found = check_park(samples, "linjiang-demo", round_id=round_id, document=document).findings
    assert Counter(f.problem.rule for f in found) == {"assumption-open": warnings}
    view = open_desk(samples, "linjiang-demo", round_id=round_id).view
    known = [check for _, check in view.pack.checks.values() if is_problem(view, check)]
    assert len(known) == problems
    assert sum(not is_settled(view.check_row(check)) for check in known) == standing


def test_the_year_is_told_as_the_readme_tells_it(linjiang: Desk) -> None:
    rounds = linjiang.record.rounds
    assert [(r.id, r.source, bool(r.closed)) for r in rounds] == [
        ("baseline-1", "", True),
        ("self-1", "baseline-1", True),
        ("self-2", "self-1", True),
        ("evaluation-1", "self-2", False),
    ]
    views = views_of(linjiang.store, linjiang.record, linjiang.pack, rounds)
    found = [one for _, check in linjiang.pack.checks.values() for one in courses(views, check)]
    assert Counter(one.found.round.id for one in found) == {
        "baseline-1": 14,
        "self-1": 4,
        "self-2": 2,
        "evaluation-1": 1,
    }
    settled = Counter(one.settled.round.id if one.settled else "" for one in found)
    assert settled == {"self-1": 4, "self-2": 6, "": 11}


def test_goldwind_says_what_is_not_published(samples: Workspace) -> None:
    rules = Counter(f.problem.rule for f in check_park(samples, "goldwind-yizhuang-2020").findings)
    assert rules["check-unjudged"] == 158
    assert rules["indicator-incomplete"] == 26
    honest = {"emission-incomplete", "offset-not-cancelled", "offset-without-registry", "target-none", "process-empty"}
    assert honest <= rules.keys()


def test_results_are_as_the_readme_counts_them(linjiang: Desk) -> None:
    found = Counter(linjiang.view.result(check) for _, check in linjiang.pack.checks.values())
    told = (SAMPLES / "README.md").read_text(encoding="utf-8")
    assert found.total() == 163
    assert all(f"{word} {count}" in told for word, count in found.items())


def test_every_finding_is_its_own(linjiang: Desk) -> None:
    rows = linjiang.view.checks
    said = Counter(row["检查所见"] for row in rows.values())
    assert len(said) == 163
    assert all({"检查人", "检查日期", "复核人", "复核日期", "填报人"} <= row.keys() for row in rows.values())
    for round_id in YEAR:
        states = open_desk(linjiang.workspace, "linjiang-demo", round_id=round_id).states()
        assert set(states.values()) == {"充分"}


@pytest.mark.parametrize("park", PARKS)
def test_files_and_history_are_whole(samples: Workspace, park: str) -> None:
    count, problems = verify_evidence(samples, park)
    assert (count, list(problems)) == ({"linjiang-demo": 55}.get(park, 0), [])
    assert list(verify(samples, park)[1]) == []


def test_totals_agree(linjiang: Desk) -> None:
    view = linjiang.view
    emissions = inventory.counted(view.rows("emissions"))
    gross = inventory.total(emissions.values())
    carbon = inventory.total(r for r in emissions.values() if r["气体"] == "CO2")
    yearly = {(r["项目"], r["年度"]): Fraction(r["数值"]) for r in view.rows("yearly").values()}
    stated = yearly["温室气体排放总量", "2025"]
    assert stated == Fraction(view.answers["23"]["分母"]) == Fraction(view.answers["24"]["分母"])
    assert (rounded(gross, 3), rounded(carbon, 3)) == (
        rounded(stated, 3),
        rounded(yearly["二氧化碳排放总量", "2025"], 3),
    )
    power = [r for r in emissions.values() if r["类别"] == "能源间接排放-电力"]
    own_use = Fraction(5612) + 2430
    assert sum(Fraction(r["活动数据"]) for r in power) + own_use == yearly["用电量", "2025"]
    target = view.rows("targets")["1"]
    assert (target["基准年"], Fraction(target["基准值"])) == ("2025", stated)


@pytest.mark.parametrize("round_id", YEAR)
def test_numbers_stand_in_the_evidence(samples, round_id) -> None:
    """Every number typed in a table is found in a file that its row cites."""
    linjiang = open_desk(samples, "linjiang-demo", round_id=round_id)
    view = linjiang.view
    wanted = [
        *((f"温室气体 {k}", r, "活动数据") for k, r in view.rows("emissions").items()),
        *((f"年度数据 {k}", r, "数值") for k, r in view.rows("yearly").items()),
        *((f"碳抵消 {k}", r, "数量(tCO2e)") for k, r in view.rows("offsets").items()),
        *((f"指标 {k}", r, side) for k, r in view.answers.items() for side in ("分子", "分母")),
    ]
    missing = [
        f"{where} {row[name]}" for where, row, name in wanted if row.get(name) and not _shown(linjiang, row, name)
    ]
    assert sorted(missing, key=natural) == []


def _shown(desk: Desk, row: Row, name: str) -> bool:
    number = Fraction(row[name])
    texts = [_text(desk, ref) for ref in references(row)]
    return any(number == Fraction(found) for text in texts for found in re.findall(r"\d+(?:\.\d+)?", text))


def _text(desk: Desk, ref: str) -> str:
    """The words of a text, a table, or one of our own PDF files."""
    data = (desk.store.evidence_folder / desk.view.evidence[ref]["文件"]).read_bytes()
    if data.startswith(b"%PDF"):
        return "\n".join(bytes.fromhex(h.decode()).decode("utf-16-be") for h in re.findall(rb"<([0-9a-f]+)> Tj", data))
    return "" if data.startswith(b"\x89PNG") else data.decode()


def test_pages_cited_exist(linjiang: Desk) -> None:
    for scope in linjiang.record.state:
        for rows in linjiang.record.state[scope].values():
            for key, row in rows.items():
                for ref, page in split_refs(row.get("证据编号", "")):
                    if page:
                        path = linjiang.store.evidence_folder / linjiang.view.evidence[ref]["文件"]
                        pages = path.read_bytes().count(b"/Type/Page/")
                        assert int(page.removeprefix("p")) <= pages, f"{key}: {ref}#{page}"


def test_everything_is_marked_fictitious(linjiang: Desk) -> None:
    assert "虚构" in linjiang.view.profile_value("园区名称")
    assert "虚构" in linjiang.view.profile_value("园区概况")
    for ref in linjiang.view.evidence:
        path = linjiang.store.evidence_folder / linjiang.view.evidence[ref]["文件"]
        assert path.suffix == ".png" or _text(linjiang, ref).lstrip("# ").startswith("虚构示例"), path.name


def test_invested_and_saved_amounts_agree_with_the_plan(linjiang: Desk) -> None:
    rows = linjiang.view.rows("projects").values()
    plan = _text(linjiang, "EV-003")
    for name in ("投资(万元)", "年减排量(tCO2e)"):
        assert decimal_string(sum((Fraction(r[name]) for r in rows), Fraction(0))) in plan
