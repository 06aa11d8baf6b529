"""zcdoc evidence add|list|verify."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from zcdoc import fsio
from zcdoc.actions.desk import file_facts
from zcdoc.actions.parks import clean
from zcdoc.errors import UsageError, UserError
from zcdoc.merge import next_key
from zcdoc.model.evidence import state_of
from zcdoc.model.record import PARK, Address, Change, Record, Row
from zcdoc.model.tables import EVIDENCE
from zcdoc.model.values import BadValue
from zcdoc.problems import Problems
from zcdoc.store import Workspace
from zcdoc.workbook.cells import canonical

MAX_EVIDENCE = 500 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class EvidenceLine:
    """One registered piece of evidence and its state at the date asked for."""

    number: str
    row: Row
    state: str


def add_evidence(
    workspace: Workspace, park: str, source: Path, fields: dict[str, str], *, by: str | None = None
) -> EvidenceLine:
    """Copies a file into the park and registers it under the next number. Raises before anything is written."""
    store = workspace.existing(park)
    if not source.is_file():
        raise UsageError(f"没有文件 {source}", "检查路径")
    if source.stat().st_size > MAX_EVIDENCE:
        raise UserError(f"{source.name} 超过 {MAX_EVIDENCE // 1024 // 1024} MB", "压缩或拆分后再登记")
    target = fsio.child(store.evidence_folder, source.name)
    digest = fsio.sha256_file(source)
    if target.exists() and fsio.sha256_file(target) != digest:
        raise UserError(f"evidence 文件夹里已有另一个 {source.name}", "改文件名后再登记")
    values = {**_checked(fields), "文件": source.name, "sha256": digest}
    values.setdefault("名称", clean(source.stem, "名称"))
    fsio.make_dirs(store.evidence_folder)
    if not target.exists():
        fsio.copy_in(source, target)

    def make(record: Record) -> list[Change]:
        number = next_key("evidence", record.rows("evidence", PARK).keys())
        return [Change(Address(PARK, "evidence", number, name), None, value) for name, value in values.items()]

    event, record = store.commit(make, f"evidence add {source.name}", workspace.actor(by))
    assert event is not None
    number = event.changes[0].at.key
    return EvidenceLine(number, record.rows("evidence", PARK)[number], "")


def _checked(fields: dict[str, str]) -> dict[str, str]:
    """Canonical values by column. Raises UsageError for what a cell of the sheet would refuse, too."""
    out: dict[str, str] = {}
    for name, text in fields.items():
        column = EVIDENCE.column(name)
        try:
            value = canonical(text, column.type, ())
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
    """How many files were compared, and which are missing or changed since they were registered."""
    store = workspace.existing(park)
    record = store.load()
    problems = Problems()
    facts = file_facts(store, record)
    for number, fact in facts.items():
        row = record.rows("evidence", PARK)[number]
        where = f"证据清单!{number}"
        if not fact.exists:
            problems.error("evidence-file-missing", where, f"没有文件 {row['文件']}", "把文件放回 evidence 文件夹")
        elif row.get("sha256") and fact.sha256 != row["sha256"]:
            problems.error(
                "evidence-file-changed", where, f"文件 {row['文件']} 登记后被改动", "换回原件，或作为新证据登记"
            )
        elif not row.get("sha256"):
            problems.warning(
                "evidence-unsealed", where, f"文件 {row['文件']} 没有校验值", "重新导入清单，或用 evidence add 登记"
            )
    return len(facts), problems
