"""zcdoc park export: the whole record as one readable YAML file, which `park import` takes back."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any

from zcdoc import fsio, yamlio
from zcdoc.actions import travelling
from zcdoc.actions.aside import refuse_open, replace_seen
from zcdoc.actions.desk import output_file
from zcdoc.actions.exchange import FORMAT, META, SECTION, import_park
from zcdoc.actions.overwrite import ANOTHER_NAME, SHOWN, quoted, unimported
from zcdoc.actions.returned import MAX_FILE
from zcdoc.errors import DefectError, UserError, ZcdocError
from zcdoc.model.record import PARK, Record, Row, Rows, natural
from zcdoc.problems import Problem, Problems, ProblemsError
from zcdoc.store import ParkStore, Workspace
from zcdoc.store.events import NO_HEAD

REMARK = "# zcdoc 园区记录。改动后用 zcdoc park import 导回；空缺不会抹掉已有内容，要清空写（清空）。\n"
KEYS = ("zcdoc", "park", "head", "scopes", travelling.SECTION)


def export_park(workspace: Workspace, park: str, output: Path, *, force: bool = False) -> Path:
    """Writes the whole record as YAML; changes nothing in it.

    Raises UserError or ProblemsError when a file stands there in which something would be lost (`force` overwrites it).
    """
    store = workspace.existing(park)
    record = store.load()
    output_file(output)
    refuse_open(output)
    seen = None if force or not output.exists() else judge(output, workspace, store)
    fsio.make_dirs(output.parent)
    replace_seen(output, text_of(record, store).encode(), seen)
    return output


def text_of(record: Record, store: ParkStore) -> str:
    """The file of a record, with the packs that its rounds need; the same record gives the same text."""
    scopes = {}
    for scope in sorted(record.state, key=_scope_order):
        tables = record.state[scope]
        if any(tables.values()):
            scopes[scope] = {_section(name): _rows(tables[name]) for name in sorted(tables) if tables[name]}
    data = {"zcdoc": FORMAT, "park": record.park, "head": record.head, "scopes": scopes}
    packs = travelling.packed(store, record)
    return _written({**data, travelling.SECTION: packs} if packs else data)


def _written(data: dict[str, Any]) -> str:
    return REMARK + yamlio.write(data)


def _section(table: str) -> str:
    return META.get(table) or SECTION[table]


def _scope_order(scope: str) -> tuple[int, tuple[tuple[int, int, str], ...]]:
    return (0 if scope == PARK else 1, natural(scope))


def _rows(rows: Rows) -> dict[str, Row]:
    """In an order that does not depend on how the state came about, read from a checkpoint or summed up from the history."""
    return {key: dict(sorted(rows[key].items())) for key in sorted(rows, key=natural)}


# --- what stands there already ----------------------------------------------------------------------------------------


def judge(path: Path, workspace: Workspace, store: ParkStore) -> str:
    """The sha256 of a park file that may be written over. Raises UserError or ProblemsError, with what would be lost.

    It may when it is what was exported at its head, or when an import would change nothing and its text holds nothing of
    the user's beside the values: no remark, no order or key of their own.
    """
    try:
        content = fsio.read_limited(path, MAX_FILE)
        text = _text(content)
        data = _data(text, path.name, store.park)
        lost = [] if text == _handed_out(store, data) else list(_lost(path, workspace, store, text, data))
    except DefectError:
        raise
    except ZcdocError as err:
        raise UserError(f"没有覆盖“{path}”：{err.message}", ANOTHER_NAME) from None
    if lost:
        raise ProblemsError(
            f"没有覆盖“{path}”：有 {len(lost)} 处内容还没有导入，或是自己加的", Problems(lost[: 2 * SHOWN]),
            _advice(path, store.park, lost),
        )  # fmt: skip
    return fsio.sha256_bytes(content)


def _advice(path: Path, park: str, lost: list[Problem]) -> str:
    first = f"先导入：zcdoc park import {quoted(path)} --park {park}；"
    return (first if any(p.rule == "not-imported" for p in lost) else "") + ANOTHER_NAME


def _text(content: bytes) -> str:
    """What an editor does to line ends and to the beginning of a file is no work of anybody's."""
    try:
        return content.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError:
        raise UserError("不是 UTF-8 文本") from None


def _data(text: str, name: str, park: str) -> dict[str, Any]:
    problems = Problems()
    data = yamlio.read(text, name, problems).data
    if problems.errors or not isinstance(data, dict) or data.get("zcdoc") != FORMAT:
        raise UserError("不是能读的 zcdoc 园区记录")
    if data.get("park") != park:
        raise UserError(f"是园区 {str(data.get('park'))[:64]} 的记录，不是 {park} 的")
    return data


def _handed_out(store: ParkStore, data: dict[str, Any]) -> str | None:
    """The file as it was exported at the head that it names; None when the history does not know that head."""
    head = str(data.get("head") or "")
    state = {} if head == NO_HEAD else store.fold_to(head)
    return None if state is None else text_of(Record(store.park, state, head), store)


def _lost(path: Path, workspace: Workspace, store: ParkStore, text: str, data: dict[str, Any]) -> Iterator[Problem]:
    found = import_park(workspace, path, store.park, dry_run=True)
    yield from unimported(found.plan)
    yield from (p for p in found.problems if p.rule != "base-unknown")
    for key in data.keys() - set(KEYS):
        yield Problem("own-text", "warning", path.name, f"自己加的一项“{key[:30]}”", "")
    own = zip_longest(text.splitlines(), _written(data).splitlines())
    at = next((number for number, (mine, written) in enumerate(own, 1) if mine != written), 0)
    if at:
        yield Problem("own-text", "warning", f"{path.name}:{at}:1", "从这一行起有自己的注释或写法", "")
