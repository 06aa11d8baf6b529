"""zcdoc park new|list|show|export|import and zcdoc round new|list|close."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from zcdoc import notices
from zcdoc.cli import complete
from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.imports import show_import
from zcdoc.cli.options import AsJson, By, DryRun, Force, Park, Take, taken, workspace
from zcdoc.cli.show import as_json, line, table, working
from zcdoc.errors import ZcdocError

app = typer.Typer(cls=Group, no_args_is_help=True, help="园区：新建、列出、查看、导出与导入整份记录。")
rounds = typer.Typer(cls=Group, no_args_is_help=True, help="轮次：摸底、自查、评价。")
PROGRESS = ("检查项已判", "指标有数值", "错误")
KIND_HELP = "baseline 摸底、self-inspection 自查、evaluation 评价"


@app.command(cls=Command, help="新建园区，并开第一轮。")
def new(
    ctx: typer.Context,
    park: Annotated[str, typer.Argument(metavar="编号", help="小写字母、数字、连字符")],
    name: Annotated[str, typer.Option("--name", metavar="名称", help="园区全称")],
    standard: Annotated[
        list[str],
        typer.Option(
            "--standard",
            metavar="标准包",
            help="标准包编号，用 zcdoc pack list 查看；可写多次",
            autocompletion=complete.packs,
        ),
    ],
    kind: Annotated[
        str, typer.Option("--kind", metavar="种类", help=f"第一轮的种类：{KIND_HELP}", autocompletion=complete.kinds)
    ] = "baseline",
    round_id: Annotated[
        str | None, typer.Option("--round", metavar="轮次", help="第一轮的编号；不写则自动编号，如 baseline-1")
    ] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="日期", help="第一轮的日期；不写用今天")] = None,
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.parks import new_park

    record = new_park(workspace(ctx), park, standard, name, kind=kind, round_id=round_id, date=date, by=by)
    if json:
        as_json(
            {
                "id": park,
                "name": record.name,
                "standards": record.standards,
                "rounds": [_round(r) for r in record.rounds],
            }
        )
        return
    line(f"已建立园区 {park}（{record.name}），第一轮 {record.rounds[0].id}")
    line(f"下一步：zcdoc checklist export --park {park} -o {park}.xlsx")


def _round(item: Any) -> dict[str, str]:
    return {
        "id": item.id,
        "kind": item.kind,
        "date": item.date,
        "people": item.people,
        "closed": item.closed,
        "from": item.source,
    }


@app.command("list", cls=Command, help="列出工作区中的园区；读不出来的一并列出，退出码 1。")
def list_(
    ctx: typer.Context,
    brief: Annotated[bool, typer.Option("--brief", help="只列编号、名称、标准包和轮次，不算进度")] = False,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.parks import list_parks

    place = workspace(ctx)
    found = list_parks(place)
    with working("正在清点各园区的进度……"):
        standing = {p.id: [] if brief or p.error else _standings(place, p) for p in found}
    if json:
        as_json([{**_park(p), "error": p.error or None, "progress": _told(standing[p.id])} for p in found])
    else:
        rows = [
            (
                p.id,
                p.error or p.name,
                "\n".join(p.standards),
                *_cells(standing[p.id]),
                "、".join(r.id for r in p.rounds),
            )
            for p in found
        ]
        table("", ("编号", "名称", "标准包", *PROGRESS, "轮次"), rows)
        for p in found:
            _uncounted(standing[p.id], f"{p.id}　")
    if any(p.error for p in found):
        raise typer.Exit(1)


def _park(item: Any) -> dict[str, Any]:
    return {
        "id": item.id,
        "name": item.name,
        "standards": item.standards,
        "rounds": [_round(r) for r in item.rounds],
        "head": item.head,
    }


@app.command(cls=Command, help="查看一个园区。")
def show(ctx: typer.Context, park: Park, json: AsJson = False) -> None:
    from zcdoc.actions.parks import show_park

    place = workspace(ctx)
    found = show_park(place, park)
    standing = _standings(place, found)
    if json:
        as_json({**_park(found), "progress": _told(standing)})
        return
    line(f"{found.name}（{found.id}）")
    line(f"标准包：{'、'.join(found.standards)}")
    line(f"记录版本：{found.head}")
    _rounds_table(found.rounds)
    rows = [(s.standard, s.round, *_cells([s])) for s in standing]
    table("", ("标准包", "最近一轮", *PROGRESS), rows)
    _uncounted(standing)


def _uncounted(standing: list[Any], park: str = "") -> None:
    for one in standing:
        if one.error:
            line(f"{park}{one.standard}：没有算出进度（{one.error}）")


def _standings(place: Any, item: Any) -> list[Any]:
    from zcdoc.actions.standing import standings

    return standings(place, item.id, item.standards)


def _told(standing: list[Any]) -> list[dict[str, Any]]:
    return [one.as_dict() for one in standing]


def _cells(standing: list[Any]) -> tuple[str, str, str]:
    """Checks, indicators and errors, a line for each standard."""
    checks, indicators, errors = [], [], []
    for one in standing:
        known = one.progress
        checks.append(f"{known.judged}/{known.checks}" if known else "—")
        indicators.append(f"{known.valued}/{known.indicators}" if known and known.indicators else "—")
        errors.append(str(one.errors) if known else "—")
    return "\n".join(checks), "\n".join(indicators), "\n".join(errors)


def _rounds_table(items: list[Any]) -> None:
    rows = [(r.id, r.label, r.date, r.people, f"{r.closed} 关闭" if r.closed else "进行中", r.source) for r in items]
    table("", ("轮次", "种类", "日期", "人员", "状态", "承接自"), rows)


@app.command("export", cls=Command, help="把整份记录导出为一个 YAML 文件，不覆盖有人改过而没有导入的。")
def export_(
    ctx: typer.Context,
    park: Park,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件", help="写成哪个文件；不写用当前文件夹的 园区编号.yaml"),
    ] = None,
    force: Force = False,
) -> None:
    from zcdoc.actions.park_export import export_park

    line(f"已写入 {export_park(workspace(ctx), park, output or Path(f'{park}.yaml'), force=force)}")


@app.command("import", cls=Command, help="导入 YAML 记录：并入已有园区，或据以新建园区。")
def import_(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="文件", help="zcdoc park export 得到的 YAML")],
    park: Annotated[
        str | None,
        typer.Option("--park", metavar="园区", help="园区编号；不写用文件中的", autocompletion=complete.parks),
    ] = None,
    dry_run: DryRun = False,
    take: Take = None,
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.exchange import import_park

    show_import(
        import_park(workspace(ctx), path, park, by=by, dry_run=dry_run, take=taken(take)), json=json, dry_run=dry_run
    )


@rounds.command("new", cls=Command, help="开一轮：摸底、自查或评价；用 --from 承接上一轮的答案。")
def round_new(
    ctx: typer.Context,
    kind: Annotated[str, typer.Argument(metavar="种类", help=KIND_HELP, autocompletion=complete.kinds)],
    park: Park,
    source: Annotated[
        str | None,
        typer.Option("--from", metavar="轮次", help="承接哪一轮的答案（标为待复核）", autocompletion=complete.rounds),
    ] = None,
    round_id: Annotated[
        str | None, typer.Option("--round", metavar="编号", help="新轮次的编号；不写则自动编号，如 self-1")
    ] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="日期", help="不写用今天")] = None,
    people: Annotated[str, typer.Option("--people", metavar="人员", help="检查人员，多人用、分开")] = "",
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.parks import new_round

    made = new_round(workspace(ctx), park, kind, round_id=round_id, date=date, people=people, source=source, by=by)
    as_json(_round(made)) if json else line(f"已开轮次 {made.id}（{made.label}，{made.date}）")


@rounds.command("list", cls=Command, help="列出各轮。")
def round_list(ctx: typer.Context, park: Park, json: AsJson = False) -> None:
    from zcdoc.actions.parks import show_park

    found = show_park(workspace(ctx), park)
    as_json([_round(r) for r in found.rounds]) if json else _rounds_table(found.rounds)


@rounds.command("close", cls=Command, help="关闭一轮；关闭后只能看，不能改。")
def round_close(
    ctx: typer.Context,
    park: Park,
    round_id: Annotated[
        str | None,
        typer.Option("--round", metavar="轮次", help="不写则为最近一轮未关闭的", autocompletion=complete.rounds),
    ] = None,
    date: Annotated[str | None, typer.Option("--date", metavar="日期", help="不写用今天")] = None,
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.parks import close_round

    made = close_round(workspace(ctx), park, round_id, date=date, by=by)
    if json:
        as_json(_round(made))
        return
    line(f"已关闭轮次 {made.id}")
    if errors := _standing_errors(ctx, park, made.id):
        line(
            f"本轮还有 {errors} 个错误，关闭后不能再改；要补正的，用 zcdoc history undo 撤回这次关闭（承接它开新一轮之前）"
        )


def _standing_errors(ctx: typer.Context, park: str, round_id: str) -> int:
    """How many errors stand in a round that is closed by now: what keeps them from being counted is told, and stops nothing."""
    from zcdoc.actions.judge import standing_errors

    try:
        return standing_errors(workspace(ctx), park, round_id)
    except (ZcdocError, OSError) as err:
        notices.tell(
            "round-uncounted", park, f"轮次已经关闭，但没能数出它还有多少错误（{getattr(err, 'message', err)}）",
            f"排除故障后用 zcdoc check --park {park} --round {round_id} 查看",
        )  # fmt: skip
        return 0
