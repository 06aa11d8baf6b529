"""Whose a pack or a template is: the one that came with zcdoc, or somebody's own that may stand in for it by name."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Kind = Literal["pack", "template", "sentences"]
# How each origin reads; the names are those of `assets`, and `given` is a folder named on the command line.
ORIGIN_LABEL = {"built-in": "随附", "workspace": "工作区自带", "given": "命令行指定"}
KIND_LABEL: dict[Kind, str] = {"pack": "标准包", "template": "模板", "sentences": "共用句子"}
SHORT = 12  # characters of a sha256 that are printed


@dataclass(frozen=True, slots=True)
class Delivered:
    """What came with zcdoc under a name: its version (blank for a template) and the sha256 over its files."""

    version: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Provenance:
    """One pack, template or file of sentences as it was used; `built_in` is what came with zcdoc under the same name."""

    kind: Kind
    id: str
    version: str
    sha256: str
    origin: str
    built_in: Delivered | None = None

    @property
    def replaces_built_in(self) -> bool:
        return self.built_in is not None

    @property
    def differs(self) -> bool:
        """Whether it stands in for a built-in one and is not the same: what was delivered was not used."""
        return self.built_in is not None and self.built_in.sha256 != self.sha256

    @property
    def unasked(self) -> bool:
        """Whether nobody asked for it: it took the place of a built-in one by its name alone."""
        return self.differs and self.origin == "workspace"

    @property
    def short(self) -> str:
        return self.sha256[:SHORT]

    @property
    def label(self) -> str:
        return ORIGIN_LABEL.get(self.origin, self.origin)

    @property
    def replacement(self) -> str:
        """`用的是工作区自带的一份（…），代替了随附的同名标准包（…）`; blank for what stands in for nothing."""
        if self.built_in is None:
            return ""
        own, delivered = named(self.version, self.sha256), named(self.built_in.version, self.built_in.sha256)
        if not self.differs:
            return f"用的是工作区自带的一份，内容与随附的相同（{own}）"
        return f"用的是工作区自带的一份（{own}），代替了随附的同名{KIND_LABEL[self.kind]}（{delivered}），内容不同"

    def as_dict(self) -> dict[str, Any]:
        """The JSON contract wherever a pack or a template is named by what it is."""
        return {
            "id": self.id, "version": self.version or None, "sha256": self.sha256, "origin": self.origin,
            "replaces_built_in": self.replaces_built_in,
            "built_in": {"version": self.built_in.version or None, "sha256": self.built_in.sha256} if self.built_in else None,
        }  # fmt: skip


def named(version: str, sha256: str) -> str:
    """`版本 1.0.0，sha256 61015e927443`; a template has no version."""
    return f"{f'版本 {version}，' if version else ''}sha256 {sha256[:SHORT]}"
