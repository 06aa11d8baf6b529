"""zcdoc evidence add|list|verify."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zcdoc.cli import complete
from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.options import AsJson, By, Park, workspace
from zcdoc.cli.show import as_json, line, table
from zcdoc.cli.show import problems as show_problems

app = typer.Typer(cls=Group, no_args_is_help=True, help="证据：登记、列出、核对文件。")
Text = str | None


@app.command(cls=Command, help="把文件放进园区的 evidence 文件夹并登记；内容已经登记的只说编号，重名的另起名称。")
def add(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="文件", help="复制进园区的 evidence 文件夹，原文件不动")],
    park: Park,
    name: Annotated[Text, typer.Option("--name", metavar="名称", help="不写用文件名")] = None,
    kind: Annotated[
        Text,
        typer.Option("--type", metavar="类型", help="文件、记录、证书、照片……", autocompletion=complete.evidence_types),
    ] = None,
    page: Annotated[Text, typer.Option("--page", metavar="页码", help="页码或位置")] = None,
    issuer: Annotated[Text, typer.Option("--issuer", metavar="单位", help="出具单位")] = None,
    issued: Annotated[Text, typer.Option("--issued", metavar="日期", help="出具日期")] = None,
    period: Annotated[Text, typer.Option("--period", metavar="期间", help="所属期间")] = None,
    until: Annotated[Text, typer.Option("--until", metavar="日期", help="有效期至")] = None,
    supports: Annotated[
        Text, typer.Option("--supports", metavar="编号", help="支撑的检查项或指标，多个用、分开")
    ] = None,
    note: Annotated[Text, typer.Option("--note", metavar="备注", help="没有电子文件时写明原件存放处")] = None,
    stored: Annotated[
        str, typer.Option("--as", metavar="文件名", help="存进 evidence 文件夹时用的文件名；不写用原来的")
    ] = "",
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.evidence import add_evidence

    given = {
        "名称": name, "类型": kind, "页码或位置": page, "出具单位": issuer, "出具日期": issued, "所属期间": period,
        "有效期至": until, "支撑对象": supports, "备注": note,
    }  # fmt: skip
    details = {k: v for k, v in given.items() if v}
    made = add_evidence(workspace(ctx), park, path, details, stored_as=stored, by=by)
    if json:
        as_json({"number": made.number, "already": made.already, "remarks": made.remarks, **made.row})
        return
    told = "".join(f"；{remark}" for remark in made.remarks)
    done = f"已有：{made.number}，内容相同" if made.already else f"已登记 {made.number} {made.row['名称']}"
    line(done + told)


@app.command("list", cls=Command, help="列出证据及其状态。")
def list_(
    ctx: typer.Context,
    park: Park,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="日期", help="按这一天判断是否过期；不写用今天")
    ] = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.evidence import list_evidence
    from zcdoc.actions.parks import day

    found = list_evidence(workspace(ctx), park, day(as_of, "--as-of"))
    if json:
        as_json([{"number": e.number, "state": e.state, **e.row} for e in found])
        return
    rows = [
        (
            e.number,
            e.row.get("名称", ""),
            e.row.get("类型", ""),
            e.row.get("文件", ""),
            e.row.get("有效期至", ""),
            e.state,
        )
        for e in found
    ]
    table("", ("编号", "名称", "类型", "文件", "有效期至", "状态"), rows)


@app.command(cls=Command, help="核对证据文件是否还在、登记后有没有被改动。")
def verify(ctx: typer.Context, park: Park, json: AsJson = False) -> None:
    from zcdoc.actions.evidence import verify_evidence

    number, problems = verify_evidence(workspace(ctx), park)
    if json:
        as_json({"files": number, "problems": [p.as_dict() for p in problems]})
    else:
        show_problems(list(problems))
        line(f"核对了 {number} 个文件，{len(problems.errors)} 处错误，{len(problems.warnings)} 条提醒")
    if problems.errors:
        raise typer.Exit(1)
