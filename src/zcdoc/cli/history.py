"""zcdoc history show|verify|repair|undo."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.options import AsJson, By, Park, workspace
from zcdoc.cli.show import as_json, line, local_time, table
from zcdoc.cli.show import problems as show_problems

if TYPE_CHECKING:
    from zcdoc.store.repair import Repaired

app = typer.Typer(cls=Group, no_args_is_help=True, help="历史：谁在何时改了什么，核对、修复与撤回。")


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
        rows = [(str(e.seq), local_time(e.at), e.by, e.command, str(len(e.changes)), e.hash[:12]) for e in found]
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


@app.command(cls=Command, help="修复受损的历史：恢复能够证明的，其余移到一边，逐行说明。")
def repair(
    ctx: typer.Context,
    park: Park,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会怎样修复，不写入")] = False,
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.history import repair as mend
    from zcdoc.actions.history import repaired_json

    done = mend(workspace(ctx), park, by=by, dry_run=dry_run)
    if json:
        as_json(repaired_json(done))
        return
    for text in _mended(done, dry_run=dry_run):
        line(text)


def _mended(done: Repaired, *, dry_run: bool) -> Iterator[str]:
    """What a repair did, or would do."""
    plan = done.plan
    if plan.sound and not done.spoilt:
        yield f"历史 {len(plan.kept)} 条，完整，没有要修复的"
        return
    yield f"{'将保留' if dry_run else '保留了'} {len(plan.kept)} 条可信的记录"
    if plan.dropped:
        yield f"不可信的行：第 {'、'.join(map(str, plan.dropped))} 行"
    if plan.recovered is not None:
        said = f"写成第 {done.event.seq} 条" if done.event else "写成新的一条" if dry_run else "保留的记录已有其内容"
        yield f"检查点证明的版本 {plan.lost_head[:12]} 已不在历史里，它的内容由检查点补回，{said}；逐条的来历补不回来"
    if done.spoilt:
        yield f"{'将由' if dry_run else '已由'}历史重建 record.json"
    for name in done.aside:
        yield f"原来的文件移到 {name}"


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
