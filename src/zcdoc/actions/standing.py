"""How far a park is: for each of its standards, what is answered in the latest round and how many errors stand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from zcdoc.actions.desk import open_desk
from zcdoc.actions.faults import fault
from zcdoc.actions.judge import Known, findings
from zcdoc.readiness.progress import Progress, progress
from zcdoc.store import Workspace


@dataclass(frozen=True, slots=True)
class Standing:
    """The latest round under one standard; `error` says why nothing can be counted, and `progress` is None then."""

    standard: str
    round: str
    progress: Progress | None
    errors: int = 0
    warnings: int = 0
    error: str = ""

    def as_dict(self) -> dict[str, Any]:
        known = None if self.progress is None else self.progress.as_dict()
        counts = {"checks": None, "indicators": None} if known is None else known
        told = None if known is None else self.errors, None if known is None else self.warnings
        return {
            "standard": self.standard, "round": self.round or None, **counts, "errors": told[0], "warnings": told[1],
            "error": self.error or None,
        }  # fmt: skip


def standings(workspace: Workspace, park: str, standards: list[str]) -> list[Standing]:
    """One for each standard; one that cannot be opened stands there with its fault."""
    return list(_each(workspace, park, standards))


def _each(workspace: Workspace, park: str, standards: list[str]) -> Iterator[Standing]:
    for standard in standards:
        try:
            yield _standing(workspace, park, standard)
        except Exception as err:  # noqa: BLE001  a pack may hold anything, and the others are counted all the same
            yield Standing(standard, "", None, error=fault(err))


def _standing(workspace: Workspace, park: str, standard: str) -> Standing:
    desk = open_desk(workspace, park, standard)
    known = Known(desk.score(), desk.files())
    found = [f for f in findings(desk, known=known) if not f.waived]
    errors = sum(f.blocks for f in found)
    return Standing(standard, desk.round.id, progress(desk.view, known.score), errors, len(found) - errors)
