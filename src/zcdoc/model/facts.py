"""Facts about files that the store gathers and pure code judges."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class FileFact:
    """What stands on disk for one registered piece of evidence.

    `sha256` is None when the file is absent; `size` counts bytes; `link`: the name leads through a symbolic link; `unfit`
    says of a photograph why no document can show it.
    """

    exists: bool
    sha256: str | None
    size: int
    link: bool = False
    unfit: str = ""


ABSENT = FileFact(exists=False, sha256=None, size=0)
