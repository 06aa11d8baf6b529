"""zcdoc evidence add|list|verify."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from zcdoc import fsio, pictures
from zcdoc.actions.desk import relative_to_workspace
from zcdoc.actions.files import file_facts, on_disk
from zcdoc.actions.intake import Intake, shown
from zcdoc.actions.parks import clean
from zcdoc.actions.strays import stray_problems
from zcdoc.errors import UsageError, UserError
from zcdoc.model.evidence import is_photo, state_of
from zcdoc.model.facts import FileFact
from zcdoc.model.filenames import proposal
from zcdoc.model.record import PARK, Row, Rows
from zcdoc.model.tables import EVIDENCE
from zcdoc.model.values import BadValue
from zcdoc.problems import Problem, Problems
from zcdoc.readiness.files import judge
from zcdoc.store import Workspace
from zcdoc.workbook.cells import canonical, kind_of

MAX_EVIDENCE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One registered piece of evidence and its state at the date asked for."""

    number: str
    row: Row
    state: str


@dataclass(frozen=True, slots=True)
class Added:
    """Where a file stands in the register now. `remarks` say what a person may not expect; `already`: it stood there before."""

    number: str
    row: Row
    already: bool
    remarks: tuple[str, ...]


def add_evidence(
    workspace: Workspace, park: str, source: Path, fields: dict[str, str], *, stored_as: str = "", by: str | None = None
) -> Added:
    """Copies a file into the park and registers it under the next number; content that is registered stays as it is.

    A file of another content keeps its name, and this one gets a number behind its own. The copy becomes evidence only when
    it is registered (`store.staging`).
    """
    store = workspace.existing(park)
    values = _checked(fields)
    digest = _looked_at(source, values)
    if "/" in stored_as:
        raise UsageError("--as 只写文件名，不写文件夹", "如 --as 台账.pdf")
    safe = proposal(stored_as or source.name)
    values.setdefault("名称", clean(Path(safe).stem, "名称"))
    intake = Intake(store, source, stored_as, values, digest)
    _, record = store.commit(intake.changes, f"evidence add {safe}", workspace.actor(by))
    row = record.rows("evidence", PARK)[intake.number]
    return Added(intake.number, row, intake.already, tuple(_remarks(intake, row)))


def _looked_at(source: Path, values: dict[str, str]) -> str:
    """Refuses what is no file, is empty, or is said to be a photograph and is none; the sha256 of a photograph."""
    name = shown(source.name)
    if not source.is_file():
        raise UsageError(f"没有文件 {shown(str(source))}", "检查路径")
    size = source.stat().st_size
    if size > MAX_EVIDENCE:
        raise UserError(f"{name} 超过 {MAX_EVIDENCE // 1024 // 1024} MB", "压缩或拆分后再登记")
    if not size:
        raise UserError(f"{name} 是空文件，证明不了任何事", "换成有内容的文件，再登记")
    return _photograph(source, size) if is_photo(values) else ""


def _photograph(source: Path, size: int) -> str:
    """The sha256 of a picture that a document can show. Raises UserError for any other file."""
    content = fsio.read_limited(source, pictures.MAX_BYTES) if size <= pictures.MAX_BYTES else b""
    found = pictures.prepare(content) if content else pictures.too_large()
    if isinstance(found, pictures.Fault):
        raise UserError(
            f"{shown(source.name)} {found.reason}，不能作为照片登记", f"{found.fix}；不是照片的，--type 写别的类型"
        )
    return fsio.sha256_bytes(content)


def _remarks(intake: Intake, row: Row) -> Iterator[str]:
    """What happened to the file beyond being copied under its own name."""
    if not intake.already:
        yield from _where(intake)
        return
    if intake.put_back:
        yield f"evidence 文件夹里缺 {intake.stored}，已放回"
    if intake.altered:
        yield f"evidence 文件夹里的 {intake.stored} 在登记之后被改动过，换回这一份"
    other = [name for name, value in intake.given.items() if name != "名称" and row.get(name) != value]
    if other:
        page = intake.given.get("页码或位置", "") if "页码或位置" in other else ""
        cite = f"；只引用其中一处，写 {intake.number}#{page}" if page else ""
        yield f"这次写的{'、'.join(other)}没有记入，要改请改工作簿的“证据清单”{cite}"


def _where(intake: Intake) -> Iterator[str]:
    if intake.adopted:
        yield f"evidence 文件夹里已有内容相同的 {intake.stored}，没有再复制"
    elif intake.stored.rpartition("/")[2] != intake.wanted:
        yield f"evidence 文件夹里已有另一个 {intake.wanted}，存为 {intake.stored}"


def _checked(fields: dict[str, str]) -> dict[str, str]:
    """Canonical values by column. Raises UsageError for what a cell of the sheet would refuse, too."""
    out: dict[str, str] = {}
    for name, text in fields.items():
        column = EVIDENCE.column(name)
        try:
            value = canonical(text, kind_of(column, ""), ())
        except BadValue as err:
            raise UsageError(f"{name}：{err}", err.fix) from None
        if value is not None:
            out[name] = value
    return out


def list_evidence(workspace: Workspace, park: str, as_of: str) -> list[EvidenceLine]:
    """The register with the state of each at the date."""
    store = workspace.existing(park)
    record = store.load()
    facts = file_facts(store, record)
    register = record.rows("evidence", PARK)
    return [EvidenceLine(number, row, state_of([number], register, facts, as_of)) for number, row in register.items()]


def verify_evidence(workspace: Workspace, park: str) -> tuple[int, Problems]:
    """How many files were compared, and what is wrong with them, with the register, and with whatever else lies there."""
    store = workspace.existing(park)
    store.settle_evidence(workspace.actor(None))
    register = store.load().rows("evidence", PARK)
    facts = file_facts(store, store.load())
    problems = Problems(list(judge(register, facts)))
    problems.extend(unsealed(register, facts))
    folder = Path(relative_to_workspace(workspace, store.evidence_folder))
    problems.extend(stray_problems(folder, on_disk(store.evidence_folder), register, park))
    return len(facts), problems


def unsealed(register: Rows, facts: Mapping[str, FileFact]) -> Iterator[Problem]:
    """Files of which no checksum was taken, so that a later change would not be seen."""
    for number, fact in facts.items():
        if fact.exists and not register[number].get("sha256"):
            message = f"文件 {register[number]['文件']} 没有校验值"
            fix = "重新导入清单，或用 evidence add 登记"
            yield Problem("evidence-unsealed", "warning", f"证据清单!{number}", message, fix)
