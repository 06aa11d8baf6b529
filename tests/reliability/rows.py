"""The risks that are measured, row by row: what is promised, how many cases are tried, how the figure is said.

One row is one risk and one test file, `test_<file>.py` beside this one. Each test says what it reached by the fixture
`reached`; equal names are added up over the tests of a row, and `figure` puts them into words. The sizes stand here and
nowhere else: the small ones run with every `make test`, the large ones with `make reliability`.
"""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).resolve().parent
SCALE, OUT, OTHER = "ZCDOC_RELIABILITY", "ZCDOC_RELIABILITY_OUT", "ZCDOC_RELIABILITY_SIZES"
NIGHTLY = "nightly"


@dataclass(frozen=True)
class Row:
    """One risk. `risk`, `promise` and `figure` are Chinese, for the page; `small` and `nightly` have the same names."""

    id: str
    risk: str
    promise: str
    figure: str
    small: dict[str, int] = field(default_factory=dict)
    nightly: dict[str, int] = field(default_factory=dict)

    @property
    def path(self) -> Path:
        return HERE / f"test_{self.id.replace('-', '_')}.py"

    @property
    def command(self) -> str:
        return f"make reliability ROWS={self.id}"

    def sizes(self) -> dict[str, int]:
        """The sizes in force: the environment chooses the scale and may set single ones (`mutants=10000,seeds=3`)."""
        chosen = self.nightly if os.environ.get(SCALE) == NIGHTLY else self.small
        given = (pair.split("=") for pair in os.environ.get(OTHER, "").split(",") if pair)
        return chosen | {name: int(value) for name, value in given if name in chosen}


ROWS: tuple[Row, ...] = (
    Row(
        "commit-faults",
        "写入途中被杀、磁盘写满、读写出错",
        "说做成了的都在；说没做成的都没有做，文件原样；说不准的明说；下一条命令之后没有残留",
        "{commands} 条命令：程序内 {points} 个故障点，内核边界上 {calls} 次系统调用，无一违反",
        small={"points": 12},
        nightly={"points": 10**6},
    ),
    Row(
        "power-loss",
        "断电后磁盘上可能留下的各种样子",
        "说做成了的都在，先前的都在，登记了的文件是完整的，下一条命令照常；少刷一次盘就会被测出来",
        "{stories} 段经过（整条命令；被杀、刷盘失败、磁盘写满之后再来一条）、{states} 种磁盘状态，无一违反；代码中 {flushes} 处刷盘逐一去掉，处处被测出",
    ),
    Row(
        "history-altered",
        "历史或检查点被编辑器、同步软件或人改过",
        "写入之前发现，不写，两个文件一字不动；history verify 指出位置；被杀的写入者留下的样子不算改动",
        "{kinds} 类改动、{altered} 个改样，全部在写入前发现；{legal} 个合法的样子照常写入",
        small={"each": 1},
        nightly={"each": 100},
    ),
    Row(
        "two-writers",
        "几个人同时写一个园区",
        "每一次回报成功的写入都在，历史连续",
        "{writers} 个进程共 {commits} 次提交，全部在；其间因等锁超时而如实拒绝、重试后写入的 {retries} 次",
        small={"writers": 3, "commits": 8},
        nightly={"writers": 8, "commits": 100},
    ),
    Row(
        "same-name",
        "两个人同时登记同名而内容不同的证据",
        "两份文件都在，内容完整，各有编号和文件名",
        "{pairs} 对进程登记 {files} 份同名文件，全部在，内容与校验值一致；其间因等锁超时而如实拒绝、重试后登记的 {retries} 次",
        small={"pairs": 3},
        nightly={"pairs": 50},
    ),
    Row(
        "order-of-operations",
        "命令以任何次序、由不同的人、其间被杀",
        "园区与另行推算的一致：记录、历史、证据文件；没有残留",
        "{runs} 段经过、{steps} 步（其中 {kills} 步被杀），与推算无一出入",
        small={"runs": 4, "steps": 15, "seed": 1},
        nightly={"runs": 500, "steps": 45, "seed": 1},
    ),
    Row(
        "hostile-templates",
        "别人的模板里写了想越界的表达式，或答案里写了像标记的文字",
        "表达式取不到程序的任何东西，要么指明位置拒绝，要么印出普通的文字；答案原样印出，不成为标记",
        "{pairs} 对（表达式 × 正文、表格、文本框、页眉、页脚、脚注）：{refused} 对拒绝，{printed} 对印出普通的值，"
        "无一取到对象；{apart} 个另在受限的进程里试过；{answers} 处像标记的答案原样印出",
        small={"percent": 10, "bombs": 1, "others": 1, "turns": 1},
        nightly={"percent": 100, "bombs": 9, "others": 40, "turns": 12},
    ),
    Row(
        "mutated-workbooks",
        "收回来的工作簿损坏、被别的程序改写，或存心作怪（如 20 万个名称）",
        "没有一份以缺陷收场；每份至多 5 秒、200 MB；没有一格读成别的内容而不说",
        "{mutants} 份改样、{hostile} 份恶意文件，无一违反；改样与另写的读法逐格对照",
        small={"mutants": 25, "hostile": 10},
        nightly={"mutants": 500, "hostile": 1000},
    ),
    Row(
        "fences",
        "一道检查在改代码时被无意拿掉",
        "每一道检查逐一从源码副本里拿掉，守着它的测试都会失败",
        "{fences} 道检查逐一拿掉，处处被测出",
        small={"fences": 2},
        nightly={"fences": 1000},
    ),
    Row(
        "fuzz",
        "拿来的文件被改坏，或本来就是乱的：YAML、Office 文件、工作簿、历史",
        "读得出的照读，读不出的用一句话说明；不出现程序错误",
        "YAML {yaml} 份（{yaml_cpu} 秒 CPU），Office 文件初检 {preflight} 份（{preflight_cpu} 秒），"
        "工作簿 {workbook} 份（{workbook_cpu} 秒），历史 {history} 份（{history_cpu} 秒），无一程序错误",
        small={"inputs": 200, "cpu": 0},
        nightly={"inputs": 2000, "cpu": 300},
    ),
)


def row(name: str) -> Row:
    """The row with this id. Raises KeyError."""
    return {r.id: r for r in ROWS}[name]
