"""zcdoc history merge."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from zcdoc.cli.options import AsJson, By, DryRun, Park, Take, taken, workspace
from zcdoc.cli.show import as_json, line, value
from zcdoc.cli.show import problems as show_problems

HELP = "把同一园区的另一份拷贝合并进来：两边的改动都留下，冲突由人取舍。"


def merge(
    ctx: typer.Context,
    other: Annotated[Path, typer.Argument(metavar="另一份", help="另一份的园区文件夹，或只有它的 history.jsonl")],
    park: Park,
    dry_run: DryRun = False,
    take: Take = None,
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.history_merge import merge_histories

    made = merge_histories(workspace(ctx), park, other, by=by, dry_run=dry_run, take=taken(take))
    if json:
        as_json(made.as_dict())
    else:
        _people(made, dry_run=dry_run)
    if made.exit_code:
        raise typer.Exit(made.exit_code)


def _people(made: Any, *, dry_run: bool) -> None:
    show_problems(list(made.problems))
    for conflict in made.plan.conflicts:
        line(f"冲突  {conflict.at.key} {conflict.at.field}  ← {conflict.where}")
        line(f"      分开时：{value(conflict.base)}　另一份：{value(conflict.file)}　这一份：{value(conflict.record)}")
    for change in made.plan.changes if dry_run else ():
        line(f"将改  {change.at.key} {change.at.field}：{value(change.was)} → {value(change.now)}  ← {change.where}")
    for _, old, new in made.renumbered:
        line(f"编号  另一份的 {old} 在这里是 {new}，引用它的地方随着改")
    line(_verdict(made, dry_run=dry_run))


def _verdict(made: Any, *, dry_run: bool) -> str:
    if not made.events:
        return "另一份没有这里没有的内容，不必合并"
    told = f"另一份的 {made.events} 条记录，改动 {len(made.plan.changes)} 处，文件 {len(made.files)} 个"
    if made.applied:
        return f"已合并：{told}"
    if made.plan.conflicts:
        return f"没有合并：{len(made.plan.conflicts)} 处冲突。在任一份里改成一致再合并，或用 --take file 一律取另一份、--take record 一律取这一份"
    if made.problems.errors:
        return "没有合并：先处理上面的错误"
    return f"试运行，没有写入：{told}" if dry_run else told
