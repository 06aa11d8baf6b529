"""What a pack says of its earlier versions: which checks were split, retired, or answered in other words (`migrations:`)."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from zcdoc.model.assumed import Strict, Text

Version = Annotated[str, StringConstraints(pattern=r"^\d+\.\d+\.\d+$")]


class Split(Strict):
    """A check of an earlier version whose question is asked by others now; its own id may be among them."""

    old: Text
    new: Annotated[list[Text], Field(min_length=1)]


class Retired(Strict):
    """A check of an earlier version that nothing asks any more; its answer is kept in the history alone."""

    id: Text
    why: Text


class Migration(Strict):
    """What an answer of an older version has to go through to stand under version `to`.

    Words need no list: a result in the words of another type is read in those of the check's type. `words` says otherwise
    for single checks, and what it gives is to be reviewed.
    """

    to: Version
    what: Text = Field(description="这一版改了什么，一句话")
    splits: list[Split] = Field(default_factory=list, description="拆分或改号的检查项：结果和证据带到新项，待复核")
    retired: list[Retired] = Field(default_factory=list, description="不再问的检查项；原填内容留在历史里")
    words: dict[str, dict[str, str]] = Field(
        default_factory=dict, description="检查项编号 → 原结果 → 新结果；不写的按类型换词"
    )


def ordered(version: str) -> tuple[int, ...]:
    """A version as numbers, so that 1.10.0 stands behind 1.9.0; whatever is no version stands before all."""
    parts = version.split(".")
    return tuple(int(p) for p in parts) if all(p.isdecimal() for p in parts) else ()
