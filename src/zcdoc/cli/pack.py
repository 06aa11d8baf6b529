"""zcdoc pack list|show|lint|schema; export and review are in `cli.review`."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from zcdoc.cli import complete, pack_show, review
from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.options import AsJson, Force, workspace_or_none
from zcdoc.cli.show import as_json, line, table
from zcdoc.cli.show import problems as show_problems

FIXED = 5  # columns of the indicators that every standard shows

app = typer.Typer(cls=Group, no_args_is_help=True, help="标准包：列出、查看、检查。")
Id = Annotated[
    str, typer.Argument(metavar="标准包", help="标准包编号，用 zcdoc pack list 查看", autocompletion=complete.packs)
]


@app.command("list", cls=Command, help="列出全部标准包；有错误的一并列出，退出码 1。")
def list_(ctx: typer.Context, json: AsJson = False) -> None:
    from zcdoc.actions.packs import list_packs

    lines = list_packs(workspace_or_none(ctx))
    if json:
        as_json([{f: getattr(p, f) for f in p.__slots__} for p in lines])
    else:
        rows = [(p.id, p.number, p.title, str(p.clauses), str(p.checks), str(p.indicators), _state(p)) for p in lines]
        table("", ("编号", "标准", "名称", "条款", "检查项", "指标", "说明"), rows, right=(3, 4, 5))
    if any(p.problems for p in lines):
        raise typer.Exit(1)


def _state(pack: Any) -> str:
    if pack.problems:
        return f"有 {pack.problems} 处错误，用 zcdoc pack lint {pack.id} 查看"
    read = f"；{pack.reviewers} 人审读 {pack.reviewed}/{pack.review_items} 项" if pack.reviewers else ""
    if pack.hides_built_in:
        return f"工作区自带，代替了同名的内置标准包{read}"
    return ("工作区自带" if pack.origin == "workspace" else "内置") + read


@app.command(cls=Command, help="查看一个标准包：条款、检查项、指标、程序、假设、评定、来源、审读。")
def show(
    ctx: typer.Context,
    pack: Id,
    part: Annotated[
        list[str] | None,
        typer.Option("--part", metavar="部分", help="只看哪些部分，可写几次", autocompletion=pack_show.offered_parts),
    ] = None,
    clause: Annotated[str | None, typer.Option("--clause", metavar="条款", help="只看这一章、这一条或这一项")] = None,
    kind: Annotated[
        str | None, typer.Option("--type", metavar="类型", help="只看这种类型的检查项，如 要求、推荐")
    ] = None,
    word: Annotated[
        str | None, typer.Option("--word", metavar="词", help="只看印有这个词的检查项，如 宜、鼓励")
    ] = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.packs import pack_differences, pack_json, show_pack
    from zcdoc.actions.review import reviews_of, standing_json, standing_of

    place, what = workspace_or_none(ctx), pack_show.asked(part or [], clause, kind, word)
    found, odd = show_pack(pack, place), pack_differences(pack, place)
    reviewed = standing_of(found, place)
    if json:
        differing = [{f: getattr(d, f) for f in d.__slots__} for d in odd]
        as_json(
            pack_show.filtered({**pack_json(found), "differences": differing, "reviews": standing_json(reviewed)}, what)
        )
        return
    _show(found)
    rest = {
        "indicators": lambda: _show_indicators(found),
        "rating": lambda: _show_rules(found),
        "sources": lambda: _show_origin(found),
        "reviews": lambda: pack_show.show_reviews(reviewed, reviews_of(pack, place)),
    }
    pack_show.show(found, what, rest)
    _show_differences(found, odd)


app.command("export", cls=Command, help="导出审读表：.xlsx 供审读人填写，.docx 供打印。")(review.export_)
app.command("review", cls=Command, help="收下填好的审读表：谁在什么时候审读了哪些项；不盖掉已有的审读。")(review.review)


def _show(pack: Any) -> None:
    standard = pack.head.standard
    line(f"{pack.label}　{standard.edition} 版　标准包 {pack.id} {pack.version}")
    line(f"来历：{pack.provenance.label}　sha256 {pack.sha256}")
    line(f"适用范围：{pack.head.scope}")


def _show_indicators(pack: Any) -> None:
    """Types of park, indicators, and how binding each class of them is."""
    from zcdoc.model.rating import DUTY_LABEL

    types = [(t.id, t.means) for t in pack.head.park_types]
    if types:
        table("园区类型", ("类型", "含义"), types)
    name = pack.rating.leading_name
    rows = [
        (i.number, str(_value(i.group)), i.name, _leading(i), str(i.bonus or ""), "、".join(i.types), i.edition or "")
        for i in pack.indicators
    ]
    if rows:
        headers = ("序号", "一级指标", "三级指标", name, "加分", "用于类型", "数值出处")
        table("指标", *_filled(headers, rows), right=(3, 4))
    duties = [(g.name, DUTY_LABEL[g.duty]) for g in pack.rating.groups if g.duty]
    if duties:
        table("指标类别", ("类别", "约束程度"), duties)


def _filled(headers: Sequence[str], rows: Sequence[Sequence[str]]) -> tuple[tuple[str, ...], list[tuple[str, ...]]]:
    """Without the columns after the fifth that say nothing in any row."""
    kept = [k for k in range(len(headers)) if k < FIXED or any(row[k] for row in rows)]
    return tuple(headers[k] for k in kept), [tuple(row[k] for k in kept) for row in rows]


def _show_rules(pack: Any) -> None:
    """How it is rated, the standard's own accounting rules, and figures that its text quotes from elsewhere."""
    line(f"评定（{pack.rating.clause}）：{pack.rating.statement}")
    if pack.head.accounting:
        _listed("核算规则", pack.head.accounting)
    rows = [(b.name, b.value, b.origin, "、".join(b.clauses)) for b in pack.head.benchmarks]
    if rows:
        table("引用的别处数值（只作参照，不是要求）", ("名称", "数值", "出处", "有关条款"), rows)


def _show_origin(pack: Any) -> None:
    rows = [(s.id, s.title, s.what, s.certainty) for s in pack.head.sources]
    table("来源", ("代号", "名称", "取自其中的内容", "确定程度"), rows)
    line("确定程度：A 官方原文，B 两份转载一致，C 一份转载，D 推断，M 仅凭记忆")
    _listed("须留意之处", [n.text for n in pack.head.notes])
    _listed("来源没有给出的内容", pack.head.gaps)


def _show_differences(pack: Any, odd: list[Any]) -> None:
    """Against the built-in pack of the same id, for one that stands in for it."""
    delivered = pack.provenance.built_in
    if delivered is None:
        return
    line(f"代替的随附标准包：版本 {delivered.version}　sha256 {delivered.sha256}")
    rows = [(d.where, _side(d.was), _side(d.now)) for d in odd]
    if rows:
        table(f"与随附的不同之处（{len(rows)} 处）", ("位置", "随附的", "工作区自带的"), rows)
    elif pack.provenance.differs:
        line("与随附的只有注释或写法不同")
    else:
        line("与随附的内容相同")


def _side(text: str | None) -> str:
    return "（没有）" if text is None else text


def _listed(title: str, items: list[str]) -> None:
    line(title)
    for number, text in enumerate(items, 1):
        line(f"  {number}. {text}")


def _value(item: Any) -> Any:
    return item if isinstance(item, str) else item.assumed.value


def _leading(item: Any) -> str:
    if hasattr(item.leading, "bands"):
        return "；".join(f"{_size(b)}：{_figure(b.leading, item.unit)}" for b in item.leading.bands)
    if hasattr(item.leading, "phases"):
        return "；".join(f"{_years(p)}：{_figure(p.leading, item.unit)}" for p in item.leading.phases)
    if hasattr(item.leading, "unstated"):
        return str(item.leading.unstated)
    if hasattr(item.leading, "item"):
        times = "" if item.leading.times == "1" else f"的 {item.leading.times} 倍"
        return f"年度数据“{item.leading.item}”{times}"
    shown = str(_value(item.leading)) if item.direction == "present" else _figure(str(_value(item.leading)), item.unit)
    if item.strict:
        shown = f"{'低于' if item.direction == 'lower' else '高于'} {shown}"
    return shown if isinstance(item.leading, str) else f"{shown}（假设）"


def _figure(text: str, unit: str) -> str:
    return f"{float(text) * 100:g}%" if unit == "%" else f"{text} {unit}".removesuffix(" —")


def _years(phase: Any) -> str:
    """The years that one phase of targets is for."""
    if phase.since is None:
        return f"{phase.until} 年及以前" if phase.until else "各年度"
    return f"{phase.since} 年起" if phase.until is None else f"{phase.since} 至 {phase.until} 年"


def _size(band: Any) -> str:
    """The sizes that one band of targets is for."""
    least = f"{band.at_least} 起" if band.at_least else ""
    return least + (f"不到 {band.below}" if band.below else "")


@app.command(cls=Command, help="检查标准包，一次列出全部问题。")
def lint(
    ctx: typer.Context,
    pack: Annotated[
        str | None, typer.Argument(metavar="标准包", help="不写则检查全部", autocompletion=complete.packs)
    ] = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.packs import lint_packs

    found = lint_packs(pack, workspace_or_none(ctx))
    items = [p for problems in found.values() for p in problems]
    if json:
        as_json({"packs": list(found), "problems": [p.as_dict() for p in items]})
    else:
        show_problems(items)
        line(f"检查了 {len(found)} 个标准包，{sum(p.severity == 'error' for p in items)} 处错误")
    if any(p.severity == "error" for p in items):
        raise typer.Exit(1)


@app.command(cls=Command, help="输出标准包文件的 JSON Schema，供编辑器补全和检查。")
def schema(
    output: Annotated[Path | None, typer.Option("-o", "--output", metavar="文件夹", help="写成文件，每种一个")] = None,
    force: Force = False,
) -> None:
    from zcdoc.actions.packs import pack_schemas, write_schemas

    if output is None:
        as_json(pack_schemas())
        return
    write_schemas(output, force=force)
    line(f"已写入 {output}")
