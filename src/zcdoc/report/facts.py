"""What a document is made from: values computed elsewhere, handed in whole."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zcdoc.model.provenance import Provenance
from zcdoc.model.results import Score
from zcdoc.model.terms import Terms
from zcdoc.model.view import View
from zcdoc.pictures import Fault, Picture, prepare
from zcdoc.problems import Problem


@dataclass(frozen=True, slots=True)
class Photo:
    """A photograph of the register: the evidence it stands for, its caption, and the picture or why it cannot be shown."""

    evidence: str
    name: str
    shown: Picture | Fault

    @classmethod
    def of(cls, evidence: str, name: str, content: bytes) -> Photo:
        """From the bytes of a file, whatever they are."""
        return cls(evidence, name, prepare(content))


@dataclass(frozen=True, slots=True)
class Facts:
    """Everything that a document may state.

    `problems` pairs each readiness problem with the reason for its waiver (blank: it stands open); `doubts` says by place
    (`评价指标!3`) what cannot be right there; `evidence_states` maps an evidence id to 充分, 待补充, 缺失 or 过期; `earlier`
    are the rounds before this one, in order; `sayings` maps a rule of readiness to its sentence in the catalogue;
    `templates` is the template in use and, when they are not the built-in ones, the shared sentences under it.
    """

    view: View
    terms: Terms
    score: Score
    problems: tuple[tuple[Problem, str], ...] = ()
    doubts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    evidence_states: Mapping[str, str] = field(default_factory=dict)
    earlier: tuple[View, ...] = ()
    final: bool = False
    tool_version: str = ""
    photos: tuple[Photo, ...] = ()
    sayings: Mapping[str, str] = field(default_factory=dict)
    templates: tuple[Provenance, ...] = ()

    @property
    def first_round(self) -> View | None:
        """The round just before this one, to compare with."""
        return self.earlier[-1] if self.earlier else None
