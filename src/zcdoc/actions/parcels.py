"""zcdoc pack build|install|remove|diff: a pack goes from one workspace to another as one file."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from zcdoc import assets, fsio, seal, yamlio
from zcdoc.actions.aside import refuse_open, replace_seen
from zcdoc.actions.crosswalk import pairs
from zcdoc.actions.desk import output_file
from zcdoc.actions.origin import CHECKLISTS, find_pack, packs, tell_pack
from zcdoc.errors import UnsafeError, UsageError, UserError, ZcdocError
from zcdoc.model.provenance import Provenance
from zcdoc.model.validation import FILES
from zcdoc.pack import Difference, differences
from zcdoc.pack.crosswalk import pairs_in
from zcdoc.pack.load import understood
from zcdoc.pack.parcel import EXTRA, MAX_PARCEL, PAIRS, Parcel, decode, digest, encode
from zcdoc.problems import Problems
from zcdoc.store import Workspace

STAMP, MARKER = "installed.json", "pack.yaml"


@dataclass(frozen=True, slots=True)
class Built:
    """A pack as one file; `file_sha256` is what a receiver compares."""

    path: Path
    parcel: Parcel
    file_sha256: str


@dataclass(frozen=True, slots=True)
class Installed:
    """A pack put into a workspace; `already` when it was there; `left` are comparisons with packs that are not here."""

    folder: Path
    parcel: Parcel
    already: bool
    left: tuple[str, ...]


def build(pack_id: str, workspace: Workspace | None, output: Path | None, *, force: bool = False) -> Built:
    """Writes a pack and what belongs to it as one file; the same pack gives the same bytes.

    Raises ProblemsError for a pack with errors, UserError when another file stands there (`force` overwrites it).
    """
    pack = find_pack(pack_id, workspace)
    parcel = _parcel(packs(workspace)[pack_id].path, pack.id, pack.version, workspace)
    if parcel.sha256 != pack.sha256:
        raise UserError(f"标准包 {pack_id} 正在被修改", "改完后重新运行命令")
    target = output_file(output / parcel.name if output and output.is_dir() else output or Path(parcel.name))
    refuse_open(target)
    data = encode(parcel)
    seen = _replaceable(target, data, force=force)
    fsio.make_dirs(target.parent)
    replace_seen(target, data, seen)
    return Built(target, parcel, fsio.sha256_bytes(data))


def _parcel(folder: Path, pack_id: str, version: str, workspace: Workspace | None) -> Parcel:
    names = [*FILES, *(n for n in EXTRA if n != PAIRS and (folder / n).is_file())]
    files = {name: _text(folder / name) for name in names}
    drawn = [p for p in pairs(workspace) if pack_id in p.both]
    if drawn:
        files[PAIRS] = yamlio.write({"pairs": [p.model_dump(mode="json", exclude_none=True) for p in drawn]})
    return Parcel(pack_id, version, digest(files), files)


def _text(path: Path) -> str:
    try:
        return fsio.read_limited(path, MAX_PARCEL).replace(b"\r\n", b"\n").decode("utf-8")
    except UnicodeDecodeError:
        raise UserError(f"{path.name} 不是 UTF-8 编码", "用 UTF-8 另存") from None


def _replaceable(target: Path, data: bytes, *, force: bool) -> str | None:
    """The sha256 of what may be written over. Raises UserError for what is no parcel of ours."""
    if force or not target.exists():
        return None
    there = fsio.read_limited(target, MAX_PARCEL)
    try:
        if there != data:
            decode(there, target.name)
    except ZcdocError:
        raise UserError(f"没有覆盖“{target}”：不是完好的标准包文件", "换一个文件名，或加 --force") from None
    return fsio.sha256_bytes(there)


def install(file: Path, workspace: Workspace, *, sha256: str | None = None) -> Installed:
    """Puts a pack file into the workspace's `checklists`, after looking at it as at any stranger's file.

    Raises UnsafeError when it has not the sha256 that was asked for, UserError for a damaged file or when another pack of
    that name is there, ProblemsError for a pack with errors; nothing is then written. `pack.yaml` is written last: until it
    is there, there is no pack.
    """
    data = fsio.read_limited(file, MAX_PARCEL)
    if sha256 is not None and fsio.sha256_bytes(data) != sha256.strip().lower():
        raise UnsafeError(f"{file.name} 的 sha256 是 {fsio.sha256_bytes(data)}，与给出的不同", "与发布者核对，不要安装")
    parcel = decode(data, file.name)
    _refuse_faulty(parcel)
    files, left = _stamped(parcel), _strangers(parcel, workspace)
    folder = fsio.child(workspace.root / CHECKLISTS, parcel.id)
    there = _standing(folder)
    if there and any(there.get(name) != text.encode() for name, text in files.items() if name in there):
        raise UserError(
            f"工作区里已有标准包 {parcel.id}，内容不同，没有覆盖",
            f"装过的，先 zcdoc pack remove {parcel.id}；自己写的，先把 {CHECKLISTS}/{parcel.id} 移走",
        )
    already = all(name in there for name in files)
    if not already:
        _put(folder, files)
    found = packs(workspace)[parcel.id]
    tell_pack(parcel.id, found)
    return Installed(folder, parcel, already, left)


def _refuse_faulty(parcel: Parcel) -> None:
    pack, problems = understood(parcel.id, tuple(parcel.files[n].encode() for n in FILES), assets.WORKSPACE, None)
    problems.raise_errors(f"标准包 {parcel.id} 有错误，没有安装")
    if pack is None or pack.id != parcel.id or pack.version != parcel.version:
        raise UserError("标准包的编号或版本与文件所记的不同", "重新取得这个文件")


def _stamped(parcel: Parcel) -> dict[str, str]:
    """The files with a stamp that says what was installed, so that `remove` knows what somebody worked on."""
    stamp = {"id": parcel.id, "version": parcel.version, "sha256": parcel.sha256, "sums": parcel.sums}
    return {**parcel.files, STAMP: seal.sealed_json(stamp)}


def _strangers(parcel: Parcel, workspace: Workspace) -> tuple[str, ...]:
    """The packs that are not known here and were compared with this one: these comparisons wait until they are.

    Raises ProblemsError for comparisons that cannot be read.
    """
    problems = Problems()
    drawn = pairs_in(parcel.files[PAIRS], problems) if PAIRS in parcel.files else []
    problems.raise_errors(f"标准包 {parcel.id} 的 {PAIRS} 有错误，没有安装")
    known = {*packs(workspace), parcel.id}
    return tuple(sorted({name for pair in drawn for name in pair.both} - known))


def _standing(folder: Path) -> dict[str, bytes]:
    if not folder.is_dir():
        return {}
    return {p.name: fsio.read_limited(p, MAX_PARCEL) for p in sorted(folder.iterdir()) if p.is_file()}


def _put(folder: Path, files: dict[str, str]) -> None:
    fsio.make_dirs(folder)
    for name in sorted(files, key=lambda n: (n == MARKER, n)):
        fsio.write_text(folder / name, files[name])


def remove(pack_id: str, workspace: Workspace) -> Path:
    """Takes an installed pack out of the workspace again.

    Raises UsageError when it is not there, UserError when it was not installed, was altered since, or a park has an open
    round under it.
    """
    found = packs(workspace).get(pack_id)
    if found is None or found.origin != assets.WORKSPACE:
        raise UsageError(f"工作区里没有标准包“{pack_id[:64]}”", "zcdoc pack list 查看哪些是工作区的")
    there = _standing(found.path)
    _refuse_own(pack_id, found.path, there)
    users = [park for park in workspace.parks() if _needs(workspace, park, pack_id)]
    if users:
        raise UserError(
            f"园区 {'、'.join(users)} 还有未关闭的轮次按 {pack_id}，没有移除", "先用 zcdoc round close 关闭这些轮次"
        )
    for name in sorted(there, key=lambda n: (n != MARKER, n == STAMP, n)):
        fsio.remove(found.path / name)
    fsio.remove_folder(found.path)
    return found.path


def _refuse_own(pack_id: str, folder: Path, there: dict[str, bytes]) -> None:
    """Only what `install` wrote, byte for byte, may be deleted."""
    if seal.json_object(there.get(STAMP, b"")) != "whole":
        raise UserError(f"标准包 {pack_id} 不是用 zcdoc pack install 装的，没有删除", f"不要的话，自己移走 {folder}")
    sums = json.loads(there[STAMP])["sums"]
    others = [p.name for p in folder.iterdir() if not p.is_file()]
    odd = sorted(n for n, data in there.items() if n != STAMP and fsio.sha256_bytes(data) != sums.get(n)) + others
    if odd:
        raise UserError(f"没有删除标准包 {pack_id}：{'、'.join(odd)} 安装后改过或是自己加的", f"自己移走 {folder}")


def _needs(workspace: Workspace, park: str, pack_id: str) -> bool:
    try:
        record = workspace.store(park).load()
    except ZcdocError:  # a park that cannot be read may need it
        return True
    return pack_id in record.standards and any(not r.closed for r in record.rounds)


def diff(a: str, b: str, workspace: Workspace | None) -> tuple[tuple[Provenance, Provenance], list[Difference]]:
    """Every place in which two packs say something different. Raises as `find_pack` does."""
    one, other = find_pack(a, workspace), find_pack(b, workspace)
    known = packs(workspace)
    return (one.provenance, other.provenance), differences(known[a].path, known[b].path)
