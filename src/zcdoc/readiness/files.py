"""The files of the evidence register: there, unchanged, whole, and under names that survive the way to another computer.

What makes evidence void is an error. A name or a link that only another system would lose is a warning: here the file stands
and proves what it should.
"""

from __future__ import annotations

from collections.abc import Mapping

from zcdoc.model.evidence import file_changed, file_missing, is_photo
from zcdoc.model.facts import ABSENT, FileFact
from zcdoc.model.filenames import faults, proposal, spelling
from zcdoc.model.record import Row, Rows, natural
from zcdoc.readiness.case import Case, Found, Rule, place

MISSING = Rule("evidence-file-missing", "error", "登记的证据文件要在 evidence 文件夹中")
EMPTY = Rule("evidence-file-empty", "error", "证据文件不能是空文件")
CHANGED = Rule("evidence-file-changed", "error", "证据文件登记后不能改动")
UNFIT = Rule("evidence-photo-unfit", "error", "照片类证据要是评价报告里放得进去的图像", "report")
LINK = Rule("evidence-file-link", "warning", "证据应是文件本身，不是链接")
NAME = Rule("evidence-file-name", "warning", "证据文件名应在 Windows 和 macOS 上也能用")
SPELLING = Rule("evidence-file-spelling", "warning", "两个证据文件名不应只差大小写或字形")
TWICE = Rule("evidence-registered-twice", "warning", "同一文件同一位置应只登记一次")
RULES = (MISSING, EMPTY, CHANGED, UNFIT, LINK, NAME, SPELLING, TWICE)


def find(case: Case) -> Found:
    return judge(case.view.evidence, case.files)


def judge(register: Rows, files: Mapping[str, FileFact]) -> Found:
    """What is wrong with the files of a register, number by number."""
    for key in sorted(register, key=natural):
        row = register[key]
        if row.get("文件"):
            yield from _one(key, row, files.get(key, ABSENT))
    yield from _spellings(register)
    yield from _twice(register, files)


def _one(key: str, row: Row, fact: FileFact) -> Found:
    where, name, file = place("evidence", key), f"{key}“{row.get('名称', '')}”", row["文件"]
    if file_missing(row, fact):
        yield MISSING.at(where, f"{name}的文件“{file}”不在 evidence 文件夹中", "把文件放回，或改正“文件”栏")
    elif file_changed(row, fact):
        renew = "恢复原文件；内容确有更新的，把新文件另起名称，用 zcdoc evidence add 登记为新的证据"
        yield CHANGED.at(where, f"{name}的文件“{file}”登记之后被改动过", renew)
    elif fact.size == 0:
        yield EMPTY.at(where, f"{name}的文件“{file}”是空文件", "换成有内容的文件，重新登记")
    elif is_photo(row) and fact.unfit:
        another = "换成完好的 JPEG 或 PNG，用 zcdoc evidence add 登记；不是照片的，改“类型”栏"
        yield UNFIT.at(where, f"{name}的文件“{file}”{fact.unfit}，放不进评价报告", another)
    if fact.link:
        yield LINK.at(where, f"{name}的文件“{file}”要经过链接才找得到", "换成文件本身")
    if faults(file):
        message = f"{name}的文件名“{file}”{'；'.join(faults(file))}"
        yield NAME.at(where, message, f"把文件改名为 {proposal(file)}，并改“文件”栏")


def _spellings(register: Rows) -> Found:
    first: dict[str, tuple[str, str]] = {}
    for key in sorted(register, key=natural):
        file = register[key].get("文件", "")
        same, known = first.setdefault(spelling(file), (key, file))
        if file and file != known:
            message = f"{key} 的文件名“{file}”与 {same} 的“{known}”只差大小写或字形，在 Windows 和 macOS 上是同一个文件"
            yield SPELLING.at(place("evidence", key), message, "给其中一个文件改名，并改“文件”栏")


def _twice(register: Rows, files: Mapping[str, FileFact]) -> Found:
    """One content at one place under two numbers, whatever the files are called."""
    first: dict[tuple[str, str], str] = {}
    for key in sorted(register, key=natural):
        row = register[key]
        content = row.get("sha256") or files.get(key, ABSENT).sha256 or row.get("文件", "")
        same = first.setdefault((content, row.get("页码或位置", "")), key)
        if row.get("文件") and same != key:
            yield TWICE.at(
                place("evidence", key),
                _said_twice(key, row, same, register[same]),
                "合并为一个编号，或写明不同的页码或位置",
            )


def _said_twice(key: str, row: Row, same: str, other: Row) -> str:
    if row["文件"] == other.get("文件"):
        return f"{key} 与 {same} 登记的是同一文件“{row['文件']}”的同一位置"
    return f"{key} 的“{row['文件']}”与 {same} 的“{other.get('文件', '')}”内容相同，登记的位置也相同"
