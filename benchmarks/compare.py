"""What zcdoc's documents cost beside the obvious way to make them, in one run, on the sample park.

    python benchmarks/compare.py [rounds]

Each way does the same job on the same data and says how long it took (median) and what it gave. The naive ways leave out
what zcdoc does besides: formulas with values, one validation a cell, a merge, checks of what was written. Never a test.
"""

from __future__ import annotations

import gc
import io
import shutil
import statistics
import sys
import tempfile
import time
import warnings
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[1]
PARK, ROUNDS = "linjiang-demo", 7
Job = Callable[[], Any]


def main() -> None:
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    warnings.simplefilter("ignore")  # openpyxl says what it does not keep
    with tempfile.TemporaryDirectory() as folder:
        shutil.copytree(ROOT / "samples", Path(folder) / "ws")
        table(measure(jobs(Path(folder) / "ws"), rounds), rounds)


def jobs(root: Path) -> dict[str, tuple[Job, Job]]:
    """The job's name -> zcdoc's way and the naive way."""
    from zcdoc.actions.desk import open_desk
    from zcdoc.problems import Problems
    from zcdoc.readiness import check
    from zcdoc.store import Workspace
    from zcdoc.workbook import read, read_raw, sheet_rows, write

    desk = open_desk(Workspace(root), PARK)
    score, files = desk.score(), desk.files()
    rows = sheet_rows(desk.view, score, desk.states())
    problems = [f.problem for f in check(desk.view, score, files, desk.view.as_of)]
    book = write(desk.view, score, desk.states(), problems)

    def take_back() -> int:
        found = Problems()
        return len(read(read_raw(book, "a.xlsx", found), desk.view, rows, desk.record.state, found).incoming)

    ours, naive = documents(desk)
    return {
        "export the checklist": (
            lambda: write(desk.view, score, desk.states(), problems),
            lambda: styled_by_openpyxl(rows),
        ),
        "import the checklist": (take_back, lambda: read_by_openpyxl(book)),
        "render the report": (ours, naive),
    }


def styled_by_openpyxl(rows: dict[str, list[Any]]) -> bytes:
    """Every cell styled by itself, as most scripts do it; no formulas, no validations, no charts."""
    from openpyxl import Workbook
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    from zcdoc.workbook.layout import SHEET_TABLE

    book, side = Workbook(), Side(style="thin", color="C5CDD6")
    for name, items in rows.items():
        sheet = book.create_sheet(name)
        for at, row in enumerate(items, 4):
            for column, header in enumerate(SHEET_TABLE[name].columns, 1):
                cell = sheet.cell(at, column, row.key if column == 1 else row.values.get(header.name))
                cell.font = Font(name="等线", size=10)
                cell.fill = PatternFill("solid", fgColor="EEF2F1")
                cell.border = Border(left=side, right=side, top=side, bottom=side)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def read_by_openpyxl(data: bytes) -> int:
    """Every cell of every sheet into dicts; nothing is checked or merged."""
    from openpyxl import load_workbook

    found = 0
    for sheet in load_workbook(io.BytesIO(data)):
        headers = [c.value for c in sheet[3]]
        for row in sheet.iter_rows(min_row=4, values_only=True):
            found += len([1 for name, value in zip(headers, row, strict=False) if name and value is not None])
    return found


def documents(desk: Any) -> tuple[Job, Job]:
    """The report by zcdoc from the record, and its template filled by plain docxtpl with data that are ready."""
    from docxtpl import DocxTemplate

    from zcdoc.actions.judge import findings
    from zcdoc.actions.render import _facts, template_folder
    from zcdoc.report import template
    from zcdoc.report.render import build_context, render
    from zcdoc.report.sandbox import Sandbox

    folder = template_folder(desk.workspace, "report", None)[0]
    facts = _facts(desk, findings(desk), final=False)
    context = build_context(template.read(folder), facts)

    def naive() -> bytes:
        filled, out = DocxTemplate(folder / "template.docx"), io.BytesIO()
        filled.render(context, Sandbox(autoescape=True))  # plain jinja takes `x.items` for the method
        filled.save(out)
        return out.getvalue()

    return (lambda: render(folder, facts)), naive


def measure(found: dict[str, tuple[Job, Job]], rounds: int) -> list[tuple[str, str, list[float], Any]]:
    """In turns, so that a busy moment of the machine meets both ways."""
    times: dict[tuple[str, str], list[float]] = {}
    results: dict[tuple[str, str], Any] = {}
    for turn in range(rounds + 1):
        for name, ways in found.items():
            for way, job in zip(("zcdoc", "naive"), ways, strict=True):
                gc.collect()
                start = time.perf_counter()
                results[name, way] = job()
                if turn:  # the first turn loads the libraries
                    times.setdefault((name, way), []).append(time.perf_counter() - start)
    return [(name, way, seconds, results[name, way]) for (name, way), seconds in times.items()]


def table(lines: list[tuple[str, str, list[float], Any]], rounds: int) -> None:
    print(f"{'job':<24}{'way':<8}{'median ms':>10}{'fastest':>10}   result   ({rounds} rounds in turns)")
    for name, way, seconds, result in lines:
        shown = f"{len(result) // 1024} kB" if isinstance(result, bytes) else f"{result} values"
        print(f"{name:<24}{way:<8}{statistics.median(seconds) * 1000:>10.0f}{min(seconds) * 1000:>10.0f}   {shown}")


if __name__ == "__main__":
    main()
