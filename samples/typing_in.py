"""Types the answers of a park into an exported workbook, by sheet, key and header, as a person would."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import openpyxl

Row = dict[str, Any]
HEADERS, FIRST = 3, 4
# What an answer of the data file is called in the sheet; every other name is the header itself.
ISSUE = {"等级": "问题等级", "描述": "问题描述", "措施": "整改措施", "责任人": "整改责任人", "期限": "完成期限"}
# How every line of the remark of a row that `park adopt` brought over begins, before and after somebody looked at it.
PROPOSED, REVIEWED = "待复核：", "已复核："
CLOSURE = {"结论": "验证结论", "日期": "验证日期"}


def fill(path: Path, data: Row, occasion: str, registered: set[str]) -> None:
    """`occasion` is 自查, 评价 or another name: which words and numbers of the data are typed.

    What an answer says under 各轮 → occasion goes before everything else. An occasion that the data describe under 场合
    starts from the answers of the one named there (依); any other that is not 自查 starts from those of 评价.
    """
    about = data.get("场合", {}).get(occasion, {})
    base = about.get("依", occasion)
    book = openpyxl.load_workbook(path)
    typist = _Typist(book, registered, about.get("证据代换", {}))
    for name, value in _profile(data, occasion):
        typist.type("园区信息", name, value)
    for key, answer in data.get("检查项", {}).items():
        row = _check(answer, base) | _people(key, data.get("分工", {}).get(occasion, {})) | _own(answer, occasion)
        typist.judge(key, row)
    for key, answer in data.get("评价指标", {}).items():
        typist.review("评价指标", key, _indicator(answer, base, occasion))
    process = data.get("评价过程", {}).get(occasion, [])
    more = data.get("续填", ())
    typist.append("评价过程", process, more="评价过程" in more)
    typist.append("年度数据", _yearly(data), more="年度数据" in more)
    sources, usual = data.get("因子来源", {}), data.get("温室气体缺省", {})
    for row in data.get("温室气体", []):
        row["因子来源"] = sources.get(row.get("因子来源"), row.get("因子来源"))
    typist.append("温室气体", [{**usual, **row} for row in data.get("温室气体", [])], occasion)
    for sheet in ("碳抵消", "目标", "重点项目", "证据清单"):
        typist.append(sheet, data.get(sheet, []), occasion)
    book.save(path)


def _profile(data: Row, occasion: str) -> Iterator[tuple[str, Row]]:
    for part in ("园区信息", f"{occasion}园区信息"):
        for name, value in data.get(part, {}).items():
            yield name, value if isinstance(value, dict) else {"内容": value}


def _check(answer: Row, base: str) -> Row:
    """One row of a check sheet; in the self-inspection the park's own words and its own result."""
    own = base == "自查"
    row = {
        "结果": answer.get("自查结果") if own and "自查结果" in answer else answer.get("结果"),
        "检查所见": answer.get("自查") if own and "自查" in answer else answer.get("所见"),
        "证据编号": answer.get("自查证据")
        if own and "自查证据" in answer
        else answer.get("证据", answer.get("证据编号")),
        "实测值": answer.get("实测值"),
        "不适用理由": answer.get("不适用理由"),
        "备注": None if own else answer.get("备注"),
    }
    row |= _named(answer.get("问题", {}), ISSUE)
    return row | ({} if own else _named(answer.get("验证", {}), CLOSURE))


def _own(answer: Row, occasion: str) -> Row:
    """What is said of this occasion alone; a 问题 takes the place of the other, null: there is none (yet)."""
    own = dict(answer.get("各轮", {}).get(occasion, {}))
    blank = dict.fromkeys(ISSUE.values()) if "问题" in own else {}
    issue, closure = own.pop("问题", {}), own.pop("验证", {})
    return own | blank | _named(issue or {}, ISSUE) | _named(closure, CLOSURE)


def _named(said: Row, names: Row) -> Row:
    return {names[name]: value for name, value in said.items()}


def _people(key: str, people: Row) -> Row:
    """Who filled in, checked and reviewed the chapter of a check."""
    chapter = next((part for part in people if key.startswith(part)), None)
    return {**people[chapter], "检查进度": "已完成"} if chapter else {}


def _indicator(answer: Row, base: str, occasion: str) -> Row:
    """The park's own value is the quotient at four places where nothing else is given."""
    row = {name: value for name, value in answer.items() if name not in ("自查", "各轮")}
    own = {**(answer.get("自查", {}) if base == "自查" else {}), **answer.get("各轮", {}).get(occasion, {})}
    measured = {**row, **answer.get("自查", {}), **answer.get("各轮", {}).get(occasion, {})}
    top, bottom = measured.get("分子"), measured.get("分母")
    if top and bottom:
        row.setdefault("自评值", round(top / bottom, 4))
    return {**row, **own}


def _yearly(data: Row) -> list[Row]:
    return [
        {**{k: v for k, v in item.items() if k != "数值"}, "年度": year, "数值": value}
        for item in data.get("年度数据", [])
        for year, value in item["数值"].items()
    ]


class _Typist:
    """Finds cells by header and key; evidence that is not on the register yet is replaced as told, or left out."""

    def __init__(self, book: Any, registered: set[str], instead: Row) -> None:
        self.book, self.registered, self.instead = book, registered, instead
        self.found: dict[str, tuple[dict[str, int], dict[str, int]]] = {}

    def type(self, sheet: str, key: str, row: Row) -> None:
        headers, rows = self._places(sheet)
        for name, value in row.items():
            column = headers[name]
            if value is not None:
                self.book[sheet].cell(rows[key], column, self._value(name, value))

    def judge(self, key: str, row: Row) -> None:
        """The row of a check, on whichever sheet it stands."""
        sheet = next(name for name in ("基本要求", "创建措施") if key in self._places(name)[1])
        self.review(sheet, key, row)

    def review(self, sheet: str, key: str, row: Row) -> None:
        """A row that may have come over from another standard; looked at, its remark says so."""
        headers, rows = self._places(sheet)
        told = self.book[sheet].cell(rows[key], headers["备注"]).value or ""
        if told.startswith(PROPOSED) and not row.get("备注"):
            row = {**row, "备注": told.replace(PROPOSED, REVIEWED)}
        self.type(sheet, key, row)

    def append(self, sheet: str, rows: list[Row], occasion: str = "", *, more: bool = False) -> None:
        """New rows of a list, without numbers; over the rows that came filled from an earlier round, unless there is `more`."""
        headers, known = self._places(sheet)
        said = [{k: v for k, v in row.items() if k != "各轮"} | row.get("各轮", {}).get(occasion, {}) for row in rows]
        if known and not more and sheet != "证据清单":
            for key, row in enumerate(said, 1):
                self.type(sheet, str(key), row)
            return
        new = [row for row in said if row.get("证据编号") not in known or sheet != "证据清单"]
        for place, row in enumerate(new, FIRST + len(known)):
            for name, value in row.items():
                column = headers[name]
                if value is not None:
                    self.book[sheet].cell(place, column, self._value(name, value))

    def _places(self, sheet: str) -> tuple[dict[str, int], dict[str, int]]:
        if sheet not in self.found:
            page = self.book[sheet]
            headers = {cell.value: cell.column for cell in page[HEADERS] if cell.value}
            column = headers[page.cell(HEADERS, 1).value]
            keys = {
                str(page.cell(r, column).value): r for r in range(FIRST, page.max_row + 1) if page.cell(r, column).value
            }
            self.found[sheet] = headers, keys
        return self.found[sheet]

    def _value(self, name: str, value: Any) -> Any:
        if name == "证据编号" and re.search("[、#]", value + "、"):
            kept = [self._registered(ref) for ref in value.split("、")]
            return "、".join(dict.fromkeys(ref for ref in kept if ref)) or None
        return value

    def _registered(self, ref: str) -> str:
        number = ref.partition("#")[0]
        return ref if number in self.registered else self.instead.get(number, "")
