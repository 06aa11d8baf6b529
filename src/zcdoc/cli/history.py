"""zcdoc history show|verify|undo."""

from __future__ import annotations

from typing import Annotated

import typer

from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.options import AsJson, By, Park, workspace
from zcdoc.cli.show import as_json, line, table
from zcdoc.cli.show import problems as show_problems

app = typer.Typer(cls=Group, no_args_is_help=True, help="历史：谁在何时改了什么，核对与撤回。")


@app.command(cls=Command, help="列出历史；给出序号则列出那一条的全部改动。")
def show(
    ctx: typer.Context,
    park: Park,
    seq: Annotated[int | None, typer.Argument(metavar="序号", help="不写则列出全部")] = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.history import event_json
    from zcdoc.actions.history import show as events
    from zcdoc.errors import UsageError

    found = [e for e in events(workspace(ctx), park) if seq in {None, e.seq}]
    if seq is not None and not found:
        raise UsageError(f"历史中没有第 {seq} 条", "不带序号可列出全部")
    if json:
        as_json([event_json(e) for e in found])
    elif seq is None:
        rows = [(str(e.seq), e.at, e.by, e.command, str(len(e.changes)), e.hash[:12]) for e in found]
        table("", ("序号", "时间", "谁", "命令", "改动", "版本"), rows, right=(0, 4))
    else:
        changed = [(c.where, c.at.key, c.at.field, c.was or "（空）", c.now or "（空）") for c in found[0].changes]
        table("", ("来自", "编号", "项", "原来", "现在"), changed)


@app.command(cls=Command, help="核对历史是否完整、有没有被改动。")
def verify(
    ctx: typer.Context,
    park: Park,
    head: Annotated[
        str | None,
        typer.Option("--head", metavar="版本", help="文件或工作簿上印的记录版本；给出后核对它是否在这段历史里"),
    ] = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.history import verify as examine

    events, problems = examine(workspace(ctx), park, head)
    if json:
        as_json(
            {
                "events": len(events),
                "head": events[-1].hash if events else None,
                "problems": [p.as_dict() for p in problems],
            }
        )
    else:
        show_problems(list(problems))
        line(f"历史 {len(events)} 条，{'完整' if not problems.errors else '不完整'}")
    if problems.errors:
        raise typer.Exit(1)


@app.command(cls=Command, help="撤回一条改动；撤回本身也记入历史。")
def undo(
    ctx: typer.Context,
    park: Park,
    seq: Annotated[int | None, typer.Argument(metavar="序号", help="不写则撤回最近一条")] = None,
    by: By = None,
) -> None:
    from zcdoc.actions.history import undo as take_back

    undone, event = take_back(workspace(ctx), park, seq, by=by)
    line(f"已撤回第 {undone.seq} 条（{undone.command}），涉及 {len(event.changes)} 处")
