"""Tells whose a pack, a template or a comparison is when it is not the one that came with zcdoc.

What takes the place of a built-in one does so by its name alone: nobody asked for it on the command line, and a reader of the
result cannot see it. So every command that uses one says so beside its result.
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from zcdoc import assets, notices
from zcdoc.actions.printed import completed
from zcdoc.errors import UsageError, ZcdocError
from zcdoc.model.crosswalk import Pair
from zcdoc.model.ids import require_id
from zcdoc.model.pack import Pack
from zcdoc.model.provenance import KIND_LABEL, Provenance
from zcdoc.model.validation import FILES
from zcdoc.pack import identity, load
from zcdoc.pack.overlay import FOLDER, laid_over
from zcdoc.report import sources
from zcdoc.store import Workspace

CHECKLISTS = "checklists"
RULE = "own-standard-used"  # the rule of `check` that says the same of a round

GIVEN_FIX = "所用模板和句子的校验值记在文件的属性里"


def packs(workspace: Workspace | None) -> dict[str, assets.Found]:
    """Every pack by id."""
    return assets.listing(CHECKLISTS, "pack.yaml", workspace.root if workspace else None)


def templates(workspace: Workspace | None) -> dict[str, assets.Found]:
    """Every template by name."""
    return assets.listing(sources.TEMPLATES, sources.CONTRACT, workspace.root if workspace else None)


def template_sources(workspace: Workspace | None, name: str) -> tuple[Provenance, ...]:
    """What a template found by its name is made of; nothing when there is none."""
    found = templates(workspace).get(name)
    return sources.of(name, found) if found else ()


def tell_pack(name: str, found: assets.Found) -> None:
    """Says that a pack stands in for a built-in one, also when its own files are faulty."""
    if found.hides is None:
        return
    try:
        own, delivered = identity(found.path), identity(found.hides)
        odd = assets.differing(found.path, found.hides, FILES)
    except OSError:  # whoever opens it is told why; that it hides another is told here
        notices.tell(
            RULE, f"标准包 {name}", "用的是工作区自带的一份，代替了随附的同名标准包", "这一份读不出来，检查文件的权限"
        )
        return
    one = Provenance("pack", name, own.version, own.sha256, found.origin, delivered)
    _tell(one, f"{one.replacement}的有 {'、'.join(odd)}" if odd else one.replacement, f"{CHECKLISTS}/{name}")


def find_pack(pack_id: str, workspace: Workspace | None) -> Pack:
    """Raises UsageError for an unknown id, ProblemsError for a faulty pack. Says when it is not the built-in one."""
    require_id(pack_id, "标准包编号")
    known = packs(workspace)
    if pack_id not in known:
        raise UsageError(f"没有标准包“{pack_id}”", f"现有标准包：{'、'.join(known) or '（没有）'}")
    found = known[pack_id]
    tell_pack(pack_id, found)
    pack = completed(load(found.path, found.origin, found.hides), workspace)
    return laid_over(pack, workspace.root / FOLDER / f"{pack_id}.yaml") if workspace else pack


def known_packs(workspace: Workspace, standards: Iterable[str]) -> list[Pack]:
    """The packs of a park's standards, as far as they can be read: one that cannot must not stop what does not need it."""
    found = []
    for standard in standards:
        with suppress(ZcdocError):
            found.append(find_pack(standard, workspace))
    return found


def tell_standards(names: Iterable[str], workspace: Workspace) -> None:
    """The same for every standard that a park stands under, where a command only names them."""
    known = packs(workspace)
    for name in names:
        if name in known:
            tell_pack(name, known[name])


def tell_template(used: Iterable[Provenance], folder: Path) -> None:
    """Says of a template and its shared sentences what is not the built-in one."""
    for one in used:
        kind, place = KIND_LABEL[one.kind], f"{sources.TEMPLATES}/{one.id}"
        if one.origin != sources.GIVEN:
            _tell(one, one.replacement, place)
        elif one.kind == "template":
            notices.tell(
                RULE, f"{kind} {one.id}", f"用的是 --template 给出的 {folder}（sha256 {one.short}）", GIVEN_FIX
            )
        else:
            notices.tell(RULE, f"{kind} {one.id}", f"用的是 {folder} 旁边的一份（sha256 {one.short}）", GIVEN_FIX)


def _tell(one: Provenance, message: str, place: str) -> None:
    """A remark about what stands in for a built-in one; nothing about what does not."""
    if not message:
        return
    if one.kind == "pack" and one.differs:
        hint = f"差异用 zcdoc pack show {one.id} 查看；出正式稿要加 --own-standard"
    else:
        hint = "出正式稿要加 --own-standard" if one.differs else "随附的更新以后仍用这一份"
    notices.tell(RULE, f"{KIND_LABEL[one.kind]} {one.id}", message, f"{hint}；要用随附的，移走工作区的 {place}")


def tell_pair(own: Pair, delivered: Pair) -> None:
    """Says that a workspace's comparison of two packs stands in for the built-in one."""
    message = f"用的是工作区自带的对照（{own.by}），代替了随附的（{delivered.by}）"
    fix = f"要用随附的，从工作区的 {CHECKLISTS}/crosswalk.yaml 删去这一对"
    notices.tell(RULE, f"{own.a} 与 {own.b}", message, fix)
