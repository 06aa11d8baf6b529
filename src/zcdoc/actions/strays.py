"""What lies in the evidence folder and stands in no register: told with what to do about it, never as an error.

A file that nobody registered proves nothing and harms nothing; that it is there is worth a word, because the person who put
it there may believe that it counts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path

from zcdoc.actions.files import OnDisk
from zcdoc.actions.intake import quoted, shown
from zcdoc.model.filenames import faults, proposal, spelling
from zcdoc.model.record import Rows
from zcdoc.problems import Problem
from zcdoc.readiness import files

UNREGISTERED = "evidence-file-unregistered"
_NAMED = 3  # of many files in one subfolder


def stray_problems(folder: Path, present: list[OnDisk], register: Rows, park: str) -> Iterator[Problem]:
    """Warnings about links, unregistered files, names and spellings. `folder` as a person types it."""
    names = {row["文件"] for row in register.values() if row.get("文件")}
    strays = [found for found in present if not _is_registered(folder, found.name, names)]
    yield from (_link(found) for found in strays if found.link)
    plain = [found for found in strays if not found.link]
    yield from _misspelt(plain, names)
    known = {spelling(name) for name in names}
    unknown = [found for found in plain if spelling(found.name) not in known]
    for subfolder, group in groupby(unknown, key=lambda found: found.name.rpartition("/")[0]):
        yield from _unregistered(folder, subfolder, list(group), park)
    yield from (_named_badly(found) for found in unknown if faults(found.name))


def _is_registered(folder: Path, name: str, names: set[str]) -> bool:
    """Whether a row names this file; macOS may show a name in another form than the one that opens it."""
    composed = unicodedata.normalize("NFC", name)
    return name in names or (composed in names and (folder / composed).exists())


def _place(name: str) -> str:
    return f"evidence/{shown(name)}"


def _link(found: OnDisk) -> Problem:
    return files.LINK.at(_place(found.name), "是链接，不是文件，没有登记", "换成文件本身再登记，或移出 evidence 文件夹")


def _misspelt(strays: list[OnDisk], names: set[str]) -> Iterator[Problem]:
    """Files of which the name differs from a registered one, or from another file's, in case or form alone."""
    first = {spelling(name): name for name in sorted(names)}
    for found in strays:
        other = first.setdefault(spelling(found.name), found.name)
        if other != found.name:
            owner = "登记的" if other in names else "另一个文件"
            message = f"与{owner}“{shown(other)}”只差大小写或字形，在 Windows 和 macOS 上是同一个文件"
            fix = f"就是登记的那份，改名为 {other}；是另一份，另起名称再登记" if other in names else "给其中一个改名"
            yield files.SPELLING.at(_place(found.name), message, fix)


def _unregistered(folder: Path, subfolder: str, group: list[OnDisk], park: str) -> Iterator[Problem]:
    """Each file of the folder itself by name, those of a subfolder together."""
    if not subfolder:
        yield from (_problem(_place(f.name), _said(f), _remedy(folder, f, park)) for f in group)
        return
    listed = "、".join(shown(f.name.rpartition("/")[2]) for f in group[:_NAMED]) + (
        " 等" if len(group) > _NAMED else ""
    )
    message = f"子文件夹里有 {len(group)} 个文件没有登记：{listed}"
    yield _problem(_place(subfolder), message, "逐个用 zcdoc evidence add 登记，或移出 evidence 文件夹")


def _problem(where: str, message: str, fix: str) -> Problem:
    return Problem(UNREGISTERED, "warning", where, message, fix)


def _said(found: OnDisk) -> str:
    return "没有登记" if found.size else "没有登记，而且是空文件"


def _remedy(folder: Path, found: OnDisk, park: str) -> str:
    if not found.size:
        return "删去，或换成有内容的文件"
    if faults(found.name):
        return f"先改名为 {proposal(found.name)}，再用 zcdoc evidence add 登记，或移出 evidence 文件夹"
    return f"用 zcdoc evidence add {quoted(shown(f'{folder.as_posix()}/{found.name}'))} --park {park} 登记，或移出 evidence 文件夹"


def _named_badly(found: OnDisk) -> Problem:
    message = f"文件名{'；'.join(faults(found.name))}"
    return files.NAME.at(_place(found.name), message, f"改名，如 {proposal(found.name)}")
