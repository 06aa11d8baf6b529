"""A workspace with one park under the small standard, as it stands before a command is disturbed; and the commands.

The park has been worked on: an assumption is set, a piece of evidence registered, a workbook filled and not yet imported.
"""

from __future__ import annotations

import io
import shutil
import warnings
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).resolve().parents[1]
PACK, PARK = "small-pack", "demo"
EVIDENCE = {"台账.pdf": "二〇二五年台账".encode() * 4000, "照片.pdf": "现场照片".encode() * 4000}
FILLED = {"检查所见": "看了安监台账", "结果": "符合"}


@dataclass(frozen=True)
class Command:
    """A command that adds exactly one event to the park's history; `event` begins what the event calls itself."""

    argv: list[str]
    event: str
    files: dict[str, bytes] = field(default_factory=dict)


COMMANDS = {
    "import": Command(["checklist", "import", "filled.xlsx", "--park", PARK], "checklist import"),
    "evidence": Command(
        ["evidence", "add", "照片.pdf", "--park", PARK], "evidence add", {"照片.pdf": EVIDENCE["照片.pdf"]}
    ),
    "assumption": Command(
        ["assumption", "set", "base-none", "b", "--park", PARK, "--source", "会议纪要"], "assumption set"
    ),
    "undo": Command(["history", "undo", "--park", PARK], "history undo"),
    "close": Command(["round", "close", "--park", PARK], "round close"),
}
# A command that always has something to do, whatever a disturbed one has left.
NEXT = Command(["round", "new", "evaluation", "--park", PARK], "round new")
MADE_BY = [
    ["park", "new", PARK, "--standard", PACK, "--name", "示范园区", "--date", "2026-01-05"],
    ["evidence", "add", "台账.pdf", "--park", PARK],
    ["assumption", "set", "base-2", "b", "--park", PARK, "--source", "会议纪要"],
    ["checklist", "export", "--park", PARK, "-o", "filled.xlsx"],
]
# What else a child may be asked to do; run once after the commands, for the imports alone.
READING = [
    NEXT.argv,
    ["history", "verify", "--park", PARK],
    ["evidence", "verify", "--park", PARK],
    ["score", "--park", PARK],
    ["checklist", "export", "--park", PARK, "-o", "again.xlsx"],
]


def build(root: Path) -> Path:
    """Makes the workspace in a folder that does not exist yet; returns it."""
    typed(["init", str(root)])
    (root / "zcdoc.yaml").write_text("user: 钱二\n", "utf-8")
    shutil.copytree(TESTS / "readiness" / PACK, root / "checklists" / PACK)
    for name, content in EVIDENCE.items():
        (root / name).write_bytes(content)
    for argv in MADE_BY:
        typed(["--workspace", str(root), *[str(root / a) if a in {"台账.pdf", "filled.xlsx"} else a for a in argv]])
    fill(root / "filled.xlsx", "基本要求", "4.2.1.a", FILLED)
    return root


def typed(argv: list[str]) -> None:
    """Runs a command in this process, without its words."""
    from zcdoc.cli.door import run

    spoken = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    with redirect_stdout(spoken), redirect_stderr(spoken):
        code = run(argv)
    spoken.seek(0)
    assert code == 0, f"{argv}: {spoken.read()}"


def fill(path: Path, sheet: str, key: str, values: dict[str, str | None]) -> None:
    """Types into the row of a key, as a colleague does in Excel."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl does not keep data bars
        book = openpyxl.load_workbook(path)
    page = book[sheet]
    column = {cell.value: cell.column for cell in page[3]}
    line = next(cell.row for cell in page["A"][3:] if str(cell.value) == key)
    for name, value in values.items():
        page.cell(line, column[name]).value = value
    book.save(path)
