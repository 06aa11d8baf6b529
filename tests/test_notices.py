"""notices: what a command tells beside its result."""

from __future__ import annotations

import sys
import threading

import pytest

from zcdoc import notices
from zcdoc.cli import door


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


def test_the_terminal_shows_remarks_after_the_result_and_apart_from_it(capsys, monkeypatch):
    from zcdoc.cli import app

    def command(**_):
        notices.tell("rule", "检查点", "没有写成", "看一看")
        sys.stdout.write("结果\n")
        return 0

    monkeypatch.setattr(door.typer.main, "get_command", lambda _: type("C", (), {"main": staticmethod(command)}))
    assert app is not None
    assert door.run(["x"]) == 0
    said = capsys.readouterr()
    assert said.out == "结果\n"
    assert said.err == "提醒：检查点：没有写成\n  看一看\n"
