"""The tree of commands."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from zcdoc import __version__
from zcdoc.cli import (
    adopt,
    check,
    checklist,
    checklist_adopt,
    checklist_copies,
    completion,
    crosswalk,
    evidence,
    evidence_package,
    history,
    history_merge,
    judge,
    pack,
    pack_parcel,
    pack_pin,
    park,
    render,
)
from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.options import Global
from zcdoc.cli.show import line


class Root(Group):
    """The commands in the order in which a round uses them."""

    def list_commands(self, ctx: Any) -> list[str]:
        return sorted(super().list_commands(ctx), key=ORDER.index)


ORDER = (
    "init", "pack", "crosswalk", "park", "round", "checklist", "evidence", "assumption", "score", "check", "render", "template", "history",
)  # fmt: skip
app = typer.Typer(
    name="zcdoc", cls=Root, no_args_is_help=True, rich_markup_mode="rich", pretty_exceptions_enable=False,
    help="零碳园区标准清单与申报文件工具：按条款检查、计分、找出差错，生成可提交的 Word 文件。",
)  # fmt: skip


def _version(value: bool) -> None:
    if value:
        line(f"zcdoc {__version__}")
        raise typer.Exit


@app.callback()
def root(
    ctx: typer.Context,
    workspace: Annotated[
        Path | None,
        typer.Option("--workspace", metavar="文件夹", help="工作区；不写用 ZCDOC_WORKSPACE，再不然向上寻找 zcdoc.yaml"),
    ] = None,
    _version: Annotated[bool, typer.Option("--version", callback=_version, is_eager=True, help="显示版本")] = False,
) -> None:
    ctx.obj = Global(workspace)


@app.command(cls=Command, help="建立工作区：放园区的文件夹。")
def init(folder: Annotated[Path, typer.Argument(metavar="文件夹", help="放园区的文件夹，不存在则新建")]) -> None:
    from zcdoc.store import init as make

    root_folder = make(folder)
    line(f"已建立工作区 {root_folder}")
    line("下一步：zcdoc pack list 看有哪些标准；zcdoc park new 编号 --standard 标准包 --name 名称")


pack.app.command(cls=Command, name="pin", help="让一个未关闭的轮次改按现在的标准包，记入历史。")(pack_pin.pin)
pack.app.command(cls=Command, name="complete", help="所据文本缺损而印本里有的值，由持有印本的人补入。")(
    completion.complete
)
pack_parcel.add(pack.app)
app.add_typer(pack.app, name="pack")
app.command(cls=Command, name="crosswalk", help="两部标准逐条对照：哪些有对应、哪些没有。")(crosswalk.crosswalk)
park.app.command(cls=Command, name="adopt", help="让园区再按一部标准评价：经对照带来所见和证据，结果另判。")(
    adopt.adopt
)
app.add_typer(park.app, name="park")
app.add_typer(park.rounds, name="round")
checklist.app.command(cls=Command, name="adopt", help=checklist_adopt.HELP)(checklist_adopt.adopt)
for _name, _help, _run in (
    ("handout", checklist_copies.HANDOUT, checklist_copies.handout),
    ("status", checklist_copies.STATUS, checklist_copies.status),
    ("conflicts", checklist_copies.CONFLICTS, checklist_copies.conflicts),
):
    checklist.app.command(cls=Command, name=_name, help=_help)(_run)
app.add_typer(checklist.app, name="checklist")
evidence.app.command(cls=Command, name="package", help=evidence_package.HELP)(evidence_package.package)
app.add_typer(evidence.app, name="evidence")
app.command(cls=Command, name="score", help="计分：得分、级别、变动范围、先补哪里。")(judge.score)
app.add_typer(check.app, name="check")
app.add_typer(judge.assumptions, name="assumption")
app.add_typer(render.app, name="render")
app.add_typer(render.templates, name="template")
history.app.command(cls=Command, name="merge", help=history_merge.HELP)(history_merge.merge)
app.add_typer(history.app, name="history")
