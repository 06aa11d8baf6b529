"""What a disk may hold after a power cut at any moment of a sequence of calls: POSIX as a model.

Data that were not flushed may be there in part, as zeros, or not at all. A name that was made, moved or taken away in a
folder that was not flushed since may be there or not, each for itself. Flushing a file makes its data stay, not its name;
flushing a folder makes its names stay, not its own name in the folder above.
"""

from __future__ import annotations

import base64
import itertools
import json
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath
from typing import Any

MOST = 20_000  # states at one moment: more would have to be sampled, and then no one should speak of all

Tree = frozenset[tuple[str, bytes | None]]  # path below the root -> content, None for a folder


@dataclass(eq=False)
class File:
    """Content as the program sees it, and everything that may be on the disk."""

    content: bytes = b""
    durable: set[bytes] = field(default_factory=lambda: {b""})
    flushed: int = 0  # so many bytes from the start are on the disk
    doubtful: range = range(0)  # bytes whose flush failed: a later flush passes over them, only writing them anew helps

    def write(self, at: int, data: bytes) -> None:
        old = self.content.ljust(at, b"\0")
        self._change(old[:at] + data + old[at + len(data) :])
        self.flushed = min(self.flushed, at)
        if at <= self.doubtful.start and self.doubtful.stop <= at + len(data):
            self.doubtful = range(0)

    def cut(self, length: int) -> None:
        if length != len(self.content):
            self._change(self.content[:length].ljust(length, b"\0"))
        self.flushed = min(self.flushed, length)
        self.doubtful = range(self.doubtful.start, min(self.doubtful.stop, length))

    def _change(self, content: bytes) -> None:
        self.content = content
        self.durable = {state for old in self.durable for state in partial(old, content)}

    def flush(self) -> bool:
        """Whether there was anything to flush."""
        was, self.durable, self.flushed = self.durable, {self.content}, len(self.content)
        if self.doubtful:
            lost = bytearray(self.content)
            lost[self.doubtful.start : self.doubtful.stop] = bytes(len(self.doubtful))
            self.durable |= {bytes(lost)}
        return was != self.durable

    def fail(self) -> None:
        """A flush that failed: the system may hold the pages to be clean that never reached the disk."""
        self.doubtful = range(self.flushed, len(self.content))


@dataclass(eq=False)
class Folder:
    """Names as the program sees them, those that are on the disk, and the changes that may or may not be."""

    names: dict[str, File | Folder] = field(default_factory=dict)
    durable: dict[str, File | Folder] = field(default_factory=dict)
    pending: list[dict[str, File | Folder | None]] = field(default_factory=list)

    def change(self, **names: File | Folder | None) -> None:
        _apply(self.names, names)
        self.pending.append(names)

    def flush(self) -> bool:
        was, self.durable, self.pending = self.pending, dict(self.names), []
        return bool(was)

    def variants(self) -> list[dict[str, File | Folder]]:
        """Every set of names that may be on the disk."""
        found: dict[frozenset, dict[str, File | Folder]] = {}
        for chosen in itertools.product((False, True), repeat=len(self.pending)):
            names = dict(self.durable)
            for change in itertools.compress(self.pending, chosen):
                _apply(names, change)
            found[frozenset((name, id(node)) for name, node in names.items())] = names
        return list(found.values())


def _apply(names: dict[str, File | Folder], change: dict[str, File | Folder | None]) -> None:
    for name, node in change.items():
        if node is None:
            names.pop(name, None)
        else:
            names[name] = node


def partial(old: bytes, new: bytes) -> set[bytes]:
    """Content of a file whose change from `old` to `new` was not flushed: lengths and blocks arrive in any order."""
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    cuts = {same, same + 1, (same + len(new)) // 2, len(new) - 1, len(new)}
    kept = {new[:cut] for cut in cuts if same <= cut <= len(new)}
    zeros = {content + b"\0" * (len(new) - len(content)) for content in kept}
    late = {new[:same] + bytes(cut - same) + new[cut:] for cut in cuts if same < cut < len(new)}
    holes = {content[:-1] + b"\n" for content in zeros if new.endswith(b"\n") and len(content) > same}
    return {old, new, old[:same]} | kept | zeros | holes | late


class Disk:
    """Starts from what stands below a folder, all of it flushed; `play` takes the recorded calls one by one."""

    def __init__(self, root: Path) -> None:
        self.root_path = PurePosixPath(root)
        self.root = _stored(root)
        self.open: dict[int, File | Folder] = {}

    def play(self, call: dict[str, Any]) -> bool:
        """Carries out one call. False when it was a flush and there was nothing to flush."""
        assert "unknown" not in call, f"a way of writing that this model does not know: {call}"
        return getattr(self, f"_{call['call']}")(call) is not False

    def states(self) -> set[Tree]:
        """What may be found after a power cut now."""
        found = {frozenset(tree) for tree in _trees(self.root, "")}
        assert len(found) <= MOST
        return found

    def _node(self, path: str) -> tuple[Folder, str]:
        *above, name = PurePosixPath(path).relative_to(self.root_path).parts
        folder: Any = self.root
        for part in above:
            folder = folder.names[part]
        return folder, name

    def _open(self, call: dict[str, Any]) -> None:
        if PurePosixPath(call["path"]) == self.root_path:
            self.open[call["fd"]] = self.root
            return
        folder, name = self._node(call["path"])
        self.open[call["fd"]] = folder.names[name]

    def _create(self, call: dict[str, Any]) -> None:
        folder, name = self._node(call["path"])
        if call["new"]:
            folder.change(**{name: File()})
        self._open(call)
        if call["cut"] and not call["new"]:
            folder.names[name].cut(0)

    def _write(self, call: dict[str, Any]) -> None:
        self.open[call["fd"]].write(call["at"], base64.b64decode(call["data"]))

    def _ftruncate(self, call: dict[str, Any]) -> None:
        self.open[call["fd"]].cut(call["length"])

    def _fsync(self, call: dict[str, Any]) -> bool:
        node = self.open[call["fd"]]
        if not call.get("failed"):
            return node.flush()
        if isinstance(node, File):
            node.fail()
        return False

    def _mkdir(self, call: dict[str, Any]) -> None:
        folder, name = self._node(call["path"])
        folder.change(**{name: Folder()})

    def _unlink(self, call: dict[str, Any]) -> None:
        folder, name = self._node(call["path"])
        folder.change(**{name: None})

    _remove = _unlink

    def _replace(self, call: dict[str, Any]) -> None:
        (source, old), (target, new) = self._node(call["path"]), self._node(call["to"])
        assert source is target, "a rename between two folders is not in this model"
        source.change(**{new: source.names[old], old: None})

    _rename = _replace


def _stored(path: Path) -> Any:
    if path.is_dir():
        names = {child.name: _stored(child) for child in path.iterdir()}
        return Folder(dict(names), dict(names))
    content = path.read_bytes()
    return File(content, {content}, len(content))


def _trees(folder: Folder, above: str) -> list[list[tuple[str, bytes | None]]]:
    found = []
    for names in folder.variants():
        ways = [_ways(node, f"{above}{name}") for name, node in names.items()]
        found += [list(itertools.chain.from_iterable(way)) for way in itertools.product(*ways)]
    return found


def _ways(node: File | Folder, path: str) -> list[list[tuple[str, bytes | None]]]:
    if isinstance(node, File):
        return [[(path, content)] for content in node.durable]
    return [[(path, None), *tree] for tree in _trees(node, f"{path}/")]


def calls_of(text: str) -> list[dict[str, Any]]:
    """The recorded calls."""
    return [json.loads(line) for line in text.splitlines()]


def lay_out(tree: Tree, root: Path) -> Path:
    """Puts a state on a real disk."""
    root.mkdir()
    for path, content in sorted(tree, key=lambda entry: entry[0]):
        if content is None:
            (root / path).mkdir()
        else:
            (root / path).write_bytes(content)
    return root
