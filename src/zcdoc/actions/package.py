"""zcdoc evidence package: what a round cites, numbered and by clause, with an index and a manifest, ready to be handed in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

from zcdoc import __version__, fsio
from zcdoc.actions.desk import Desk, open_desk, relative_to_workspace
from zcdoc.actions.evidence import unsealed
from zcdoc.actions.files import on_disk
from zcdoc.actions.strays import UNREGISTERED, stray_problems
from zcdoc.errors import UserError
from zcdoc.model.citations import Citation, citations
from zcdoc.model.evidence import state_of
from zcdoc.model.facts import FileFact
from zcdoc.model.filenames import proposal
from zcdoc.model.record import PARK, Row, Rows, natural
from zcdoc.problems import Problem, Problems, ProblemsError
from zcdoc.readiness import files
from zcdoc.store import Workspace, bag
from zcdoc.workbook.evidence_index import LINK, write_index

INDEX = "证据目录.xlsx"
# What keeps a piece of evidence out of the package.
BLOCKING = {files.MISSING.id, files.CHANGED.id, files.EMPTY.id, "package-unknown"}
AT_HOME = {"package-unused", UNREGISTERED, files.LINK.id, files.NAME.id, files.SPELLING.id, "evidence-unsealed"}
_FIRST = (
    files.MISSING.id,
    files.CHANGED.id,
    files.EMPTY.id,
    "package-unknown",
    "package-no-file",
    "package-unused",
    UNREGISTERED,
)


@dataclass(frozen=True)
class Packaged:
    """What was put together, or would be. `files` are the names in the package by evidence number; `path` None: nothing was written."""

    desk: Desk
    problems: Problems
    files: dict[str, str] = field(default_factory=dict)
    path: Path | None = None

    @property
    def exit_code(self) -> int:
        return 1 if self.problems.errors else 0

    def as_dict(self) -> dict[str, Any]:
        return {
            "path": None if self.path is None else str(self.path),
            "round": self.desk.round.id,
            "standard": self.desk.pack.id,
            "files": [{"number": number, "name": name} for number, name in self.files.items()],
            "problems": [p.as_dict() for p in self.problems],
        }


def package_evidence(
    workspace: Workspace, park: str, output: Path | None = None, standard: str | None = None, round_id: str | None = None, *,
    draft: bool = False, dry_run: bool = False, by: str | None = None,
) -> Packaged:  # fmt: skip
    """Puts the evidence of a round together, as a folder or as a zip by the name of `output`.

    Raises ProblemsError when evidence that is cited is missing or was changed, and it is no draft; a draft leaves that out and
    says so first. Raises UserError when something stands at the target.
    """
    desk = open_desk(workspace, park, standard, round_id, by=by)
    desk.store.settle_evidence(desk.by)
    found = _Package(desk, citations(desk.view), desk.files())
    target = output or desk.folder_in(None) / f"{park}-{desk.round.id}-evidence.zip"
    if dry_run:
        return Packaged(desk, found.problems, found.names)
    if not draft:
        _refuse_open(found)
    if not found.names:
        raise UserError("这一轮没有引用任何有文件的证据，没有可装的", "先登记证据，并在各表填证据编号")
    name = proposal(target.stem if target.suffix.lower() == ".zip" else target.name)
    bag.deliver(target, name, found.fill, _info(desk, draft=bool(found.problems.errors)))
    return Packaged(desk, found.problems, found.names, target)


def _refuse_open(found: _Package) -> None:
    if found.problems.errors:
        raise ProblemsError(
            "证据包没有做：有的证据缺文件或改动过",
            Problems(found.problems.errors),
            "补齐后再做；先要一份不全的，加 --draft",
        )


def _info(desk: Desk, *, draft: bool) -> dict[str, str]:
    """`bag-info.txt`: what the package belongs to. Its date is the round's, so that the same record gives the same package."""
    kind = "证据包（草稿，不全）" if draft else "证据包"
    return {
        "Source-Organization": desk.record.name,
        "External-Description": f"{desk.record.name}　{desk.pack.label}　{desk.round.label}　{kind}",
        "External-Identifier": f"{desk.record.park}/{desk.round.id}/{desk.pack.id}",
        "Internal-Sender-Identifier": f"zcdoc history {desk.record.head}",
        "Bagging-Date": desk.view.as_of,
        "Bag-Software-Agent": f"zcdoc {__version__}",
    }


class _Package:
    """The plan of a package: `names` by evidence number, in the order of the standard; and everything that is wrong."""

    def __init__(self, desk: Desk, cited: list[Citation], facts: Mapping[str, FileFact]) -> None:
        self.desk, self.cited, self.facts = desk, cited, facts
        self.register: Rows = desk.view.evidence
        self.problems = Problems()
        found = [*self._unknown(), *self._files(), *self._bodiless(), *self._unused()]
        order = {rule: at for at, rule in enumerate(_FIRST)}
        self.problems.extend(sorted(found, key=lambda p: order.get(p.rule, len(order))))
        self.names = self._named()

    # --- what is wrong, the gravest first ---------------------------------------------------------------------------

    @property
    def used(self) -> Rows:
        """The registered evidence that this round cites."""
        numbers = {c.number for c in self.cited}
        return {key: row for key, row in self.register.items() if key in numbers}

    def _unknown(self) -> Iterator[Problem]:
        for number in sorted({c.number for c in self.cited} - self.register.keys(), key=natural):
            items = "、".join(dict.fromkeys(c.item for c in self.cited if c.number == number))
            yield Problem(
                "package-unknown",
                "error",
                f"证据清单!{number}",
                f"{items} 引用了 {number[:40]}，证据清单里没有",
                "登记它，或改正编号",
            )

    def _files(self) -> Iterator[Problem]:
        """As `evidence verify` tells it; what keeps nothing out of a package is a warning here."""
        for one in files.judge(self.used, self.facts):
            yield Problem(one.rule, "error" if one.rule in BLOCKING else "warning", one.where, one.message, one.fix)
        yield from unsealed(self.used, {n: f for n, f in self.facts.items() if n in self.used})

    def _bodiless(self) -> Iterator[Problem]:
        for number, row in self.used.items():
            if not row.get("文件"):
                kept = f"存放处：{row['备注']}" if row.get("备注") else "也没有写原件存放在哪里"
                message = f"{number}“{row.get('名称', '')}”没有电子文件，只列在目录里；{kept}"
                yield Problem(
                    "package-no-file", "warning", f"证据清单!{number}", message, "扫描后登记；不能扫描的，随纸质材料交"
                )

    def _unused(self) -> Iterator[Problem]:
        for number in sorted(self.register.keys() - self.used.keys(), key=natural):
            name = self.register[number].get("名称", "")
            yield Problem(
                "package-unused",
                "warning",
                f"证据清单!{number}",
                f"{number}“{name}”这一轮没有引用，没有装入",
                "该引用的，在检查项或指标填上编号",
            )
        store = self.desk.store
        folder = Path(relative_to_workspace(self.desk.workspace, store.evidence_folder))
        yield from stray_problems(
            folder, on_disk(store.evidence_folder), self.desk.record.rows("evidence", PARK), store.park
        )

    # --- names ------------------------------------------------------------------------------------------------------

    def _named(self) -> dict[str, str]:
        """`07 4.2.3 环境质量/EV-003 监测报告.pdf`: under the first item that cites it; a file of two numbers stands once."""
        left_out = {p.where for p in self.problems if p.rule in BLOCKING}
        by_file: dict[str, str] = {}
        names: dict[str, str] = {}
        for citation in self.cited:
            number, row = citation.number, self.register.get(citation.number, {})
            file = row.get("文件", "")
            if number in names or not file or f"证据清单!{number}" in left_out:
                continue
            own = f"{self._folder(citation)}/{proposal(f'{number} {PurePosixPath(file).name}')}"
            names[number] = by_file.setdefault(file, own)
        return names

    def _folder(self, citation: Citation) -> str:
        clauses = [clause.id for clause in self.desk.pack.clauses]
        groups = list(dict.fromkeys(c.group for c in self.cited if c.clause is None))
        width = len(str(len(clauses) + len(groups)))
        if citation.clause is None:
            at, title = len(clauses) + 1 + groups.index(citation.group), citation.group
        else:
            at, title = clauses.index(citation.clause.id) + 1, f"{citation.clause.number} {citation.clause.title}"
        return proposal(f"{at:0{max(width, 2)}} {title}".replace("/", "／"))

    # --- content ----------------------------------------------------------------------------------------------------

    def fill(self, folder: Path) -> None:
        """Copies the files, each proved on its way, and writes the index. Raises UserError when one changes meanwhile."""
        for number, name in self.names.items():
            target = folder / name
            if target.exists():  # one file under two numbers
                continue
            fsio.make_dirs(target.parent)
            source = fsio.child(self.desk.store.evidence_folder, self.register[number]["文件"])
            if fsio.copy_in(source, target) != self.facts[number].sha256:
                raise UserError(f"{number} 的文件在装入时被改动，没有做成", "关闭打开它的程序，重新运行")
        fsio.write_bytes(folder / INDEX, self.index())

    def index(self) -> bytes:
        """What lies unused at home is nobody's business who gets the package."""
        told = [p for p in self.problems if p.rule not in AT_HOME]
        return write_index(self.desk.record.name, list(self._evidence()), list(self._cited()), told)

    def _evidence(self) -> Iterator[dict[str, str]]:
        as_of = self.desk.view.as_of
        for number, row in self.used.items():
            items = dict.fromkeys(c.place for c in self.cited if c.number == number)
            yield {
                **{name: row.get(name, "") for name in ("名称", "类型", "页码或位置", "出具单位", "出具日期", "所属期间", "有效期至", "备注")},
                "证据编号": number, LINK: self.names.get(number, ""), "登记的文件": row.get("文件", ""), "支撑": "、".join(items),
                "证据状态": state_of([number], self.register, self.facts, as_of),
            }  # fmt: skip

    def _cited(self) -> Iterator[dict[str, str]]:
        for one in self.cited:
            row: Row = self.register.get(one.number, {})
            clause = (
                {"条款号": one.clause.number, "条款主题": one.clause.title} if one.clause else {"条款主题": one.group}
            )
            yield {
                **clause, "检查项或指标": one.item, "检查要点": one.text, "结果": one.result, "证据编号": one.number,
                "页码": one.page or row.get("页码或位置", ""), "名称": row.get("名称", ""), LINK: self.names.get(one.number, ""),
            }  # fmt: skip
