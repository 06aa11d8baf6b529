"""One thing wrong with a pack, before it is known on which line it stands."""

from __future__ import annotations

from dataclasses import dataclass

from zcdoc.yamlio import Path


@dataclass(frozen=True, slots=True)
class Fault:
    """File, path in it, what is wrong and how to mend it.

    `key`: the assumption below the path that it is about; `doubtful`: it is told, and the pack can be used.
    """

    file: str
    path: Path
    message: str
    fix: str
    key: str = ""
    doubtful: bool = False
