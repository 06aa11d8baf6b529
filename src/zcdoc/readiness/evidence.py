"""The evidence register: complete, valid, and used. What stands on disk for it is the business of `files`."""

from __future__ import annotations

from collections.abc import Iterator

from zcdoc.model.evidence import REFS, is_expired, lacking, references
from zcdoc.model.record import Row, walk
from zcdoc.model.tables import SHEET_TABLES
from zcdoc.model.vocabulary import sheet_of
from zcdoc.readiness.case import Case, Found, Rule, listed, place

UNREGISTERED = Rule("evidence-unregistered", "error", "引用的证据编号要在证据清单登记")
EXPIRED = Rule("evidence-expired", "error", "引用的证据在判定日要在有效期内")
NO_FILE = Rule("evidence-without-file", "error", "没有文件的证据要在备注说明原件存放处")
NAMELESS = Rule("evidence-nameless", "error", "登记的证据要有名称")
INCOMPLETE = Rule("evidence-incomplete", "warning", "登记的证据应有出具单位和出具日期")
PERIOD = Rule("evidence-validity-order", "warning", "有效期至应不早于出具日期")
UNUSED = Rule("evidence-unused", "warning", "登记的证据应有地方引用")
RULES = (UNREGISTERED, EXPIRED, NO_FILE, NAMELESS, INCOMPLETE, PERIOD, UNUSED)
_REFERRING = [t.id for t in SHEET_TABLES if any(c.type == "refs" for c in t.columns)]


def find(case: Case) -> Found:
    register, used, anywhere = case.view.evidence, users(case), _all_references(case)
    for where, row in _referring_rows(case):
        unknown = [ref for ref in references(row) if ref not in register]
        if unknown:
            message = f"“证据编号”栏引用了 {listed(unknown)}，证据清单里没有登记"
            yield UNREGISTERED.at(where, message, "在证据清单登记，或改正编号")
    for key, row in register.items():
        yield from _entry(key, row)
        yield from _validity(case, key, row, used.get(key, []))
        if key not in anywhere:
            message = f"{key}“{row.get('名称', '')}”登记了，没有任何地方引用"
            yield UNUSED.at(place("evidence", key), message, "在它支撑的行的“证据编号”栏引用，或删去这一行")


def _referring_rows(case: Case) -> Iterator[tuple[str, Row]]:
    """Every row of this round that may name evidence, with its place."""
    for table in _REFERRING:
        if table == "checks":
            yield from ((_check_place(case, key), row) for key, row in case.view.checks.items())
        else:
            rows = case.view.profile if table == "profile" else case.view.rows(table)
            yield from ((place(table, key), row) for key, row in rows.items())


def _check_place(case: Case, key: str) -> str:
    found = case.pack.checks.get(key)
    return f"{sheet_of(found[0].kind if found else 'measure')}!{key}"


def users(case: Case) -> dict[str, list[str]]:
    out: dict[str, list[str]] = {}
    for where, row in _referring_rows(case):
        for ref in references(row):
            out.setdefault(ref, []).append(where)
    return out


def _entry(key: str, row: Row) -> Found:
    where = place("evidence", key)
    if not row.get("文件") and not row.get("备注"):
        message = f"{key}“{row.get('名称', '')}”没有文件，备注也没有说明"
        yield NO_FILE.at(where, message, "填“文件”栏，或在“备注”写明原件由谁存放在何处")
    if not row.get("名称"):
        yield NAMELESS.at(where, f"{key} 没有名称", "填写“名称”栏")
    missing = [name for name in lacking(row) if name != "文件"]
    if missing:
        yield INCOMPLETE.at(where, f"{key}“{row.get('名称', '')}”缺{listed(missing)}", f"补填{listed(missing)}")
    if "" < row.get("有效期至", "") < row.get("出具日期", ""):
        message = f"{key} 的有效期至 {row['有效期至']}，早于出具日期 {row['出具日期']}"
        yield PERIOD.at(where, message, "核对“出具日期”和“有效期至”两栏")


def _validity(case: Case, key: str, row: Row, users: list[str]) -> Found:
    if users and is_expired(row, case.as_of):
        message = f"{key}“{row.get('名称', '')}”的有效期至 {row['有效期至']}，在 {case.as_of} 已过期；引用它的有 {_few(users)}"
        yield EXPIRED.at(place("evidence", key), message, "换用有效的证据，或更新“有效期至”栏并附延续文件")


def _all_references(case: Case) -> set[str]:
    """What any round of the park refers to, under any standard."""
    values = (value for at, value in walk(case.view.record.state) if at.field == REFS)
    return {ref for value in values for ref in references({REFS: value})}


def _few(places: list[str]) -> str:
    return listed(places[:3]) + (f" 等 {len(places)} 处" if len(places) > 3 else "")
