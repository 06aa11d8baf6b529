"""notices: what a command tells beside its result."""

from __future__ import annotations

import sys
import threading

import pytest

from zcdoc import notices
from zcdoc.cli import door
from zcdoc.errors import UserError


def test_what_is_told_inside_the_block_is_gathered_once():
    with notices.gathering() as told:
        notices.tell("rule", "here", "something", "do this")
        notices.tell("rule", "here", "something", "do this")
        notices.tell("rule", "there", "something", "do this")
    assert [(p.rule, p.where, p.severity) for p in told] == [("rule", "here", "warning"), ("rule", "there", "warning")]


def test_what_nobody_gathers_is_a_python_warning():
    with pytest.warns(notices.NoticeWarning, match="here：something"):
        notices.tell("rule", "here", "something")


def test_blocks_do_not_hear_each_other():
    with notices.gathering() as outer:
        with notices.gathering() as inner:
            notices.tell("rule", "inner", "x")
        notices.tell("rule", "outer", "x")
        thread = threading.Thread(target=_told_elsewhere)
        thread.start()
        thread.join()
    assert [p.where for p in inner] == ["inner"]
    assert [p.where for p in outer] == ["outer"]


def _told_elsewhere():
    with notices.gathering():
        notices.tell("rule", "elsewhere", "x")


def _door(monkeypatch, command):
    """Runs what stands for the command line through the door."""
    from zcdoc.cli import app

    assert app is not None
    monkeypatch.setattr(door.typer.main, "get_command", lambda _: type("C", (), {"main": staticmethod(command)}))
    return door.run(["x"])


def test_a_later_failure_does_not_deny_what_was_saved(capsys, monkeypatch):
    def command(**_):
        notices.saved("第 7 条记录")
        raise UserError("读不出来", "看一看")

    assert _door(monkeypatch, command) == 1
    assert capsys.readouterr().err == "错误：读不出来\n  看一看\n  出错之前，第 7 条记录已经保存，有效\n"


@pytest.mark.parametrize("code", [0, 1])
def test_a_command_that_ends_as_it_should_says_nothing_of_what_was_saved(capsys, monkeypatch, code):
    def command(**_):
        notices.saved("第 7 条记录")
        raise door.typer.Exit(code)

    assert _door(monkeypatch, command) == code
    assert capsys.readouterr().err == ""
    assert notices.what_was_saved() == []


def test_the_terminal_shows_remarks_after_the_result_and_apart_from_it(capsys, monkeypatch):
    def command(**_):
        notices.tell("rule", "检查点", "没有写成", "看一看")
        sys.stdout.write("结果\n")
        return 0

    assert _door(monkeypatch, command) == 0
    said = capsys.readouterr()
    assert said.out == "结果\n"
    assert said.err == "提醒：检查点：没有写成\n  看一看\n"
