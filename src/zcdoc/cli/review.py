"""zcdoc pack export|review: the review sheet goes out, and comes back as who found what."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from zcdoc.cli import complete
from zcdoc.cli.options import AsJson, By, workspace_or_none
from zcdoc.cli.show import as_json, line
from zcdoc.cli.show import problems as show_problems

SHOWN = 10  # items that are named one by one
Id = Annotated[
    str, typer.Argument(metavar="标准包", help="标准包编号，用 zcdoc pack list 查看", autocompletion=complete.packs)
]


def export_(
    ctx: typer.Context,
    pack: Id,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="文件", help="写成哪个文件：.xlsx 供填写，.docx 供打印")
    ],
    force: Annotated[bool, typer.Option("--force", help="原有文件里可能有人填过，也覆盖")] = False,
) -> None:
    from zcdoc.actions.review import export_review

    line(f"已写入 {export_review(pack, workspace_or_none(ctx), output, force=force)}")
    if output.suffix.lower() == ".xlsx":
        line(f"审读人填好后交回：zcdoc pack review {pack} {output.name}")


def review(
    ctx: typer.Context,
    pack: Id,
    path: Annotated[Path, typer.Argument(metavar="文件", help="填好的审读表 .xlsx")],
    by: By = None,
    into_pack: Annotated[
        bool, typer.Option("--into-pack", help="标准包的维护者用：记进标准包自己的文件夹，随它分发")
    ] = False,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.review import standing_json, take_review

    taken = take_review(pack, workspace_or_none(ctx), path, by=by, into_pack=into_pack)
    if json:
        as_json(
            {
                "taken": taken.path is not None, "by": taken.review.by, "date": taken.review.date,
                "items": len(taken.review.items), "changed": taken.changed, "reviews": standing_json(taken.standing),
                "problems": [p.as_dict() for p in taken.remarks],
            }
        )  # fmt: skip
        return
    show_problems(taken.remarks)
    _show(taken)


def _show(taken: Any) -> None:
    review = taken.review
    said = f"{review.by} {review.date} 审读的 {len(review.items)} 项（依据：{review.basis}）"
    line(f"已收下 {said}，记在 {taken.path}" if taken.path else f"{said}已经收下过，没有再记")
    if taken.changed:
        named = "、".join(key.partition(":")[2] for key in taken.changed[:SHOWN])
        line(
            f"其中 {len(taken.changed)} 项在导出之后改过，不算审读过，请重新导出再读：{named}{'……' * (len(taken.changed) > SHOWN)}"
        )
    line(taken.standing.told)
