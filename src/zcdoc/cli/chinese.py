"""Typer's own words in Chinese: help pages and usage errors."""

from __future__ import annotations

import io
import re
import sys
from collections.abc import Callable
from contextlib import redirect_stderr, redirect_stdout
from typing import Any

import typer
from typer.core import TyperCommand, TyperGroup

_HELP = {
    "Show this message and exit.": "显示这份说明。",
    "Install completion for the current shell.": "为当前 shell 安装命令补全。",
    "Show completion for the current shell, to copy it or customize the installation.": "显示补全脚本，供复制或自行安装。",
}
_TITLES = {
    "ARGUMENTS_PANEL_TITLE": "参数", "OPTIONS_PANEL_TITLE": "选项", "COMMANDS_PANEL_TITLE": "命令", "ERRORS_PANEL_TITLE": "错误",
    "DEFAULT_STRING": "[默认：{}]", "REQUIRED_LONG_STRING": "[必填]", "ENVVAR_STRING": "[环境变量：{}]",
}  # fmt: skip
_WORDS = (("Usage: ", "用法："), ("[OPTIONS]", "[选项]"), ("COMMAND [ARGS]...", "命令 [参数]..."))


def _usage(text: str) -> str:
    for english, chinese in _WORDS:
        text = text.replace(english, chinese)
    return text


def _translate(params: list[Any]) -> list[Any]:
    for param in params:
        if getattr(param, "help", None) in _HELP:
            if "completion" in param.help:
                param.callback = _in_chinese(param.callback)
            param.help = _HELP[param.help]
        # Flags and arguments would show the name of a Python type; our options say in Chinese what they want.
        param.display_type_rich = _type_shown(param)
    return params


_INSTALLED = (
    (r"(\w+) completion installed in (.*)", "已为 {0} 安装命令补全：{1}"),
    (r"Completion will take effect once you restart the terminal", "重新打开终端后生效。"),
    (r"Shell .* (?:is )?not supported\.", "认不出当前的 shell；支持 bash、zsh、fish 和 PowerShell，手工安装见 docs/guide/install.md"),
)  # fmt: skip


def _in_chinese(callback: Callable[..., Any]) -> Callable[..., Any]:
    """Typer's callback that installs or shows completion, with what it says translated; the script itself is untouched."""

    def call(ctx: Any, param: Any, value: Any) -> Any:
        said = io.StringIO()
        try:
            with redirect_stdout(said), redirect_stderr(said):
                return callback(ctx, param, value)
        except typer.Exit:
            sys.stderr.write(completion_said(said.getvalue()))
            raise
        except SystemExit:  # typer has done it and leaves
            sys.stdout.write(completion_said(said.getvalue()))
            raise

    return call


def completion_said(text: str) -> str:
    """What typer says about completion, line by line in Chinese; lines that it does not say itself stay."""
    return "".join(f"{_line_said(line)}\n" for line in text.splitlines())


def _line_said(line: str) -> str:
    for pattern, chinese in _INSTALLED:
        found = re.fullmatch(pattern, line)
        if found:
            return chinese.format(*found.groups())
    return line


def _type_shown(param: Any) -> Callable[..., str | None]:
    word = param.metavar if param.param_type_name == "option" else None
    return lambda **_: word


def _use_titles() -> None:
    """Rich is imported here and not earlier: only a help page needs it."""
    from typer import rich_utils

    for name, title in _TITLES.items():
        setattr(rich_utils, name, title)


class Command(TyperCommand):
    """A command whose help is Chinese."""

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))

    def get_params(self, ctx: Any) -> list[Any]:
        return _translate(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _use_titles()
        super().format_help(ctx, formatter)


class Group(TyperGroup):
    """A group of commands whose help is Chinese."""

    def get_usage(self, ctx: Any) -> str:
        return _usage(super().get_usage(ctx))

    def get_params(self, ctx: Any) -> list[Any]:
        return _translate(super().get_params(ctx))

    def format_help(self, ctx: Any, formatter: Any) -> None:
        _use_titles()
        super().format_help(ctx, formatter)


_VALUE = r"Invalid value for '?([^':]+)'?: "
_PATTERNS: tuple[tuple[str, str], ...] = (
    (r"No such command '(.*)'\.(?: Did you mean (.*)\?)?", "没有命令“{0}”"),
    (r"Missing command\.", "缺少命令"),
    (r"No such option:? (\S+).*", "没有选项 {0}"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((.*)\)", "多出的参数：{0}"),
    (r"Option '?(\S+?)'? requires an argument\.?", "选项 {0} 后面要有值"),
    (r"Option '?(\S+?)'? requires (\d+) arguments\.?", "选项 {0} 后面要有 {1} 个值"),
    (r"Option '?(\S+?)'? does not take a value\.?", "选项 {0} 后面不能有值"),
    (r"Missing (?:option|argument|parameter) '?([^']+)'?\.?.*", "缺少 {0}"),
    (_VALUE + r"'(.*)' is not one of (.*)\.", "{0} 的值“{1}”不可用，可选：{2}"),
    (_VALUE + r"'(.*)' is not a valid (?:integer|int|float)(?: range)?\.", "{0} 的值“{1}”应是数字"),
    (_VALUE + r"Input should be a valid (?:integer|number).*", "{0} 的值应是数字"),
    (_VALUE + r"Path '(.*)' does not exist\.", "{0}：没有“{1}”"),
    (_VALUE + r".*", "{0} 的值不可用"),
)


def usage_error(message: str) -> str:
    """An English usage error of the parser in Chinese."""
    for pattern, chinese in _PATTERNS:
        found = re.fullmatch(pattern, message.strip(), re.DOTALL)
        if found:
            return chinese.format(*(g or "" for g in found.groups()))
    return "命令写法不对"
