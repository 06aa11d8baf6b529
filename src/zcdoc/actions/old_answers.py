"""The rows of somebody's own checklist -> what each check would take over; what is open or contradicts itself becomes a problem."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from zcdoc.actions.old_file import Completed, OldFile, doubt, is_ours, pieces
from zcdoc.model.adoption import (
    CHOSEN,
    FIELDS,
    JOINED,
    LEFT,
    NEW,
    NOT_TICKED,
    REFS,
    RESULT,
    TICKED,
    UNSURE,
    WORDS_OF,
    decided,
    tight,
    word_for,
)
from zcdoc.model.pack import Pack
from zcdoc.model.record import Rows as Register
from zcdoc.model.tables import CHECKS, CLEAR, DELETE
from zcdoc.model.values import BadValue, plain_text
from zcdoc.model.vocabulary import results_of
from zcdoc.problems import Problems
from zcdoc.workbook.cells import canonical
from zcdoc.workbook.recognise import Beside, OldRow
from zcdoc.workbook.stranger import Cell

FIRST_RESULT = (RESULT, *(name for name in FIELDS if name != RESULT))
COMMANDS = {CLEAR, DELETE, "(清空)", "(删除)"}
IN_MAP = "在读法文件（--propose 写出的）里"


@dataclass(frozen=True, slots=True)
class Piece:
    """One value and the cell that it comes from; of evidence the text, and the number where it is registered already."""

    value: str
    cell: Cell
    number: str = ""


@dataclass(slots=True)
class Answer:
    """What one check takes over: values by field, evidence apart; `row` is the first row that it comes from."""

    check: str
    row: OldRow
    values: dict[str, Piece] = field(default_factory=dict)
    evidence: list[Piece] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """One row on its way to one check."""

    row: OldRow
    values: dict[str, list[Piece]] = field(default_factory=dict)
    evidence: list[Piece] = field(default_factory=list)


class Answers:
    """`answers` by check in the pack's order; `beside` what was left out on purpose."""

    def __init__(self, found: OldFile, made: Completed, pack: Pack, register: Register, problems: Problems) -> None:
        self.found, self.made, self.own, self.pack, self.register = found, made, made.own, pack, register
        self.problems = problems
        self.beside: list[Beside] = []
        self._asked: dict[tuple[str, str, str], list[str]] = {}  # by rule, section of the map and text: the cells
        self._lacking: dict[tuple[str, str, tuple[str, ...]], list[tuple[str, Cell]]] = {}
        self._waiting: dict[str, OldRow] = {}  # checks of which a row is held back: no other row speaks for it
        parts: dict[str, list[_Part]] = {}
        for row in found.rows:
            for check, part in self._parts(row):
                parts.setdefault(check, []).append(part)
        self.answers = [a for check in pack.checks if check in parts if (a := self._joined(check, parts[check]))]
        self._tell_asked()

    # --- one row ----------------------------------------------------------------------------------------------------

    def _parts(self, row: OldRow) -> Iterator[tuple[str, _Part]]:
        key = row.key
        checks = decided(self.own.rows.get(key, ()), row.clause, self.pack)
        if checks is None:
            self._open_row(row, key)
            return
        if not checks:
            self.beside.append(Beside(row.cell, "读法里写了这一行不带"))
            return
        part = _Part(row)
        words = self._words(row)
        if words is None or not self._evidence(row, part):
            self._waiting.update(dict.fromkeys(checks, row))
            return
        self._plain(row, part)
        for check in checks:
            own = _Part(row, {**part.values}, part.evidence)
            if self._worded(check, words, own):
                yield check, own
            else:
                self._waiting[check] = row

    def _open_row(self, row: OldRow, key: tuple[str, str]) -> None:
        fit, entries = self.made.whys[key], self.own.rows.get(key, ())
        proposal = "、".join(e for e in entries if e.endswith(UNSURE))
        message = (
            fit.why if not proposal else f"{fit.why or '还没有定'}；建议是 {proposal.replace(UNSURE, '')}，等人确认"
        )
        options = "、".join(fit.among[:8])
        fix = f"{IN_MAP}写明检查项" + (f"，可选 {options}" if options else "") + f"；不带的写 {LEFT}"
        self.problems.error(
            "adopt-row", row.cell.place, f"“{(row.content or row.clause_text)[:30]}”没有带入：{message}", fix
        )

    def _words(self, row: OldRow) -> dict[str, tuple[tuple[str, ...], Cell, str]] | None:
        """The words of ours by field, with cell and word of theirs; None when one of them is not decided."""
        told: list[tuple[str, str, Cell]] = [(n, tight(c.text), c) for n in CHOSEN for c in row.said.get(n, ())]
        if not self._readable(row) or not self._ticked(row, told):
            return None
        out: dict[str, tuple[tuple[str, ...], Cell, str]] = {}
        whole = True
        for name, theirs, cell in told:
            ours = self.own.words.get(name, {}).get(theirs, ())
            if not ours:
                self._ask("adopt-word", f"用词/{name}", theirs, cell)
                whole = False
            elif ours == (LEFT,):
                self.beside.append(Beside(cell, f"读法里写了“{theirs}”不带"))
            elif name in out and out[name][0] != ours:
                self.problems.error(
                    "adopt-twice", cell.place, f"这一行写了两个“{name}”：{out[name][2]}、{theirs}", "在清单里只留一个"
                )
                whole = False
            else:
                out[name] = ours, cell, theirs
        return out if whole else None

    def _ticked(self, row: OldRow, told: list[tuple[str, str, Cell]]) -> bool:
        """Adds the word above the one column that is ticked; False when a mark is unknown or several are ticked."""
        ticked = []
        for head, cell in row.ticks:
            mark = tight(cell.text)
            means = self.own.marks.get(mark, "")
            if not means:
                self._ask("adopt-mark", "勾", mark, cell)
                return False
            if means == TICKED:
                ticked.append((head, cell))
            elif means == NOT_TICKED:
                self.beside.append(Beside(cell, f"读法里写了“{mark}”不是打勾"))
        if len(ticked) > 1:
            where = "、".join(cell.place for _, cell in ticked)
            self.problems.error(
                "adopt-ticks",
                ticked[0][1].place,
                f"这一行打了 {len(ticked)} 个勾（{where}），没有带入",
                "在清单里只留一个",
            )
            return False
        told += [(RESULT, tight(head), cell) for head, cell in ticked]
        return True

    def _readable(self, row: OldRow) -> bool:
        cells = [*(c for cells in row.said.values() for c in cells), *(c for _, c in row.ticks)]
        bad = [c for c in cells if c.unreadable]
        for cell in bad:
            why = cell.unreadable
            assert why is not None
            self.problems.error("adopt-unreadable", cell.place, f"单元格{why.why}，这一行没有带入", why.fix)
        return not bad

    def _plain(self, row: OldRow, part: _Part) -> None:
        """Texts, dates and numbers; a value that its column refuses is told, and the rest of the row is taken."""
        for name, cells in row.said.items():
            if name in CHOSEN or name == REFS:
                continue
            kind = CHECKS.column(name).type
            for cell in cells:
                try:
                    value = self._canonical(cell, kind)
                except BadValue as err:
                    self.problems.error("bad-value", cell.place, f"“{name}”：{err}，这一格没有带入", err.fix)
                    continue
                if kind == "text" and cell.reformatted:
                    self.problems.warning(
                        "adopt-format",
                        cell.place,
                        f"这一格是数字或日期，按存的值“{value}”带入，样子可能与表里不同",
                        "在清单里改成文字，或带入后改",
                    )
                if value:
                    part.values.setdefault(name, []).append(Piece(value, cell))

    def _canonical(self, cell: Cell, kind: str) -> str | None:
        """The value as the record keeps it. Raises BadValue, also for the texts that mean a command in a workbook of ours."""
        if cell.text in COMMANDS:
            raise BadValue(f"“{cell.text}”在 zcdoc 的工作簿里是指令", "改成别的文字，或空着")
        return plain_text(cell.text) if kind == "text" else canonical(_value(cell), kind, (), epoch=self.found.epoch)

    def _evidence(self, row: OldRow, part: _Part) -> bool:
        """False when it is not decided what a text is."""
        whole = True
        for cell in row.said.get(REFS, ()):
            for text in pieces(cell, self.own.split):
                means = self._means(text)
                if means == LEFT:
                    self.beside.append(Beside(cell, f"读法里写了证据“{text[:30]}”不带"))
                elif not means or means.endswith(UNSURE):
                    self._ask("adopt-evidence", "证据", text, cell)
                    whole = False
                elif means == NEW:
                    part.evidence.append(Piece(text, cell, self._known(text)))
                elif means in self.register:
                    part.evidence.append(Piece(text, cell, means))
                else:
                    self.problems.error(
                        "adopt-evidence",
                        cell.place,
                        f"读法里写的 {means} 不在证据清单里，这一行没有带入",
                        "先登记这份证据，或改读法",
                    )
                    whole = False
        return whole

    def _means(self, text: str) -> str:
        """What the map says of a text; one that it does not name is new, unless something speaks against that."""
        if text in self.own.evidence:
            return self.own.evidence[text]
        return "" if doubt(text, self.found.name, self.register) else NEW

    def _known(self, text: str) -> str:
        """The number under which this file's evidence was registered before."""
        return next((k for k, r in self.register.items() if r.get("名称") == text and is_ours(r, self.found.name)), "")

    def _worded(self, check: str, words: dict[str, tuple[tuple[str, ...], Cell, str]], part: _Part) -> bool:
        whole = True
        for name, (ours, cell, theirs) in words.items():
            found = word_for(self.pack, check, name, ours)
            if found is None:
                allowed = results_of(*self.pack.checks[check]) if name == RESULT else WORDS_OF[name]
                self._lacking.setdefault((name, theirs, allowed), []).append((check, cell))
                self.beside.append(Beside(cell, f"“{theirs[:20]}”在 {check} 没有可用的词，没有带"))
                whole = False
            else:
                part.values[name] = [Piece(found, cell)]
        return whole

    def _ask(self, rule: str, section: str, text: str, cell: Cell) -> None:
        self._asked.setdefault((rule, section, text), []).append(cell.place)
        self.beside.append(Beside(cell, f"“{text[:20]}”还没有定，这一行没有带"))

    # --- several rows for one check ----------------------------------------------------------------------------------

    def _joined(self, check: str, parts: list[_Part]) -> Answer | None:
        if check in self._waiting:
            where, waits = parts[0].row.cell.place, self._waiting[check].cell.place
            message = f"几行都对到 {check}，其中 {waits} 这一行还没有定，没有带入"
            self.problems.error("adopt-twice", where, message, f"先定下那一行，或{IN_MAP}写 {LEFT}")
            return None
        made = Answer(check, parts[0].row)
        for name in [n for n in FIRST_RESULT if any(n in part.values for part in parts)]:
            found = [piece for part in parts for piece in part.values.get(name, ())]
            texts = list(dict.fromkeys(piece.value for piece in found))
            if len(texts) > 1 and name not in JOINED:
                self._differ(check, name, found)
                return None
            if name == RESULT and self._partly(check, parts):
                return None
            try:
                made.values[name] = Piece(plain_text("\n".join(texts)), found[0].cell)
            except BadValue as err:
                self.problems.error("bad-value", found[0].cell.place, f"“{name}”：几行合起来{err}", err.fix)
        made.evidence = list({p.number or p.value: p for part in parts for p in part.evidence}.values())
        return made

    def _differ(self, check: str, name: str, found: list[Piece]) -> None:
        told = "；".join(f"{p.cell.place} 为“{p.value[:20]}”" for p in found[:6])
        fix = f"{IN_MAP}让其中一行对到别的检查项，或写 {LEFT}"
        self.problems.error(
            "adopt-twice", found[0].cell.place, f"几行都对到 {check}，“{name}”不同，没有带入：{told}", fix
        )

    def _partly(self, check: str, parts: list[_Part]) -> bool:
        """Whether some rows of different content have a result and others none: then the check is not judged as a whole."""
        judged = {p.row.key for p in parts if RESULT in p.values}
        bare = [p for p in parts if p.row.key not in judged]
        if not bare:
            return False
        message = f"几行都对到 {check}，这一行没有结果，别的有，没有带入"
        self.problems.error("adopt-twice", bare[0].row.cell.place, message, f"补上结果，或{IN_MAP}写 {LEFT}")
        return True

    # --- what is asked, each once --------------------------------------------------------------------------------------

    def _tell_asked(self) -> None:
        for (rule, section, text), places in self._asked.items():
            message, fix = _ASKED[rule]
            more = f"，共 {len(places)} 处" if len(places) > 1 else ""
            self.problems.error(
                rule, places[0], f"{message.format(text[:40])}{more}，这些行没有带入", fix.format(section)
            )
        for (name, text, allowed), found in self._lacking.items():
            checks = "、".join(check for check, _ in found[:8]) + ("等" if len(found) > 8 else "")
            message = f"“{text[:40]}”用在 {checks} 上，那里只能填 {'、'.join(allowed)}，读法里没有这样的词，没有带入"
            fix = f"{IN_MAP}，用词/{name} 的“{text[:40]}”后面加上其中一个"
            self.problems.error("adopt-word", found[0][1].place, message, fix)


_ASKED = {
    "adopt-word": ("不知道“{}”相当于哪个词", f"{IN_MAP}，{{}} 下写明；不带的写 {LEFT}"),
    "adopt-mark": ("不知道记号“{}”算不算打勾", f"{IN_MAP}，{{}} 下写 {TICKED} 或 {NOT_TICKED}"),
    "adopt-evidence": ("证据“{}”看不出是哪一份", f"{IN_MAP}，{{}} 下写编号、{NEW} 或 {LEFT}"),
}


def _value(cell: Cell) -> object:
    from zcdoc.workbook.cells import Formula

    return cell.value.stored if isinstance(cell.value, Formula) else cell.value
