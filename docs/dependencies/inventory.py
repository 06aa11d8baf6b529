"""What users get beside zcdoc, from requirements.lock: a list of licences and an SBOM. `make lock` runs it.

    python docs/dependencies/inventory.py users            # prints the users' part of the lock, for every platform
    python docs/dependencies/inventory.py write FOLDER     # writes both files; the packages are installed in FOLDER

Everything comes from the lock and from the packages' own metadata, and nothing from the machine, the clock or chance, so two
runs give the same bytes. tests/packaging/test_inventory.py holds the files to the lock.
"""

from __future__ import annotations

import json
import re
import sys
import tomllib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from email.message import Message
from importlib.metadata import distributions
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

HERE = Path(__file__).resolve().parent
ROOT = HERE.parents[1]
LOCK = ROOT / "requirements.lock"
SBOM = HERE / "zcdoc.cdx.json"
LICENSES = HERE / "licenses.md"
US = "zcdoc (pyproject.toml)"  # how uv names what a user's installation asks for; a group stands after a colon


@dataclass(frozen=True)
class Entry:
    """One pinned release: what it is, its hashes, and who asks for it (names, or zcdoc's pyproject.toml)."""

    requirement: Requirement
    hashes: tuple[str, ...]
    via: tuple[str, ...]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        (pin,) = self.requirement.specifier
        if pin.operator != "==":
            raise ValueError(f"not pinned: {self.requirement}")
        return pin.version

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.name}@{self.version}"


def entries(text: str) -> list[Entry]:
    """The entries of a lock made by uv, in its order; a line of another shape raises ValueError."""
    found = []
    for block in re.split(r"\n(?=\S)", text.partition("make lock\n")[2].strip()):
        first, *rest = block.replace("\\\n", "\n").splitlines()
        lines = [line.strip() for line in rest]
        hashes = [line for line in lines if line.startswith("--hash=")]
        notes = [line.removeprefix("#").removeprefix(" via").strip() for line in lines if line.startswith("#")]
        if len(hashes) + len(notes) != len(lines):
            raise ValueError(f"not an entry of a lock: {block}")
        found.append(Entry(Requirement(first), tuple(hashes), tuple(filter(None, notes))))
    return found


def users(found: Iterable[Entry]) -> list[Entry]:
    """Those entries that an installation without developers' groups needs, on any platform."""
    every = {entry.name: entry for entry in found}
    wanted = {name for name, entry in every.items() if US in entry.via}
    while more := {name for name, entry in every.items() if wanted & set(entry.via)} - wanted:
        wanted |= more
    return [every[name] for name in sorted(wanted)]


def license_of(metadata: Message) -> str:
    """The licence as the package states it: SPDX expression, else a short field, else its classifiers."""
    said = metadata.get("License-Expression") or metadata.get("License") or ""
    if said and "\n" not in said.strip():
        return said.strip()
    marks = [text for text in metadata.get_all("Classifier") or [] if text.startswith("License ::")]
    if not marks:
        raise ValueError(f"{metadata.get('Name')} states no licence")
    return "; ".join(text.rpartition(" :: ")[2] for text in marks)


def stated(folder: str | None = None) -> dict[str, Message]:
    """Metadata by canonical name and version (`name==version`) of what is installed in a folder, or here."""
    found = distributions(path=[folder]) if folder else distributions()
    return {f"{canonicalize_name(item.metadata['Name'])}=={item.version}": item.metadata for item in found}


def sbom(found: list[Entry], licenses: dict[str, str], project: dict[str, Any]) -> str:
    """CycloneDX 1.6 as JSON: zcdoc, the releases that it was tested with, and who needs whom."""
    own = f"pkg:pypi/{project['name']}@{project['version']}"
    parts = [_component(entry, licenses[entry.name]) for entry in found]
    needs = {US: own, **{entry.name: entry.purl for entry in found}}
    links = [
        {"ref": ref, "dependsOn": sorted(entry.purl for entry in found if asker in entry.via)}
        for asker, ref in needs.items()
    ]
    body = {
        "metadata": {
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "licenses": [{"expression": project["license"]}],
                "purl": own,
            }
        },
        "components": parts,
        "dependencies": links,
    }
    number = uuid.uuid5(uuid.NAMESPACE_URL, json.dumps(body, sort_keys=True))
    head = {"bomFormat": "CycloneDX", "specVersion": "1.6", "serialNumber": number.urn, "version": 1}
    return json.dumps({**head, **body}, ensure_ascii=False, indent=2) + "\n"


def _component(entry: Entry, said: str) -> dict[str, Any]:
    marker = str(entry.requirement.marker or "")
    return {
        "type": "library",
        "bom-ref": entry.purl,
        "name": entry.name,
        "version": entry.version,
        "purl": entry.purl,
        "licenses": [{"license": {"name": said}}],
        **({"properties": [{"name": "zcdoc:marker", "value": marker}]} if marker else {}),
    }


def page(found: list[Entry], licenses: dict[str, str]) -> str:
    """The list of licences, in Chinese, as Markdown."""
    known = {US: "zcdoc", **{entry.name: entry.name for entry in found}}
    rows = [
        f"| {entry.name} | {entry.version} | {licenses[entry.name]} | {_asked_by(entry, known)} |" for entry in found
    ]
    shared = "、".join(f"{entry.name}（{licenses[entry.name]}）" for entry in found if "GPL" in licenses[entry.name])
    return "\n".join([HEAD, *rows, "", *([COPYLEFT.format(shared)] if shared else []), FOOT])


def _asked_by(entry: Entry, known: dict[str, str]) -> str:
    names = sorted(known[via] for via in entry.via if via in known)
    marker = entry.requirement.marker
    return "、".join(names) + (f"（{marker}）" if marker else "")


HEAD = """# 随 zcdoc 安装的软件及其许可

zcdoc 本身以 Apache-2.0 许可发布，安装包里只有 zcdoc 自己的文件。安装时由 pip 从软件源另行取得下列软件，未经修改；
许可按各软件自己的元数据照录。版本是测试时所用的（`requirements.lock`），用户处由 pip 在下限以上选定。
开发和测试用的软件不随 zcdoc 安装，不在表中。同样的清单以 CycloneDX 格式随安装包携带（`zcdoc-*.dist-info/sboms/`）。

| 软件 | 版本 | 许可 | 因何安装 |
|---|---|---|---|"""
COPYLEFT = "须留意的许可：{}。zcdoc 原样调用它而不改动，它单独安装，用户可以换成别的版本。"
FOOT = """生成的 Word、Excel 文件属于用户。

本页由 `make lock` 写成，不要手改。
"""


def write(folder: str) -> None:
    """Writes both files; `folder` holds the users' packages, installed for whatever platform."""
    found = users(entries(LOCK.read_text("utf-8")))
    metadata = stated(folder)
    licenses = {entry.name: license_of(metadata[f"{entry.name}=={entry.version}"]) for entry in found}
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    SBOM.write_text(sbom(found, licenses, project), "utf-8", newline="\n")
    LICENSES.write_text(page(found, licenses), "utf-8", newline="\n")


def main(words: list[str]) -> None:
    match words:
        case ["users"]:
            for entry in users(entries(LOCK.read_text("utf-8"))):
                print(f"{entry.name}=={entry.version}", *entry.hashes)
        case ["write", folder]:
            write(folder)
        case _:
            sys.exit(__doc__)


if __name__ == "__main__":
    main(sys.argv[1:])
