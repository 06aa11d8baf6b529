"""The one place where errors become messages and exit codes. No traceback reaches a user."""

from __future__ import annotations

import errno
import os
import sys
import tempfile
import traceback
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any

import typer

from zcdoc import notices
from zcdoc.cli.chinese import usage_error
from zcdoc.errors import EXIT_DEFECT, EXIT_DONE, EXIT_INTERRUPTED, EXIT_PROBLEMS, EXIT_USAGE, DefectError, ZcdocError
from zcdoc.problems import Problems

_UsageError: Any = typer.BadParameter.__mro__[1]
_STREAM = {errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EFBIG, errno.EBADF}
COMPLETING = "_ZCDOC_COMPLETE"  # set by the scripts of --install-completion
REPORT_HINT = "这是 zcdoc 的缺陷，请把日志交给维护者；已经记入历史的内容不受影响，用 zcdoc history show 查看最后一条"


def run(arguments: list[str]) -> int:
    """Runs one command line; returns its exit code. Prints everything a user should see."""
    from zcdoc.cli.app import app

    _speak_utf8()
    with notices.gathering() as told:
        try:
            result = _built(app, typer.main.get_command).main(args=arguments, prog_name="zcdoc", standalone_mode=False)
            code = result if isinstance(result, int) else EXIT_DONE
        except (Exception, KeyboardInterrupt) as err:  # noqa: BLE001  the last door: what is not known is a defect of ours
            # A shell that asks for suggestions wants words to offer, and no message in the middle of a line.
            code = EXIT_PROBLEMS if COMPLETING in os.environ else _left(err)
            if not isinstance(err, typer.Exit):
                _say_saved()
        _remark(told)
        return _delivered(code)


def _say_saved() -> None:
    """What was written before something later failed: nobody should do it a second time."""
    if COMPLETING not in os.environ:
        for what in notices.what_was_saved():
            _say(f"  出错之前，{what}已经保存，有效")


@cache
def _built(app: typer.Typer, build: Callable[[typer.Typer], Any]) -> Any:
    """The command tree of the program; reading every signature takes longer than a small command does, so once is enough."""
    return build(app)


def _delivered(code: int) -> int:
    """The exit code, once what was printed has gone out; a full disk behind `>` is noticed here and not in silence."""
    try:
        sys.stdout.flush()
    except BrokenPipeError:
        return _broken_pipe()
    except OSError as err:
        left = _unprinted(err)
        _say_saved()
        return left
    return code


def _remark(told: Problems) -> None:
    """What the command told beside its result, after it and on standard error: a script reads the result alone."""
    if COMPLETING in os.environ:
        return
    for one in told:
        _say(f"提醒：{one.where}：{one.message}" + (f"\n  {one.fix}" if one.fix else ""))


def _left(err: BaseException) -> int:
    """The exit code of whatever ended the command, after telling the user."""
    if isinstance(err, typer.Exit):
        return int(err.exit_code)
    if isinstance(err, ZcdocError):
        return _told(err)
    if isinstance(err, _UsageError):
        return _usage(err)
    if isinstance(err, (KeyboardInterrupt, typer.Abort)):
        _say("已中断。中断之前已经记入历史的内容有效，用 zcdoc history show 查看最后一条")
        return EXIT_INTERRUPTED
    if isinstance(err, OSError):
        return _system(err)
    return _defect("出现意外错误")


def _system(err: OSError) -> int:
    """What the system refused: a reader that has left, a file that cannot be reached, a stream that takes no more."""
    if isinstance(err, BrokenPipeError):
        return _broken_pipe()
    return _unreachable(err) if err.filename else _unprinted(err)


def _speak_utf8() -> None:
    """A Windows console in another code page would fail on the first Chinese character; a closed stream takes anything."""
    for name in ("stdout", "stderr"):
        if getattr(sys, name) is None:
            setattr(sys, name, Path(os.devnull).open("w", encoding="utf-8"))  # noqa: SIM115  open as long as the program runs
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            with suppress(OSError):  # a stream that cannot be asked where it stands may still take words
                reconfigure(encoding="utf-8", errors="replace")


def _say(text: str) -> None:
    print(text, file=sys.stderr)  # noqa: T201  plain text: rich is not needed for one line


def _told(err: ZcdocError) -> int:
    if isinstance(err, DefectError):
        return _defect(err.message)
    _say(f"错误：{err.message}" + (f"\n  {err.fix}" if err.fix else ""))
    for problem in getattr(err, "problems", ()):
        _say(f"  {problem.line()}")
    return err.exit_code


def _usage(err: Any) -> int:
    if type(err).__name__ == "NoArgsIsHelpError":
        page = err.format_message()  # empty where typer has printed the page while making it
        print(page) if page.strip() else None  # noqa: T201
        return EXIT_USAGE
    _say(f"用法错误：{usage_error(err.format_message())}")
    if err.ctx is not None:
        _say(f"  用 {err.ctx.command_path} --help 查看说明")
    return EXIT_USAGE


def _unreachable(err: OSError) -> int:
    """A path that the system refuses (too long, no permission, a failing disk) is no defect of ours."""
    name = errno.errorcode.get(err.errno or 0, "未知原因")
    _say(f"错误：文件或文件夹“{str(err.filename)[:80]}”无法访问（{name}）\n  检查路径、权限和磁盘")
    return EXIT_PROBLEMS


def _defect(message: str) -> int:
    """One line for the user, the trace in a log file."""
    handle, name = tempfile.mkstemp(prefix="zcdoc-", suffix=".log")
    with os.fdopen(handle, "w", encoding="utf-8") as log:
        traceback.print_exc(file=log)
    _say(f"错误：{message}。{REPORT_HINT}：{Path(name)}")
    return EXIT_DEFECT


def _unprinted(err: OSError) -> int:
    """An error without a file is one of a stream: what the command did stands, only its words are lost."""
    if err.errno not in _STREAM:
        return _defect("出现意外错误")
    _say(f"错误：命令的输出没有写完（{err.strerror}）\n  已经记入历史的内容有效，用 zcdoc history show 查看最后一条")
    _silence()
    return EXIT_PROBLEMS


def _broken_pipe() -> int:
    """The reader (head, less) has left; that is no error of ours."""
    _silence()
    return EXIT_PROBLEMS


def _silence() -> None:
    """What is still to be printed goes nowhere, so that Python does not complain once more at its end."""
    os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
