"""Names of evidence files that come in with a workbook or a park file: refused at their cell, with a better one."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from zcdoc import fsio
from zcdoc.actions.files import on_disk
from zcdoc.actions.intake import shown
from zcdoc.errors import UnsafeError
from zcdoc.model.filenames import faults, proposal, spelling
from zcdoc.model.incoming import Incoming, NewRow
from zcdoc.model.record import PARK, State, get
from zcdoc.problems import Problems
from zcdoc.readiness import files
from zcdoc.store import ParkStore


@dataclass(frozen=True, slots=True)
class _Named:
    """A name in a file that is being imported; a new row has its place for a number."""

    number: str
    name: str
    where: str


def refuse_names(
    store: ParkStore,
    known: Sequence[State],
    incoming: Sequence[Incoming],
    new_rows: Sequence[NewRow],
    problems: Problems,
) -> None:
    """Adds a problem for every name that is new and leads out, cannot exist on every system, or is misspelt.

    `known` are the record as it stands and as it was handed out. What stands in either is let pass, whatever it is: nobody
    typed it now, and `check` and `evidence verify` tell it.
    """
    register = known[0].get(PARK, {}).get("evidence", {})
    owners = {spelling(row["文件"]): (number, row["文件"]) for number, row in register.items() if row.get("文件")}
    present = {found.name for found in on_disk(store.evidence_folder)}
    by_spelling = {spelling(name): name for name in sorted(present)}
    for one in _new_names(known, incoming, new_rows):
        number, owned = owners.get(spelling(one.name), (one.number, one.name))
        standing = one.name if one.name in present else by_spelling.get(spelling(one.name), one.name)
        if not _refused(store, one, problems):
            if owned != one.name and number != one.number:
                _misspelt(one, f"{number} 登记的“{shown(owned)}”", "换一个名称；是同一个文件的，引用那个编号", problems)
            elif standing != one.name:
                _misspelt(one, f"evidence 文件夹里的“{shown(standing)}”", f"照文件夹里的写：{standing}", problems)
        owners[spelling(one.name)] = (one.number, one.name)


def _new_names(known: Sequence[State], incoming: Sequence[Incoming], new_rows: Sequence[NewRow]) -> Iterator[_Named]:
    for item in incoming:
        named = (item.at.table, item.at.field) == ("evidence", "文件")
        if named and item.value and item.value not in [get(state, item.at) for state in known]:
            yield _Named(item.at.key, item.value, item.where)
    for row in new_rows:
        if row.table == "evidence" and row.values.get("文件", ("", ""))[0]:
            name, where = row.values["文件"]
            yield _Named(where, name, where)


def _refused(store: ParkStore, one: _Named, problems: Problems) -> bool:
    wrong = faults(one.name)
    try:
        fsio.child(store.evidence_folder, one.name)
    except UnsafeError as err:
        problems.error(
            "evidence-path", one.where, err.message, f"只写 evidence 文件夹中的文件名，如 {proposal(one.name)}"
        )
        return True
    if wrong:
        message = f"文件名“{shown(one.name)}”{'；'.join(wrong)}"
        problems.error(
            files.NAME.id, one.where, message, f"改写为 {proposal(one.name)}，evidence 文件夹里的文件也照此改名"
        )
    return bool(wrong)


def _misspelt(one: _Named, other: str, fix: str, problems: Problems) -> None:
    message = f"文件名“{shown(one.name)}”与{other}只差大小写或字形，在 Windows 和 macOS 上是同一个文件"
    problems.error(files.SPELLING.id, one.where, message, fix)
