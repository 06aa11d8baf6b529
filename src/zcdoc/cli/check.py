"""zcdoc check and check waive."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from zcdoc.cli import complete
from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.options import AsJson, AsOf, By, OwnStandard, Park, RoundId, Standard, workspace
from zcdoc.cli.show import as_json, line, table

app = typer.Typer(
    cls=Group, invoke_without_command=True,
    help="检查这一轮还差什么才能提交：先说先做什么、哪种文件还差多少，再列问题；有错误时退出码为 1。",
)  # fmt: skip


@app.callback()
def check(
    ctx: typer.Context,
    park: Annotated[
        str | None,
        typer.Option("--park", metavar="园区", help="园区编号；除 --rules 外必填", autocompletion=complete.parks),
    ] = None,
    standard: Standard = None,
    round_id: RoundId = None,
    as_of: AsOf = None,
    final: Annotated[
        bool,
        typer.Option(
            "--final", help="按正式稿的要求检查：会改变级别的未确认假设、代替了随附的自带标准包和模板也算错误"
        ),
    ] = False,
    document: Annotated[
        str,
        typer.Option(
            "--document",
            metavar="文件",
            help="只看这种文件要的：scheme、inspection、report；不写随轮次种类",
            autocompletion=complete.documents,
        ),
    ] = "",
    group: Annotated[
        str,
        typer.Option(
            "--group", metavar="分组", help="rule 按规则、sheet 按工作表、person 按人", autocompletion=complete.groups
        ),
    ] = "rule",
    everything: Annotated[bool, typer.Option("--all", help="逐条列出，同类的不合并")] = False,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件", help="把问题另写成一份 .xlsx，发给各人去改；有人改过的不覆盖"),
    ] = None,
    own_standard: OwnStandard = False,
    rules: Annotated[bool, typer.Option("--rules", help="列出全部检查规则")] = False,
    json: AsJson = False,
) -> None:
    if ctx.invoked_subcommand is not None:
        return
    from zcdoc.actions.judge import catalogue, known_document
    from zcdoc.actions.leading import known_group, lead_park
    from zcdoc.cli.check_show import show
    from zcdoc.errors import UsageError

    if rules:
        _rules(catalogue(), json=json)
        return
    if park is None:
        raise UsageError("没有给出园区", "写 zcdoc check --park 园区编号")
    by = known_group(group)
    found = lead_park(
        workspace(ctx), park, standard, round_id, as_of=as_of, final=final, document=known_document(document),
        own_standard=own_standard,
    )  # fmt: skip
    written = _written(found, output)
    if json:
        as_json({**found.as_dict(by), "path": written})
    else:
        show(found, by, everything=everything)
        line(f"已写入 {written}") if written else None
    if found.exit_code:
        raise typer.Exit(found.exit_code)


def _written(found: Any, output: Path | None) -> str | None:
    if output is None:
        return None
    from zcdoc.actions.problem_list import write_problem_list

    return str(write_problem_list(found.checked, output))


def _rules(items: Any, *, json: bool) -> None:
    if json:
        as_json([{"rule": r.id, "severity": r.severity, "says": r.says} for r in items])
        return
    table("", ("规则", "轻重", "内容"), [(r.id, "错误" if r.severity == "error" else "提醒", r.says) for r in items])


@app.command(cls=Command, help="豁免一个问题，写明理由；豁免和理由列入各文件的“假设、豁免与未决事项”附录。")
def waive(
    ctx: typer.Context,
    rule: Annotated[
        str, typer.Argument(metavar="规则", help="zcdoc check 方括号中的规则代号", autocompletion=complete.rules)
    ],
    park: Park,
    where: Annotated[str, typer.Option("--where", metavar="位置", help="zcdoc check 列出的位置")],
    reason: Annotated[str, typer.Option("--reason", metavar="理由", help="为什么可以不改")],
    standard: Standard = None,
    round_id: RoundId = None,
    by: By = None,
) -> None:
    from zcdoc.actions.judge import waive as record_waiver

    found = record_waiver(workspace(ctx), park, rule, where, reason, round_id=round_id, standard=standard, by=by)
    line(f"已豁免 {found.problem.where} 的 {found.problem.rule}")
