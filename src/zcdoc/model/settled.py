"""The pack as a park has settled its assumptions: each choice in force carries its changes everywhere they reach."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from zcdoc.model.assumed import (
    Assumed,
    Change,
    ChangesGrounds,
    ChangesInput,
    ChangesOffsets,
    ChangesSeries,
    ChangesText,
    Span,
)
from zcdoc.model.indicator import CountInputs, Indicator, PresenceInputs, RatioInputs, SeriesInputs
from zcdoc.model.pack import Pack
from zcdoc.model.record import Decision
from zcdoc.model.terms import Terms


def settled(pack: Pack, decisions: Mapping[str, Decision]) -> Pack:
    """The pack with the changes of every choice that is in force; the pack itself when nothing changes."""
    changes = _in_force(pack, Terms(pack, decisions))
    if not changes:
        return pack
    return pack.replaced(
        indicators=[of_indicator(item, changes) for item in pack.indicators],
        clauses=[_clause(clause, changes) for clause in pack.clauses],
        head=_head(pack, changes),
        written=pack.written or pack,
    )


def computed(pack: Pack, item: Indicator) -> list[Assumed]:
    """The assumptions whose choices move the value of an indicator by figures that are at hand: other yearly items."""
    return [
        a
        for a in pack.assumptions
        if not isinstance(a.permitted, Span)
        and any(isinstance(c, ChangesSeries) and c.indicator == item.number for o in a.permitted for c in o.changes)
    ]


def on_trial(pack: Pack, item: Indicator, terms: Terms) -> Indicator:
    """The indicator as it reads while choices are only tried (for ranges); itself when none of them is about it."""
    moving = [a for a in computed(pack, item) if a.key in terms.trial]
    if not moving:
        return item
    plain = (pack.written or pack).indicator_of[item.number]
    return of_indicator(plain, _in_force(pack, terms))


def _in_force(pack: Pack, terms: Terms) -> list[Change]:
    """What the choices in force change, in the order of the assumptions."""
    options = (a.option(terms.in_force(a)) for a in pack.assumptions)
    return [change for option in options if option for change in option.changes]


def of_indicator(item: Indicator, changes: list[Change]) -> Indicator:
    """One indicator under some changes; itself when none of them is about it."""
    update: dict[str, Any] = {}
    for change in sorted(changes, key=_conditional):
        if isinstance(change, ChangesText) and change.what != "check" and item.number in change.of:
            update[change.what] = change.text
        if isinstance(change, ChangesGrounds) and item.number in change.of:
            update["na"] = change.na
        if isinstance(change, ChangesInput | ChangesSeries) and change.indicator == item.number:
            update |= _inputs(item.model_copy(update=update), change)
    return item.model_copy(update=update) if update else item


def _conditional(change: Change) -> bool:
    """What replaces only what stands there comes after what puts it there."""
    return isinstance(change, ChangesSeries) and change.instead_of is not None


def _inputs(item: Indicator, change: ChangesInput | ChangesSeries) -> dict[str, Any]:
    named = change.alternative if isinstance(change, ChangesInput) else None
    if not item.alternatives:
        return {"inputs": _side(item.inputs, change)}
    return {
        "alternatives": [
            a.model_copy(update={"inputs": _side(a.inputs, change)}) if named in (None, a.name) else a
            for a in item.alternatives
        ]
    }


def _side(inputs: Any, change: ChangesInput | ChangesSeries) -> Any:
    """The inputs with one side changed; unchanged where they have no such side (`pack lint` says so)."""
    if isinstance(change, ChangesSeries):
        reads = getattr(inputs, change.side) if isinstance(inputs, SeriesInputs) else None
        fits = reads is not None and change.instead_of in (None, reads)
        return inputs.model_copy(update={change.side: change.item}) if fits else inputs
    if isinstance(inputs, RatioInputs) and change.side in {"numerator", "denominator"}:
        side = getattr(inputs, change.side)
        written = {"counts": change.counts, "unit": change.unit or side.unit}
        return inputs.model_copy(update={change.side: side.model_copy(update=written)})
    if isinstance(inputs, CountInputs) and change.side == "count":
        return inputs.model_copy(update={"counts": change.counts, "unit": change.unit or inputs.unit})
    if isinstance(inputs, PresenceInputs) and change.side == "shown_by":
        return inputs.model_copy(update={"shown_by": change.counts})
    return inputs


def _clause(clause: Any, changes: list[Change]) -> Any:
    texts = {n: c.text for c in changes if isinstance(c, ChangesText) and c.what == "check" for n in c.of}
    if not any(check.id in texts for check in clause.checks):
        return clause
    checks = [c.model_copy(update={"text": texts[c.id]}) if c.id in texts else c for c in clause.checks]
    return clause.model_copy(update={"checks": checks})


def _head(pack: Pack, changes: list[Change]) -> Any:
    update: dict[str, Any] = {}
    for change in changes:
        if isinstance(change, ChangesOffsets):
            before = update.get("offsets", pack.head.offsets)
            update["offsets"] = [t.model_copy(update={"zero_carbon": t.name in change.zero_carbon}) for t in before]
    if not update:
        return pack.head
    own = {name: getattr(pack.head, name) for name in type(pack.head).model_fields}
    return type(pack.head).model_construct(**own | update)
