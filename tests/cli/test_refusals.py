"""What is wrong gets one clear Chinese message and the exit code of the contract, and nothing on disk changes."""

from __future__ import annotations

import errno
import os
import random
import re
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import openpyxl
import pytest

PACK = "seesa-010-2025"
ENGLISH = re.compile(
    r"\b(usage|options?|arguments?|commands?|error|missing|invalid|value|show|this|message|exit|try|help for|required|default|got|"
    r"unexpected|requires?|does|take|such|input|should|valid|unable|text|path|integer|str|int|bool|list)\b",
    re.IGNORECASE,
)
# Names that a user types: commands, options, ids, file names.
OURS = re.compile(
    r"--?[a-z][a-z-]*|zcdoc( [a-z]+)*|\b[\w-]+\.(yaml|xlsx|docx|jsonl|json|md)\b|ZCDOC_WORKSPACE|file\|record|“[^”]*”|‘[^’]*’"
)
PAGES = [
    "", "init", "score", "crosswalk", "park adopt", *(f"pack {c}" for c in ("", "list", "show", "lint", "schema")),
    *(f"park {c}" for c in ("", "new", "list", "show", "export", "import")), *(f"round {c}" for c in ("", "new", "list", "close")),
    *(f"checklist {c}" for c in ("", "export", "import")), *(f"assumption {c}" for c in ("", "list", "confirm", "set")),
    *(f"evidence {c}" for c in ("", "add", "list", "verify")), *(f"check {c}" for c in ("", "waive")),
    *(f"history {c}" for c in ("", "show", "verify", "undo")), *(f"template {c}" for c in ("", "list", "fields", "check")),
    *(f"render {c}" for c in ("", "report", "all")),
]  # fmt: skip


def english(text):
    """Words of the parser that are left when all that a user types is taken out."""
    text = re.sub(r"(?m)^[ │]*(?:\*\s*)?(?:-o,)?--[\w-]+.*?(?=[\u4e00-\u9fff])|^[ │]+[a-z]+  ", " ", text)
    return ENGLISH.findall(OURS.sub(" ", text)) and ENGLISH.search(OURS.sub(" ", text))[0]


class TestHelp:
    @pytest.mark.parametrize("page", PAGES)
    def test_every_page_is_chinese(self, zcdoc, page):
        said = zcdoc(*page.split(), "--help")
        assert said.code == 0
        assert "用法：" in said.out
        assert "显示这份说明" in said.out
        assert not re.search(r"<\w+(\[\w+\])?>", said.out), "the name of a Python type"
        assert not english(said.out)

    @pytest.mark.parametrize(
        "group", ["", "pack", "park", "round", "checklist", "assumption", "evidence", "history", "template", "render"]
    )
    def test_a_group_alone_shows_its_page_once(self, zcdoc, group):
        said = zcdoc(*group.split())
        assert said.code == 2
        assert said.words.count("用法：") == 1

    def test_version(self, zcdoc):
        assert re.fullmatch(r"zcdoc \d+\.\d+\.\d+\n", zcdoc("--version").out)


class TestUsage:
    @pytest.mark.parametrize(
        ("line", "says"),
        [
            ("nope", "没有命令“nope”"),
            ("park nope", "没有命令“nope”"),
            ("score", "缺少 --park"),
            ("score --park", "选项 --park 后面要有值"),
            ("score --prak lingang", "没有选项 --prak"),
            ("score -x", "没有选项 -x"),
            ("score --json=1 --park lingang", "选项 --json 后面不能有值"),
            ("score --park lingang more and more", "多出的参数：more and more"),
            ("history undo three --park lingang", "序号 的值应是数字"),
            ("pack show", "缺少 标准包"),
            ("round new", "缺少 种类"),
            ("init", "缺少 文件夹"),
            ("park list --workspace .", "没有选项 --workspace"),
            ("check", "没有给出园区"),
            ("checklist import x --park lingang --take both", "--take 的值“both”不可用"),
        ],
    )
    @pytest.mark.usefixtures("untouched")
    def test_a_wrong_line_is_told_in_chinese(self, zcdoc, ws, line, says):
        said = zcdoc(*line.split())
        assert said.code == 2
        assert says in said.err
        assert said.out == ""
        assert not english(said.err)

    @pytest.mark.usefixtures("untouched")
    @pytest.mark.parametrize("park", ["nowhere", "Bad", "../lingang", "con", "", "園", "x" * 99])
    @pytest.mark.parametrize(
        "command", ["score", "check", "checklist export", "history show", "park show", "round list", "evidence list"]
    )
    def test_an_unknown_park_or_a_bad_id_is_wrong_use(self, zcdoc, ws, command, park):
        said = zcdoc(*command.split(), "--park", park)
        assert said.code == 2
        assert len(said.err.splitlines()) == 2

    @pytest.mark.usefixtures("untouched")
    @pytest.mark.parametrize("command", ["score", "check", "checklist export", "render report"])
    @pytest.mark.parametrize(
        "option", [("--round", "none"), ("--round", "../x"), ("--standard", "none"), ("--standard", "../x")]
    )
    def test_so_is_an_unknown_round_or_standard(self, zcdoc, ws, command, option):
        assert zcdoc(*command.split(), "--park", "lingang", *option).code == 2

    @pytest.mark.parametrize(
        "arguments",
        [("pack", "show", "none"), ("pack", "show", "../x"), ("pack", "lint", "none"), ("template", "check", "none")],
    )
    def test_so_is_an_unknown_pack_or_template(self, zcdoc, arguments):
        assert zcdoc(*arguments).code == 2


class TestPaths:
    @pytest.mark.parametrize("workspace", ["nowhere", "lingang.xlsx", "a" * 5000, "a\nb"])
    @pytest.mark.usefixtures("untouched")
    def test_a_bad_workspace(self, zcdoc, ws, workspace):
        said = zcdoc("--workspace", workspace, "park", "list")
        assert said.code in {1, 2}
        assert "缺陷" not in said.err

    @pytest.mark.parametrize(
        "target",
        [".", "parks", "", "zcdoc.yaml/x.xlsx", "zcdoc.yaml/deep/x.xlsx", "/proc/none/x.xlsx", "a" * 300 + ".xlsx"],
    )
    @pytest.mark.parametrize("command", ["checklist export", "park export"])
    @pytest.mark.usefixtures("untouched")
    def test_a_target_that_cannot_be_written(self, zcdoc, ws, command, target):
        said = zcdoc(*command.split(), "--park", "lingang", "-o", target)
        assert said.code in {1, 2}
        assert said.err.startswith("错误：")
        assert not english(said.err)

    def test_a_broken_marker_is_told_with_its_place(self, zcdoc, ws):
        (ws / "zcdoc.yaml").write_text("user: [a\n", "utf-8")
        said = zcdoc("park list")
        assert said.code == 1
        assert "zcdoc.yaml:2:1" in said.err


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
class TestFiles:
    """Files that are no workbook of this park."""

    @pytest.mark.parametrize(
        ("content", "code"),
        [
            (b"", 1), (b"just a text\n", 1), ("文字".encode("gbk"), 1), (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, 1), (b"PK\x03\x04broken", 1),
            (b"%PDF-1.7", 1), (b"<html></html>", 1),
        ],
        ids=["empty", "text", "gbk", "old xls", "broken zip", "pdf", "html"],
    )  # fmt: skip
    @pytest.mark.parametrize("command", ["checklist import", "park import"])
    def test_another_kind_of_file_with_our_ending(self, zcdoc, ws, untouched, command, content, code):
        (ws / "x.xlsx").write_bytes(content)
        untouched()
        said = zcdoc(*command.split(), "x.xlsx", "--park", "lingang")
        assert said.code == code
        assert "x.xlsx" in said.err
        assert not english(said.err)

    @pytest.mark.usefixtures("untouched")
    @pytest.mark.parametrize(("name", "code"), [("none.xlsx", 1), (".", 1), ("", 1), ("a" * 300, 1), ("/dev/null", 1)])
    @pytest.mark.parametrize("command", ["checklist import", "park import"])
    def test_a_file_that_is_not_there(self, zcdoc, ws, command, name, code):
        assert zcdoc(*command.split(), name, "--park", "lingang").code == code

    def test_a_workbook_with_macros_is_unsafe(self, zcdoc, ws, untouched):
        with zipfile.ZipFile(ws / "lingang.xlsx", "a") as file:
            file.writestr("xl/vbaProject.bin", b"x")
        untouched()
        assert zcdoc("checklist import lingang.xlsx --park lingang").code == 4

    def test_a_workbook_that_is_not_ours(self, zcdoc, ws, untouched):
        openpyxl.Workbook().save(ws / "own.xlsx")
        untouched()
        said = zcdoc("checklist import own.xlsx --park lingang")
        assert (said.code, "标识页" in said.err) == (1, True)

    def test_a_workbook_of_another_park(self, zcdoc, ws, untouched):
        zcdoc("park", "new", "other", "--standard", PACK, "--name", "别的园区")
        untouched()
        said = zcdoc("checklist import lingang.xlsx --park other")
        assert (said.code, "--park lingang" in said.err) == (1, True)

    @pytest.mark.parametrize(
        ("name", "value", "words"),
        [
            ("pack", "other-pack", "没有登记标准"), ("pack", "../../x", "没有登记标准"), ("round", "none", "没有轮次"), ("round", "../x", "没有轮次"),
            ("layout", "99", "升级"), ("layout", "x", "升级"), ("park", "../x", "是园区"),
        ],
    )  # fmt: skip
    def test_a_workbook_of_another_pack_round_or_version(self, zcdoc, ws, untouched, name, value, words):
        book = openpyxl.load_workbook(ws / "lingang.xlsx")
        row = next(r for r in book["_zcdoc"].iter_rows() if r[0].value == name)
        row[1].value = value
        book.save(ws / "lingang.xlsx")
        untouched()
        said = zcdoc("checklist import lingang.xlsx --park lingang")
        assert said.code == 1
        assert words in said.err

    def test_one_for_another_standard_than_asked_for(self, zcdoc, ws, untouched):
        assert zcdoc("checklist import lingang.xlsx --park lingang --round none").code == 1
        assert zcdoc("checklist import lingang.xlsx --park lingang --standard none").code == 1

    @pytest.mark.parametrize(
        ("text", "at"),
        [
            ("zcdoc: '1'\npark: lingang\nscopes: {\n", "4:1"), ("zcdoc: '1'\npark: lingang\npark: x\nscopes: {}\n", "3:1"),
            ("zcdoc: '1'\npark: &a lingang\nscopes: {}\n", "2:7"), ("zcdoc: !x '1'\n", "1:8"), ("", "1:1"), ("- a\n", "1:1"), ("park: lingang\n", "1:1"),
            ("zcdoc: '1'\npark: lingang\n", "1:1"), ("zcdoc: '1'\npark: lingang\nscopes: []\n", "3:9"), ("a: \x07", "1:1"),
        ],
    )  # fmt: skip
    def test_broken_yaml_is_told_with_line_and_column(self, zcdoc, ws, untouched, text, at):
        (ws / "r.yaml").write_text(text, "utf-8")
        untouched()
        said = zcdoc("park import r.yaml")
        assert said.code == 1
        assert f"r.yaml:{at}" in said.err

    def test_a_park_file_of_another_park(self, zcdoc, ws, untouched):
        (ws / "r.yaml").write_text("zcdoc: '1'\npark: other\nscopes: {}\n", "utf-8")
        untouched()
        assert zcdoc("park import r.yaml --park lingang").code == 1
        assert zcdoc("park import r.yaml").code == 1

    def test_a_record_edited_by_hand_is_refused_by_every_command(self, zcdoc, ws):
        path = ws / "parks" / "lingang" / "record.json"
        path.write_text(path.read_text("utf-8").replace("临港", "别处"), "utf-8")
        for command in (
            "score",
            "check",
            "checklist export",
            "park show",
            "history verify",
            "round list",
            "park export",
        ):
            said = zcdoc(*command.split(), "--park", "lingang")
            assert said.code == 1, command
            assert "record.json" in said.err


class TestFuzz:
    WORDS = (
        *("park", "pack", "checklist", "import", "export", "score", "check", "history", "undo", "show", "list", "new", "round", "init"),
        *("--park", "--json", "--round", "--by", "--take", "-o", "--help", "--workspace", "--", "-", "--head", "--as-of", "--dry-run"),
        *("lingang", PACK, "lingang.xlsx", "..", "/", "", " ", "%s", "{}", "*", "999999999999999999999", "-1", "1e9", "nan", "\u202e", "🌱"),
        *("\udcff", "\x1b[31m", "a" * 4096, "zcdoc.yaml", "parks/lingang/record.json", "--park=lingang", "=", "file", "evaluation"),
    )  # fmt: skip

    def test_no_line_whatever_ends_in_a_trace_or_a_defect(self, zcdoc, ws):
        """Rendering is left out: it is slow, and its own tests feed it."""
        chance = random.Random(5)
        for _ in range(250):
            line = [chance.choice(self.WORDS) for _ in range(chance.randint(1, 6))]
            said = zcdoc(*line) if len(line) > 1 else zcdoc(line[0], "--json")
            assert said.code in {0, 1, 2, 4}, line
            assert "缺陷" not in said.err, line


@pytest.mark.parametrize(("line", "code"), [(["--version"], 0), (["score", "--park", "none"], 2), (["nope"], 2)])
def test_the_program_itself_leaves_with_the_code(ws, line, code):
    done = subprocess.run(
        [sys.executable, "-m", "zcdoc", *line], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == code
    assert "Traceback" not in done.stderr


@pytest.mark.usefixtures("untouched")
def test_a_reader_that_leaves_early_is_no_error_of_ours(ws):
    line = (
        f"{sys.executable} -m zcdoc pack show {PACK} --json | head -c 10 >{ws.parent / 'out'}; exit ${{PIPESTATUS[0]}}"
    )
    done = subprocess.run(
        [shutil.which("bash"), "-c", line], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert "Traceback" not in done.stderr
    assert "缺陷" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device to write to")
def test_words_that_a_full_disk_cannot_take_are_told_apart_from_the_deed(ws):
    line = f"{sys.executable} -m zcdoc park list --json > /dev/full"
    done = subprocess.run(
        [shutil.which("bash"), "-c", line], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 1
    assert "输出没有写完" in done.stderr
    assert "Traceback" not in done.stderr
    assert "缺陷" not in done.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="the system has no full device to write to")
def test_what_was_done_is_said_when_the_result_cannot_be_printed(ws):
    """Nobody should do it a second time because the file behind `>` was full."""
    line = f"{sys.executable} -m zcdoc round close --park lingang --json > /dev/full"
    done = subprocess.run(
        [shutil.which("bash"), "-c", line], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert done.returncode == 1
    assert "第 2 条记录（round close baseline-1）已经保存，有效" in done.stderr


def test_a_closed_output_stops_no_command(ws):
    line = f"{sys.executable} -m zcdoc park list >&-"
    done = subprocess.run(
        [shutil.which("bash"), "-c", line], capture_output=True, encoding="utf-8", timeout=60, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_a_disk_that_fails_after_the_deed_does_not_make_it_look_refused(zcdoc, ws, monkeypatch):
    """Once the event is written, what can no longer be read is a remark."""
    from zcdoc.store import ParkStore

    commit, load = ParkStore.commit, ParkStore.load

    def fails(_):
        raise OSError(errno.EIO, os.strerror(errno.EIO), "record.json")

    def spoiling(store, *args, **more):
        done = commit(store, *args, **more)
        monkeypatch.setattr(ParkStore, "load", fails)
        return done

    monkeypatch.setattr(ParkStore, "commit", spoiling)
    key = zcdoc("assumption list --park lingang --json").json[0]
    said = zcdoc("assumption", "set", key["key"], key["value"], "--park", "lingang", "--source", "会议纪要")
    assert said.code == 0
    monkeypatch.setattr(ParkStore, "load", load)
    said = zcdoc("round close --park lingang")
    assert (said.code, said.out) == (0, "已关闭轮次 baseline-1\n")
    assert "没能数出它还有多少错误" in said.err


def test_a_defect_of_ours_is_one_line_and_a_log(zcdoc, ws, monkeypatch):
    monkeypatch.setattr("zcdoc.actions.parks.list_parks", lambda _: 1 / 0)
    said = zcdoc("park list")
    assert said.code == 3
    (line,) = said.err.splitlines()
    log = line.rpartition("：")[2]
    assert "ZeroDivisionError" in open(log, encoding="utf-8").read()  # noqa: PTH123, SIM115


def test_an_interrupt_is_told(zcdoc, ws, monkeypatch):
    def interrupted(_):
        raise KeyboardInterrupt

    monkeypatch.setattr("zcdoc.actions.parks.list_parks", interrupted)
    assert zcdoc("park list").code == 130
