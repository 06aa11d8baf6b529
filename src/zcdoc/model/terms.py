"""The assumptions of a pack as one park has settled them: which value is in force, and whether anybody confirmed it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from zcdoc.model.assumed import Assumed, AssumedBox
from zcdoc.model.pack import Pack
from zcdoc.model.record import Decision


@dataclass(frozen=True)
class Terms:
    """Values in force: a trial value (for ranges), else the park's decision, else the pack's own."""

    pack: Pack
    decisions: Mapping[str, Decision] = field(default_factory=dict)
    trial: Mapping[str, str] = field(default_factory=dict)

    def in_force(self, assumed: Assumed) -> str:
        if assumed.key in self.trial:
            return self.trial[assumed.key]
        decision = self.decisions.get(assumed.key)
        return decision.value if decision and assumed.permits(decision.value) else assumed.value

    def value(self, item: str | int | AssumedBox) -> str:
        """The plain value of something that may be assumed."""
        return self.in_force(item.assumed) if isinstance(item, AssumedBox) else str(item)

    def confirmed(self, key: str) -> bool:
        return key in self.decisions

    def rests_on_assumption(self, item: object) -> bool:
        """True when the item is assumed and nobody confirmed it."""
        return isinstance(item, AssumedBox) and not self.confirmed(item.assumed.key)
