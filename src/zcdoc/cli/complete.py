"""What the Tab key offers: ids that stand on disk, read without opening a record or a pack.

A suggestion is a help and never a reason to fail: whatever goes wrong, nothing is offered and nothing is printed.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import typer

if TYPE_CHECKING:
    from zcdoc.model.record import Record
    from zcdoc.store import Workspace

Offers: TypeAlias = list[tuple[str, str]]
# `assumed:` and the lines indented below it, or what stands in its braces.
_ASSUMED = re.compile(r"^(?P<indent> *)(?:- )?.*?\bassumed:(?P<body>.*(?:\n(?P=indent) +.*)*)", re.MULTILINE)
_KEY = re.compile(r"(?:^|[{,\s])key:\s*[\"']?([a-z0-9][a-z0-9-]*)")
_TITLE = re.compile(r"(?:^|[{,\s])title:\s*[\"']?([^\"'\n,}]+)")

_CHOICE = re.compile(r"value:\s*([^,}\n]+?)\s*(?:,|\n)\s*means:\s*([^}\n]+)")


def offered(choose: Callable[[Any], Iterable[tuple[str, str]]]) -> Callable[[typer.Context, str], Offers]:
    """A completion callback of `choose`, which gives (value, what it is) for the command line so far."""

    def offer(ctx: typer.Context, incomplete: str) -> Offers:
        try:
            return [(value, about) for value, about in choose(ctx) if value.startswith(incomplete)]
        except Exception:  # noqa: BLE001  the line is half written and the files may be anybody's
            return []

    return offer


def fixed(*values: tuple[str, str]) -> Callable[[typer.Context, str], Offers]:
    """A completion callback for a list that never changes."""
    return offered(lambda _: values)


@offered
def parks(ctx: Any) -> Iterable[tuple[str, str]]:
    place = _workspace(ctx)
    return [(park, _name(place, park)) for park in place.parks()] if place else []


@offered
def rounds(ctx: Any) -> Iterable[tuple[str, str]]:
    return [(item.id, f"{item.label} {item.date}") for item in _record(ctx).rounds]


@offered
def packs(ctx: Any) -> Iterable[tuple[str, str]]:
    return [(name, "") for name in _listing(ctx, "checklists", "pack.yaml")]


@offered
def standards(ctx: Any) -> Iterable[tuple[str, str]]:
    return [(name, "") for name in _own_packs(ctx, _listing(ctx, "checklists", "pack.yaml"))]


@offered
def templates(ctx: Any) -> Iterable[tuple[str, str]]:
    return [(name, "") for name in _listing(ctx, "report_templates", "template.yaml")]


@offered
def assumption_keys(ctx: Any) -> Iterable[tuple[str, str]]:
    """The keys written in the files of the packs; the YAML is not parsed, which would take longer than typing."""
    packs, taken = _listing(ctx, "checklists", "pack.yaml"), set(ctx.params.get("keys") or [])
    files = [path for name in _own_packs(ctx, packs) for path in sorted(packs[name].path.glob("*.yaml"))]
    found = {key: title for path in files for key, title in keys_in(_text(path))}
    return [(key, title) for key, title in found.items() if key not in taken]


@offered
def assumption_values(ctx: Any) -> Iterable[tuple[str, str]]:
    """The choices of the assumption that was typed before, with their words."""
    key, packs = ctx.params.get("key") or "", _listing(ctx, "checklists", "pack.yaml")
    files = [path for name in _own_packs(ctx, packs) for path in sorted(packs[name].path.glob("*.yaml"))]
    bodies = (m["body"] for path in files for m in _ASSUMED.finditer(_text(path)))
    own = next((body for body in bodies if (found := _KEY.search(body)) and found[1] == key), "")
    return [(value.strip().strip('"'), means.strip()) for value, means in _CHOICE.findall(own)]


def _text(path: Path) -> str:
    """The text of a file; of one that cannot be read none, so that the others still offer theirs."""
    try:
        return path.read_text("utf-8-sig")
    except (OSError, ValueError):
        return ""


def keys_in(text: str) -> Iterable[tuple[str, str]]:
    """Key and title of every `assumed:` in the text of a pack's file."""
    for found in _ASSUMED.finditer(text):
        key, title = _KEY.search(found["body"]), _TITLE.search(found["body"])
        if key:
            yield key[1], title[1].strip() if title else ""


@offered
def rules(_: Any) -> Iterable[tuple[str, str]]:
    from zcdoc.readiness import rules as catalogue

    return [(rule.id, rule.says) for rule in catalogue()]


@offered
def evidence_types(_: Any) -> Iterable[tuple[str, str]]:
    from zcdoc.model.tables import LISTS

    return [(name, "") for name in LISTS["evidence_types"]]


kinds = fixed(("baseline", "摸底"), ("self-inspection", "自查"), ("evaluation", "评价"))
documents = fixed(("scheme", "创建方案"), ("inspection", "自查记录"), ("report", "创建评价报告"))
groups = fixed(("rule", "按规则"), ("sheet", "按工作表"), ("person", "按人"))
takes = fixed(("file", "取文件"), ("record", "取记录"))


def _workspace(ctx: Any) -> Workspace | None:
    from zcdoc.store import Workspace
    from zcdoc.store.workspace import locate

    given = ctx.find_root().params.get("workspace")
    root = locate(Path(given) if given else None, Path.cwd())
    return Workspace(root) if root else None


def _record(ctx: Any) -> Record:
    """The park on the line, before or after the word that is being typed."""
    place, park = _workspace(ctx), ctx.params.get("park")
    if place is None or not park:
        raise KeyError("park")
    return place.store(park).glance()


def _own_packs(ctx: Any, known: Iterable[str]) -> list[str]:
    """The pack on the line, else those of the park on the line, else all that are known."""
    if ctx.params.get("standard"):
        return [ctx.params["standard"]]
    try:
        return _record(ctx).standards
    except Exception:  # noqa: BLE001  without a record to go by, all are offered
        return list(known)


def _name(place: Workspace, park: str) -> str:
    try:
        return place.store(park).glance().name
    except Exception:  # noqa: BLE001  a park whose checkpoint holds anything at all is offered without its name
        return ""


def _listing(ctx: Any, kind: str, marker: str) -> dict[str, Any]:
    from zcdoc import assets

    place = _workspace(ctx)
    return dict(assets.listing(kind, marker, place.root if place else None))
