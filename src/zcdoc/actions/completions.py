"""What somebody read in the printed standard, in the place of a value that our text lost: `zcdoc pack complete`."""

from __future__ import annotations

import json
from pathlib import Path

from zcdoc import fsio, notices
from zcdoc.actions.parks import clean, day
from zcdoc.actions.printed import NAME, kept
from zcdoc.errors import UsageError, UserError
from zcdoc.model.assumed import Assumed, Span
from zcdoc.model.pack import Completion, Pack
from zcdoc.model.values import BadValue, number_from_text
from zcdoc.store import Workspace

ORIGINALS = "checklists/originals"


def complete(
    workspace: Workspace, pack: Pack, key: str, value: str, *, page: str, original: Path, by: str | None = None
) -> Completion:
    """Enters the standard's own value with its page and a copy of the original.

    Raises UsageError for an assumption that the text does not lack, UserError for a value that cannot be one or a file that
    cannot be read.
    """
    assumed = next((a for a in pack.assumptions if a.key == key), None)
    lost = [a.key for a in pack.assumptions if a.kind == "lost"]
    if assumed is None or assumed.kind != "lost":
        raise UsageError(
            f"标准包 {pack.id} 没有缺损的取值“{key[:64]}”", f"所据文本缺损之处：{'、'.join(lost) or '（没有）'}"
        )
    plain = _plain(assumed, value)
    place = clean(page, "页码（--page）")
    if not original.is_file():
        raise UserError(f"找不到原件“{original}”", "给出印本那一页的扫描件或照片")
    folder = workspace.root / ORIGINALS / pack.id
    fsio.make_dirs(folder)
    target = folder / f"{key}{original.suffix.lower()}"
    with fsio.lock(workspace.root, who=workspace.actor(by), what=f"pack complete {pack.id} {key}"):
        digest = fsio.copy_in(original, target)
        made = Completion(
            value=plain, page=place, original=target.relative_to(workspace.root).as_posix(), sha256=digest,
            by=workspace.actor(by), date=day(None),
        )  # fmt: skip
        known = kept(workspace.root)
        known.setdefault(pack.id, {})[key] = made
        data = {name: {k: one.model_dump() for k, one in sorted(own.items())} for name, own in sorted(known.items())}
        fsio.write_text(workspace.root / NAME, json.dumps(data, ensure_ascii=False, indent=1) + "\n")
    return made


def _plain(assumed: Assumed, value: str) -> str:
    if not isinstance(assumed.permitted, Span):
        read = assumed.read_as(value)
        if read is None:
            raise UserError(f"“{value[:40]}”不是 {assumed.key} 能取的值", f"可取：{assumed.permitted_text()}")
        return read
    try:
        plain = number_from_text(value)
    except BadValue as err:
        raise UserError(f"“{value[:40]}”不是数字", "照印本写，如 25% 或 0.25") from err
    if not assumed.permits(plain):
        notices.tell(
            "completion-outside", f"{assumed.key}", f"印本的值 {assumed.meaning(plain)} 不在标准包推断的范围（{assumed.permitted_text()}）内",
            "核对页码和版本；确属印本所载的，请告知标准包的维护者",
        )  # fmt: skip
    return plain
