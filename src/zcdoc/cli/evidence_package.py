"""zcdoc evidence package."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from zcdoc.cli.options import AsJson, By, Park, RoundId, Standard, workspace
from zcdoc.cli.show import as_json, line
from zcdoc.cli.show import problems as show_problems

HELP = "把一轮引用的证据装成提交用的一包：按条款编号，有目录和校验清单（BagIt）。"


def package(
    ctx: typer.Context,
    park: Park,
    output: Annotated[
        Path | None,
        typer.Option("-o", "--output", metavar="文件夹或文件", help="文件夹名，或以 .zip 结尾的文件名；不写则在园区的 output 里做 .zip"),
    ] = None,
    standard: Standard = None,
    round_id: RoundId = None,
    draft: Annotated[bool, typer.Option("--draft", help="缺的、改动过的留在外面，先做一份不全的")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只看会装什么、缺什么，不写文件")] = False,
    by: By = None,
    json: AsJson = False,
) -> None:  # fmt: skip
    from zcdoc.actions.package import package_evidence

    made = package_evidence(workspace(ctx), park, output, standard, round_id, draft=draft, dry_run=dry_run, by=by)
    if json:
        as_json(made.as_dict())
    else:
        show_problems(list(made.problems))
        for number, name in made.files.items():
            line(f"{'装入' if made.path else '将装'}  {number}  {name}")
        said = f"{len(made.files)} 份证据；缺少或改动过 {len(made.problems.errors)} 处，提醒 {len(made.problems.warnings)} 条"
        line(f"已写入 {made.path}：{said}" if made.path else f"只是预览，没有写文件：{said}")
    if made.exit_code:
        raise typer.Exit(made.exit_code)
