"""zcdoc pack complete."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zcdoc.cli.options import By, workspace
from zcdoc.cli.pack import Id
from zcdoc.cli.show import line


def complete(
    ctx: typer.Context,
    pack: Id,
    key: Annotated[str, typer.Argument(metavar="代号", help="缺损之处的代号，用 zcdoc assumption list 查看")],
    value: Annotated[str, typer.Argument(metavar="值", help="印本上的值，照写，如 25%")],
    page: Annotated[str, typer.Option("--page", metavar="页码", help="在印本的哪一页")],
    original: Annotated[Path, typer.Option("--original", metavar="文件", help="那一页的扫描件或照片，复制到工作区")],
    by: By = None,
) -> None:
    from zcdoc.actions.completions import complete as enter
    from zcdoc.actions.origin import find_pack

    found = workspace(ctx)
    done = enter(found, find_pack(pack, found), key, value, page=page, original=original, by=by)
    line(f"已补入 {pack} 的 {key}：{done.value}（印本第 {done.page} 页，原件 {done.original}）")
    line("  本工作区从此按标准的值计，不再作为假设；标准包本身没有改动")
