"""trouble-demo: every planted defect is found by name and nothing else; repaired, a park that is 不符合 may be submitted."""

from __future__ import annotations

import json
import re
import shutil
import sys
import warnings
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import yaml

from zcdoc.actions.checklist import export_checklist, import_checklist
from zcdoc.actions.desk import Desk, open_desk
from zcdoc.actions.evidence import add_evidence
from zcdoc.actions.judge import check_park
from zcdoc.actions.render import render_document
from zcdoc.cli.door import run
from zcdoc.model.rounding import rounded
from zcdoc.problems import ProblemsError
from zcdoc.readiness import Document, rules
from zcdoc.store import Workspace

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PARK, ROUND = "trouble-demo", "evaluation-1"
LISTED = yaml.safe_load((SAMPLES / "data" / f"{PARK}.defects.yaml").read_text(encoding="utf-8"))
DEFECTS: list[dict[str, Any]] = LISTED["毛病"]
CONCERNS = {rule.id: rule.document for rule in rules()}
SEVERITY = {rule.id: rule.severity for rule in rules()}
UNMET_BASIC = ("4.2.1", "4.2.3")


def planted(document: Document) -> set[tuple[str, str]]:
    """Rule and place of what must be found for a document: rules that concern only another one do not run."""
    return {(d["规则"], d["位置"]) for d in DEFECTS if CONCERNS[d["规则"]] in {"", document}}


@pytest.fixture(scope="module")
def sample() -> Workspace:
    return Workspace(SAMPLES)


@pytest.fixture(scope="module")
def desk(sample: Workspace) -> Desk:
    return open_desk(sample, PARK, round_id=ROUND)


@pytest.fixture(scope="module")
def repaired(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A copy of the sample in which a colleague has put right what the list of defects says."""
    root = tmp_path_factory.mktemp("repaired")
    shutil.copytree(SAMPLES / "parks" / PARK, root / "parks" / PARK, ignore=shutil.ignore_patterns("output"))
    shutil.copy(SAMPLES / "zcdoc.yaml", root)
    workspace = Workspace(root)
    _restore_files(workspace, root)
    book = root / "repaired.xlsx"
    export_checklist(workspace, PARK, book, round_id=ROUND)
    _type(book)
    done = import_checklist(workspace, book, PARK, round_id=ROUND, by="段怀瑾")
    assert (done.exit_code, [p.line() for p in done.problems]) == (0, [])
    return workspace


def _restore_files(workspace: Workspace, root: Path) -> None:
    """Lost and changed files come back as they were registered; new evidence is registered by the usual door."""
    sys.path.insert(0, str(SAMPLES))
    try:
        import papers
    finally:
        sys.path.remove(str(SAMPLES))
    known = yaml.safe_load((SAMPLES / "data" / f"{PARK}.papers.yaml").read_text(encoding="utf-8"))
    wanted = {d["复原"] for d in DEFECTS if "复原" in d}
    for paper in known:
        if paper["文件"] in wanted:
            (root / "parks" / PARK / "evidence" / paper["文件"]).write_bytes(papers.content(paper))
    for paper in LISTED["补证据"]:
        source = root / paper["文件"]
        source.write_bytes(papers.content(paper))
        fields = {name: str(value) for name, value in paper.items() if name not in {"编号", "文件", "页"}}
        assert add_evidence(workspace, PARK, source, fields, by="段怀瑾").number == paper["编号"]


def _repairs() -> Iterator[tuple[str, str, dict[str, Any]]]:
    for defect in DEFECTS:
        for place, cells in ({defect["位置"]: defect.get("改", {})} | defect.get("另改", {})).items():
            sheet, _, key = place.partition("!")
            yield sheet, key, cells


def _opened(path: Path) -> Any:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not keep data bars
        return openpyxl.load_workbook(path)


def _type(path: Path) -> None:
    book = _opened(path)
    for sheet, key, cells in _repairs():
        page = book[sheet]
        headers = {cell.value: cell.column for cell in page[3]}
        rows = {str(cell.value): cell.row for cell in page["A"][3:] if cell.value is not None}
        row = max(rows.values()) + 1 if key == "新" else rows[key]
        for name, value in cells.items():
            page.cell(row, headers[name]).value = value
    book.save(path)


@pytest.mark.parametrize("document", ["report", "scheme"])
def test_check_names_every_planted_defect_and_nothing_else(sample: Workspace, document: Document) -> None:
    found = [f.problem for f in check_park(sample, PARK, round_id=ROUND, document=document, final=True).findings]
    assert sorted((p.rule, p.where) for p in found) == sorted(planted(document))


def test_the_command_says_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    assert run(["--workspace", str(SAMPLES), "check", "--park", PARK, "--json"]) == 1
    told = json.loads(capsys.readouterr().out)
    assert {(p["rule"], p["where"]) for p in told["problems"]} == planted("report")
    assert all(p["message"] and p["fix"] for p in told["problems"])
    assert told["errors"] == sum(SEVERITY[rule] == "error" for rule, _ in planted("report"))


def test_every_defect_is_planted_somewhere_and_once() -> None:
    places = [(d["规则"], d["位置"]) for d in DEFECTS]
    assert len(set(places)) == len(places) >= 60
    assert set().union(*(planted(document) for document in ("report", "scheme"))) == set(places)
    assert all(d["为什么"] and (d.keys() & {"改", "另改", "复原"} or d["位置"] == "碳抵消!1") for d in DEFECTS)


def test_the_readme_lists_them(sample: Workspace) -> None:
    told = (SAMPLES / "README.md").read_text(encoding="utf-8")
    listed = [f"| `{d['规则']}` | {d['位置']} | {d['为什么']} |" for d in DEFECTS]
    assert [line for line in listed if line not in told] == []
    found = check_park(sample, PARK, round_id=ROUND)
    open_ones = len(found.findings) - len(found.errors)
    total = rounded(found.desk.score().total)
    assert f"`{ROUND}` | {total} | 不提出（基本要求不符合） | {len(found.errors)} | {open_ones} |" in told
    assert told.count("\n| `") == len(listed) + told.partition("## trouble-demo")[0].count("\n| `")


def test_what_a_record_cannot_hold_is_refused_cell_by_cell(sample: Workspace, tmp_path: Path) -> None:
    book = tmp_path / "bad.xlsx"
    export_checklist(sample, PARK, book, round_id=ROUND)
    cells = _spoil(book)
    done = import_checklist(sample, book, PARK, round_id=ROUND, dry_run=True)
    assert done.exit_code == 1
    assert not done.applied
    assert [(p.rule, p.where) for p in done.problems if p.severity == "error"] == cells


def _spoil(path: Path) -> list[tuple[str, str]]:
    """Types what import refuses; returns rule and cell, in the order of the workbook."""
    book = _opened(path)
    told = []
    for bad in LISTED["拒收"]:
        page = book[bad["表"]]
        column = next(cell.column for cell in page[3] if cell.value == bad["列"])
        row = next(cell.row for cell in page["A"][3:] if str(cell.value) == bad["键"])
        page.cell(row, column).value = bad["填"]
        told.append((bad["规则"], f"{bad['表']}!{page.cell(row, column).coordinate}"))
    book.save(path)
    return told


@pytest.mark.parametrize("document", ["scheme", "inspection", "report"])
def test_final_is_refused_for_the_defects_alone(sample: Workspace, document: Document, tmp_path: Path) -> None:
    """What is unmet, and nonconformities still open, are conclusions and never a reason."""
    with pytest.raises(ProblemsError) as refusal:
        render_document(sample, document, PARK, output=tmp_path, final=True)
    reasons = {(p.rule, p.where) for p in refusal.value.problems}
    assert reasons <= {(d["规则"], d["位置"]) for d in DEFECTS}
    assert all(SEVERITY[rule] == "error" for rule, _ in reasons)
    assert list(tmp_path.iterdir()) == []


def test_conclusions_are_no_defects(desk: Desk) -> None:
    """Unmet checks and open nonconformities that nobody planted as defects stand in the record unmentioned."""
    touched = {d["位置"].partition("!")[2] for d in DEFECTS}
    unmet = {key for key, (_, check) in desk.pack.checks.items() if desk.view.result(check) == "不符合"}
    assert {"4.2.1.f", "4.2.3.b", "5.3-4.b"} <= unmet - touched


def test_no_level_is_proposed(desk: Desk) -> None:
    score = desk.score()
    assert score.blocked
    assert score.level is None
    assert (score.gate.unmet, score.gate.open) == (UNMET_BASIC, ())
    assert score.total < 60
    assert score.zero_carbon == "no"


@pytest.mark.parametrize("document", ["report", "scheme"])
def test_repaired_nothing_is_left_to_say(repaired: Workspace, document: Document) -> None:
    found = check_park(repaired, PARK, round_id=ROUND, document=document, final=True).findings
    assert [f.problem.line() for f in found] == []


def test_repaired_it_is_still_not_conforming(repaired: Workspace) -> None:
    desk = open_desk(repaired, PARK, round_id=ROUND)
    score = desk.score()
    assert (score.level, score.gate.unmet) == (None, UNMET_BASIC)
    assert score.total < 60
    assert desk.view.result(desk.pack.checks["4.2.1.f"][1]) == "不符合"


@pytest.mark.usefixtures("soffice")
def test_repaired_the_final_report_says_so(repaired: Workspace, tmp_path: Path) -> None:
    made = render_document(repaired, "report", PARK, output=tmp_path, final=True)
    assert (made.errors, made.warnings) == (0, 0)
    text = _text(made.docx)
    assert "不符合" in text
    assert "【待" not in text
    assert "不提出级别建议" in text
    assert not re.search(r"建议(?:认定|评定|定)?为[^。]{0,6}级", text)


def _text(docx: Path) -> str:
    with zipfile.ZipFile(docx) as package:
        paragraphs = package.read("word/document.xml").decode().split("</w:p>")
    return "\n".join("".join(re.findall(r"<w:t[^>]*>([^<]*)", p)) for p in paragraphs)


@pytest.mark.parametrize("document", ["scheme", "inspection", "report"])
def test_a_draft_marks_what_cannot_be_right(sample: Workspace, document: Document, tmp_path: Path) -> None:
    text = _text(render_document(sample, document, PARK, output=tmp_path).docx)
    for name in ("指标 3“低碳出行比例”的分子 9860 大于分母 8700", "“汽油（公务车）”手填的排放量 151.634"):
        assert name in text or (document == "scheme" and "汽油" in name)
    assert text.count("【待核对：") >= 5
    if document == "report":
        assert "同一减排量只计一次" in text
        assert "可计入的抵消量 1,200.00 tCO₂e" in text
