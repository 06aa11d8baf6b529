"""zcdoc park adopt."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from zcdoc.cli import complete
from zcdoc.cli.crosswalk import item_name
from zcdoc.cli.options import AsJson, By, Park, RoundId, workspace
from zcdoc.cli.show import as_json, line, table

# The order of the sheet, and what is worth a column of its own.
_SHORT = {"检查所见": "所见", "证据编号": "证据", "检查进度": "", "备注": ""}


def adopt(
    ctx: typer.Context,
    standard: Annotated[str, typer.Argument(metavar="标准包", help="要加上的标准", autocompletion=complete.packs)],
    park: Park,
    source: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="标准包", help="从哪部标准带来；不写用园区的第一部", autocompletion=complete.standards
        ),
    ] = None,
    round_id: RoundId = None,
    apply: Annotated[bool, typer.Option("--apply", help="写入记录；不写只看会带来什么")] = False,
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.adopt import adopt as run

    made = run(workspace(ctx), park, standard, source=source, round_id=round_id, apply=apply, by=by)
    if json:
        as_json({"applied": apply, **_adopted(made)})
        return
    line(f"园区 {park}　轮次 {made.round}：从 {_name(made.source)}带到 {_name(made.target)}")
    _proposals(made)
    _left(made)
    _missing(made)
    _end(made, park, standard, applied=apply)


def _name(pack: Any) -> str:
    return f"{pack.head.standard.number}（{pack.id}）"


def _proposals(made: Any) -> None:
    rows = [
        (_row(made.target, p.where, p.item), _sources(made.source, p), _brought(p.fields), "、".join(p.kept))
        for p in made.proposals
    ]
    if rows:
        table("带来的", (made.target.id, made.source.id, "带来什么", "已有，不改"), rows)


def _row(pack: Any, where: str, item: str) -> str:
    return f"指标 {item} {pack.indicator_of[item].name}" if where.startswith("评价指标") else item_name(pack, item)


def _sources(pack: Any, proposal: Any) -> str:
    if proposal.where.startswith("评价指标"):
        return "、".join(f"指标 {n} {pack.indicator_of[n].name}" for n in proposal.sources)
    return "；".join(item_name(pack, item, 12) for item in proposal.sources)


def _brought(fields: dict[str, str]) -> str:
    shown = []
    for name, value in fields.items():
        label = _SHORT.get(name, name)
        if label:
            shown.append(label if name in {"检查所见", "口径说明", "数据来源"} else f"{label} {value}")
    return "；".join(shown) or "只有出处，没有所见和证据"


def _left(made: Any) -> None:
    """What a link reaches and what nothing comes to, by reason."""
    for item in made.refused:
        what = "指标 " if item.where.startswith("评价指标") else ""
        line(f"不带来：{_row(made.target, item.where, item.item)} ← {what}{'、'.join(item.sources)}。{item.why}")
    for why, items in _by_reason([*made.untouched, *made.unseen]):
        line(f"{why}，不动（{len(items)} 处）：{'、'.join(_place(i) for i in items)}")


def _by_reason(items: list[Any]) -> list[tuple[str, list[Any]]]:
    found: dict[str, list[Any]] = {}
    for item in items:
        found.setdefault(item.why, []).append(item)
    return list(found.items())


def _place(item: Any) -> str:
    return f"指标 {item.item}" if item.where.startswith("评价指标") else item.item


def _missing(made: Any) -> None:
    pack = made.target
    clauses = [f"{c.number} {c.title}" for c in pack.clauses if c.id in made.alone]
    for what, items in (
        ("没有对应、要新填的条款", clauses),
        ("有对应的条款里，要新填的检查项", made.open),
        ("没有对应、要新填的指标", [f"{n} {pack.indicator_of[n].name}" for n in made.indicators_alone]),
    ):
        if items:
            line(f"{what}（{len(items)}）：{'；'.join(items)}")


def _end(made: Any, park: str, standard: str, *, applied: bool) -> None:
    joined = f"{'已' if applied else '写入时'}登记标准 {standard}；" if made.joins else ""
    if not made.proposals and not made.joins:
        line("没有新的内容可带来，记录没有改动")
    elif not applied:
        line(f"只是预览：{joined}会写入 {len(made.proposals)} 行，都标为待复核，结果一律不带。加 --apply 写入")
    else:
        line(f"{joined}写入了 {len(made.proposals)} 行，都标为待复核；结果栏空着，由检查人判定")
        line(f"下一步：zcdoc checklist export --park {park} --standard {standard} -o {park}-{standard}.xlsx")


def _adopted(made: Any) -> dict[str, Any]:
    def left(items: list[Any]) -> list[dict[str, Any]]:
        return [{"where": i.where, "sources": list(i.sources), "why": i.why} for i in items]

    return {
        "standard": made.target.id, "from": made.source.id, "round": made.round, "joins": made.joins,
        "proposals": [
            {"where": p.where, "sources": list(p.sources), "fields": p.fields, "kept": list(p.kept)} for p in made.proposals
        ],
        "untouched": left(made.untouched), "refused": left(made.refused), "unseen": left(made.unseen),
        "alone": made.alone, "open": made.open, "indicators_alone": made.indicators_alone,
    }  # fmt: skip
