"""zcdoc render scheme|inspection|report and zcdoc template list|fields|check."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from zcdoc import __version__, assets, fsio, seal
from zcdoc.actions.aside import deliver, refuse_open
from zcdoc.actions.desk import Desk, open_desk, views_of
from zcdoc.actions.faults import fault
from zcdoc.actions.judge import findings
from zcdoc.actions.origin import tell_template, templates
from zcdoc.actions.parks import day
from zcdoc.actions.photos import photos
from zcdoc.errors import UsageError
from zcdoc.model.evidence import state_of
from zcdoc.model.provenance import Provenance
from zcdoc.model.record import scope_of
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.problems import Problem, Problems, ProblemsError
from zcdoc.readiness import Document, Finding, doubts, rules
from zcdoc.report import sources
from zcdoc.store import Workspace

DOCUMENTS: tuple[Document, ...] = ("scheme", "inspection", "report")
WANTED_ROUND = {"report": "evaluation", "inspection": "self-inspection", "scheme": "baseline"}
TITLES = {"report": "创建评价报告", "inspection": "自查记录", "scheme": "创建方案"}
NAMED = {".docx", ".doc", ".pdf", ".wps"}  # endings that say a file is meant and no folder


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document on disk; errors and warnings are the open findings of its round. `set_aside`: what stood there before and
    was not as it had been written, under its new name.
    """

    document: str
    docx: Path
    pdf: Path | None
    round: str
    errors: int
    warnings: int
    pack: Provenance
    templates: tuple[Provenance, ...]
    set_aside: tuple[Path, ...] = ()


@dataclass(frozen=True, slots=True)
class Chosen:
    """A template's folder, what it is made of, and whether it is a stranger's: that runs in a process of its own.

    `form` is a single Word file that stands in for the folder's own.
    """

    folder: Path
    sources: tuple[Provenance, ...]
    foreign: bool
    form: Path | None = None


def render_document(
    workspace: Workspace, document: Document, park: str, standard: str | None = None, round_id: str | None = None, *,
    output: Path | None = None, with_pdf: bool = False, final: bool = False, template: Path | None = None, as_of: str | None = None,
    own_standard: bool = False,
) -> Rendered:  # fmt: skip
    """Writes one document. A draft succeeds with its gaps marked; raises ProblemsError for --final while errors stand.

    A file of that name that somebody edited is set aside under a dated name beside it. `own_standard` lets a final document
    rest on a pack or template that stands in for a built-in one by its name.
    """
    desk = open_desk(workspace, park, standard, round_id, prefer=WANTED_ROUND[document])
    target = named_file(output) or desk.folder_in(output) / f"{document}.docx"
    beside = target.with_suffix(".pdf") if with_pdf else None
    for path in filter(None, (target, beside)):
        refuse_open(path)  # told at once, and not after a minute of work
    if as_of:
        desk = judged_at(desk, day(as_of, "--as-of"))
    chosen = chosen_template(workspace, desk.pack.template_of(document), template)
    found = findings(desk, final=final, document=document, templates=chosen.sources, own_standard=own_standard)
    if final:
        _refuse(document, found)
    facts = _facts(desk, document, found, chosen, final=final)
    docx, pdf = _bytes(chosen, facts, with_pdf=with_pdf, final=final)
    moved = _delivered(target, docx, beside, pdf)
    errors = sum(f.blocks for f in found)
    warnings = sum(not f.waived for f in found) - errors
    return Rendered(
        document, target, beside, desk.round.id, errors, warnings, desk.pack.provenance, chosen.sources, moved
    )  # fmt: skip


def _delivered(target: Path, docx: bytes, beside: Path | None, pdf: bytes | None) -> tuple[Path, ...]:
    """Writes the files; returns where to what stood there was set aside."""
    fsio.make_dirs(target.parent)
    kept = [deliver(target, docx, seal.document)]
    if beside is not None and pdf is not None:
        kept.append(deliver(beside, seal.sealed_pdf(pdf), seal.pdf))
    return tuple(path for path in kept if path is not None)


def named_file(output: Path | None, documents: int = 1) -> Path | None:
    """The file that `-o` names; None when it is a folder. Raises UsageError for what is neither, or one name for several."""
    if output is None or output.is_dir() or output.suffix.lower() not in NAMED:
        return None
    if output.suffix.lower() != ".docx":
        raise UsageError(f"-o 不能写 {output.name}", "写 .docx 文件名或文件夹；要 PDF 加 --pdf，写在 Word 文件旁边")
    if documents > 1:
        raise UsageError(f"几种文件不能写进一个 {output.name}", "-o 写文件夹，或逐个生成")
    return output


def _refuse(document: Document, found: list[Finding]) -> None:
    blocking = [f.problem for f in found if f.blocks]
    if blocking:
        raise ProblemsError(
            f"还有 {len(blocking)} 个错误，不能出{TITLES[document]}的正式稿；未写任何文件", Problems(blocking)
        )


def _bytes(chosen: Chosen, facts: Any, *, with_pdf: bool, final: bool) -> tuple[bytes, bytes | None]:
    """Page numbers need a layout pass; a quick draft does without."""
    if not (with_pdf or final):
        from zcdoc.report.render import render

        return render(chosen.folder, facts, apart=chosen.foreign, form=chosen.form), None
    from zcdoc.report.publish import publish

    made = publish(chosen.folder, facts, apart=chosen.foreign, form=chosen.form)
    return made.docx, made.pdf if with_pdf else None


def chosen_template(workspace: Workspace | None, name: str, given: Path | None) -> Chosen:
    """The template given, a folder or a single Word file, else the one of that name.

    Says when it is not the one that came with zcdoc. A Word file takes fields and sentences from the built-in template.
    """
    if given is not None and given.is_file() and given.suffix.lower() == ".docx":
        return _form(name, given)
    if given is not None:
        if not given.is_dir():
            raise UsageError(f"没有模板 {given}", "--template 后面写含 template.docx 的文件夹，或一个 .docx 文件")
        name, found = given.resolve().name, assets.Found(given, sources.GIVEN)
    else:
        known = templates(workspace)
        if name not in known:
            raise UsageError(f"没有模板“{name[:64]}”", f"现有模板：{'、'.join(known) or '（没有）'}")
        found = known[name]
    used = sources.of(name, found)
    tell_template(used, found.path)
    return Chosen(found.path, used, found.origin != assets.BUILT_IN)


def _form(name: str, given: Path) -> Chosen:
    """A single Word file as the form of a built-in document."""
    known = templates(None)
    if name not in known:
        raise UsageError(f"没有模板“{name[:64]}”", f"现有模板：{'、'.join(known)}")
    used = sources.of_form(given)
    tell_template(used, given)
    return Chosen(known[name].path, used, foreign=True, form=given)


def _facts(desk: Desk, document: Document, found: list[Finding], chosen: Chosen, *, final: bool) -> Any:
    from zcdoc.report import Facts

    files = desk.files()
    register = desk.view.evidence
    return Facts(
        view=desk.view,
        terms=Terms(desk.pack, desk.view.decisions),
        score=desk.score(),
        problems=tuple((f.problem, f.waived) for f in found),
        doubts=doubts(f.problem for f in found if not f.waived),
        evidence_states={number: state_of([number], register, files, desk.view.as_of) for number in register},
        earlier=tuple(_earlier(desk)),
        final=final,
        tool_version=__version__,
        photos=photos(desk.store, register, files) if document == "report" else (),
        sayings={rule.id: rule.says for rule in rules()},
        templates=chosen.sources,
    )


def judged_at(desk: Desk, date: str) -> Desk:
    """The same desk, with validity judged at another date than the round's."""
    return replace(desk, view=replace(desk.view, round=replace(desk.round, as_of=date)))


def _earlier(desk: Desk) -> list[View]:
    """The earlier rounds that answered under this standard, in order."""
    record = desk.view.record
    ids = [r.id for r in record.rounds]
    before = [
        r
        for r in record.rounds[: ids.index(desk.round.id)]
        if record.rows("checks", scope_of("pack", r.id, desk.pack.id))
    ]
    return views_of(desk.store, record, desk.pack, before)


@dataclass(frozen=True, slots=True)
class TemplateLine:
    name: str
    title: str
    path: Path
    origin: str
    hides_built_in: bool
    sha256: str = ""
    error: str = ""


def list_templates(workspace: Workspace | None) -> list[TemplateLine]:
    """Every template; one that cannot be used stands there with its fault."""
    return [_template_line(name, one) for name, one in templates(workspace).items()]


def _template_line(name: str, found: assets.Found) -> TemplateLine:
    from zcdoc.report import template

    title, sha256, error = "", "", ""
    try:
        used = sources.of(name, found)
        sha256 = used[0].sha256
        tell_template(used, found.path)
        title = str(template.read(found.path).title)
    except Exception as err:  # noqa: BLE001  a folder may hold anything, and the other templates are listed all the same
        error = fault(err)
    return TemplateLine(name, title, found.path, found.origin, found.hides_built_in, sha256, error)


def template_fields(workspace: Workspace | None, name: str, given: Path | None = None) -> dict[str, Any]:
    """What a template may use: the shape of the data with a description at each leaf."""
    from zcdoc.report import template

    return template.read(chosen_template(workspace, name, given).folder).fields


def check_template(workspace: Workspace | None, name: str, given: Path | None = None) -> list[Problem]:
    """Every problem of a template: what is refused, syntax with its paragraph, unknown names, faulty sentences.

    A stranger's is checked in a process of its own, with limits, as it would be filled.
    """
    from zcdoc.report import lint, template
    from zcdoc.report.child import lint_apart

    chosen = chosen_template(workspace, name, given)
    if chosen.foreign:
        return list(lint_apart(chosen.folder, chosen.form))
    return list(lint.lint(template.read(chosen.folder)))
