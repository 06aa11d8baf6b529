"""zcdoc checklist handout, status and conflicts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zcdoc.cli.options import AsJson, By, Output, Park, RoundId, Standard, Take, taken, workspace
from zcdoc.cli.show import as_json, line, table, value

HANDOUT = "按计划给每人发一份清单：各有编号、姓名和自己的证据编号段，回来时认得出是谁的。"
STATUS = "谁拿着哪一份、何时要、填到哪里、回来过没有。"
CONFLICTS = "来件和记录不一致、还没有定的各格；用 --decide 定。"


def handout(
    ctx: typer.Context,
    plan: Annotated[Path, typer.Argument(metavar="计划", help="发放计划 .yaml：人员、条款、期限")],
    park: Park,
    output: Output = None,
    standard: Standard = None,
    round_id: RoundId = None,
    by: By = None,
) -> None:
    from zcdoc.actions.handouts import hand_out, read_plan

    for one in hand_out(workspace(ctx), park, read_plan(plan), output, standard, round_id, by=by):
        tell_copy(one)


def tell_copy(one: object) -> None:
    """What was handed out, to whom, with which numbers."""
    from zcdoc.actions.handouts import HandedOut

    assert isinstance(one, HandedOut)
    copy, numbers = one.copy, one.copy.numbers
    scope = "、".join(copy.clauses) or "全部条款"
    line(f"已写入 {one.path}")
    line(
        f"  {copy.person}：{scope}；证据和各表新行用 {numbers[0]} 至 {numbers[-1]}"
        + (f"；{copy.due} 前交回" if copy.due else "")
    )


def status(ctx: typer.Context, park: Park, json: AsJson = False) -> None:
    from zcdoc.actions.standing_copies import status as standings

    found = standings(workspace(ctx), park)
    if json:
        as_json([one.as_dict() for one in found])
        return
    if not found:
        line("没有按人发出的清单；用 zcdoc checklist export --for 姓名 或 zcdoc checklist handout 发")
        return
    rows = [
        (
            s.copy.person, "、".join(s.copy.clauses) or "全部", s.copy.out, s.copy.due or "—", f"{s.judged}/{s.checks}",
            f"{len(s.returned)} 次，最近 {s.returned[-1]}" if s.returned else "没有回来",
            "、".join(t for t in (f"冲突 {s.conflicts}" if s.conflicts else "", f"没收 {s.refused}" if s.refused else "") if t) or "—",
        )
        for s in found
    ]  # fmt: skip
    table("", ("人员", "条款", "发出", "期限", "已判", "交回", "未了"), rows)


def conflicts(
    ctx: typer.Context,
    park: Park,
    decide: Annotated[list[int] | None, typer.Option("--decide", metavar="序号", help="定第几项；可写几次")] = None,
    everything: Annotated[bool, typer.Option("--all", help="全部一起定")] = False,
    take: Take = None,
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="为什么这样定")] = "",
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.standing_copies import decide as settle
    from zcdoc.actions.standing_copies import open_conflicts, refusals
    from zcdoc.errors import UsageError

    found = open_conflicts(workspace(ctx), park)
    if decide or everything:
        side = taken(take)
        if side is None:
            raise UsageError("没有写取哪一边", "加 --take file（来件）或 --take record（现记录）")
        done = settle(workspace(ctx), park, decide or [one.number for one in found], side, reason, by=by)
        line(f"已定 {len(done)} 项，取{'来件' if side == 'file' else '现记录'}")
        return
    refused = refusals(workspace(ctx).existing(park).events())
    if json:
        cells = [{"import": one.seq, "where": c.where, "rule": c.rule, "message": c.message} for one, c in refused]
        as_json({"conflicts": [one.as_dict() for one in found], "refused": cells})
        return
    for one in found:
        named = " ".join(one.as_dict()[name] for name in ("key", "field"))
        line(f"{one.number}  {one.sheet}  {named}" + (f"（{one.person}）" if one.person else ""))
        line(f"      来件：{value(one.file)}　现记录：{value(one.record)}")
    for _, cell in refused:
        line(f"没有收  {cell.where}  {cell.message}")
    if not found and not refused:
        line("没有未决的冲突，也没有没收的格")
