"""zcdoc crosswalk A B and zcdoc park adopt."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from zcdoc.cli.options import AsJson, By, Park, RoundId, workspace, workspace_or_none
from zcdoc.cli.show import as_json, line, table

Pack = Annotated[str, typer.Argument(metavar="标准包", help="标准包编号")]


def crosswalk(ctx: typer.Context, a: Pack, b: Pack, json: AsJson = False) -> None:
    from zcdoc.actions.crosswalk import compare

    pair, left, right = compare(a, b, workspace_or_none(ctx))
    if json:
        as_json({"a": a, "b": b, "by": pair.by, "coverage": [_coverage(left), _coverage(right)]})
        return
    for side in (left, right):
        _show(side)
    line(f"对照：{pair.by}")


def _coverage(side: Any) -> dict[str, Any]:
    def plain(found: dict[str, list[Any]]) -> dict[str, list[dict[str, str]]]:
        return {
            own: [{"own": c.own, "other": c.other, "relation": c.relation, "reason": c.reason} for c in counterparts]
            for own, counterparts in found.items()
        }

    return {
        "pack": side.pack, "other": side.other, "met": side.met, "total": len(side.clauses), "alone": side.alone,
        "clauses": plain(side.clauses), "indicators": plain(side.indicators),
    }  # fmt: skip


def _show(side: Any) -> None:
    from zcdoc.model.crosswalk import RELATION_LABEL

    line(f"{side.pack} 的 {len(side.clauses)} 条中，{side.met} 条在 {side.other} 里有对应")
    rows = [
        (c.own, c.other, RELATION_LABEL[c.relation], c.reason)
        for found in (side.clauses, side.indicators)
        for counterparts in found.values()
        for c in counterparts
    ]
    table("", (side.pack, side.other, "关系", "理由"), rows)
    line(f"没有对应的条款：{'、'.join(side.alone) or '无'}\n")


def adopt(
    ctx: typer.Context,
    standard: Pack,
    park: Park,
    source: Annotated[
        str | None, typer.Option("--from", metavar="标准包", help="从哪部标准带来；不写用园区的第一部")
    ] = None,
    round_id: RoundId = None,
    apply: Annotated[bool, typer.Option("--apply", help="写入记录；不写只看会带来什么")] = False,
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.crosswalk import adopt as run

    made = run(workspace(ctx), park, standard, source=source, round_id=round_id, apply=apply, by=by)
    if json:
        as_json({"applied": apply, **_adopted(made)})
        return
    rows = [(p.where, "、".join(p.sources), p.fields.get("证据编号", ""), "、".join(p.kept)) for p in made.proposals]
    table(f"轮次 {made.round}：从 {made.source} 带来", (standard, made.source, "证据", "已有内容，不改"), rows)
    for what, why in made.refused:
        line(f"不带来 {what}：{why}")
    line(f"没有对应、要新填的条款：{'、'.join(made.alone) or '无'}")
    if apply:
        line(f"已写入 {len(made.proposals)} 行，都标为待复核；结果栏空着，由检查人判定")
    else:
        line(f"只是预览：共 {len(made.proposals)} 行，结果一律不带。加 --apply 写入")


def _adopted(made: Any) -> dict[str, Any]:
    return {
        "standard": made.standard, "from": made.source, "round": made.round, "joins": made.joins,
        "proposals": [
            {"where": p.where, "sources": list(p.sources), "fields": p.fields, "kept": list(p.kept)} for p in made.proposals
        ],
        "refused": [{"what": what, "why": why} for what, why in made.refused], "alone": made.alone,
    }  # fmt: skip
