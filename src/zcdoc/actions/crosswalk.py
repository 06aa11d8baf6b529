"""zcdoc crosswalk A B and zcdoc park adopt: one body of evidence under several standards."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from zcdoc import assets
from zcdoc.actions.desk import CHECKLISTS, choose_round, find_pack, refuse_closed
from zcdoc.errors import UsageError
from zcdoc.model.crosswalk import RELATION_LABEL, Coverage, IndicatorLink, Link, Pair, coverage
from zcdoc.model.evidence import REFS
from zcdoc.model.pack import Pack
from zcdoc.model.profile import PARK_TYPE
from zcdoc.model.record import PARK, Address, Change, Record, Row, scope_of
from zcdoc.model.tables import NOT_INSPECTED
from zcdoc.model.values import split_refs
from zcdoc.model.view import View
from zcdoc.model.vocabulary import sheet_of
from zcdoc.pack import read_crosswalk
from zcdoc.problems import Problems
from zcdoc.store import Workspace

NAME = "crosswalk.yaml"
# Shared only where numerator and denominator count the same things.
INPUTS = ("二选一选项", "分子", "分母", "现状值", "数据年度", "口径说明", "数据来源")


def pairs(workspace: Workspace | None) -> dict[tuple[str, str], Pair]:
    """Every pair of packs that somebody compared, both ways round; a workspace's own replaces the built-in one."""
    problems = Problems()
    found = {(p.a, p.b): p for path in _files(workspace) for p in read_crosswalk(path, None, problems)}
    problems.raise_errors(f"{NAME} 有错误，无法使用")
    return {**{(b, a): p.turned() for (a, b), p in found.items()}, **found}


def _files(workspace: Workspace | None) -> list[Path]:
    folders = [assets.built_in(CHECKLISTS), workspace.root / CHECKLISTS if workspace else None]
    return [folder / NAME for folder in folders if folder is not None]


def lint_crosswalk(workspace: Workspace | None) -> Problems:
    """Every problem of the links, held against the packs that they name."""
    known = assets.listing(CHECKLISTS, "pack.yaml", workspace.root if workspace else None)
    problems = Problems()
    for path in _files(workspace):
        read_crosswalk(path, lambda name: find_pack(name, workspace) if name in known else None, problems)
    return problems


def compare(a: str, b: str, workspace: Workspace | None) -> tuple[Pair, Coverage, Coverage]:
    """The pair and what each side has of the other. Raises UsageError when nobody compared the two."""
    left, right = find_pack(a, workspace), find_pack(b, workspace)
    pair = _pair(a, b, workspace)
    return pair, coverage(left, pair), coverage(right, pair.turned())


def _pair(a: str, b: str, workspace: Workspace | None) -> Pair:
    known = pairs(workspace)
    if (a, b) not in known:
        met = "、".join(f"{x} 与 {y}" for x, y in known if x < y) or "（没有）"
        raise UsageError(f"没有 {a} 与 {b} 的对照", f"已对照的：{met}；可在 checklists/{NAME} 里补写")
    return known[a, b]


@dataclass(frozen=True, slots=True)
class Proposal:
    """What one row of the new standard would take over. `kept`: fields that stand there already and stay."""

    where: str
    sources: tuple[str, ...]
    fields: Row
    kept: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Adopted:
    """What was, or would be, taken over; what cannot be, and why."""

    standard: str
    source: str
    round: str
    joins: bool
    proposals: list[Proposal]
    refused: list[tuple[str, str]]
    alone: list[str]
    changes: list[Change] = field(default_factory=list)


def adopt(
    workspace: Workspace, park: str, standard: str, *,
    source: str | None = None, round_id: str | None = None, apply: bool = False, by: str | None = None,
) -> Adopted:  # fmt: skip
    """Brings answers over through the crosswalk as proposals: findings and evidence to review, never a result.

    Raises UsageError when nobody compared the two standards, UserError when the round is closed. Without `apply` nothing
    is written.
    """
    store = workspace.existing(park)
    new = find_pack(standard, workspace)
    made: Adopted | None = None

    def plan(record: Record) -> list[Change]:
        nonlocal made
        made = _plan(workspace, record, new, source, round_id)
        return made.changes

    if apply:
        store.commit(plan, f"park adopt {standard}", workspace.actor(by))
    else:
        plan(store.load())
    assert made is not None
    return made


def _plan(workspace: Workspace, record: Record, new: Pack, source: str | None, round_id: str | None) -> Adopted:
    chosen = choose_round(record, round_id, open_only=True)
    refuse_closed(chosen)
    old = find_pack(_source(record, new.id, source), workspace)
    pair = _pair(old.id, new.id, workspace)
    typed = new.for_type(record.profile(chosen.id).get(PARK_TYPE, {}).get("内容", ""))
    here, there = View(old, record, chosen), View(typed, record, chosen)
    joins = new.id not in record.standards
    proposals: list[Proposal] = []
    refused: list[tuple[str, str]] = []
    changes: list[Change] = []
    for proposal, at in [*_checks(pair, here, there), *_indicators(pair, here, there, refused)]:
        proposals.append(proposal)
        changes += [Change(Address(*at, name), None, value) for name, value in proposal.fields.items()]
    if joins:
        was = ",".join(record.standards)
        changes.insert(0, Change(Address(PARK, "park", "park", "standards"), was or None, f"{was},{new.id}".strip(",")))
    alone = coverage(new, pair.turned()).alone
    return Adopted(new.id, old.id, chosen.id, joins, proposals, refused, alone, changes)


def _source(record: Record, new: str, source: str | None) -> str:
    """The standard whose answers come over: the one named, else the park's first other one."""
    others = [s for s in record.standards if s != new]
    if source is not None and source not in others:
        raise UsageError(
            f"园区 {record.park} 没有登记标准“{source[:64]}”", f"已登记：{'、'.join(others) or '（没有）'}"
        )
    if not others:
        raise UsageError(f"园区 {record.park} 没有别的标准可以带来答案", "先按一部标准填写")
    return source or others[0]


Target = tuple[str, str, str]


def _checks(pair: Pair, here: View, there: View) -> Iterator[tuple[Proposal, Target]]:
    """Checks that a link of checks reaches and that were looked at; a row that is judged already is left alone."""
    scope = scope_of("pack", there.round.id, there.pack.id)
    for check, (clause, item) in there.pack.checks.items():
        links = [k for k in pair.clauses if k.b == check and k.a in here.pack.checks]
        seen = [(k, here.check_row(here.pack.checks[k.a][1])) for k in links]
        seen = [(k, row) for k, row in seen if row.get("结果", NOT_INSPECTED) != NOT_INSPECTED]
        if not seen or there.check_row(item).get("结果", NOT_INSPECTED) != NOT_INSPECTED:
            continue
        fields = {
            "检查所见": "\n".join(row["检查所见"] for _, row in seen if row.get("检查所见")),
            REFS: _joined(row.get(REFS, "") for _, row in seen),
            "检查进度": "待复核",
            "备注": "；".join(_origin(here, k, row.get("结果", "")) for k, row in seen),
        }
        where = f"{sheet_of(clause.kind)}!{check}"
        yield _proposal(where, [k.a for k, _ in seen], fields, there.check_row(item)), (scope, "checks", check)


def _origin(here: View, link: Link, result: str) -> str:
    """Where a proposal comes from, so that the reviewer can judge what it is worth."""
    number = here.pack.head.standard.number
    return f"待复核：来自 {number} {link.a}（{result}；该项{RELATION_LABEL[link.relation]}：{link.reason}）"


def _indicators(
    pair: Pair, here: View, there: View, refused: list[tuple[str, str]]
) -> Iterator[tuple[Proposal, Target]]:
    scope = scope_of("pack", there.round.id, there.pack.id)
    for link in pair.indicators:
        answer = here.answers.get(link.a, {})
        if link.b not in there.pack.indicator_of or not any(answer.get(n) for n in ("分子", "分母", "现状值")):
            continue
        if link.inputs != "same":
            refused.append(
                (f"指标 {link.b}", f"与 {here.pack.head.standard.number} 指标 {link.a} 口径不同：{link.reason}")
            )
            continue
        yield _shared(link, here, there), (scope, "indicators", link.b)


def _shared(link: IndicatorLink, here: View, there: View) -> Proposal:
    answer = here.answers[link.a]
    fields = {name: answer[name] for name in (*INPUTS, REFS) if answer.get(name)}
    fields.pop("二选一选项", None)
    number = here.pack.head.standard.number
    fields["备注"] = f"待复核：来自 {number} 指标 {link.a}（{RELATION_LABEL[link.relation]}：{link.reason}）"
    return _proposal(f"评价指标!{link.b}", [link.a], fields, there.answers.get(link.b, {}))


def _proposal(where: str, sources: list[str], fields: Row, standing: Row) -> Proposal:
    """Only blanks are filled: what stands in the row stays."""
    kept = tuple(name for name in fields if standing.get(name))
    return Proposal(where, tuple(sources), {n: v for n, v in fields.items() if v and n not in kept}, kept)


def _joined(texts: Iterator[str]) -> str:
    """References of several rows, each once."""
    refs = dict.fromkeys(f"{ref}#{page}" if page else ref for text in texts for ref, page in split_refs(text))
    return "、".join(refs)
