"""What went wrong in a template, told with the paragraph in which it stands."""

from __future__ import annotations

import re
from types import TracebackType

from zcdoc.errors import UnsafeError, UserError, ZcdocError
from zcdoc.report.sandbox import ForbiddenTagError
from zcdoc.report.wording import chinese

_TAG = re.compile(r"<[^>]+>")
_NUMBER = re.compile(r'<w:p [^>]*?\bzcdoc="(\d+)"')
_HINT = "运行 zcdoc template check 查看每一处问题"
OUT_OF_MEMORY = "模板用尽了内存，已停止"


def lined(source: str) -> str:
    """The patched XML of a part with one paragraph to a line, as docxtpl hands it to Jinja."""
    return re.sub(r"<w:p([ >])", r"\n<w:p\1", source)


def paragraph(source: str, line: int) -> str:
    """The text of the paragraph at a line of a patched part."""
    lines = source.split("\n")
    text = _TAG.sub("", lines[line - 1]) if 0 < line <= len(lines) else ""
    return text.strip()[:80]


def number(source: str, line: int) -> int:
    """Which paragraph of the file a line holds; tags on lines of their own have vanished from the count of lines."""
    lines = source.split("\n")
    found = _NUMBER.match(lines[line - 1]) if 0 < line <= len(lines) else None
    return int(found[1]) if found else line


def explain(error: Exception, source: str, where: str = "") -> ZcdocError:
    """An error while a template is filled, as a message that names the paragraph where it can be told."""
    if isinstance(error, MemoryError):
        return UnsafeError(OUT_OF_MEMORY, "检查模板中的循环和成倍增长的文字")
    line = getattr(error, "lineno", None) or _line(error.__traceback__)
    text = paragraph(source, line) if line else ""
    at = f"（{where}{'：' if where and text else ''}{text}）" if where or text else ""
    kind = UnsafeError if isinstance(error, ForbiddenTagError) else UserError
    return kind(f"模板不能用：{_said(error)}{at}", _HINT)


def _said(error: Exception) -> str:
    if isinstance(error, RecursionError):
        return "花括号里的内容一层套一层，没有尽头"
    return chinese(error)


def _line(trace: TracebackType | None) -> int | None:
    """The template's own line in a traceback: Jinja puts it there for errors that carry none."""
    line = None
    while trace is not None:
        if trace.tb_frame.f_code.co_filename == "<template>":
            line = trace.tb_lineno
        trace = trace.tb_next
    return line
