"""zcdoc check: what stops submission, told in the order in which it is best settled."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from zcdoc.actions.desk import Desk, open_desk
from zcdoc.actions.judge import DOCUMENT_OF, UNNAMED, Checked, Known, findings
from zcdoc.actions.render import TITLES
from zcdoc.errors import UsageError
from zcdoc.model.record import PARK, scope_of
from zcdoc.model.results import IndicatorScore, Score
from zcdoc.model.values import decimal_string
from zcdoc.readiness import Document, Finding
from zcdoc.readiness.leading import Entry, Section, Step, beyond, sections, sheet_name, steps
from zcdoc.readiness.people import person_of
from zcdoc.readiness.progress import Progress, progress
from zcdoc.store import Workspace

Group = Literal["rule", "sheet", "person"]
GROUPS: tuple[Group, ...] = ("rule", "sheet", "person")
MOST_GAINS = 5


@dataclass(frozen=True, slots=True)
class DocumentState:
    """What stands between the park and one document: errors now, and what its final form refuses beside them."""

    document: Document
    title: str
    errors: int
    final: tuple[Entry, ...]

    def as_dict(self) -> dict[str, Any]:
        only = [{"rule": e.rule, "where": place} for e in self.final for place in e.places]
        return {"document": self.document, "title": self.title, "errors": self.errors, "final_only": only}


@dataclass(frozen=True)
class Leading:
    """A round as `check` tells it. `gains` are the indicators without a value that would bring most, the greatest first."""

    checked: Checked
    documents: tuple[DocumentState, ...]
    progress: Progress
    steps: tuple[Step, ...]
    gains: tuple[IndicatorScore, ...]

    @property
    def desk(self) -> Desk:
        return self.checked.desk

    @property
    def exit_code(self) -> int:
        return self.checked.exit_code

    def grouped(self, group: Group = "rule") -> list[Section]:
        """The open findings; by rule they are one section without a name."""
        found = self.checked.findings
        if group == "sheet":
            return sections(found, lambda problem: sheet_name(problem.where))
        if group == "person":
            return sections(found, person_of(self.desk.view, last_writers(self.desk)))
        return sections(found, lambda _: "")

    def as_dict(self, group: Group = "rule") -> dict[str, Any]:
        """The JSON contract: that of `Checked`, and beside it what leads."""
        return {
            **self.checked.as_dict(),
            "progress": self.progress.as_dict(),
            "documents": [d.as_dict() for d in self.documents],
            "first": [{"sheet": s.sheet, "what": s.what, "where": list(s.where)} for s in self.steps],
            "gains": [{"number": i.number, "option": i.option, "points": decimal_string(i.lost)} for i in self.gains],
            "grouped": [_section(s) for s in self.grouped(group)],
        }


def _section(section: Section) -> dict[str, Any]:
    entries = [
        {"rule": e.rule, "severity": e.severity, "says": e.says, "count": len(e.findings), "where": e.places}
        for e in section.entries
    ]
    return {"name": section.name, "entries": entries}


def known_group(text: str) -> Group:
    """The grouping named on the command line. Raises UsageError."""
    for known in GROUPS:
        if text == known:
            return known
    raise UsageError(f"不能按“{text[:40]}”分组", f"可选：{'、'.join(GROUPS)}")


def lead_park(
    workspace: Workspace, park: str, standard: str | None = None, round_id: str | None = None, *,
    as_of: str | None = None, final: bool = False, document: Document = "", own_standard: bool = False,
) -> Leading:  # fmt: skip
    """What `check_park` finds, with what leads. Raises as it does."""
    desk = open_desk(workspace, park, standard, round_id)
    known = Known(desk.score(), desk.files())

    def judged(which: Document, *, as_final: bool) -> list[Finding]:
        return findings(desk, as_of=as_of, final=as_final, document=which, own_standard=own_standard, known=known)

    found = judged(document, as_final=final)
    states = []
    for one in _served(desk, document):
        now = judged(one, as_final=final)
        more = () if final else beyond(now, judged(one, as_final=True))
        states.append(DocumentState(one, TITLES[one], sum(f.blocks for f in now), more))
    return Leading(
        Checked(desk, found), tuple(states), progress(desk.view, known.score), tuple(steps(found)),
        _gains(desk, known.score),
    )  # fmt: skip


def _served(desk: Desk, document: Document) -> tuple[Document, ...]:
    """The documents that the round is held for, or the one that was named."""
    wanted: Document = document or DOCUMENT_OF.get(desk.round.kind, "")
    return (wanted,) if wanted else UNNAMED


def _gains(desk: Desk, score: Score) -> tuple[IndicatorScore, ...]:
    """Values that are missing, by the points that they would bring at most."""
    if not score.scored or desk.view.untyped:
        return ()
    missing = [i for i in score.indicators if i.applicable and i.blank and i.lost > Fraction(0)]
    return tuple(sorted(missing, key=lambda i: -i.lost)[:MOST_GAINS])


def last_writers(desk: Desk) -> Mapping[tuple[str, str], str]:
    """Who wrote each row of the round last, by table and key, as the history has it."""
    scopes = {PARK, *(scope_of(kind, desk.round.id, desk.pack.id) for kind in ("round", "pack"))}
    return {
        (c.at.table, c.at.key): event.by for event in desk.store.events() for c in event.changes if c.at.scope in scopes
    }
