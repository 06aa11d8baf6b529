"""Writes workbook.md and problems.md from the code, so that the guide cannot say what the program no longer does.

    python docs/guide/build.py           # rewrites the two files
    python docs/guide/build.py --check   # exit code 1 when they are not what the code says

What the code does not hold (what a column means in a sentence) stands in columns.yaml; a column without a sentence, or a
sentence without a column, stops this script.
"""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import yaml

from zcdoc import readiness
from zcdoc.actions.packs import list_packs, show_pack
from zcdoc.model.profile import PROFILE_FIELDS, ProfileField, is_needed
from zcdoc.model.tables import ASSUMPTIONS, LISTS, SHEET_TABLES, Column, Table
from zcdoc.problems import SEVERITY_LABEL
from zcdoc.readiness import Rule, registry
from zcdoc.workbook.guide import HOW

HERE = Path(__file__).resolve().parent
NOTE = "<!-- 由 docs/guide/build.py 生成，不要手改。 -->\n\n"
TITLES = {"scheme": "创建方案", "inspection": "自查记录", "report": "评价报告"}


def main() -> int:
    stale = [name for name, text in pages().items() if not _same(HERE / name, text)]
    if "--check" in sys.argv:
        print("".join(f"{name} 与代码不一致，运行 python docs/guide/build.py\n" for name in stale), end="")
        return 1 if stale else 0
    for name in stale:
        (HERE / name).write_text(pages()[name], encoding="utf-8")
        print(f"已写入 {name}")
    return 0


def pages() -> dict[str, str]:
    """Each generated page by its file name."""
    return {"workbook.md": workbook(), "problems.md": problems()}


def _same(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


def table(*rows: tuple[str, ...]) -> str:
    """A Markdown table; the first row is its head."""
    head, *body = rows
    lines = [head, tuple("---" for _ in head), *body]
    return "".join(f"| {' | '.join(cell.replace('|', '／') for cell in line)} |\n" for line in lines)


# --- workbook.md ------------------------------------------------------------------------------------------------------

ROLES = {
    "key": "认行用，不改",
    "standard": "标准内容，不填",
    "computed": "公式算出，不填",
    "overridable": "可填；不填由公式计算",
    "open": "填写",
}
TYPES = {
    "text": "文字", "number": "数", "date": "日期", "year": "四位年份", "refs": "证据编号", "graded": "数、百分数或有无", "choice": "从列表选",
    "field": "随字段",
}  # fmt: skip
FIELD_TYPES = {"text": "文字", "number": "数", "date": "日期", "year": "年份", "yes_no": "是 或 否"}
BEFORE = """# 工作簿里的每张表、每一列

`zcdoc checklist export` 导出的工作簿有 {sheets} 张表，依次是：总览、说明、{names}、汇总。
第 1 行是标题，第 2 行是分组和提示，第 3 行是列标题，第 4 行起是数据。标准没有指标的，没有“评价指标”这张表。
在 1366×768 的屏幕上按 100% 显示，不用左右滚动就看得到检查要点、结果、检查所见和证据编号，指标的分子、分母和现状值；
要求全文、条款类型、责任主体、检查方式，指标所属的组和解释收在列标题上方的加号里，点开就看到。

## 总览

打开时先看到的一张，只供阅读，导入时不看。各表、各章应填多少、已填、未填、未关闭的问题，三种文件所需的园区信息各缺多少，每个人名下填了多少，
都是活的公式，边填边变；排了序也对。蓝字转到那张表、第一处没有填的格、出问题的那一行；其他各表第一列的“←总览”转回来。
应填的：检查项不含陈述和所据文本没有给出的；园区信息只算本轮文件必需的；清单没有应填多少，只数已有几行。
人的名字取自“填报人”和“检查人”两栏，写上就出现，最多 8 人。“zcdoc check 所指的问题”是导出那一刻的状态，同类的并为一行。

![总览：各表各章填到哪里、第一处没有填的格](../pictures/workbook-overview.png)

## 说明

只供阅读，导入时不看。写着这份工作簿属于哪个园区、哪一轮、哪个标准包，标准没有写明之处现在怎样处理，以及下面几条：

{how}
"""
AFTER = """## 汇总

只供阅读，导入时不看。各组得分、总分和级别是活的公式，边填边变；检查结果的计数和两张图也随之变化。
“先补哪里”和“尚待处理的问题”是导出那一刻的状态，要看最新的，用 `zcdoc score` 和 `zcdoc check`。

## 再导出到同一个文件

同名的工作簿里没有会丢的东西才覆盖：填的都已经导入，也没有自己加的工作表、列、批注、图片、链接和表外的文字。否则不覆盖，
列出头几处在哪一格、怎样导入；不要这些内容的，加 `--force`。凭内容判断，不看文件时间：原样没动过的、只排过序的、在 WPS 或 LibreOffice 里
打开存过的都算没有改动。颜色、列宽等格式不算内容，会回到原样。由较早版本导出的工作簿分不清，也要加 `--force`。
"""


def workbook() -> str:
    said = yaml.safe_load((HERE / "columns.yaml").read_text(encoding="utf-8"))
    tables = (ASSUMPTIONS, *SHEET_TABLES)
    names = [sheet for t in tables for sheet in t.sheets]
    how = "".join(f"- **{name}**：{words}\n" for name, words in HOW).rstrip()
    parts = [BEFORE.format(sheets=len(names) + 3, names="、".join(names), how=how)]
    parts += [_sheet(t, said.pop(" ".join(t.sheets))) for t in tables]
    if said:
        raise SystemExit(f"columns.yaml：没有这些表：{'、'.join(said)}")
    return NOTE + "\n".join([*parts, AFTER])


def _sheet(sheet: Table, said: dict[str, Any]) -> str:
    words = dict(said["columns"])
    rows = [(c.name, _who(sheet, c), _what(c), _meaning(sheet, c, words.pop(c.name, ""))) for c in sheet.columns]
    if words:
        raise SystemExit(f"columns.yaml：{sheet.sheets[0]} 没有这些列：{'、'.join(words)}")
    extra = {"profile": _fields, "yearly": _yearly, "offsets": _offsets}.get(sheet.id, lambda: "")()
    return f"## {'、'.join(sheet.sheets)}\n\n{said['about']}\n\n{table(('列', '谁填', '填什么', '含义'), *rows)}{extra}"


def _meaning(sheet: Table, column: Column, words: str) -> str:
    if not (words or column.prompt):
        raise SystemExit(f"columns.yaml：{sheet.sheets[0]}的“{column.name}”没有说明，代码里也没有提示")
    listed = LISTS.get(column.options, ())
    # A sentence that names every choice itself needs no list after it.
    choices = "" if all(o in words for o in listed) else f"可选：{'、'.join(listed)}。"
    prompt = f"{column.prompt}。" if column.prompt else ""
    return f"{words}{prompt}{choices}"


def _who(sheet: Table, column: Column) -> str:
    return "认行用；新行留空" if column.role == "key" and sheet.listed else ROLES[column.role]


def _what(column: Column) -> str:
    return TYPES[column.type] if column.role in {"open", "overridable"} else ""


def _fields() -> str:
    rows = [(f.name, _owner(f), _kind(f), _needed(f), f.hint) for f in PROFILE_FIELDS]
    head = ("字段", "属于", "填", "哪些文件必需", "说明")
    return f"\n各字段：\n\n{table(head, *rows)}"


def _owner(field: ProfileField) -> str:
    return f"本轮（{field.section}）" if field.per_round else "园区"


def _kind(field: ProfileField) -> str:
    return FIELD_TYPES[field.type] + (f"，{field.unit}" if field.unit else "")


def _needed(field: ProfileField) -> str:
    names = [title for document, title in TITLES.items() if is_needed(field.name, document)]  # type: ignore[arg-type]
    return "全部" if len(names) == len(TITLES) else "、".join(names)


def _packs() -> Iterator[Any]:
    for line in list_packs(None):
        yield show_pack(line.id, None)


def _yearly() -> str:
    parts = []
    for pack in _packs():
        rows = [(y.name, y.unit, y.counts or "") for y in pack.head.yearly]
        parts.append(f"\n{pack.head.standard.number} 的项目：\n\n{table(('项目', '单位', '数的是什么'), *rows)}")
    return "".join(parts)


def _offsets() -> str:
    parts = []
    for pack in _packs():
        rows = [
            (
                o.name,
                f"第 {o.indicator} 项" if o.indicator else "不计",
                _yes(o.zero_carbon),
                _yes(o.cancel),
                o.note or "",
            )
            for o in pack.head.offsets
        ]
        head = ("类型", "计入指标", "用于零碳判定", "须注销", "说明")
        parts.append(f"\n{pack.head.standard.number} 的类型：\n\n{table(head, *rows)}")
    return "".join(parts)


def _yes(given: bool) -> str:
    return "是" if given else "否"


# --- problems.md ------------------------------------------------------------------------------------------------------

TOPICS = {
    "report_data": "园区信息与评价过程", "checks": "检查项", "demonstrated": "没有取得证据的", "nonconformity": "问题与整改", "signoff": "检查与复核的签名", "indicators": "指标",
    "inputs": "指标的数值", "crosscheck": "各表之间", "yearly": "年度数据", "emissions": "温室气体", "offsets": "碳抵消",
    "plans": "目标、项目与计划", "evidence": "证据", "periods": "证据的期间", "files": "证据文件", "dates": "日期", "assumptions": "假设", "origin": "标准包与模板的来历",
    "waivers": "豁免",
}  # fmt: skip
# What stands in a remedy where the program puts the words of the case at hand.
PLACES = {
    "listed(missing)": "所缺的各栏", "listed(words)": "允许的结果", "listed(allowed)": "允许的结果", "listed(names)": "列出的名称",
    "listed(types)": "标准列出的类型", "listed(LISTS['emission_categories'])": "列出的类别", "usual": "（随检查项列出）",
    "'；'.join(item.check.na)": "（随检查项列出）", "'；'.join(one.item.na)": "（随指标列出）", "hint": "", "missing": "所缺的", "side": "有误的",
    "unit": "规定的单位", "part": "较小的一项", "whole": "较大的一项", "year": "所缺", "span": "窗口内各年", "state.key": "该假设", "assumed.key": "该假设",
    "one.inputs.numerator": "分子所用的项目", "one.inputs.denominator": "分母所用的项目", "proposal(file)": "所建议的名称", "one.other.name": "另一处的名称", "cells": "“分子”“分母”或“现状值”", "words": "",
}  # fmt: skip
CHINESE = "[\u4e00-\u9fff]"
PROBLEMS = """# zcdoc check 会说什么，怎么改

`zcdoc check --park 园区编号` 先说哪种文件还差多少、出正式稿（`--final`）另外要解决什么、补哪几个数得分最多，再列问题：错误在提醒之前，
错误里先列决定别的结论的（园区类型没有选定、可能改变级别的假设、互相矛盾的数）。每个问题两行：第一行是轻重、位置和事实，第二行是改法，
方括号里是规则代号，用它在本页查找。同一条规则超过三处的只写第一处和总数。共 {count} 条规则。

| 想要 | 写法 |
|---|---|
| 逐条列出 | `--all` |
| 按工作表、按人分开 | `--group sheet`、`--group person`（按整改责任人、填报人、检查人，没有写的按记录里最后改这一行的人） |
| 发给别人去改 | `-o 问题.xlsx`：每个问题一行，可筛选；有人改过的一份不会被覆盖，换一个文件名 |
| 只看一种文件的 | `--document scheme`、`inspection`、`report` |

刚建的园区什么都没有填，只列“先填什么”；填了一半以内的，“先填什么”列在问题之前。

- **错误**挡住正式稿（`--final`），命令的退出码为 1；**提醒**不挡。
- “不符合”“未采用”不是问题，是结论，文件照写。这里列的都是差错：没有填、对不上、没有依据。
- 草稿不受影响：缺的地方标作 `【待补充：…】`。
- 只涉及某一种文件的规则，检查那种文件时才用；不写 `--document` 时，自查轮次按自查记录查，评价轮次按评价报告查，
  摸底轮次按创建方案和评价报告查。

确有理由不改的，可以豁免，理由写进文件的“假设、豁免与未决事项”附录：
`zcdoc check waive 规则代号 --park 园区编号 --where 位置 --reason 理由`。位置照抄 `zcdoc check` 的输出。豁免记入历史，用 `zcdoc history undo` 撤回。`zcdoc check --rules` 在终端列出全部规则。
"""


def problems() -> str:
    parts = [PROBLEMS.format(count=len(readiness.rules()))]
    for module in [*registry.TOPICS, registry.waivers]:
        name = module.__name__.rpartition(".")[2]  # type: ignore[attr-defined]
        if name not in TOPICS:
            raise SystemExit(f"docs/guide/build.py：TOPICS 里没有“{name}”的中文标题")
        remedies = Remedies(Path(str(module.__file__)))  # type: ignore[attr-defined]
        rows = [_rule(rule, remedies.of(module, rule)) for rule in module.RULES]
        parts.append(f"## {TOPICS[name]}\n\n{table(('规则', '轻重', '要求', '怎么改'), *rows)}")
    return NOTE + "\n".join(parts)


def _rule(rule: Rule, remedy: str) -> tuple[str, ...]:
    only = f"（只用于{TITLES[rule.document]}）" if rule.document else ""
    return f"`{rule.id}`", SEVERITY_LABEL[rule.severity], rule.says + only, remedy


class Remedies:
    """What a module of rules tells people to do, read from the third argument of each `RULE.at(where, message, fix)`."""

    def __init__(self, path: Path) -> None:
        self.tree = ast.parse(path.read_text(encoding="utf-8"))
        self.found: dict[str, list[str]] = {}
        for function in (n for n in self.tree.body if isinstance(n, ast.FunctionDef)):
            for call in ast.walk(function):
                if isinstance(call, ast.Call) and isinstance(call.func, ast.Attribute) and call.func.attr == "at":
                    self._note(function, ast.unparse(call.func.value), call.args[-1])

    def of(self, module: Any, rule: Rule) -> str:
        """Every remedy of a rule, in the order of the source; a rule that is chosen at run time stands under `rule`."""
        names = [name for name, value in vars(module).items() if value is rule]
        said = [text for name in names for text in self.found.get(name, [])] or self.found.get("rule", [])
        if not said:
            raise SystemExit(f"docs/guide/build.py：读不出规则 {rule.id} 的改法")
        return "；".join(dict.fromkeys(said))

    def _note(self, function: ast.FunctionDef, rule: str, fix: ast.expr) -> None:
        self.found.setdefault(rule, []).extend(self._texts(function, fix))

    def _texts(self, function: ast.FunctionDef, node: ast.expr) -> list[str]:
        """The texts that an expression can become."""
        if isinstance(node, ast.Constant):
            return [str(node.value)]
        if isinstance(node, ast.JoinedStr):
            # The program sets off a name of the case by spaces; a Chinese word in its place needs none.
            return [re.sub(f"(?<={CHINESE}) (?={CHINESE})", "", "".join(_shown(part) for part in node.values))]
        if isinstance(node, ast.IfExp):
            return [*self._texts(function, node.body), *self._texts(function, node.orelse)]
        if isinstance(node, ast.BinOp):
            return ["".join(text for side in (node.left, node.right) for text in self._texts(function, side))]
        if isinstance(node, ast.Name):
            return [text for value in _assigned(function, node.id) for text in self._texts(function, value)]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name):
            return self._returned(node.func.id)
        raise SystemExit(f"docs/guide/build.py：读不出改法 {ast.unparse(node)}")

    def _returned(self, name: str) -> list[str]:
        (helper,) = (n for n in self.tree.body if isinstance(n, ast.FunctionDef) and n.name == name)
        values = [n.value for n in ast.walk(helper) if isinstance(n, ast.Return) and n.value is not None]
        return [text for value in reversed(values) for text in self._texts(helper, value)]


def _shown(part: ast.expr) -> str:
    if isinstance(part, ast.Constant):
        return str(part.value)
    assert isinstance(part, ast.FormattedValue)
    return PLACES.get(ast.unparse(part.value), "……")


def _assigned(function: ast.FunctionDef, name: str) -> list[ast.expr]:
    """What a local name is given, in the order of the source."""
    nodes = [n for n in ast.walk(function) if isinstance(n, ast.Assign) and ast.unparse(n.targets[0]) == name]
    return [n.value for n in sorted(nodes, key=lambda n: n.lineno)]


if __name__ == "__main__":
    sys.exit(main())
