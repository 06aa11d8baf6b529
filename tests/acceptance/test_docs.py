"""README and guide: every command is run, in order, as its reader would; what they show and name is there."""

from __future__ import annotations

import ast
import re
import shlex
import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import openpyxl
import pytest

from zcdoc.cli.door import run

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs" / "guide").glob("*.md"))]
GENERATED = ("workbook.md", "problems.md")
# What only the reader's own machine can do. Everything else is run or fails the test.
ELSEWHERE = {
    r"(sudo apt|brew) install .*|py -m pip install --user pipx|py -m pipx ensurepath": "changes the reader's machine",
    r"(pipx install|py -m pip install|zcdoc-env/bin/pip install) \.|pipx install --force \.|pipx uninstall zcdoc": "tests/packaging installs the wheel",
    r"python3 -m venv zcdoc-env|zcdoc-env/bin/zcdoc --version": "tests/packaging makes such an environment and runs its zcdoc",
    r"python3 -m pip (wheel \. --wheel-dir 安装包|install --no-index --find-links 安装包 zcdoc)": "needs a package index; tests/packaging installs a wheel",
    r"make (report|test)": "the two halves of .ci/run",
    r"chcp 65001|\[Console\]::OutputEncoding = .*|(set |\$env:|export )ZCDOC_SOFFICE ?= ?.*": "a setting of one window",
    r"zcdoc --(install|show)-completion": "tests/cli/test_completion.py, in a home of its own",
}
# What a reader has at hand and the guide does not make.
OWN_FILES = ("批复.pdf", "检测报告.pdf", "旧清单.xlsx")


@dataclass(frozen=True)
class Block:
    """One code block: its language (blank: commands), its lines, and the number of the first."""

    language: str
    lines: tuple[str, ...]
    at: int


def blocks(text: str) -> list[Block]:
    """Fenced blocks, and blocks indented by four spaces after a blank line."""
    found, lines, i = [], text.splitlines(), 0
    while i < len(lines):
        fence = re.fullmatch(r"```(\w*)", lines[i])
        start = i + 1
        if fence:
            i = next(n for n in range(start, len(lines)) if lines[n] == "```")
            found.append(Block(fence[1], tuple(lines[start:i]), start + 1))
        elif lines[i].startswith("    ") and not lines[i - 1].strip():
            while i < len(lines) and (lines[i].startswith("    ") or not lines[i].strip()):
                i += 1
            found.append(Block("", tuple(line[4:] for line in lines[start - 1 : i]), start))
            continue
        i += 1
    return found


@dataclass(frozen=True)
class Line:
    """One command, the exit code that the text announces, and its place."""

    command: str
    code: int
    where: str


def commands(page: Path) -> list[Line | Block]:
    """The commands of a page in order, with the blocks of output between them."""
    out: list[Line | Block] = []
    for block in blocks(page.read_text("utf-8")):
        if block.language:
            out.append(block)
            continue
        for number, text in enumerate(block.lines, block.at):
            command, _, remark = re.sub(r"\s{2,}#", "\0", text, count=1).partition("\0")
            code = re.search(r"退出码 (\d)", remark)
            if command.strip():
                out.append(Line(command.strip(), int(code[1]) if code else 0, f"{page.name}:{number}"))
    return out


@pytest.fixture
def reader(tmp_path, monkeypatch):
    """The folder of the project as a reader has it, in which things may be changed."""
    for name in ("samples", "report_templates", "checklists"):
        shutil.copytree(ROOT / name, tmp_path / name, ignore=shutil.ignore_patterns("output", "__pycache__", ".lock"))
    monkeypatch.delenv("ZCDOC_WORKSPACE", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def put_own_files(command: str, folder: Path) -> None:
    for name in OWN_FILES:
        if name in command and name.endswith(".xlsx"):
            old_checklist(folder / name)
        elif name in command:
            (folder / name).write_bytes(f"%PDF-1.7 {name}".encode())


def old_checklist(path: Path) -> None:
    """A checklist as an assessor may have had for years."""
    book = openpyxl.Workbook()
    for row in (
        ["条款号", "检查内容", "检查结果", "情况说明", "佐证材料"],
        ["4.2.1", "物理边界清晰", "符合", "红线图清楚", "红线图"],
        [None, "三年没有事故", "√", "查了台账", "同上"],
        ["5.4（2）", "建设分布式光伏", "满足", "已建 3 MW", "备案证"],
    ):
        book.active.append(row)
    book.save(path)


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_every_command_does_what_the_page_says(page, reader, monkeypatch, capsys, soffice):
    said = ""
    for item in commands(page):
        if isinstance(item, Block):
            assert item.language == "text", f"{page.name}:{item.at}: a block of {item.language}"
            assert squeezed("\n".join(item.lines)) in squeezed(said), f"{page.name}:{item.at} is not what is printed"
            continue
        words = shlex.split(item.command, posix="\\" not in item.command)
        if any(re.fullmatch(pattern, item.command) for pattern in ELSEWHERE):
            continue
        if words[0] == "cd":
            monkeypatch.chdir(Path.cwd() / words[1])
        elif words[0] == "zcdoc":
            put_own_files(item.command, Path.cwd())
            capsys.readouterr()
            assert left(words[1:]) == item.code, f"{item.where}: {item.command}\n{''.join(capsys.readouterr())[-3000:]}"
            said = capsys.readouterr().out
        elif words[:2] == ["cp", "-r"]:
            shutil.copytree(words[2], words[3])
        elif words[0] == "python":
            subprocess.run([sys.executable, *words[1:]], cwd=ROOT, check=True, timeout=300)
        else:
            pytest.fail(f"{item.where}: nobody knows how to run “{item.command}”; say so in ELSEWHERE or here")


def left(arguments: list[str]) -> int:
    """The exit code of a command line; --version leaves by itself."""
    try:
        return run(arguments)
    except SystemExit as err:
        return int(err.code or 0)


def squeezed(text: str) -> str:
    return " ".join(text.split())


def test_what_is_left_to_the_reader_is_still_written_somewhere():
    written = [item.command for page in PAGES for item in commands(page) if isinstance(item, Line)]
    for pattern in ELSEWHERE:
        assert any(re.fullmatch(pattern, command) for command in written), pattern
    for name in OWN_FILES:
        assert any(name in command for command in written)


def test_make_has_the_targets_that_are_named():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = {
        target for page in PAGES for target in re.findall(r"^\s*make (\w+)", page.read_text("utf-8"), re.MULTILINE)
    }
    assert named
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in named)


@pytest.mark.parametrize("script", ["docs/guide/build.py"])
def test_generated_pages_are_what_the_code_says(script):
    done = subprocess.run(
        [sys.executable, ROOT / script, "--check"], capture_output=True, encoding="utf-8", timeout=120, check=False
    )
    assert (done.returncode, done.stdout) == (0, ""), f"{done.stdout}{done.stderr}"


def test_generated_pages_name_every_rule_and_every_sheet():
    from zcdoc.readiness import rules
    from zcdoc.workbook.layout import SHEETS

    problems, workbook = ((ROOT / "docs" / "guide" / name).read_text("utf-8") for name in reversed(GENERATED))
    assert [r.id for r in rules() if f"| `{r.id}` |" not in problems] == []
    assert [s for s in SHEETS if not re.search(rf"^## (.*、)?{s}(、|$)", workbook, re.MULTILINE)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda p: p.name)
def test_links_and_files_that_are_named_exist(page):
    text = page.read_text("utf-8")
    for target in re.findall(r"\]\((?!https?:|#)([^)#]+)", text):
        assert (page.parent / target).is_file(), f"{page.name}: {target}"
    for path in re.findall(r"`((?:docs|tests|samples|checklists)/[\w./-]+)`", text):
        assert (ROOT / path).exists(), f"{page.name}: {path}"


@pytest.mark.parametrize("park", sorted(p.name for p in (ROOT / "samples" / "parks").iterdir() if p.is_dir()))
def test_the_readme_introduces_every_sample_and_it_can_be_scored(park, reader):
    assert f"`{park}`" in PAGES[0].read_text("utf-8")
    assert run(["--workspace", "samples", "score", "--park", park]) == 0
    assert run(["--workspace", "samples", "check", "--park", park]) in {0, 1}


class TestPictures:
    FOLDER = ROOT / "docs" / "pictures"

    @staticmethod
    def table():
        """The names in the script's table, read without running it: the tests need no Pillow."""
        tree = ast.parse((TestPictures.FOLDER / "build.py").read_text("utf-8"))
        (made,) = (n for n in tree.body if isinstance(n, ast.AnnAssign) and ast.unparse(n.target) == "PICTURES")
        return {f"{ast.literal_eval(key)}.png" for key in made.value.keys}

    def test_what_is_shown_is_made_and_what_is_made_is_there(self):
        texts = [page.read_text("utf-8") for page in PAGES]
        shown = {name for text in texts for name in re.findall(r"!\[[^\]]+\]\([^)]*?([\w.-]+)\)", text)}
        there = {path.name for path in self.FOLDER.glob("*.png")}
        assert shown
        assert shown <= self.table()
        assert self.table() == there, "run docs/pictures/build.py"

    def test_they_are_small_png_files(self):
        sizes = {path.name: path.stat().st_size for path in self.FOLDER.glob("*.png")}
        assert all(path.read_bytes().startswith(b"\x89PNG\r\n") for path in self.FOLDER.glob("*.png"))
        assert [name for name, size in sizes.items() if not 1000 < size <= 150_000] == []
        assert sum(sizes.values()) <= 1_500_000


class TestTheReaderOfBlocks:
    def test_fenced_and_indented_blocks_and_remarks(self, tmp_path):
        page = tmp_path / "p.md"
        page.write_text(
            "a\n\n    zcdoc x  # 退出码 1：y\n\n    cd z\n\n- b\n    no\n```text\nq\n```\n```\nls '# 1'\n```\n", "utf-8"
        )
        assert commands(page) == [
            Line("zcdoc x", 1, "p.md:3"), Line("cd z", 0, "p.md:5"), Block("text", ("q",), 10), Line("ls '# 1'", 0, "p.md:13"),
        ]  # fmt: skip
