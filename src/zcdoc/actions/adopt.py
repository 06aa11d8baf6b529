"""zcdoc park adopt: answers given under one standard come to another, as proposals to be reviewed and never as results."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from zcdoc.actions import carry
from zcdoc.actions.chosen import choose_round, refuse_closed
from zcdoc.actions.crosswalk import pair_of
from zcdoc.actions.origin import find_pack, known_packs
from zcdoc.actions.pinned import opened_under, pack_for
from zcdoc.errors import UsageError
from zcdoc.model.carried import read_as
from zcdoc.model.crosswalk import TO_REVIEW, Coverage, IndicatorLink, Link, Pair, Relation, coverage, unkept
from zcdoc.model.evidence import REFS
from zcdoc.model.pack import Pack
from zcdoc.model.profile import PARK_TYPE
from zcdoc.model.record import PARK, Address, Change, Record, Round, Row, scope_of
from zcdoc.model.settled import settled
from zcdoc.model.tables import NOT_INSPECTED
from zcdoc.model.terms import Terms
from zcdoc.model.values import split_refs
from zcdoc.model.view import View
from zcdoc.model.vocabulary import sheet_of
from zcdoc.store import ParkStore, Workspace

FINDING, REMARK = "检查所见", "备注"
NUMBERS = ("分子", "分母", "现状值")
# What goes with the numbers of an indicator; shared only where numerator and denominator count the same things.
INPUTS = (*NUMBERS, "数据年度", "口径说明", "数据来源")
# How the item that an answer comes from stands to the one that it comes to.
_FROM: dict[Relation, str] = {
    "equal": "两项所问相同", "subset": "来源项只问本项的一部分", "superset": "来源项问得比本项多",
    "overlaps": "两项部分重合",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one row of the new standard would take over. `kept`: fields that stand there already and stay."""

    item: str
    where: str
    sources: tuple[str, ...]
    fields: Row
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Left:
    """A row of the new standard that a link reaches and that takes nothing over, and why."""

    item: str
    where: str
    sources: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Adopted:
    """What was, or would be, taken over; what is left as it stands; what cannot come; what is still to be filled because it has no counterpart."""

    source: Pack
    target: Pack
    round: str
    joins: bool
    proposals: list[Proposal]
    untouched: list[Left]
    refused: list[Left]
    unseen: list[Left]
    alone: list[str]
    open: list[str]
    indicators_alone: list[str]
    changes: list[Change] = field(default_factory=list)


def adopt(
    workspace: Workspace, park: str, standard: str, *,
    source: str | None = None, round_id: str | None = None, apply: bool = False, by: str | None = None,
) -> Adopted:  # fmt: skip
    """Brings answers over through the crosswalk as proposals: findings and evidence to review, never a result.

    Without `apply` nothing is written. Raises UsageError when nobody compared the two standards or the park has no other one,
    UserError when the round is closed.
    """
    store = workspace.existing(park)
    find_pack(standard, workspace)
    made: Adopted | None = None

    def plan(record: Record) -> list[Change]:
        nonlocal made
        made = _plan(workspace, store, record, standard, source, round_id)
        joined = opened_under(workspace, store, record, [standard], made.round) if apply and made.joins else []
        return [*made.changes, *joined]

    if apply:
        carry.settling(workspace, store, known_packs(workspace, store.load().standards)).commit(
            plan, f"park adopt {standard}", workspace.actor(by)
        )
    else:
        plan(store.load())
    assert made is not None
    return made


def _plan(
    workspace: Workspace, store: ParkStore, record: Record, standard: str, source: str | None, round_id: str | None
) -> Adopted:
    chosen = choose_round(record, round_id, open_only=True)
    refuse_closed(chosen)
    new = pack_for(workspace, store, record, standard, chosen)
    old = pack_for(workspace, store, record, _source(record, new.id, source), chosen)
    pair = pair_of(old, new, workspace)
    here, there = (_typed(pack, read_as(record, pack, [chosen.id]), chosen) for pack in (old, new))
    joins = new.id not in record.standards
    made = Adopted(
        here.pack, there.pack, chosen.id, joins, [], [], [], [], *_missing(coverage(there.pack, pair.turned()), there)
    )
    if joins:
        was = ",".join(record.standards)
        made.changes.append(
            Change(Address(PARK, "park", "park", "standards"), was or None, f"{was},{new.id}".strip(","))
        )
    _Carrier(pair, here, there, made).carry()
    return made


def _typed(pack: Pack, record: Record, chosen: Round) -> View:
    """A round under the indicators of the park's type, where the standard goes by types."""
    return View(
        settled(
            pack.for_type(record.profile(chosen.id).get(PARK_TYPE, {}).get("内容", "")),
            record.decisions(pack.id, chosen),
        ),
        record,
        chosen,
    )


def _missing(met: Coverage, there: View) -> tuple[list[str], list[str], list[str]]:
    """What no link reaches and nobody has filled yet: clauses, checks of linked clauses, indicators."""
    unjudged = {k for k, (_, item) in there.pack.checks.items() if there.result(item) == NOT_INSPECTED}
    open_ = {clause: [k for k in checks if k in unjudged] for clause, checks in met.open.items()}
    empty = [n for n in met.indicators_alone if not there.answers.get(n)]
    alone = [clause for clause in met.alone if open_[clause]]
    return alone, [k for clause, checks in open_.items() if clause not in met.alone for k in checks], empty


def _source(record: Record, new: str, source: str | None) -> str:
    """The standard whose answers come over: the one named, else the park's first other one."""
    others = [s for s in record.standards if s != new]
    if source == new:
        raise UsageError(f"不能从 {new} 带到它自己", "--from 写园区的另一部标准")
    if source is not None and source not in others:
        raise UsageError(
            f"园区 {record.park} 没有登记标准“{source[:64]}”", f"已登记：{'、'.join(others) or '（没有）'}"
        )
    if not others:
        raise UsageError(
            f"园区 {record.park} 只有 {new} 这一部标准，没有别的标准可以带来答案", "先登记并填写另一部标准"
        )
    return source or others[0]


@dataclass(frozen=True, slots=True)
class _Carrier:
    """Sorts what the links reach into `made`: `here` is what was answered, `there` what is to be."""

    pair: Pair
    here: View
    there: View
    made: Adopted

    def carry(self) -> None:
        for check in self.there.pack.checks:
            self._check(check)
        for number in self.there.pack.indicator_of:
            for link in self.pair.indicators:
                if link.b == number:
                    self._indicator(link)

    def _check(self, check: str) -> None:
        """A row that is judged already is left alone."""
        clause, item = self.there.pack.checks[check]
        links = [k for k in self.pair.clauses if k.b == check and k.a in self.here.pack.checks]
        if not links:
            return
        seen = [(k, row) for k, row in self._rows(links) if row.get("结果", NOT_INSPECTED) != NOT_INSPECTED]
        row = _Row(check, f"{sheet_of(clause.kind)}!{check}", "checks", self.there.check_row(item))
        if row.standing.get("结果", NOT_INSPECTED) != NOT_INSPECTED:
            self.made.untouched.append(row.left(links, "已有结果"))
        elif item.unknown:
            self.made.refused.append(row.left(links, "所据文本没有给出这一项要求什么，无从说原来的所见回答了它"))
        elif not seen:
            self.made.unseen.append(row.left(links, "来源项还没有结果"))
        else:
            self._propose(row, [k for k, _ in seen], self._told(seen))

    def _rows(self, links: list[Link]) -> Iterator[tuple[Link, Row]]:
        return ((k, self.here.check_row(self.here.pack.checks[k.a][1])) for k in links)

    def _told(self, seen: list[tuple[Link, Row]]) -> Row:
        return {
            FINDING: "\n".join(dict.fromkeys(row[FINDING] for _, row in seen if row.get(FINDING))),
            REFS: _joined(row.get(REFS, "") for _, row in seen),
            "检查进度": TO_REVIEW,
            REMARK: "\n".join(self._origin(k, row["结果"]) for k, row in seen),
        }

    def _origin(self, link: Link, result: str) -> str:
        """Where a proposal comes from, so that the reviewer can judge what it is worth."""
        number = self.here.pack.head.standard.number
        return f"{TO_REVIEW}：来自 {number} 检查项 {link.a}，当时判为“{result}”。{_FROM[link.relation]}：{link.reason}"

    def _indicator(self, link: IndicatorLink) -> None:
        if link.a not in self.here.pack.indicator_of:
            return
        answer, standing = self.here.answers.get(link.a, {}), self.there.answers.get(link.b, {})
        row = _Row(link.b, f"评价指标!{link.b}", "indicators", standing)
        unkept = [*unkept_of(link.a_under, self.here), *unkept_of(link.b_under, self.there)]
        if link.inputs != "same":
            self.made.refused.append(row.left([link], f"口径不同：{link.reason}"))
        elif unkept:
            self.made.refused.append(row.left([link], f"口径只在约定之下相同：{'；'.join(unkept)}"))
        elif standing.get("是否适用") == "否" or any(standing.get(n) for n in NUMBERS):
            self.made.untouched.append(row.left([link], "已有内容"))
        elif answer.get("是否适用") == "否" or not any(answer.get(n) for n in NUMBERS):
            self.made.unseen.append(row.left([link], "来源指标没有数据"))
        else:
            number = self.here.pack.head.standard.number
            told = {n: answer[n] for n in (*INPUTS, REFS) if answer.get(n)}
            origin = f"{TO_REVIEW}：数据来自 {number} 指标 {link.a}，口径相同：{link.reason}"
            self._propose(row, [link], {**told, REMARK: origin})

    def _propose(self, row: _Row, links: Sequence[Link], fields: Row) -> None:
        """Only blanks are filled: what stands in the row stays, and a row to which nothing would come is left alone."""
        kept = tuple(name for name in fields if row.standing.get(name))
        new = {name: value for name, value in fields.items() if value and name not in kept}
        if not new:
            self.made.untouched.append(row.left(links, "已有内容"))
            return
        self.made.proposals.append(Proposal(row.item, row.where, tuple(k.a for k in links), new, kept))
        scope = scope_of("pack", self.there.round.id, self.there.pack.id)
        self.made.changes.extend(Change(Address(scope, row.table, row.item, name), None, v) for name, v in new.items())


@dataclass(frozen=True, slots=True)
class _Row:
    """A row of the new standard and what stands in it."""

    item: str
    where: str
    table: str
    standing: Row

    def left(self, links: Sequence[Link], why: str) -> Left:
        return Left(self.item, self.where, tuple(k.a for k in links), why)


def unkept_of(under: Mapping[str, str], view: View) -> list[str]:
    """Which conditions of a link do not hold in this park."""
    return list(unkept(under, Terms(view.pack, view.decisions)))


def _joined(texts: Iterator[str]) -> str:
    """References of several rows, each once."""
    refs = dict.fromkeys(f"{ref}#{page}" if page else ref for text in texts for ref, page in split_refs(text))
    return "、".join(refs)
