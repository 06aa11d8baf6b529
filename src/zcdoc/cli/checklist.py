"""zcdoc checklist export|import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.imports import show_import
from zcdoc.cli.options import AsJson, By, DryRun, Force, Output, Park, RoundId, Standard, Take, taken, workspace
from zcdoc.cli.show import line

app = typer.Typer(cls=Group, no_args_is_help=True, help="清单工作簿：导出给人填写，再合并回来。")


@app.command(
    "export",
    cls=Command,
    help="导出清单工作簿（.xlsx），不覆盖有人填过而没有导入的；已关闭的轮次须写明 --round，只供查看。",
)
def export_(
    ctx: typer.Context, park: Park, output: Output = None, standard: Standard = None, round_id: RoundId = None,
    force: Force = False,
) -> None:  # fmt: skip
    from zcdoc.actions.checklist import export_checklist

    made = export_checklist(workspace(ctx), park, output, standard, round_id, force=force)
    line(f"已写入 {made.path}")
    if made.round.closed:
        line(f"轮次 {made.round.id} 已于 {made.round.closed} 关闭：这份只供查看，填写的内容不能再导入")


@app.command("import", cls=Command, help="合并填好的工作簿：空白不抹掉已有内容，旧文件不盖掉新内容。")
def import_(
    ctx: typer.Context,
    path: Annotated[Path, typer.Argument(metavar="文件", help="填好的 .xlsx")],
    park: Park,
    standard: Standard = None,
    round_id: RoundId = None,
    dry_run: DryRun = False,
    take: Take = None,
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.checklist import import_checklist

    result = import_checklist(workspace(ctx), path, park, standard, round_id, by=by, dry_run=dry_run, take=taken(take))
    show_import(result, json=json, dry_run=dry_run)
