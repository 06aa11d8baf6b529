"""The Tab key: a shell asks through the environment, words come back, and nothing else ever does."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from zcdoc.actions.origin import find_pack
from zcdoc.cli import app, door
from zcdoc.cli.chinese import completion_said
from zcdoc.cli.complete import keys_in
from zcdoc.model.tables import LISTS
from zcdoc.readiness import rules

ROOT = Path(__file__).resolve().parents[2]
SAMPLES = ROOT / "samples"
PARKS = {p.name for p in (SAMPLES / "parks").iterdir() if p.is_dir()}
PACKS = {p.parent.name for p in (ROOT / "checklists").glob("*/pack.yaml")}
TEMPLATES = {p.parent.name for p in (ROOT / "report_templates").glob("*/template.yaml")}
assert app is not None  # loaded before any copy of this process is made
HEAVY = {"openpyxl", "xlsxwriter", "docx", "docxtpl", "jinja2", "yaml", "lxml", "pypdf"}


def asked(line: str, cwd: Path, shell: str = "bash", **env: str) -> subprocess.CompletedProcess:
    """What the script of --show-completion runs when Tab is pressed at the end of the line."""
    words = line.split(" ")
    asking = {
        "_ZCDOC_COMPLETE": f"complete_{shell}",
        "COMP_WORDS": "\n".join(words), "COMP_CWORD": str(len(words) - 1),
        "_TYPER_COMPLETE_ARGS": line, "_TYPER_COMPLETE_FISH_ACTION": "get-args",
        "_TYPER_COMPLETE_WORD_TO_COMPLETE": words[-1],
    }  # fmt: skip
    options = env.pop("python", "").split()
    kept = {k: v for k, v in os.environ.items() if not k.startswith("ZCDOC_")}
    given = kept | asking | {"PYTHONPATH": str(ROOT / "src")} | env
    if hasattr(os, "fork") and not options:
        return forked(cwd, given)
    return subprocess.run(
        [sys.executable, *options, "-m", "zcdoc"], cwd=cwd, env=given, capture_output=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


def forked(cwd: Path, env: dict[str, str]) -> subprocess.CompletedProcess:
    """The same in a copy of this process, which has loaded the program: starting Python anew takes longer than answering."""
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        pid = os.fork()
        if pid == 0:
            code = 99
            try:
                for stream, number in ((out, 1), (err, 2)):
                    os.dup2(stream.fileno(), number)
                sys.stdout, sys.stderr = (open(n, "w", encoding="utf-8", closefd=False) for n in (1, 2))  # noqa: SIM115
                os.environ.clear()
                os.environ.update(env)
                os.chdir(cwd)
                code = door.run([])
                sys.stdout.flush()
                sys.stderr.flush()
            finally:
                os._exit(code)  # nothing of the test run that was copied may go on
        _, status = os.waitpid(pid, 0)
        said = []
        for stream in (out, err):
            stream.seek(0)
            said.append(stream.read().decode("utf-8"))
    return subprocess.CompletedProcess(["zcdoc"], os.waitstatus_to_exitcode(status), *said)


@pytest.fixture
def tab():
    """`tab("zcdoc score --pa")` gives the words offered inside the samples."""

    def offered(line, cwd=SAMPLES, **env):
        done = asked(line, cwd, **env)
        assert done.stderr == ""
        return done.stdout.split()

    return offered


class TestOffers:
    @pytest.mark.parametrize(
        "line",
        [
            "score",
            "check",
            "checklist export",
            "render report",
            "evidence list",
            "history show",
            "round list",
            "park show",
        ],
    )
    def test_parks(self, tab, line):
        assert set(tab(f"zcdoc {line} --park ")) == PARKS

    def test_parks_of_the_workspace_on_the_line(self, tab, tmp_path):
        assert set(tab(f"zcdoc --workspace {SAMPLES} score --park ", cwd=tmp_path)) == PARKS
        assert set(tab("zcdoc score --park ", cwd=tmp_path, ZCDOC_WORKSPACE=str(SAMPLES))) == PARKS

    def test_the_beginning_of_a_word_narrows(self, tab):
        assert tab("zcdoc score --park linj") == ["linjiang-demo"]

    def test_rounds_of_the_park_on_the_line(self, tab):
        found = tab("zcdoc score --park linjiang-demo --round ")
        assert {"self-1", "evaluation-1"} <= set(found)
        assert tab("zcdoc round new evaluation --park linjiang-demo --from self-1") == ["self-1"]
        assert tab("zcdoc score --round ") == []

    def test_packs(self, tab):
        assert set(tab("zcdoc pack show ")) == PACKS
        assert set(tab("zcdoc park new lingang --standard ")) == PACKS
        assert tab("zcdoc score --park linjiang-demo --standard ") == ["seesa-010-2025"]

    def test_assumption_keys_before_and_after_the_park(self, tab):
        keys = {a.key for a in find_pack("seesa-010-2025", None).assumptions}
        assert set(tab("zcdoc assumption confirm --park linjiang-demo ")) == keys
        assert tab("zcdoc assumption set weight-") == ["weight-energy"]
        assert "data-year" not in tab("zcdoc assumption confirm data-year ")

    def test_templates(self, tab):
        assert set(tab("zcdoc template fields ")) == TEMPLATES
        assert set(tab("zcdoc template check ")) == TEMPLATES

    def test_lists_that_do_not_change(self, tab):
        assert set(tab("zcdoc round new ")) == {"baseline", "self-inspection", "evaluation"}
        assert set(tab("zcdoc check --document ")) == {"scheme", "inspection", "report"}
        assert set(tab("zcdoc check --group ")) == {"rule", "sheet", "person"}
        assert set(tab("zcdoc checklist import x.xlsx --take ")) == {"file", "record"}
        assert set(tab("zcdoc evidence add x.pdf --type ")) == set(LISTS["evidence_types"])
        assert set(tab("zcdoc check waive ")) == {r.id for r in rules()}

    @pytest.mark.parametrize("shell", ["zsh", "fish", "powershell", "pwsh"])
    def test_other_shells_see_the_names_as_well(self, shell):
        done = asked("zcdoc score --park linj", SAMPLES, shell)
        assert "linjiang-demo" in done.stdout
        assert "临江示范园区" in done.stdout
        assert done.stderr == ""


class TestNothing:
    """Nothing to offer is no reason to speak."""

    def test_without_a_workspace(self, tab, tmp_path):
        assert tab("zcdoc score --park ", cwd=tmp_path) == []
        assert tab("zcdoc --workspace nowhere score --park ", cwd=tmp_path) == []
        assert set(tab("zcdoc pack show ", cwd=tmp_path)) == PACKS

    def test_a_record_that_cannot_be_read(self, tab, tmp_path):
        park = tmp_path / "parks" / "lingang"
        park.mkdir(parents=True)
        (tmp_path / "zcdoc.yaml").write_text("user: [", "utf-8")
        (park / "history.jsonl").write_text("?", "utf-8")
        (park / "record.json").write_bytes(b"\xff\x00")
        assert tab("zcdoc score --park ", cwd=tmp_path) == ["lingang"]
        assert tab("zcdoc score --park lingang --round ", cwd=tmp_path) == []

    @pytest.mark.parametrize(
        "line",
        ["zcdoc nope ", "zcdoc score --park ../.. --round ", "zcdoc 'half", "zcdoc --workspace", "zcdoc score -- "],
    )
    def test_a_line_that_makes_no_sense(self, line):
        done = asked(line, SAMPLES)
        assert done.stderr == ""
        assert "Traceback" not in done.stdout

    def test_a_broken_question(self):
        done = asked("zcdoc ", SAMPLES, COMP_CWORD="x")
        assert (done.stdout, done.stderr) == ("", "")


def test_no_heavy_library_is_loaded():
    done = asked("zcdoc assumption confirm --park linjiang-demo ", SAMPLES, python="-X importtime")
    names = {n.partition(".")[0] for n in re.findall(r"\|\s+(\S+)$", done.stderr, re.MULTILINE)}
    assert "zcdoc" in names
    assert names & HEAVY == set()


@pytest.mark.parametrize("pack", sorted(PACKS))
def test_the_keys_read_from_the_text_are_those_of_the_pack(pack):
    files = (ROOT / "checklists" / pack).glob("*.yaml")
    found = dict(pair for path in files for pair in keys_in(path.read_text("utf-8")))
    assert found == {a.key: a.title for a in find_pack(pack, None).assumptions}


def test_keys_in_one_line_and_after_other_entries():
    text = 'a:\n  - assumed: {key: one, title: 甲, value: "1"}\n  - assumed:\n      value: "2"\n      title: 乙\n      key: two\nkey: no\n'
    assert dict(keys_in(text)) == {"one": "甲", "two": "乙"}


@pytest.fixture
def bash():
    # Windows has no bash; where CI runs there is one, and a skip there fails the run.
    return shutil.which("bash") or pytest.skip("no bash")


def test_it_installs_itself_and_says_so_in_chinese(bash, tmp_path):
    # The shell must outlive the program: that is where the program looks for its kind.
    line = f"'{sys.executable}' -m zcdoc --install-completion; exit $?"
    env = os.environ | {"HOME": str(tmp_path), "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run([bash, "-c", line], env=env, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    made = tmp_path / ".bash_completions" / "zcdoc.sh"
    assert done.stdout == f"已为 bash 安装命令补全：{made}\n重新打开终端后生效。\n"
    assert str(made) in (tmp_path / ".bashrc").read_text("utf-8")
    assert "complete_bash" in made.read_text("utf-8")


def test_the_script_that_is_shown_works_in_bash(bash, tmp_path):
    """The whole way: the script is sourced, bash calls its function, the words stand in COMPREPLY."""
    program = tmp_path / "zcdoc"
    program.write_text(f"#!/bin/sh\nexec '{sys.executable}' -m zcdoc \"$@\"\n", "utf-8")
    program.chmod(0o755)
    line = (
        'source <(zcdoc --show-completion); COMP_WORDS=(zcdoc score --park linj); COMP_CWORD=3; '
        '_zcdoc_completion zcdoc; echo "${COMPREPLY[@]}"'
    )  # fmt: skip
    env = os.environ | {"PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(ROOT / "src")}
    done = subprocess.run(
        [bash, "-c", line], cwd=SAMPLES, env=env, capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert (done.stdout, done.stderr) == ("linjiang-demo\n", "")


@pytest.mark.parametrize("said", ["Shell None is not supported.", "Shell cmd not supported."])
def test_a_shell_that_is_not_known_is_told_in_chinese(said):
    assert completion_said(f"{said}\n").startswith("认不出当前的 shell；")
