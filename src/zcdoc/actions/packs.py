"""zcdoc pack list|show|lint|schema."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from zcdoc import assets, fsio, seal
from zcdoc.actions.aside import replace_seen
from zcdoc.actions.crosswalk import lint_crosswalk
from zcdoc.actions.origin import find_pack, packs, tell_pack
from zcdoc.actions.review import own_reviews, reviews_of, standing_of
from zcdoc.errors import UsageError, UserError
from zcdoc.model.assumed import Assumed, AssumedBox, Span
from zcdoc.model.indicator import VARYING, Indicator
from zcdoc.model.pack import Check, Clause, Pack
from zcdoc.model.reviews import Standing
from zcdoc.model.validation import schemas
from zcdoc.pack import Difference, differences, read_pack
from zcdoc.problems import Problem, Problems
from zcdoc.store import Workspace

MAX_SCHEMA = 2_000_000  # bytes


@dataclass(frozen=True, slots=True)
class PackLine:
    """One pack in the list; `problems` counts the errors that keep it from being used."""

    id: str
    number: str
    title: str
    edition: str
    version: str
    clauses: int
    checks: int
    indicators: int
    origin: str
    hides_built_in: bool
    problems: int
    sha256: str
    reviewers: int = 0
    reviewed: int = 0
    review_items: int = 0


def list_packs(workspace: Workspace | None) -> list[PackLine]:
    return [_line(name, found, workspace) for name, found in packs(workspace).items()]


def _line(name: str, found: assets.Found, workspace: Workspace | None) -> PackLine:
    tell_pack(name, found)
    pack, problems = read_pack(found.path, found.origin, found.hides)
    if pack is None:
        return PackLine(name, "—", "—", "—", "—", 0, 0, 0, found.origin, found.hides_built_in, len(problems.errors), "")
    standard = pack.head.standard
    read = standing_of(pack, workspace) if reviews_of(name, workspace) else Standing(0)
    return PackLine(
        name, standard.number, standard.title, standard.edition, pack.version, len(pack.clauses), len(pack.checks),
        len(pack.indicators), found.origin, found.hides_built_in, len(problems.errors), pack.sha256,
        len(read.people), read.reviewed, read.total,
    )  # fmt: skip


def lint_packs(pack_id: str | None, workspace: Workspace | None) -> dict[str, Problems]:
    """Every problem by pack. Raises UsageError for an unknown id."""
    known = packs(workspace)
    if pack_id is not None and pack_id not in known:
        raise UsageError(f"没有标准包“{pack_id[:64]}”", f"现有标准包：{'、'.join(known) or '（没有）'}")
    chosen = {pack_id: known[pack_id]} if pack_id else known
    for name, one in chosen.items():
        tell_pack(name, one)
    found = {name: _with_folder(name, _linted(one)) for name, one in chosen.items()}
    if pack_id is None:
        links = lint_crosswalk(workspace, {name for name, problems in found.items() if problems.errors})
        return {**found, **({"crosswalk": links} if len(links) else {})}
    return found


def _linted(found: assets.Found) -> Problems:
    """Of the four files, and of the reviews that travel with them."""
    problems = Problems(list(read_pack(found.path, found.origin)[1]))
    own_reviews(found.path, problems)
    return problems


def _with_folder(name: str, problems: Problems) -> Problems:
    return Problems([Problem(p.rule, p.severity, f"{name}/{p.where}", p.message, p.fix) for p in problems])


def show_pack(pack_id: str, workspace: Workspace | None) -> Pack:
    return find_pack(pack_id, workspace)


def pack_differences(pack_id: str, workspace: Workspace | None) -> list[Difference]:
    """Where a workspace's pack says something else than the built-in one that it stands in for; nothing when it does not."""
    found = packs(workspace).get(pack_id)
    return differences(found.hides, found.path) if found is not None and found.hides is not None else []


def pack_json(pack: Pack) -> dict[str, Any]:
    """The contract of `zcdoc pack show ID --json`."""
    head = pack.head
    return {
        **pack.provenance.as_dict(),
        "standard": head.standard.model_dump(), "scope": head.scope,
        "chapters": [c.model_dump() for c in head.chapters],
        "clauses": [_clause(c) for c in pack.clauses],
        "indicators": [_indicator(i) for i in pack.indicators],
        "rating": pack.rating.model_dump(), "process": [s.model_dump() for s in head.process],
        "report": [p.model_dump() for p in head.report],
        "report_form": head.report_form, "titles": head.titles, "templates": head.templates,
        "certificate": head.certificate.model_dump() if head.certificate else None,
        "evaluator": head.evaluator, "offsets": [o.model_dump() for o in head.offsets],
        "yearly": [y.model_dump() for y in head.yearly], "park_types": [t.model_dump() for t in head.park_types],
        "accounting": head.accounting, "benchmarks": [b.model_dump() for b in head.benchmarks],
        "profile": head.profile.model_dump(), "terms": head.terms,
        "assumptions": [_assumption(a) for a in pack.assumptions],
        "references": [r.model_dump() for r in head.references], "sources": [s.model_dump() for s in head.sources],
        "notes": [n.model_dump() for n in head.notes], "gaps": head.gaps,
    }  # fmt: skip


def _clause(clause: Clause) -> dict[str, Any]:
    data = clause.model_dump(exclude={"checks"})
    return {**data, "checks": [_check(k) for k in clause.checks], "context": [_check(k) for k in clause.context]}


def _check(check: Check) -> dict[str, Any]:
    return check.model_dump()


def _plain(item: Any) -> Any:
    if isinstance(item, VARYING):
        return item.model_dump(exclude_none=True)
    return item.assumed.value if isinstance(item, AssumedBox) else item


def _indicator(item: Indicator) -> dict[str, Any]:
    return {
        "number": item.number, "group": _plain(item.group), "subgroup": item.subgroup, "name": item.name,
        "points": _points(item), "types": item.types, "edition": item.edition, "source": item.source,
        "definition": item.definition, "unit": item.unit, "leading": _plain(item.leading),
        "assumed": [a.assumed.key for a in (item.group, item.leading) if isinstance(a, AssumedBox)],
        "direction": item.direction,
        "alternatives": [{"name": a.name, "definition": a.definition, "inputs": a.inputs.model_dump()} for a in item.alternatives],
        "bonus": item.bonus, "inputs": item.inputs.model_dump() if item.inputs else None, "period": item.period,
        "na": item.na, "clauses": item.clauses, "strict": item.strict, "must": item.must,
        "earn": item.earn.model_dump() if item.earn else None,
    }  # fmt: skip


def _points(item: Indicator) -> str | None:
    return item.points.assumed.value if isinstance(item.points, AssumedBox) else item.points


def _assumption(item: Assumed) -> dict[str, Any]:
    permitted: Any = (
        item.permitted.model_dump() if isinstance(item.permitted, Span) else [o.value for o in item.permitted]
    )
    return {
        "key": item.key, "title": item.title, "value": item.value, "reason": item.reason, "certainty": item.certainty,
        "permitted": permitted, "meaning": item.permitted_text(), "clauses": item.clauses, "indicators": item.indicators,
    }  # fmt: skip


def pack_schemas() -> dict[str, dict[str, Any]]:
    """JSON Schema by file name."""
    return schemas()


def write_schemas(folder: Path, *, force: bool = False) -> None:
    """Writes each JSON Schema to a file of its own.

    Raises UserError, and writes none, when one of the files holds what was not written here (`force` overwrites it).
    """
    made = {folder / f"{name.removesuffix('.yaml')}.schema.json": data for name, data in pack_schemas().items()}
    fsio.make_dirs(folder)
    seen = {} if force else {path: fsio.read_limited(path, MAX_SCHEMA) for path in made if path.exists()}
    odd = [path.name for path, content in seen.items() if not _may_go(content, made[path])]
    if odd:
        raise UserError(
            f"没有写入“{folder}”：{'、'.join(odd)} 不是 zcdoc 写的原样，可能有人改过",
            "换一个文件夹，或确认不要它们之后加 --force",
        )
    for path, data in made.items():
        replace_seen(path, seal.sealed_json(data).encode(), fsio.sha256_bytes(seen[path]) if path in seen else None)


def _may_go(content: bytes, data: dict[str, Any]) -> bool:
    """As it was written here, or, by a version without seals, the same schema."""
    return seal.json_object(content) == "whole" or content.decode("utf-8", "replace") == seal.indented(data)
