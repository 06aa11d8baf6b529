"""Takes a file into a park's evidence: the name it gets, the copy and the entry in the register, all under one lock."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path

from zcdoc import fsio
from zcdoc.actions.files import OnDisk, file_fact, on_disk
from zcdoc.errors import UnsafeError, UserError, ZcdocError
from zcdoc.merge import next_key
from zcdoc.model.filenames import faults, free, proposal, spelling
from zcdoc.model.record import PARK, Address, Change, Record, Row, Rows
from zcdoc.store import ParkStore
from zcdoc.store.staging import staged


@dataclass(slots=True)
class Intake:
    """One file on its way in. `asked` is the name to store it under (blank: its own), `given` the columns of its row.

    `sha256` is what was looked at before the lock, blank when nothing was. After `changes` has run, `number` tells where
    the file stands in the register, `stored` under which name in the folder, and the flags what was found: the content was
    there `already`, its lost file is `put_back`, its file has been `altered` since, an unregistered twin is `adopted`.
    """

    store: ParkStore
    source: Path
    asked: str
    given: dict[str, str]
    sha256: str = ""
    number: str = field(default="", init=False)
    stored: str = field(default="", init=False)
    already: bool = field(default=False, init=False)
    put_back: bool = field(default=False, init=False)
    altered: bool = field(default=False, init=False)
    adopted: bool = field(default=False, init=False)

    @property
    def wanted(self) -> str:
        """The name to store it under, in the form in which every system writes it."""
        return self.asked or unicodedata.normalize("NFC", self.source.name)

    def changes(self, record: Record) -> list[Change]:
        """What the register gains; nothing when it holds this content already. Runs under the park's lock.

        Raises UserError when the source has changed since it was looked at, or lies in the folder under a name that it
        cannot keep.
        """
        register = record.rows("evidence", PARK)
        digest = fsio.sha256_file(self.source)
        if self.sha256 and digest != self.sha256:
            raise self._changed()
        known = self._known(register, digest)
        if known:
            self._meet(known, register[known], digest)
            return []
        self.number, self.stored = next_key("evidence", register.keys()), self._placed(register, digest)
        values = {**self.given, "文件": self.stored, "sha256": digest}
        return [Change(Address(PARK, "evidence", self.number, name), None, value) for name, value in values.items()]

    def _known(self, register: Rows, digest: str) -> str:
        """The number under which this content is registered; blank when it is not."""
        for number, row in register.items():
            if row.get("sha256") == digest or (
                not row.get("sha256") and self._sha256_of(row.get("文件", "")) == digest
            ):
                return number
        return ""

    def _sha256_of(self, name: str) -> str | None:
        try:
            return file_fact(self.store, name).sha256 if name else None
        except ZcdocError:  # a name that leads out, a file that cannot be read: nothing to compare with
            return None

    def _meet(self, number: str, row: Row, digest: str) -> None:
        """The content is there already; where its file was lost, it is put back."""
        self.number, self.stored, self.already = number, row.get("文件", ""), True
        try:
            target = fsio.child(self.store.evidence_folder, self.stored)
        except UnsafeError:  # no file, or a name that an older version let in: nothing to put back
            return
        if target.exists() or target.is_symlink():
            self.altered = self._sha256_of(self.stored) != digest
            return
        self._stage(digest)
        self.put_back = True

    def _placed(self, register: Rows, digest: str) -> str:
        """The name under which the content stands in the folder, put there unless it is."""
        inside = self._inside()
        if inside:
            self._require_own(inside, register)
            return inside
        present = on_disk(self.store.evidence_folder)
        named = {spelling(row["文件"]) for row in register.values() if row.get("文件")}
        twin = self._twin(present, named, digest)
        if twin:
            self.adopted = True
            return twin
        return self._copied(named | {spelling(found.name) for found in present}, digest)

    def _inside(self) -> str:
        """The source's name relative to the evidence folder, blank when it lies elsewhere. Raises UserError for a link."""
        folder, source = self.store.evidence_folder.resolve(), self.source.resolve()
        if source.is_relative_to(folder):
            return source.relative_to(folder).as_posix()
        if self.source.is_symlink() and self.source.parent.resolve().is_relative_to(folder):
            raise UserError(f"evidence 文件夹里的 {shown(self.source.name)} 是链接，不是文件", "换成文件本身，再登记")
        return ""

    def _require_own(self, name: str, register: Rows) -> None:
        """A file in the folder is registered as it is: under a name that it can keep, and not a second time."""
        wrong = faults(name)
        if wrong:
            where = f"evidence 文件夹里的文件名“{shown(name)}”"
            raise UserError(f"{where}{'；'.join(wrong)}", f"先把文件改名为 {proposal(name)}，再登记")
        if self.asked not in {"", name.rpartition("/")[2]}:
            raise UserError("文件已在 evidence 文件夹里，--as 不能给它另起名称", "先改文件名，再登记")
        same = next((n for n, row in register.items() if spelling(row.get("文件", "")) == spelling(name)), "")
        if same:
            fix = "换回原件；确要用新内容，另存为一个新文件名，登记新文件"
            raise UserError(f"{name} 已登记为 {same}，登记之后被改动过", fix)

    def _twin(self, present: list[OnDisk], named: set[str], digest: str) -> str:
        """A file of the same content that nobody registered, under a name that it can keep."""
        size = self.source.stat().st_size
        for found in present:
            usable = not found.link and found.size == size and spelling(found.name) not in named
            if usable and not faults(found.name) and self._sha256_of(found.name) == digest:
                return found.name
        return ""

    def _copied(self, taken: set[str], digest: str) -> str:
        """Stages a copy under the first name that is free; the store puts it in place once it is registered."""
        self._require_good(self.wanted)
        self._stage(digest)
        return free(self.wanted, taken)

    def _stage(self, digest: str) -> None:
        fsio.make_dirs(self.store.evidence_folder)
        path = staged(self.store.evidence_folder, digest)
        try:
            written = fsio.copy_in(self.source, path)
        except UserError as err:  # told with the name that a person knows
            raise type(err)(err.message.replace(path.name, shown(self.wanted)), err.fix) from err
        if written != digest:
            fsio.remove(path)
            raise self._changed()

    def _require_good(self, name: str) -> None:
        """Raises UnsafeError for a name that leads out, UserError for one that another system cannot bear."""
        wrong = faults(name)
        if not wrong:
            return
        message, fix = f"文件名“{shown(name)}”{'；'.join(wrong)}", f"另起名称：加 --as {quoted(proposal(name))}"
        try:
            fsio.child(self.store.evidence_folder, name)
        except UnsafeError:
            raise UnsafeError(message, fix) from None
        raise UserError(message, fix)

    def _changed(self) -> UserError:
        return UserError(f"{shown(self.source.name)} 在登记时被改动，没有登记", "等它写完后再登记")


def quoted(name: str) -> str:
    """As it is typed in a terminal."""
    return f'"{name}"' if re.search(r"[^\w./＜＞＂｜？＊：＼-]", name) else name


def shown(name: str) -> str:
    """A name as it may be printed: what cannot be seen stands as its code."""
    return "".join(sign if sign.isprintable() else f"[U+{ord(sign):04X}]" for sign in name[:120])
