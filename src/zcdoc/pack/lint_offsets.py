"""What a pack assumes of cancellation must be an option that the program can apply."""

from __future__ import annotations

from collections.abc import Iterator

from zcdoc.model.assumed import AssumedBox
from zcdoc.model.cancellation import RULES
from zcdoc.model.pack import Pack
from zcdoc.yamlio import Path


def faults(pack: Pack) -> Iterator[tuple[Path, str, str]]:
    """Path in `pack.yaml`, what is wrong, how to mend it."""
    rule = pack.head.cancellation
    if not isinstance(rule, AssumedBox):
        return
    for value in rule.assumed.extremes():
        if value not in RULES:
            yield ("cancellation", "assumed", "permitted"), f"不认得“{value}”", f"可取：{'、'.join(RULES)}"
