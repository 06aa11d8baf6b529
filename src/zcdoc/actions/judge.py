"""zcdoc score, check, check waive and assumption list|confirm|set."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from zcdoc.actions.chosen import refuse_closed
from zcdoc.actions.desk import Desk, open_desk
from zcdoc.actions.origin import template_sources
from zcdoc.actions.parks import clean, day
from zcdoc.errors import UsageError, UserError
from zcdoc.model.assumed import Assumed, Span
from zcdoc.model.collected import meant_for, replaced
from zcdoc.model.facts import FileFact
from zcdoc.model.provenance import Provenance
from zcdoc.model.record import Address, Change, Record, decided_in, get
from zcdoc.model.results import AssumptionState, Score
from zcdoc.readiness import FIRM, Document, Finding, Rule, check, rules
from zcdoc.store import Workspace

# What a round is held for; a first survey may serve the scheme or the report, so the rules of both run.
DOCUMENT_OF: dict[str, Document] = {"self-inspection": "inspection", "evaluation": "report"}
DOCUMENTS: tuple[Document, ...] = ("", "scheme", "inspection", "report")
UNNAMED: tuple[Document, ...] = ("report", "scheme")


@dataclass(frozen=True, slots=True)
class Known:
    """What every check of one round goes by and what takes long to find out."""

    score: Score
    files: Mapping[str, FileFact]


@dataclass(frozen=True)
class Checked:
    """What stops submission, and what was waived."""

    desk: Desk
    findings: list[Finding]

    @property
    def errors(self) -> list[Finding]:
        return [f for f in self.findings if f.blocks]

    @property
    def exit_code(self) -> int:
        return 1 if self.errors else 0

    def as_dict(self) -> dict[str, Any]:
        """The JSON contract of `zcdoc check`: waived problems are listed and not counted."""
        open_ones = [f for f in self.findings if not f.waived]
        return {
            "errors": len(self.errors),
            "warnings": len(open_ones) - len(self.errors),
            "problems": [{**f.problem.as_dict(), "waived": bool(f.waived), "waiver": f.waived} for f in self.findings],
        }


def score_park(workspace: Workspace, park: str, standard: str | None, round_id: str | None) -> tuple[Desk, Score]:
    desk = open_desk(workspace, park, standard, round_id)
    return desk, desk.score()


def check_park(
    workspace: Workspace, park: str, standard: str | None = None, round_id: str | None = None, *,
    as_of: str | None = None, final: bool = False, document: Document = "", own_standard: bool = False,
) -> Checked:  # fmt: skip
    """Every finding of a round. `final` counts what a final document refuses: open assumptions that can change the level,
    and, without `own_standard`, own packs and templates in the place of built-in ones.
    """
    desk = open_desk(workspace, park, standard, round_id)
    found = findings(desk, as_of=as_of, final=final, document=document, own_standard=own_standard)
    return Checked(desk, found)


def standing_errors(workspace: Workspace, park: str, round_id: str) -> int:
    """How many errors stand in a round, under all standards of the park."""
    record = workspace.existing(park).load()
    return sum(len(check_park(workspace, park, standard, round_id).errors) for standard in record.standards)


def findings(
    desk: Desk, *, as_of: str | None = None, final: bool = False, document: Document = "",
    templates: tuple[Provenance, ...] | None = None, own_standard: bool = False, known: Known | None = None,
) -> list[Finding]:  # fmt: skip
    """What `check_park` finds; `templates` are those of the document, by default the ones that would be found by name.

    Whoever asks for several documents hands over what is `known`.
    """
    moment = day(as_of, "--as-of") if as_of else desk.view.as_of
    wanted: Document = document or DOCUMENT_OF.get(desk.round.kind, "")
    used = _templates(desk, wanted) if templates is None else templates
    facts = known or Known(desk.score(), desk.files())
    return check(
        desk.view, facts.score, facts.files, moment, final=final, document=wanted, templates=used, own_standard=own_standard
    )  # fmt: skip


def _templates(desk: Desk, document: Document) -> tuple[Provenance, ...]:
    """The templates of a document; of those that a round may serve when none is named."""
    kinds: tuple[Document, ...] = (document,) if document else UNNAMED
    found = (one for kind in kinds for one in template_sources(desk.workspace, desk.pack.template_of(kind)))
    return tuple(dict.fromkeys(found))


def known_document(text: str) -> Document:
    """The document named on the command line; blank: what the kind of round asks for. Raises UsageError."""
    for known in DOCUMENTS:
        if text == known:
            return known
    raise UsageError(f"没有“{text[:40]}”这种文件", f"可选：{'、'.join(d for d in DOCUMENTS if d)}")


def catalogue() -> tuple[Rule, ...]:
    return rules()


def waive(
    workspace: Workspace, park: str, rule: str, where: str, reason: str, *,
    round_id: str | None = None, standard: str | None = None, by: str | None = None,
) -> Finding:  # fmt: skip
    """Records a waiver. Raises UsageError when no such problem stands, UserError when the round is closed."""
    desk = open_desk(workspace, park, standard, round_id, by=by)
    refuse_closed(desk.round)
    if rule in FIRM:
        raise UsageError(f"{rule} 不能豁免", "出正式稿时加 --own-standard，或改用随附的")
    score, files = desk.score(), desk.files()
    known = [f for final in (False, True) for f in check(desk.view, score, files, desk.view.as_of, final=final)]
    found = next((f for f in known if f.problem.rule == rule and f.problem.where == where), None)
    if found is None:
        raise UsageError(f"没有 {rule} 在 {where} 的问题", "照抄 zcdoc check 列出的规则代号和位置")
    fields = {"reason": clean(reason, "豁免理由"), "by": desk.by, "date": day(None)}
    _set(desk, f"round/{desk.round.id}", "waivers", found.waiver_key, fields, f"check waive {rule}")
    return found


def _set(desk: Desk, scope: str, table: str, key: str, fields: dict[str, str], command: str) -> Record:
    def make(record: Record) -> list[Change]:
        places = {name: Address(scope, table, key, name) for name in fields}
        return [Change(at, get(record.state, at), fields[name]) for name, at in places.items()]

    return desk.store.commit(make, command, desk.by)[1]


def assumptions(
    workspace: Workspace, park: str, standard: str | None = None, round_id: str | None = None
) -> tuple[AssumptionState, ...]:
    return open_desk(workspace, park, standard, round_id, open_only=True).score().assumptions


def confirm(
    workspace: Workspace, park: str, keys: list[str], source: str, *,
    standard: str | None = None, round_id: str | None = None, everything: bool = False, by: str | None = None,
) -> list[AssumptionState]:  # fmt: skip
    """Confirms assumptions at the value in force, one event for all. Raises UsageError for unknown keys.

    For an evaluation the decision is that round's; else it is the park's, for its scheme and its self-inspections.
    """
    desk = _open_round(workspace, park, standard, round_id, by)
    states = {a.key: a for a in desk.score().assumptions}
    chosen = [k for k, a in states.items() if not a.confirmed] if everything else keys
    unknown = [k for k in chosen if k not in states]
    if unknown or not (chosen or everything):
        raise UsageError(
            f"没有假设“{'、'.join(unknown)}”" if unknown else "没有给出要确认的假设", f"可用的代号：{'、'.join(states)}"
        )
    _decide(
        desk,
        {k: states[k].value for k in chosen},
        source,
        f"assumption confirm {' '.join(chosen) if len(chosen) < 6 else len(chosen)}",
    )
    return [states[k] for k in chosen]


def _open_round(workspace: Workspace, park: str, standard: str | None, round_id: str | None, by: str | None) -> Desk:
    """The round asked for, else the latest open one. Raises UserError when it is closed, or none is open."""
    desk = open_desk(workspace, park, standard, round_id, by=by, open_only=True)
    if round_id is not None:
        refuse_closed(desk.round)
    elif desk.round.closed:
        raise UserError("各轮都已关闭，假设的取值用不到任何一轮", "先用 zcdoc round new --from 开新一轮")
    return desk


def replace_value(
    workspace: Workspace,
    park: str,
    key: str,
    value: str,
    source: str,
    *,
    interpretation: str = "",
    standard: str | None = None,
    round_id: str | None = None,
    by: str | None = None,
) -> AssumptionState:
    """Sets an assumption to another permitted value, typed as its code or as it is shown.

    `interpretation`: evidence of a written answer of the body in charge of the standard, which outranks everybody: no other
    decision replaces it. Raises UsageError for an unknown key, UserError for the value, the evidence, or such an answer.
    """
    desk = _open_round(workspace, park, standard, round_id, by)
    found = next((a for a in desk.pack.assumptions if a.key == key), None)
    if found is None:
        raise UsageError(f"没有假设“{key[:64]}”", f"可用的代号：{'、'.join(a.key for a in desk.pack.assumptions)}")
    plain = found.read_as(_number(value) if found.percent else value)
    if plain is None:
        raise UserError(f"假设 {key} 不允许取“{value[:40]}”", f"允许：{choices(found)}")
    _refuse_over_answer(desk, key, interpretation)
    record = _decide(desk, {key: plain}, source, f"assumption set {key}", interpretation)
    # Nothing is read anew: once the decision is written, a disk that fails must not make it look refused.
    after = replace(desk, record=record, view=replace(desk.view, record=record))
    return next(a for a in after.score().assumptions if a.key == key)


def choices(assumed: Assumed) -> str:
    """What may be set: codes with their words, or the interval."""
    if isinstance(assumed.permitted, Span):
        return assumed.permitted_text()
    return "；".join(f"{o.value}（{o.means}）" for o in assumed.permitted)


def _refuse_over_answer(desk: Desk, key: str, interpretation: str) -> None:
    """Raises UserError when what the printed standard has, or a written answer, would be replaced by less."""
    if key in desk.pack.completed:
        page = desk.pack.completed[key].page
        raise UserError(f"{key} 已由印本补入（第 {page} 页），不再是假设", "补入有误的，用 zcdoc pack complete 改正")
    if interpretation and interpretation not in desk.view.evidence:
        raise UserError(f"没有登记证据 {interpretation[:20]}", "先用 zcdoc evidence add 登记归口单位的书面答复")
    decided = desk.view.decisions.get(key)
    if decided and decided.interpretation and not interpretation:
        message = f"{key} 已有标准归口单位的书面答复（{decided.interpretation}），优先于其他决定"
        raise UserError(message, "答复有更新的，登记新答复后加 --interpretation")


def _number(value: str) -> str:
    from zcdoc.model.values import BadValue, number_from_text

    try:
        return number_from_text(value)
    except BadValue:
        return value


def _decide(desk: Desk, values: dict[str, str], source: str, command: str, interpretation: str = "") -> Record:
    told = clean(source, "依据（--source）")
    scope = decided_in(desk.pack.id, desk.round)

    def make(record: Record) -> list[Change]:
        changes = []
        view = replace(desk.view, record=record)
        for key, value in values.items():
            fields = (
                {"value": value, "source": told, "by": desk.by, "date": day(None)}
                | meant_for(scope)
                | replaced(view, key, value)
            )
            if interpretation:
                fields["interpretation"] = interpretation
            for name, text in fields.items():
                at = Address(scope, "assumptions", f"{desk.pack.id}/{key}", name)
                changes.append(Change(at, get(record.state, at), text or None))
        return changes

    return desk.store.commit(make, command, desk.by)[1]
