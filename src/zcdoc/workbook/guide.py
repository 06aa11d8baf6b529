"""The sheet 说明: what this workbook is, how to fill it, and what the standard leaves open."""

from __future__ import annotations

from typing import Any

from zcdoc.model.provenance import Provenance
from zcdoc.model.record import ROUND_LABEL
from zcdoc.model.results import Score
from zcdoc.model.view import View
from zcdoc.workbook.formats import Formats

CERTAINTY = {"A": "官方原文", "B": "两份转载一致", "C": "一份转载", "D": "推断", "M": "记忆，未见来源"}
HOW = (
    ("填哪里", "白底单元格由你填写；灰底是标准内容，改了也不会导入；浅蓝底由公式算出。"),
    (
        "怎么填",
        "有下拉箭头的单元格从列表中选；比例填 0.35 或 35%；日期填 2026-03-05；有无类填 有、无，或 0 到 1 之间的程度并写口径说明。",
    ),
    ("可以做", "可以排序、筛选、插列、加自己的工作表；行按编号认，列按标题认，不要改编号和标题，不要合并单元格。"),
    ("空白与删除", "空白不会抹掉已有内容；要清空一格填（清空），要删除清单里的一行在备注填（删除）。"),
    ("证据", "先在证据清单登记，再在各表填证据编号；多个编号用、分开，EV-003#p12 指第 12 页。"),
    (
        "交回来",
        "zcdoc checklist import 文件名 --park 园区编号 --dry-run 先看会改什么、哪里有问题；去掉 --dry-run 正式导入。",
    ),
)


def write_guide(book: Any, sheet: Any, formats: Formats, view: View, score: Score) -> None:
    """Everything on this sheet is for reading; an import ignores it."""
    del book
    sheet.hide_gridlines(2)
    for column, width in enumerate((24, 30, 46, 12, 34, 12)):
        sheet.set_column(column, column, width)
    sheet.set_row(0, 30)
    sheet.write_string(
        0, 0, f"{view.record.name}　{view.pack.head.standard.title}　{ROUND_LABEL[view.round.kind]}清单", formats.title
    )
    row = _facts(sheet, formats, view, 2)
    row = _pairs(sheet, formats, "怎样使用", list(HOW), row + 1)
    row = _assumptions(sheet, formats, score, row + 1)
    row = _pairs(sheet, formats, "标准文本中需要留意之处", [(_where(n), n.text) for n in view.pack.head.notes], row + 1)
    _pairs(
        sheet,
        formats,
        "来源没有给出、本清单也没有补的内容",
        [(str(i), g) for i, g in enumerate(view.pack.head.gaps, 1)],
        row + 1,
    )


def _where(note: Any) -> str:
    parts = [*(f"条款 {c}" for c in note.clauses), *(f"指标 {i}" for i in note.indicators)]
    return "、".join(parts) or "全文"


def _facts(sheet: Any, formats: Formats, view: View, row: int) -> int:
    standard = view.pack.head.standard
    facts = [
        ("标准", f"{view.pack.label}（{standard.edition} 版）"),
        ("适用范围", view.pack.head.scope),
        ("标准包", _data(view.pack.provenance)),
        (
            "园区与轮次",
            f"{view.record.name}（{view.record.park}）　{view.round.label} {view.round.id}　{view.round.date}",
        ),
        ("记录版本", view.record.head),
    ]
    if view.round.closed:
        facts.insert(0, ("只供查看", f"本轮已于 {view.round.closed} 关闭，填写的内容不能再导入；要改的写在后一轮"))
    return _pairs(sheet, formats, "这份工作簿", facts, row)


def _data(pack: Provenance) -> str:
    """Which data of the standard these are, and whose."""
    told = f"{pack.id} {pack.version}　sha256 {pack.sha256[:16]}…　{pack.label}"
    if pack.built_in is None:
        return told
    if not pack.differs:
        return f"{told}，与随附的内容相同"
    delivered = f"{pack.built_in.version}（sha256 {pack.built_in.sha256[:16]}…）"
    return f"{told}，代替了随附的 {delivered}，内容不同，未经随附数据核对"


def _pairs(sheet: Any, formats: Formats, title: str, pairs: list[tuple[str, str]], row: int) -> int:
    if not pairs:
        return row
    sheet.merge_range(row, 0, row, 5, title, formats.section)
    text = formats.cell("open", "text")
    for name, words in pairs:
        row += 1
        sheet.set_row(row, _height(words, 130))
        sheet.write_string(row, 0, name, formats.label)
        sheet.merge_range(row, 1, row, 5, words, text)
    return row + 1


def _height(text: str, width: int) -> float:
    """Points for a wrapped text in a cell of `width` half-width characters."""
    units = sum(2 if ord(c) > 0x2E7F else 1 for c in text)
    return 15.5 * max(1, -(-units // width)) + 3


def _assumptions(sheet: Any, formats: Formats, score: Score, row: int) -> int:
    sheet.merge_range(
        row, 0, row, 5, "标准没有写明、暂按假设处理之处（在“假设”表或用 zcdoc assumption 确认、改定）", formats.section
    )
    row += 1
    for column, name in enumerate(("代号", "所补内容与现用取值", "理由", "确定程度", "允许范围", "确认")):
        sheet.write_string(row, column, name, formats.header("open"))
    text, label = formats.cell("open", "text"), formats.label
    for item in score.assumptions:
        row += 1
        value = f"{item.title}：{item.shown}"
        sheet.set_row(row, max(_height(value, 29), _height(item.reason, 45), _height(item.permitted, 33)))
        sheet.write_string(row, 0, item.key, label)
        state = item.standing + (f"（{item.by}）" if item.by else "") + ("，会改变级别" if item.changes_level else "")
        for column, words in enumerate((value, item.reason, CERTAINTY[item.certainty], item.permitted, state), 1):
            sheet.write_string(row, column, words, text)
    return row + 1
