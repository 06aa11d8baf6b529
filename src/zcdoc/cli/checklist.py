"""zcdoc checklist export|import."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zcdoc.cli.checklist_copies import tell_copy
from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.imports import show_import, show_imports
from zcdoc.cli.options import AsJson, By, DryRun, Force, Output, Park, RoundId, Standard, Take, taken, workspace
from zcdoc.cli.show import line
from zcdoc.errors import UsageError

app = typer.Typer(cls=Group, no_args_is_help=True, help="清单工作簿：导出给人填写，再合并回来。")


@app.command(
    "export",
    cls=Command,
    help="导出清单工作簿（.xlsx），不覆盖有人填过而没有导入的；已关闭的轮次须写明 --round，只供查看。",
)
def export_(
    ctx: typer.Context, park: Park, output: Output = None, standard: Standard = None, round_id: RoundId = None,
    force: Force = False,
    person: Annotated[str | None, typer.Option("--for", metavar="姓名", help="为一个人做一份：有自己的编号、姓名和证据编号段")] = None,
    clauses: Annotated[str, typer.Option("--clauses", metavar="条款", help="同 --for 用：交给这个人的条款，如 5.1,5.4 2)")] = "",
    only: Annotated[bool, typer.Option("--only", help="同 --clauses 用：不带别的条款")] = False,
    due: Annotated[str, typer.Option("--due", metavar="日期", help="同 --for 用：何时交回")] = "",
    by: By = None,
) -> None:  # fmt: skip
    from zcdoc.actions.checklist import export_checklist

    if person is not None:
        from zcdoc.actions.handouts import Wanted, clauses_in, hand_out

        wanted = Wanted(person, clauses_in(clauses), due, only)
        for one in hand_out(workspace(ctx), park, [wanted], output, standard, round_id, by=by):
            tell_copy(one)
        return
    if clauses or only or due:
        raise UsageError("--clauses、--only、--due 要同 --for 一起用", "加 --for 姓名")
    made = export_checklist(workspace(ctx), park, output, standard, round_id, force=force)
    line(f"已写入 {made.path}")
    if made.round.closed:
        line(f"轮次 {made.round.id} 已于 {made.round.closed} 关闭：这份只供查看，填写的内容不能再导入")


@app.command("import", cls=Command, help="合并填好的工作簿，可以一次几份：空白不抹掉已有内容，旧文件不盖掉新内容。")
def import_(
    ctx: typer.Context,
    paths: Annotated[list[Path], typer.Argument(metavar="文件…", help="填好的 .xlsx，可写几份，或放着它们的文件夹")],
    park: Park,
    standard: Standard = None,
    round_id: RoundId = None,
    dry_run: DryRun = False,
    take: Take = None,
    strict: Annotated[bool, typer.Option("--strict", help="有一格不能收，这份文件就一格也不收")] = False,
    by: By = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.checklist import import_checklist, import_checklists, workbooks_in

    files, place = workbooks_in(paths), (park, standard, round_id)
    if len(files) == 1:
        one = import_checklist(
            workspace(ctx), files[0], *place, by=by, dry_run=dry_run, take=taken(take), strict=strict
        )
        show_import(one, json=json, dry_run=dry_run)
        return
    done = import_checklists(workspace(ctx), files, *place, by=by, dry_run=dry_run, take=taken(take), strict=strict)
    show_imports(list(done), json=json, dry_run=dry_run)
