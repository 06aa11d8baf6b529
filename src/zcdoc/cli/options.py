"""Options that many commands share, each said once."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from zcdoc.cli import complete

if TYPE_CHECKING:
    from zcdoc.store import Workspace

Park = Annotated[str, typer.Option("--park", metavar="园区", help="园区编号", autocompletion=complete.parks)]
Standard = Annotated[
    str | None,
    typer.Option(
        "--standard", metavar="标准包", help="标准包编号；不写用园区的第一个标准", autocompletion=complete.standards
    ),
]
RoundId = Annotated[
    str | None,
    typer.Option("--round", metavar="轮次", help="轮次编号；不写用最近的一轮", autocompletion=complete.rounds),
]
By = Annotated[str | None, typer.Option("--by", metavar="姓名", help="记入历史的姓名；不写用工作区的 user 或登录名")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="日期", help="按这一天判断证据是否有效；不写用轮次日期")]
Output = Annotated[
    Path | None, typer.Option("-o", "--output", metavar="文件", help="写成哪个文件；不写则放在园区的 output 文件夹")
]
Take = Annotated[
    str | None,
    typer.Option(
        "--take", metavar="file|record", help="冲突时一律取文件（file）或记录（record）", autocompletion=complete.takes
    ),
]
Force = Annotated[bool, typer.Option("--force", help="原有文件里有没导入或自己加的内容，也覆盖")]
OwnStandard = Annotated[
    bool,
    typer.Option("--own-standard", help="正式稿：接受工作区自带而代替了随附的标准包和模板；文件中照样写明"),
]
DryRun = Annotated[bool, typer.Option("--dry-run", help="只看会改什么、哪里有问题，不写入")]


@dataclass
class Global:
    """Options before the command."""

    workspace: Path | None = None


def workspace(ctx: Any) -> Workspace:
    """The workspace of this call. Raises UsageError when there is none."""
    from zcdoc.store import find

    return find(_given(ctx), Path.cwd())


def workspace_or_none(ctx: Any) -> Workspace | None:
    """For commands that need no workspace but use one when it is there."""
    from zcdoc.store.workspace import optional

    return optional(_given(ctx), Path.cwd())


def _given(ctx: Any) -> Path | None:
    return ctx.obj.workspace if isinstance(ctx.obj, Global) else None


def taken(value: str | None) -> Any:
    """The checked value of --take. Raises UsageError."""
    from zcdoc.errors import UsageError

    if value not in {None, "file", "record"}:
        raise UsageError(f"--take 的值“{str(value)[:40]}”不可用", "写 file 或 record")
    return value
