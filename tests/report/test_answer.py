"""What the child says is read without trusting it."""

from __future__ import annotations

import json
import pickle

import pytest

from zcdoc.errors import DefectError, UnsafeError, UserError
from zcdoc.problems import Problem, Problems, ProblemsError, RefusedError
from zcdoc.report import answer
from zcdoc.report.answer import Answer, CrashError
from zcdoc.report.toc import Heading

ONE = Problem("template-field", "error", "正文 第 2 段", "没有字段“x”", "改")


def frame(said: object, document: bytes = b"") -> bytes:
    text = json.dumps(said).encode()
    return b"ZCDOC1\n" + len(text).to_bytes(8, "big") + text + document


def test_a_document_comes_back_whole_with_its_headings_and_remarks():
    made = Answer(b"PK\0\xff", (Heading(1, "1 概述\u200b", "_Toc1"),), (ONE,))
    got = answer.read(answer.write(made, [ONE]))
    assert got == Answer(b"PK\0\xff", made.headings, (ONE,), None, (ONE,))


@pytest.mark.parametrize(
    "error",
    [
        UserError("坏了", "修"),
        UnsafeError("不行", "删"),
        ProblemsError("有错", Problems([ONE])),
        RefusedError("不许", Problems([ONE])),
    ],
)
def test_an_error_comes_back_as_what_it_was(error):
    got = answer.read(answer.write(Answer(error=error), [])).error
    assert type(got) is type(error)
    assert (got.message, got.fix) == (error.message, error.fix)
    assert list(getattr(got, "problems", ())) == list(getattr(error, "problems", ()))


def test_a_failure_of_our_own_code_is_a_defect_with_the_trace_of_the_child():
    try:
        raise KeyError("ours")
    except KeyError as err:
        got = answer.read(answer.write(Answer(error=CrashError.of(err)), [])).error
    assert type(got) is DefectError
    assert "KeyError: 'ours'" in str(got.__cause__)


GOOD = {"headings": [], "problems": [], "told": [], "error": None}


@pytest.mark.parametrize(
    "content",
    [
        b"x", b"ZCDOC1\n", b"ZCDOC1\n" + (1 << 40).to_bytes(8, "big") + b"{}", pickle.dumps(("document", [])), frame([]), frame({}), frame(None),
        frame(GOOD | {"headings": [[1, 2, 3]]}), frame(GOOD | {"headings": [["1", "a", "b"]]}), frame(GOOD | {"headings": 1}),
        frame(GOOD | {"headings": [[True, "a", "b"]]}), frame(GOOD | {"problems": [{"rule": "a"}]}), frame(GOOD | {"error": {"kind": "UserError"}}),
        frame(GOOD | {"problems": [ONE.as_dict() | {"severity": "none"}]}), frame(GOOD | {"error": 5}), frame(GOOD | {"told": [[]]}),
        b"ZCDOC1\n" + (200_000).to_bytes(8, "big") + b"[" * 200_000,
    ],
)  # fmt: skip
def test_bytes_that_are_no_answer_are_refused(content):
    with pytest.raises(UnsafeError, match="读得懂"):
        answer.read(content)


def test_no_control_character_reaches_a_terminal():
    got = answer.read(
        frame(
            GOOD
            | {"error": {"kind": "UserError", "message": "a\x1b[31m\u009bb\n", "fix": "", "problems": [], "trace": ""}}
        )
    )
    assert got.error.message == "a\ufffd[31m\ufffdb\n"


def test_an_answer_names_no_class_but_ours():
    got = answer.read(
        frame(GOOD | {"error": {"kind": "SystemExit", "message": "a", "fix": "", "problems": [], "trace": "t"}})
    )
    assert type(got.error) is DefectError
