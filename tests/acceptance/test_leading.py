"""The sample park `leading-demo`: 引领级, offset to zero for 2025, and ready to be submitted without one remark."""

from __future__ import annotations

import copy
import io
import re
import shutil
from collections import Counter
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import openpyxl
import pytest
from docx import Document
from docx.oxml.ns import qn

from zcdoc import ooxml
from zcdoc.actions.checklist import export_checklist, import_checklist
from zcdoc.actions.desk import Desk, open_desk
from zcdoc.actions.evidence import verify_evidence
from zcdoc.actions.history import verify
from zcdoc.actions.judge import check_park
from zcdoc.actions.render import render_document
from zcdoc.model import inventory
from zcdoc.model.evidence import references
from zcdoc.model.record import Record, Row
from zcdoc.model.rounding import rounded
from zcdoc.model.values import decimal_string, split_refs
from zcdoc.problems import ProblemsError
from zcdoc.report import pdf
from zcdoc.scoring import score
from zcdoc.store import Workspace

SAMPLES = Path(__file__).resolve().parents[2] / "samples"
PARK = "leading-demo"
ROUNDS = {"scheme": "baseline-1", "inspection": "self-1", "report": "evaluation-1"}
OFFSETS = {"2": "园外渔光互补", "3": "沿海防护林", "4": "绿证", "5": "CCER", "6": "碳普惠"}


@pytest.fixture(scope="module")
def samples() -> Workspace:
    return Workspace(SAMPLES)


@pytest.fixture(scope="module")
def leading(samples: Workspace) -> Desk:
    return open_desk(samples, PARK, prefer="evaluation")


@pytest.fixture
def own(tmp_path: Path) -> Workspace:
    """A workspace with a copy of the park that a test may change."""
    shutil.copytree(SAMPLES / "parks" / PARK, tmp_path / "parks" / PARK)
    shutil.copy(SAMPLES / "zcdoc.yaml", tmp_path)
    return Workspace(tmp_path)


# --- what it is -------------------------------------------------------------------------------------------------------


def test_it_is_leading_and_at_zero_and_nothing_is_left_open(leading: Desk) -> None:
    found = leading.score()
    assert (rounded(found.s_zce), rounded(found.total), found.level) == ("93.07", "98.07", "引领级")
    assert (found.level_without_bonus, found.levels, found.incomplete) == ("引领级", ("引领级",), ())
    assert (rounded(found.low), rounded(found.high)) == ("97.29", "100.28")  # what our text lost, and nothing else
    assert {a.key for a in found.assumptions if not a.settled} == {"weight-energy", "leading-19", "leading-20"}
    assert (found.zero_carbon, found.gate.unmet, found.gate.open) == ("yes", (), ())
    assert [a.key for a in found.assumptions if not a.confirmed] == []


@pytest.mark.parametrize("document", ROUNDS)
def test_no_remark_stands_against_a_document(samples: Workspace, document: str) -> None:
    found = check_park(samples, PARK, round_id=ROUNDS[document], final=True, document=document)
    assert [f.problem for f in found.findings] == []


def test_the_results_are_those_of_the_readme(leading: Desk) -> None:
    found = Counter(leading.view.result(check) for _, check in leading.pack.checks.values())
    told = (SAMPLES / "README.md").read_text(encoding="utf-8").partition("## leading-demo")[2]
    assert found.total() == 163
    assert all(f"{word} {count}" in told for word, count in found.items())


def test_what_the_self_inspection_found_is_closed_in_the_evaluation(samples: Workspace, leading: Desk) -> None:
    before = open_desk(samples, PARK, round_id="self-1").view
    found = {key for key, row in before.checks.items() if row.get("问题描述")}
    closed = {key for key, row in leading.view.checks.items() if row.get("验证结论") == "已关闭"}
    assert (found - closed, closed) == ({"5.2-2.b"}, {"5.1-3.b", "5.3-5.b", "5.6-3.c"})
    assert {before.checks[key]["结果"] for key in closed} == {"部分符合"}
    assert {leading.view.checks[key]["结果"] for key in closed} == {"符合"}


# --- zero rests on every offset ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["注销日期", "注销凭证"])
@pytest.mark.parametrize("key", OFFSETS)
def test_without_one_cancellation_it_is_not_at_zero(leading: Desk, key: str, name: str) -> None:
    row = leading.view.rows("offsets")[key]
    assert OFFSETS[key] in row["项目名称"] + row["类型"]
    state = copy.deepcopy(leading.record.state)
    del state[f"round/{leading.round.id}"]["offsets"][key][name]
    view = replace(leading.view, record=Record(leading.record.park, state, leading.record.head))
    assert score(view).zero_carbon == "no"


def test_a_cleared_cancellation_stops_the_final_report(own: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "leading.xlsx"
    export_checklist(own, PARK, path, round_id="evaluation-1")
    book = openpyxl.load_workbook(path)
    sheet = book["碳抵消"]
    column = next(cell.column for cell in sheet[3] if cell.value == "注销日期")
    rows = {str(sheet.cell(r, 1).value): r for r in range(4, sheet.max_row + 1)}
    sheet.cell(rows["5"], column).value = "（清空）"
    book.save(path)
    done = import_checklist(own, path, PARK, round_id="evaluation-1", by="测试")
    assert done.exit_code == 0
    with pytest.raises(ProblemsError) as raised:
        render_document(own, "report", PARK, final=True, output=tmp_path)
    assert [(p.rule, p.where) for p in raised.value.problems] == [("offset-not-cancelled", "碳抵消!5")]
    assert not (tmp_path / "report.docx").exists()


# --- the documents ----------------------------------------------------------------------------------------------------


@pytest.fixture
def laid_out_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """LibreOffice lays out a document of the same bytes once: it is our second run that must give them again, not its."""
    real, made = pdf._convert, {}

    def convert(program: Path, folder: Path, docx: bytes, heading: str) -> bytes:
        if (docx, heading) not in made:
            made[docx, heading] = real(program, folder, docx, heading)
        return made[docx, heading]

    monkeypatch.setattr(pdf, "_convert", convert)


@pytest.mark.usefixtures("soffice", "laid_out_once")
def test_the_final_report_proposes_zero_carbon_and_carries_no_mark(samples: Workspace, tmp_path: Path) -> None:
    made = render_document(samples, "report", PARK, final=True, output=tmp_path)
    data = made.docx.read_bytes()
    text = _words(data)
    assert (made.errors, made.warnings) == (0, 0)
    assert "待补充" not in text
    assert not any(b"ZcdocDraft" in ooxml.part(data, name) for name in ooxml.names(data) if "header" in name)
    for sentence in (
        "建议级别为引领级。",
        "抵消量比排放量多 506.82 tCO₂e；园区同时达到引领级，可称零碳园区。这一称号只对 2025 年度有效。",
        "据此，本报告在引领级之外，建议就 2025 年度提出零碳园区。",
        "本报告只提出建议，不授予级别或证书。",
        "所据文本所缺的取值使总分在 97.29 分至 100.28 分之间浮动，但不改变级别结论。",
        "另有 1 笔没有列入任何年度的抵消，只供指标计分。",
        "不符合与未采用的检查项仍为 1 个。",
    ):
        assert sentence in text, sentence
    assert render_document(samples, "report", PARK, final=True, output=tmp_path / "again").docx.read_bytes() == data


@pytest.mark.parametrize("document", ["scheme", "inspection"])
def test_the_other_documents_have_no_gap(samples: Workspace, tmp_path: Path, document: str) -> None:
    made = render_document(samples, document, PARK, output=tmp_path)
    text = _words(made.docx.read_bytes())
    assert (made.round, made.errors) == (ROUNDS[document], 0)
    assert "待补充" not in text
    if document == "scheme":
        assert "45.00%" in text
        assert "4,500" not in text


def _words(docx: bytes) -> str:
    """Every paragraph of the body, those in tables too."""
    body = Document(io.BytesIO(docx)).element.body
    return "\n".join("".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p")))


# --- one story --------------------------------------------------------------------------------------------------------


def test_files_and_history_are_whole(samples: Workspace) -> None:
    assert verify_evidence(samples, PARK)[0] == 46
    assert list(verify_evidence(samples, PARK)[1]) == []
    assert list(verify(samples, PARK)[1]) == []


def test_every_finding_is_its_own(leading: Desk) -> None:
    rows = leading.view.checks
    assert len({row["检查所见"] for row in rows.values()}) == 163
    assert all({"检查人", "检查日期", "复核人", "复核日期", "填报人"} <= row.keys() for row in rows.values())


def test_totals_agree(leading: Desk) -> None:
    view = leading.view
    gross = inventory.total(inventory.counted(view.rows("emissions")).values())
    yearly = {(r["项目"], r["年度"]): Fraction(r["数值"]) for r in view.rows("yearly").values()}
    assert gross == yearly["温室气体排放总量", "2025"] == Fraction(view.answers["23"]["分母"])
    carbon = [r for r in inventory.counted(view.rows("emissions")).values() if r["气体"] == "CO2"]
    assert inventory.total(carbon) == yearly["二氧化碳排放总量", "2025"]
    power = [r for r in view.rows("emissions").values() if r["类别"] == "能源间接排放-电力"]
    assert sum(Fraction(r["活动数据"]) for r in power) + 3640 + 1900 == yearly["用电量", "2025"]
    own = [Fraction(view.answers["10"][side]) for side in ("分子", "分母")]
    assert own == [yearly["可再生能源利用量", "2025"], yearly["综合能源消费量", "2025"]]


def test_numbers_stand_in_the_evidence(leading: Desk) -> None:
    """Every number typed in a table is found in a file that its row cites."""
    view = leading.view
    wanted = [
        *((f"温室气体 {k}", r, "活动数据") for k, r in view.rows("emissions").items()),
        *((f"年度数据 {k}", r, "数值") for k, r in view.rows("yearly").items()),
        *((f"碳抵消 {k}", r, "数量(tCO2e)") for k, r in view.rows("offsets").items()),
        *((f"指标 {k}", r, side) for k, r in view.answers.items() for side in ("分子", "分母")),
    ]
    assert [
        f"{where} {row[name]}" for where, row, name in wanted if name in row and not _shown(leading, row, name)
    ] == []


def test_projects_add_up_to_the_plan(leading: Desk) -> None:
    rows = leading.view.rows("projects").values()
    for name in ("投资(万元)", "年减排量(tCO2e)"):
        assert decimal_string(sum((Fraction(r[name]) for r in rows), Fraction(0))) in _text(leading, "EV-003")


def test_pages_cited_exist_and_everything_is_marked_fictitious(leading: Desk) -> None:
    rows = [r for tables in leading.record.state.values() for table in tables.values() for r in table.values()]
    for ref, page in (cited for row in rows for cited in split_refs(row.get("证据编号", ""))):
        data = _file(leading, ref).read_bytes()
        assert not page or int(page.removeprefix("p")) <= data.count(b"/Type/Page/"), f"{ref}#{page}"
    assert "虚构" in leading.record.name
    for ref in leading.view.evidence:
        path = _file(leading, ref)
        assert path.suffix == ".png" or _text(leading, ref).lstrip("# ").startswith("虚构示例"), path.name


def _shown(desk: Desk, row: Row, name: str) -> bool:
    texts = [_text(desk, ref) for ref in references(row)]
    return any(Fraction(row[name]) == Fraction(found) for text in texts for found in re.findall(r"\d+(?:\.\d+)?", text))


def _file(desk: Desk, ref: str) -> Path:
    return desk.store.evidence_folder / desk.view.evidence[ref]["文件"]


def _text(desk: Desk, ref: str) -> str:
    """The words of a text, a table, or one of our own PDF files."""
    data = _file(desk, ref).read_bytes()
    if data.startswith(b"%PDF"):
        return "\n".join(bytes.fromhex(h.decode()).decode("utf-16-be") for h in re.findall(rb"<([0-9a-f]+)> Tj", data))
    return "" if data.startswith(b"\x89PNG") else data.decode()
