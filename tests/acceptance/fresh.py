"""A workspace with one evaluated park for each standard, as a stranger begins."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from zcdoc.cli.door import run


def parks(root: Path, packs: Iterable[str]) -> None:
    """Makes the workspace `root`; every park bears the name of its pack."""
    assert run(["init", str(root)]) == 0
    for pack in packs:
        new = f"park new {pack} --standard {pack} --name 试验园区 --date 2026-03-02 --kind evaluation"
        assert run(["--workspace", str(root), *new.split()]) == 0
