"""zcdoc checklist adopt."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Annotated, Any

import typer

from zcdoc.cli.options import AsJson, By, Park, RoundId, Standard, workspace
from zcdoc.cli.show import as_json, line, shortened, value
from zcdoc.cli.show import problems as show_problems

HELP = "把自己原有的清单（.xlsx）带进来：认出表、列和条款，只填空白，都标为待复核。"
SHOWN = 5  # of what stands beside the tables


def adopt(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="文件", help="自己的清单 .xlsx")],
    park: Park,
    standard: Standard = None,
    round_id: RoundId = None,
    own_map: Annotated[
        Path | None, typer.Option("--map", metavar="文件", help="核对过的读法文件；不写只按表头和条款号认")
    ] = None,
    propose: Annotated[
        Path | None, typer.Option("--propose", metavar="文件", help="把认出的写成读法文件（.yaml），供核对和改正")
    ] = None,
    apply: Annotated[bool, typer.Option("--apply", help="写入记录（要有 --map）；不写只看会带来什么")] = False,
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.checklist_adopt import adopt_checklist

    made = adopt_checklist(
        workspace(ctx), path, park, standard, round_id, own_map=own_map, propose=propose, apply=apply, by=by
    )
    if json:
        as_json(made.as_dict())
    else:
        _people(made, path, park, has_map=own_map is not None)
    if made.exit_code:
        raise typer.Exit(made.exit_code)


def _people(made: Any, path: Path, park: str, *, has_map: bool) -> None:
    for table in made.file.tables:
        known = "，".join(f"{key} → {target}" for key, target in table.shape.columns.items() if target)
        line(f"认出的表  {table.place}（到第 {table.last} 行）  {known}")
    _changes(made)
    for conflict in made.plan.conflicts:
        line(f"冲突  {conflict.where}  {conflict.at.key} {conflict.at.field}（不动记录）")
        line(f"      清单：{value(conflict.file, 60)}　记录：{value(conflict.record, 60)}")
    _beside(made)
    show_problems(list(made.problems))
    _end(made, path, park, has_map=has_map)


def _changes(made: Any) -> None:
    """Every answer and where it goes."""
    word = "已填" if made.applied else "将填"
    for change in made.plan.changes:
        line(f"{word}  {change.at.key} {change.at.field}：{value(change.now, 60)}  ← {change.where}")


def _beside(made: Any) -> None:
    for why, count in Counter(item.why for item in made.beside).items():
        items = [item for item in made.beside if item.why == why]
        places = "、".join(f"{i.cell.place}“{shortened(' '.join(i.cell.text.split()), 16)}”" for i in items[:SHOWN])
        line(f"没有带  {why}（{count} 格）：{places}{' 等，全部用 --json 查看' if count > SHOWN else ''}")


def _end(made: Any, path: Path, park: str, *, has_map: bool) -> None:
    checks = {c.at.key for c in made.plan.changes if c.at.table == "checks"}
    open_, conflicts = len(made.problems.errors), len(made.plan.conflicts)
    told = f"{len(checks)} 个检查项{'已' if made.applied else '会'}带入，都标为待复核；{len(made.equal)} 个已经相同"
    line(f"{told}；冲突 {conflicts} 处（不动记录）；待定或读不出 {open_} 处（没有带入）")
    if made.proposal is not None:
        line(f"已写入读法文件 {made.proposal}：核对改正后用 --map 指明它")
    if made.applied:
        line(f"下一步：zcdoc checklist export --park {park}，逐项复核")
    elif has_map:
        line("只是预览，没有写入；加 --apply 写入")
    elif made.proposal is None:
        line(f"只是预览，没有写入。下一步：zcdoc checklist adopt {path} --park {park} --propose own.yaml")
