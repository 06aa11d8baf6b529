"""What keeps one of many from being read, in a line: a list shows it in that one's row and goes on with the others."""

from __future__ import annotations

import errno

from zcdoc.errors import ZcdocError
from zcdoc.problems import ProblemsError


def fault(err: Exception) -> str:
    """The message with its remedy; of several problems the first with its place, and how many there are."""
    if isinstance(err, ProblemsError):
        first, *others = err.problems
        more = f"，另有 {len(others)} 处" if others else ""
        return f"{err.message}：{first.where} {first.message}{more}"
    if isinstance(err, ZcdocError):
        return err.message.rstrip("。") + (f"（{err.fix}）" if err.fix else "")
    if isinstance(err, PermissionError):
        return f"没有权限读取“{err.filename}”（修改权限）"
    if isinstance(err, OSError):
        return f"无法访问“{err.filename}”（{errno.errorcode.get(err.errno or 0, '未知原因')}；检查权限和磁盘）"
    return f"读不出来（{type(err).__name__}）"
