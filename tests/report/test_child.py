"""A user's template runs in a process of its own, within limits that a user may set."""

from __future__ import annotations

import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from wordfiles import FIELD, Word, para, plain, run
from zcdoc import notices
from zcdoc.errors import DefectError, UnsafeError, UsageError, UserError
from zcdoc.problems import RefusedError
from zcdoc.report import child
from zcdoc.report.child import Limits, fill_apart, limits, lint_apart

TEMPLATE = Path(__file__).resolve().parents[2] / "report_templates" / "report"
posix = pytest.mark.skipif(sys.platform == "win32", reason="no limits on memory there")


@pytest.fixture
def form(tmp_path):
    """Writes a form with these paragraphs; returns its path."""

    def write(*lines: str) -> Path:
        path = tmp_path / "form.docx"
        path.write_bytes(plain(FIELD, *lines))
        return path

    return write


def test_the_limits_are_twenty_seconds_and_512_megabytes(monkeypatch):
    monkeypatch.delenv("ZCDOC_TEMPLATE_SECONDS", raising=False)
    monkeypatch.delenv("ZCDOC_TEMPLATE_MB", raising=False)
    assert limits() == Limits(20, 512)


def test_both_may_be_set(monkeypatch):
    monkeypatch.setenv("ZCDOC_TEMPLATE_SECONDS", "90")
    monkeypatch.setenv("ZCDOC_TEMPLATE_MB", "2048")
    assert limits() == Limits(90, 2048)


@pytest.mark.parametrize("name", ["ZCDOC_TEMPLATE_SECONDS", "ZCDOC_TEMPLATE_MB"])
@pytest.mark.parametrize("value", ["0", "-1", "abc", "1.5", "９９", "9" * 30])
def test_a_limit_that_is_none_is_wrong_use(monkeypatch, name, value):
    monkeypatch.setenv(name, value)
    with pytest.raises(UsageError, match=name):
        limits()


def test_a_form_is_filled_and_its_remarks_are_told_here(unchanged, form):
    with notices.gathering() as told:
        data, headings = fill_apart(TEMPLATE, form(), unchanged, None)
    assert data.startswith(b"PK")
    assert headings == []
    assert [p.rule for p in told] == ["form-leaves-out"]


def test_a_check_runs_there_too(form):
    assert [p.rule for p in lint_apart(TEMPLATE, form("{{ doc.parc }}"))] == ["template-field"]
    assert list(lint_apart(TEMPLATE, form())) == []


BRACKETS = "{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}"


def test_three_thousand_brackets_are_a_problem_of_the_template(unchanged, form):
    (problem,) = lint_apart(TEMPLATE, form("甲", BRACKETS))
    assert problem.rule == "template-syntax"
    assert "嵌套得太深" in problem.message
    assert "第 3 段" in problem.where
    with pytest.raises(UserError, match="嵌套得太深"):
        fill_apart(TEMPLATE, form(BRACKETS), unchanged, None)


def test_in_a_sentence_too(unchanged, tmp_path):
    own = Path(shutil.copytree(TEMPLATE, tmp_path / "own"))
    phrases = own / "phrases.yaml"
    text = phrases.read_text(encoding="utf-8").replace("title: 零碳园区创建评价报告", f'title: "{BRACKETS}"')
    phrases.write_text(text, encoding="utf-8")
    (problem,) = lint_apart(own, None)
    assert problem.rule == "template-phrase"
    assert "嵌套得太深" in problem.message
    with pytest.raises(UserError, match="嵌套得太深"):
        fill_apart(own, None, unchanged, None)


@posix
def test_the_child_limits_itself_before_it_reads_a_template():
    """The parent's clock stops it too, so time alone would not show that a limit is missing."""
    script = (
        "import resource as r; from zcdoc.report import answer; from zcdoc.report.child import Limits, limit; limit(Limits(7, 400)); "
        "print([r.getrlimit(n) for n in (r.RLIMIT_CPU, r.RLIMIT_AS, r.RLIMIT_FSIZE)] == [(7, 7), (400 << 20, 400 << 20), (answer.MAX_ANSWER,) * 2])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "True\n"


@posix
def test_a_template_that_uses_up_its_memory_is_stopped(unchanged, form, monkeypatch):
    monkeypatch.setenv("ZCDOC_TEMPLATE_MB", "300")
    doubling = "{% set x = doc.park %}" + "{% set x = x ~ x %}" * 40 + "{{ x }}"
    with pytest.raises(UnsafeError, match="内存"):
        fill_apart(TEMPLATE, form(doubling), unchanged, None)


@posix
def test_a_template_that_uses_up_its_time_is_stopped(unchanged, form, monkeypatch):
    monkeypatch.setenv("ZCDOC_TEMPLATE_SECONDS", "3")
    long = (
        "{% for a in c4.summary %}{% for b in c4.summary %}" * 5
        + "{{ doc.park | length }}"
        + "{% endfor %}{% endfor %}" * 5
    )
    with pytest.raises(
        UnsafeError, match=r"秒内没有写完|秒时间"
    ):  # by its own clock or, on a busy machine, by the one on the wall
        fill_apart(TEMPLATE, form(long), unchanged, None)


def test_an_endless_macro_is_a_problem_of_the_template(unchanged, form):
    with pytest.raises(UserError, match="没有尽头"):
        fill_apart(TEMPLATE, form("{% macro m() %}{{ m() }}{% endmacro %}{{ m() }}"), unchanged, None)


def test_a_refused_form_comes_back_with_its_problems(unchanged, tmp_path):
    path = tmp_path / "form.docx"
    path.write_bytes(Word().body(para(run(FIELD)) + '<w:p><w:fldSimple w:instr="DDEAUTO a b"/></w:p>').data)
    with pytest.raises(RefusedError) as caught:
        fill_apart(TEMPLATE, path, unchanged, None)
    assert [p.rule for p in caught.value.problems] == ["template-unsafe"]


def test_our_own_failure_in_the_child_is_called_a_defect(monkeypatch):
    job = child.Job(TEMPLATE, None, limits())
    monkeypatch.setattr("zcdoc.report.template.read", lambda *_: 1 / 0)
    got = child._answered(job)
    assert isinstance(got.error, DefectError)
    assert "ZeroDivisionError" in got.error.trace


def test_nothing_in_the_current_folder_decides_what_the_child_imports(unchanged, form, tmp_path, monkeypatch):
    (tmp_path / "pickle.py").write_text("raise SystemExit(7)", encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    assert fill_apart(TEMPLATE, form(), unchanged, None)[0].startswith(b"PK")


def test_what_the_child_writes_is_never_unpickled(monkeypatch, form):
    class Evil:
        def __reduce__(self):
            return (pytest.fail, ("unpickled",))

    def run(given, said, allowed):
        said.write(pickle.dumps(Evil()))
        return 0

    monkeypatch.setattr(child, "_run", run)
    with pytest.raises(UnsafeError, match="读得懂"):
        lint_apart(TEMPLATE, form())
