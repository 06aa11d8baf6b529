"""The YAML file that says how somebody's own checklist is read: checked when it is read, written with remarks for its owner."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from zcdoc import fsio, yamlio
from zcdoc.errors import UserError
from zcdoc.model.adoption import (
    LEFT,
    LINE,
    NEW,
    NOT_TICKED,
    TARGETS,
    TICKED,
    UNSURE,
    WHOLE,
    WORDS_OF,
    OwnMap,
    TableMap,
    flat,
    row_key,
    tight,
)
from zcdoc.model.ids import EVIDENCE_ID
from zcdoc.model.pack import Pack
from zcdoc.model.values import SEPARATORS
from zcdoc.problems import Problems

FORMAT, MARK = "1", "zcdoc-map"
MAX_FILE = 2 * 1024 * 1024
_NOTHING = re.compile(r": null$", re.MULTILINE)
_KEYS = (MARK, "标准包", "表", "用词", "勾", "证据分隔", "证据", "行")


def read_map(path: Path, pack: Pack) -> OwnMap:
    """Raises UserError when it is no such file, ProblemsError with everything that is wrong in it."""
    try:
        text = fsio.read_limited(path, MAX_FILE).decode("utf-8-sig")
    except UnicodeDecodeError:
        raise UserError(f"{path.name} 不是 UTF-8 文本", "用 UTF-8 另存") from None
    problems = Problems()
    doc = yamlio.read(text, path.name, problems)
    found = _Reader(doc, pack, problems).read() if doc.data is not None else OwnMap()
    problems.raise_errors(f"读法文件 {path.name} 有错误，没有读清单")
    return found


class _Reader:
    def __init__(self, doc: yamlio.Document, pack: Pack, problems: Problems) -> None:
        self.doc, self.pack, self.problems = doc, pack, problems

    def _wrong(self, path: yamlio.Path, message: str, fix: str) -> None:
        self.problems.error("own-map", self.doc.where(path), message, fix)

    def read(self) -> OwnMap:
        data, made = self.doc.data, OwnMap()
        if not isinstance(data, dict) or str(data.get(MARK)) != FORMAT:
            self._wrong(
                (), f"不是清单的读法文件（缺 {MARK}: {FORMAT}）", "用 zcdoc checklist adopt … --propose 得到一份"
            )
            return made
        for key in data:
            if key not in _KEYS:
                self._wrong((key,), f"不认识的项“{str(key)[:40]}”", f"可用：{'、'.join(_KEYS)}")
        made.pack = str(data.get("标准包") or "")
        if made.pack != self.pack.id:
            self._wrong(
                ("标准包",),
                f"这份读法是为标准包“{made.pack[:64]}”做的，不是 {self.pack.id}",
                "改 --standard，或另做一份读法",
            )
        made.tables = list(self._tables(data.get("表")))
        made.words = dict(self._words(data.get("用词")))
        made.marks = self._chosen(data.get("勾"), ("勾",), (TICKED, NOT_TICKED), "这个记号是不是打勾")
        made.split = tuple(self._signs(data.get("证据分隔"), ("证据分隔",)))
        made.evidence = self._evidence(data.get("证据"))
        self._rows(data.get("行"), made)
        return made

    def _mapping(self, data: Any, path: yamlio.Path) -> Mapping[str, Any]:
        if data is None or isinstance(data, dict):
            return data or {}
        self._wrong(path, "应是键值对", "按 --propose 写出的样式写")
        return {}

    def _list(self, data: Any, path: yamlio.Path) -> list[Any]:
        if data is None or isinstance(data, list):
            return data or []
        self._wrong(path, "应逐项列出", "每项前加一个短横线")
        return []

    def _texts(self, data: Any, path: yamlio.Path) -> list[str]:
        """A list, or a text in which they stand one behind the other."""
        if isinstance(data, str):
            return [part.strip() for part in SEPARATORS.split(data) if part.strip()]
        return [text for i, one in enumerate(self._list(data, path)) if (text := self._text(one, (*path, i)))]

    def _signs(self, data: Any, path: yamlio.Path) -> list[str]:
        """What stands between two pieces of evidence; one sign may stand alone, for it would divide a list itself."""
        if isinstance(data, str) and (data == LINE or len(data.strip()) == 1):
            return [data.strip()]
        if isinstance(data, str):
            self._wrong(path, f"“{data[:20]}”不是一个分隔的记号", f"逐项列出，如 [{LINE}, ；]")
            return []
        return self._texts(data, path)

    def _text(self, data: Any, path: yamlio.Path) -> str:
        if isinstance(data, (dict, list)):
            self._wrong(path, "应是一段文字", "按 --propose 写出的样式写")
            return ""
        return {None: "", True: "true", False: "false"}.get(data, data) if not isinstance(data, str) else data.strip()

    def _tables(self, data: Any) -> Iterator[TableMap]:
        for i, item in enumerate(self._list(data, ("表",))):
            path: yamlio.Path = ("表", i)
            entry = self._mapping(item, path)
            for key in entry:
                if key not in {"列", "工作表", "章"}:
                    self._wrong((*path, key), f"不认识的项“{str(key)[:40]}”", "可用：列、工作表、章")
            columns = {}
            for header, target in self._mapping(entry.get("列"), (*path, "列")).items():
                columns[tight(header)] = self._target(target, (*path, "列", header))
            if not columns:
                self._wrong((*path, "列"), "没有写哪一列是什么", "逐列写 表头: 内容，如 检查结果: 结果")
            self._once(columns, (*path, "列"))
            sheets = tuple(self._texts(entry.get("工作表"), (*path, "工作表")))
            yield TableMap(columns, sheets, self._text(entry.get("章"), (*path, "章")), self.doc.where(path))

    def _target(self, data: Any, path: yamlio.Path) -> str:
        text = self._text(data, path)
        if text and text not in TARGETS:
            self._wrong(path, f"不能带到“{text[:40]}”", f"可用：{'、'.join(TARGETS)}")
        return text

    def _once(self, columns: Mapping[str, str], path: yamlio.Path) -> None:
        for target in ("条款", "内容", "结果"):
            keys = [key for key, name in columns.items() if name == target]
            if len(keys) > 1:
                self._wrong((*path, keys[1]), f"有 {len(keys)} 列都定为“{target}”", f"只留一列，其余写 {LEFT}")

    def _words(self, data: Any) -> Iterator[tuple[str, dict[str, tuple[str, ...]]]]:
        for name, words in self._mapping(data, ("用词",)).items():
            if name not in WORDS_OF:
                self._wrong(("用词", name), f"“{str(name)[:40]}”没有可换的词", f"可用：{'、'.join(WORDS_OF)}")
                continue
            out = {}
            for theirs, ours in self._mapping(words, ("用词", name)).items():
                path: yamlio.Path = ("用词", name, theirs)
                out[tight(theirs)] = tuple(self._texts(ours, path))
                for text in out[tight(theirs)]:
                    if text not in {*WORDS_OF[name], LEFT}:
                        self._wrong(
                            path, f"“{text[:40]}”不是“{name}”可用的词", f"可用：{'、'.join((*WORDS_OF[name], LEFT))}"
                        )
            yield name, out

    def _chosen(self, data: Any, path: yamlio.Path, allowed: tuple[str, ...], what: str) -> dict[str, str]:
        out = {}
        for key, value in self._mapping(data, path).items():
            given = out[tight(key)] = self._text(value, (*path, key))
            if given and given not in allowed:
                self._wrong((*path, key), f"“{given[:40]}”不可用：写{what}", f"可用：{'、'.join(allowed)}")
        return out

    def _evidence(self, data: Any) -> dict[str, str]:
        out = {}
        for text, value in self._mapping(data, ("证据",)).items():
            given = out[flat(text)] = self._text(value, ("证据", text))
            if given and given not in {NEW, LEFT} and not EVIDENCE_ID.fullmatch(given.removesuffix(UNSURE)):
                self._wrong(("证据", text), f"“{given[:40]}”不可用", f"写 {NEW}、{LEFT}，或证据清单中的编号，如 EV-003")
        return out

    def _rows(self, data: Any, made: OwnMap) -> None:
        for i, item in enumerate(self._list(data, ("行",))):
            path: yamlio.Path = ("行", i)
            entry = self._mapping(item, path)
            for key in entry:
                if key not in {"条款", "内容", "检查项"}:
                    self._wrong((*path, key), f"不认识的项“{str(key)[:40]}”", "可用：条款、内容、检查项")
            texts = self._text(entry.get("条款"), (*path, "条款")), self._text(entry.get("内容"), (*path, "内容"))
            at = row_key(*texts)
            checks = tuple(self._texts(entry.get("检查项"), (*path, "检查项")))
            for text in checks:
                bare = text.removesuffix(UNSURE)
                known = bare in self.pack.checks or (bare in {WHOLE, LEFT} and len(checks) == 1)
                if not known:
                    self._wrong(
                        (*path, "检查项"), f"标准包没有检查项“{bare[:40]}”", f"写检查项编号，或单写 {WHOLE}、{LEFT}"
                    )
            if made.rows.get(at, checks) != checks:
                self._wrong(
                    path,
                    "同一条款、同一内容的行已经写过，检查项不同",
                    "两处合成一处；要对到几个检查项的，用、分开写在一处",
                )
            made.rows[at], made.texts[at] = checks, texts


# --- writing ----------------------------------------------------------------------------------------------------------

HEAD = """\
# 自己原有的清单怎样读。核对一遍、改正之后留着，同样格式的清单都可以用它：
#   zcdoc checklist adopt 文件.xlsx --park 园区 --map 这个文件            只看会带来什么
#   zcdoc checklist adopt 文件.xlsx --park 园区 --map 这个文件 --apply    写入，都标为待复核
# 空着的、带“?”的，都还没有定，对应的内容不会带入；同意建议的，去掉“?”。
"""


def written(own: OwnMap, remarks: Mapping[str, str], rows: list[tuple[str, str, tuple[str, ...], str]]) -> str:
    """The file's text. `remarks`: by place in the file (`用词/结果/√`), where it was met; `rows` carry one each, too."""
    out = [HEAD, _yaml({MARK: FORMAT, "标准包": own.pack})]
    out.append("\n# 每一列带到哪里；不带的写 不带。可用：" + "、".join(TARGETS) + "\n表:\n")
    for table in own.tables:
        out += _table(table, remarks)
    out += _section(
        "用词",
        own.words,
        remarks,
        "自己的词各相当于哪个词；几类检查项用词不同的，按先后写几个，如 符合、已采用。这个词不带的写 不带",
    )
    if own.marks:
        out += _section(
            "勾", {"": own.marks}, remarks, f"打勾的列里，哪个记号是打了勾（{TICKED}），哪个不是（{NOT_TICKED}）"
        )
    out.append("\n# 一格证据里写了几份的，以什么分开，如 换行、；（用列表写）。空着的，一格算一份\n")
    out.append(_yaml({"证据分隔": list(own.split)}))
    if own.evidence:
        out += _section(
            "证据",
            {"": own.evidence},
            remarks,
            f"这些证据在园区的证据清单里是哪一份：写编号、{NEW} 或 {LEFT}；没有列出的都新登记",
        )
    out.append(f"\n# 每一行是哪个检查项：写编号；几个的用、分开；整条都是的写 {WHOLE}；不带的写 {LEFT}\n行:\n")
    for clause, content, checks, remark in rows:
        entry = {k: v for k, v in (("条款", clause), ("内容", content)) if v}
        out.append(_remark(remark, ""))
        out.append(_yaml([{**entry, "检查项": _joined(checks)}]))
    return "".join(out) if rows else "".join([*out[:-1], "行: []\n"])


def _joined(words: tuple[str, ...]) -> str | None:
    return "、".join(words) or None


def _table(table: TableMap, remarks: Mapping[str, str]) -> Iterator[str]:
    lead = "- "
    for name, value in (("工作表", list(table.sheets)), ("章", table.chapter)):
        if value:
            yield _indented(_yaml({name: value}), lead)
            lead = "  "
    yield f"{lead}列:\n"
    for key, target in table.columns.items():
        yield _remark(remarks.get(f"列/{key}", ""), "    ")
        yield _indented(_yaml({key: target or None}), "    ", "    ")


def _section(
    name: str, groups: Mapping[str, Mapping[str, Any]], remarks: Mapping[str, str], about: str
) -> Iterator[str]:
    if not any(groups.values()):
        return
    yield f"\n# {about}\n{name}:\n"
    for group, entries in groups.items():
        pad = "    " if group else "  "
        yield f"  {group}:\n" if group else ""
        for key, value in entries.items():
            yield _remark(remarks.get("/".join(part for part in (name, group, key) if part), ""), pad)
            shown = _joined(value) if isinstance(value, tuple) else value or None
            yield _indented(_yaml({key: shown}), pad, pad)


def _remark(text: str, pad: str) -> str:
    """A line of remark; a sign that YAML does not take would make the whole file unreadable."""
    return "".join(f"{pad}# {_printable(line)}\n" for line in text.splitlines() if line.strip())


def _printable(text: str) -> str:
    return "".join(sign if sign.isprintable() else " " for sign in text)


def _yaml(data: Any) -> str:
    """What is not decided stands there as nothing, not as a word."""
    return _NOTHING.sub(":", yamlio.write(data))


def _indented(text: str, first: str, other: str = "  ") -> str:
    lines = text.splitlines(keepends=True)
    return "".join((first if i == 0 else other) + line for i, line in enumerate(lines))
