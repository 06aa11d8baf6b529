"""What the child process says, as bytes that can be read without trusting them: a length, JSON, and the document.

A mark, eight bytes with the length of the JSON (big-endian), the JSON in UTF-8; the rest is the finished document.
"""

from __future__ import annotations

import json
import traceback
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from zcdoc.errors import DefectError, UnsafeError, UsageError, UserError, ZcdocError
from zcdoc.problems import Problem, Problems, ProblemsError, RefusedError
from zcdoc.report.toc import Heading

MAX_ANSWER = 200 << 20  # bytes
_MARK = b"ZCDOC1\n"
_KINDS: dict[str, type[ZcdocError]] = {k.__name__: k for k in (UserError, UsageError, UnsafeError, DefectError)}
_LISTS: dict[str, type[ProblemsError | RefusedError]] = {k.__name__: k for k in (ProblemsError, RefusedError)}


class CrashError(DefectError):
    """Our own code failed in the child; `trace` says where."""

    trace = ""

    @classmethod
    def of(cls, error: Exception) -> CrashError:
        made = cls(f"填写模板时出现意外错误（{type(error).__name__}）")
        made.trace = "".join(traceback.format_exception(error))
        return made


class ChildTrace(RuntimeError):  # noqa: N818  a bearer of text: the log prints it as the cause
    """The traceback of the child, as text."""


@dataclass(frozen=True, slots=True)
class Answer:
    """The finished document with its headings, or the problems of a check, or an error; and what was told beside it."""

    document: bytes = b""
    headings: tuple[Heading, ...] = ()
    problems: tuple[Problem, ...] = ()
    error: ZcdocError | None = None
    told: tuple[Problem, ...] = ()


def write(answer: Answer, told: Iterable[Problem]) -> bytes:
    """The bytes of an answer."""
    said = {
        "headings": [[h.level, h.text, h.bookmark] for h in answer.headings],
        "problems": [p.as_dict() for p in answer.problems],
        "told": [p.as_dict() for p in told],
        "error": None if answer.error is None else _plain(answer.error),
    }
    text = json.dumps(said, ensure_ascii=False).encode("utf-8", "replace")
    return _MARK + len(text).to_bytes(8, "big") + text + answer.document


def _plain(error: ZcdocError) -> dict[str, Any]:
    return {
        "kind": type(error).__name__, "message": error.message, "fix": error.fix, "trace": getattr(error, "trace", ""),
        "problems": [p.as_dict() for p in getattr(error, "problems", ())],
    }  # fmt: skip


def read(content: bytes) -> Answer:
    """The answer in these bytes. Raises UnsafeError when they are none: whoever wrote them ran a stranger's template."""
    try:
        return _read(content)
    except (ValueError, KeyError, TypeError, RecursionError) as err:
        raise UnsafeError("模板的进程没有给出读得懂的结果，已停止", "换一个模板，或从随附的模板重做") from err


def _read(content: bytes) -> Answer:
    start = len(_MARK) + 8
    size = int.from_bytes(content[len(_MARK) : start], "big")
    if not content.startswith(_MARK) or len(content) > MAX_ANSWER or len(content) < start + size:
        raise ValueError("frame")
    said = json.loads(content[start : start + size])
    return Answer(
        content[start + size :],
        tuple(Heading(_number(level), _text(text), _text(mark)) for level, text, mark in said["headings"]),
        _problems(said["problems"]),
        None if said["error"] is None else _error(said["error"]),
        _problems(said["told"]),
    )


def _error(plain: dict[str, Any]) -> ZcdocError:
    kind, message, fix = _text(plain["kind"]), _text(plain["message"]), _text(plain["fix"])
    if kind in _LISTS:
        return _LISTS[kind](message, Problems(list(_problems(plain["problems"]))), fix)
    if kind in _KINDS:
        return _KINDS[kind](message, fix)
    made = DefectError(message)
    made.__cause__ = ChildTrace(_text(plain["trace"]))
    return made


def _problems(plain: list[dict[str, Any]]) -> tuple[Problem, ...]:
    return tuple(
        Problem(_text(p["rule"]), _severity(p["severity"]), _text(p["where"]), _text(p["message"]), _text(p["fix"]))
        for p in plain
    )


def _severity(value: object) -> Literal["error", "warning"]:
    if value not in ("error", "warning"):
        raise ValueError("severity")
    return "error" if value == "error" else "warning"


def _number(value: object) -> int:
    if type(value) is not int:
        raise TypeError("number")
    return value


def _text(value: object) -> str:
    """A text that may be shown: no control character reaches a terminal."""
    if type(value) is not str:
        raise TypeError("text")
    return "".join("\ufffd" if unicodedata.category(c) in ("Cc", "Cs") and c not in "\n\t" else c for c in value)
