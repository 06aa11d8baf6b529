"""zcdoc pack build|install|remove|diff."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zcdoc.cli.chinese import Command
from zcdoc.cli.options import AsJson, Force, workspace, workspace_or_none
from zcdoc.cli.pack import Id
from zcdoc.cli.show import as_json, line, table

File = Annotated[Path, typer.Argument(metavar="文件", help="zcdoc pack build 生成的 .zcpack 文件")]
Target = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="文件", help="写成哪个文件；不写用 编号-版本.zcpack")
]
Sum = Annotated[str | None, typer.Option("--sha256", metavar="校验值", help="发布者公布的文件 sha256；不符就不安装")]
Other = Annotated[str, typer.Argument(metavar="另一标准包", help="与之对比的标准包编号")]


def build(ctx: typer.Context, pack: Id, output: Target = None, force: Force = False, json: AsJson = False) -> None:
    from zcdoc.actions import parcels

    done = parcels.build(pack, workspace_or_none(ctx), output, force=force)
    if json:
        as_json({
            "path": str(done.path), "id": done.parcel.id, "version": done.parcel.version, "sha256": done.parcel.sha256,
            "file_sha256": done.file_sha256, "files": done.parcel.sums,
        })  # fmt: skip
        return
    line(f"已写入 {done.path}：标准包 {pack} {done.parcel.version}，含 {'、'.join(sorted(done.parcel.files))}")
    line(f"文件 sha256 {done.file_sha256}")
    line(f"对方安装：zcdoc pack install {done.path.name} --sha256 {done.file_sha256}")


def install(ctx: typer.Context, file: File, sha256: Sum = None, json: AsJson = False) -> None:
    from zcdoc.actions import parcels

    done = parcels.install(file, workspace(ctx), sha256=sha256)
    if json:
        as_json({
            "folder": str(done.folder), "id": done.parcel.id, "version": done.parcel.version, "sha256": done.parcel.sha256,
            "already": done.already, "comparisons_waiting": list(done.left),
        })  # fmt: skip
        return
    said = "已经装好，没有改动" if done.already else "已安装"
    line(f"{said}：标准包 {done.parcel.id} {done.parcel.version}，在 {done.folder}")
    if done.left:
        line(f"与 {'、'.join(done.left)} 的对照暂时不用：这里没有这些标准包，装上后自动生效")


def remove(ctx: typer.Context, pack: Id) -> None:
    from zcdoc.actions import parcels

    line(f"已移除 {parcels.remove(pack, workspace(ctx))}")


def diff(ctx: typer.Context, pack: Id, other: Other, json: AsJson = False) -> None:
    from zcdoc.actions import parcels

    (one, two), found = parcels.diff(pack, other, workspace_or_none(ctx))
    if json:
        as_json({
            "a": one.as_dict(), "b": two.as_dict(),
            "differences": [{"where": d.where, "a": d.was, "b": d.now} for d in found],
        })  # fmt: skip
        return
    if not found:
        line("内容相同")
        return
    names = tuple(f"{p.id} {p.version}" for p in (one, two))
    table("", ("位置", *names), [(d.where, _said(d.was), _said(d.now)) for d in found])
    line(f"不同之处 {len(found)} 处")


def _said(text: str | None) -> str:
    return "—" if text is None else text


def add(app: typer.Typer) -> None:
    """Puts the commands into the group `pack`."""
    app.command(cls=Command, help="把标准包连同说明、对照和审读记录做成一个文件，同样的内容字节相同。")(build)
    app.command(cls=Command, help="把一个标准包文件装进工作区；先按外来文件检查。")(install)
    app.command(cls=Command, help="移除用 pack install 装进工作区的标准包；改过的不删。")(remove)
    app.command(cls=Command, help="逐处对比两个标准包：条款、检查项、指标、计分规则。")(diff)
