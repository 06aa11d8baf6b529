"""The fences: every check that stands between a stranger, a crash or a mistake and somebody's data, as data.

Each entry takes one fence out of a copy of the source and names the tests that must go red then. The text that is taken out
must be there exactly once, so a fence that was moved or reworded shows as a fault of this list and not as a pass.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Fence:
    """One fence: `old` in `file` (below src/zcdoc) becomes `new`; `tests` are files below tests/, of which `only` chooses
    (pytest's -k).
    """

    id: str
    file: str
    old: str
    new: str
    tests: tuple[str, ...]
    only: str = ""


def _child(name: str, old: str, new: str) -> Fence:
    return Fence(f"path-{name}", "fsio.py", old, new, ("test_fsio.py",), "TestChild")


def _office(name: str, old: str, new: str = "") -> Fence:
    return Fence(f"office-{name}", "ooxml.py", old, new, ("hostile/test_packages.py", "test_ooxml.py"))


def _sandbox(name: str, old: str, new: str) -> Fence:
    return Fence(f"sandbox-{name}", "report/sandbox.py", old, new, ("report/test_sandbox.py",))


FENCES: tuple[Fence, ...] = (
    # names and paths
    _child("outside", "if not reason and not _stays_inside(root, relative):", "if False:"),
    _child("drive", 'if ":" in relative:', "if False:"),
    _child("backslash", 'if "\\\\" in relative:', "if False:"),
    _child("control", 'if any(unicodedata.category(sign) in ("Cc", "Cs") for sign in relative):', "if False:"),
    _child("dots", "    if not bare:\n", "    if False:\n"),
    _child("trailing", "    if bare != segment:\n", "    if False:\n"),
    _child("device", "if _DEVICES.fullmatch(segment) else", "if False else"),
    # writing
    Fence("write-atomic", "fsio.py", "        os.replace(temp, path)", "        path.write_bytes(temp.read_bytes())", ("test_fsio.py", "crash/test_atomic_write.py")),
    Fence("write-flush", "fsio.py", "            yield fd\n            os.fsync(fd)", "            yield fd", ("crash/test_atomic_write.py",)),
    Fence("append-flush", "fsio.py", "        _write_all(fd, data)\n        os.fsync(fd)\n    except OSError as err:\n        raise (_write", "        _write_all(fd, data)\n    except OSError as err:\n        raise (_write", ("crash/test_atomic_write.py",)),
    Fence("append-after", "fsio.py", "if after is not None and end != after:", "if False:", ("test_fsio.py",), "TestAppend"),
    Fence("append-taken-back", "fsio.py", "if _taken_back(fd, end) else", "if True else", ("test_fsio.py",), "TestAppend"),
    Fence("protected-file", "fsio.py", "    if not os.access(path, os.W_OK):", "    if False:", ("test_fsio.py",)),
    Fence("sweep-at-work", "fsio.py", "            fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)\n\n\ndef _leftovers", "            pass\n\n\ndef _leftovers", ("test_fsio.py",), "TestSweep"),
    Fence("read-limit", "fsio.py", "    if len(data) > limit:\n", "    if False:\n", ("test_fsio.py",), "TestRead"),
    Fence("lock", "store/park.py", "        with fsio.lock(self.folder, who=by, what=command):", "        if True:", ("store/test_park.py",)),
    # the record
    Fence("checkpoint-digest", "store/checkpoint.py", "        intact = given == ", "        intact = True or given == ", ("store/test_checkpoint.py", "store/test_park.py")),
    Fence("checkpoint-proof", "store/checkpoint.py", "and sha256(memoryview(data)[: self.length]) == self.history", "", ("store/test_standing.py",)),
    Fence("event-digest", "store/events.py", "if event.digest() != event.hash or event.line() != line:", "if False:", ("store/test_events.py",)),
    Fence("event-chain", "store/events.py", "if event.seq != number or link not in (event.prev, None):", "if False:", ("store/test_events.py",)),
    Fence("tail-lost", "store/standing.py", "if checkpoint.head not in {event.hash for event in events}:", "if False:", ("store/test_standing.py",)),
    Fence("line-unterminated", "store/standing.py", "    if _continues(found):", "    if False:", ("store/test_standing.py",)),
    Fence("half-line", "store/standing.py", "    elif not proved:", "    elif False:", ("store/test_standing.py",)),
    Fence("closed-round", "store/park.py", "        if not item.closed:\n            continue", "        if True:\n            continue", ("acceptance/test_year.py",)),
    # Office files
    _office("doctype", "if any(mark in content for mark in _DTD_MARKS):", "if False:"),
    _office("encoding", "    _refuse_encoding(info.filename, bytes(kept[:_HEAD]), name)\n"),
    _office("macros", "    _refuse_macros(parts, name)\n"),
    _office("external", "    _refuse_external(parts, kind, name)\n"),
    _office("kind", "    _expect_kind(parts, kind, name)\n"),
    _office("entries", "    if len(infos) > MAX_ENTRIES:", "    if False:"),
    _office("inflated", "    if sum(info.file_size for info in infos) > MAX_INFLATED:", "    if False:"),
    _office("ratio", "    if info.file_size > RATIO_FLOOR and", "    if False and"),
    _office("declared", "        if size > limit:", "        if False:"),
    _office("size", "    if len(data) > MAX_FILE:", "    if False:"),
    # templates
    _sandbox("key", "        if type(obj) is not dict or type(name) is not str:", "        if False:"),
    _sandbox("range", "if len(found) > MAX_RANGE or self._steps < 0:", "if False:"),
    _sandbox("text-arithmetic", 'if operator == "**" or not all(', 'if operator == "**" and not all('),
    _sandbox("plain-context", "    if type(node) in _PLAIN:", "    if True:"),
    Fence("left-over-braces", "report/verify.py", "        if found[0] not in own:\n            if form is None:", "        if False:\n            if form is None:", ("report/test_render.py",)),
    Fence("autoescape", "report/render.py", "Sandbox(autoescape=True)", "Sandbox(autoescape=False)", ("report/test_render.py",)),
    # workbooks
    Fence("workbook-rows", "workbook/raw.py", "        if at - header[0] > MAX_ROWS:", "        if False:", ("hostile/test_workbooks.py",)),
    Fence("export-over-work", "actions/overwrite.py", "    if lost := _lost(found, own):", "    if (lost := {}):", ("cli/test_overwrite.py",)),
    Fence("document-over-work", "actions/aside.py", 'kept = None if found == "whole" else _copied(path)', "kept = None", ("actions/test_aside.py",)),
    # evidence, pictures, final documents
    Fence("evidence-changed-meanwhile", "actions/intake.py", "        if written != digest:", "        if False:", ("actions/test_intake.py",)),
    Fence("evidence-names", "actions/names.py", "    if wrong:\n", "    if False:\n", ("actions/test_names.py", "cli/test_evidence.py")),
    Fence("picture-pixels", "pictures/gate.py", "    if image.width * image.height > bound:", "    if False:", ("pictures/test_gate.py",)),
    Fence("final-with-errors", "actions/render.py", "    if blocking:\n", "    if False:\n", ("cli/test_commands.py",), "TestDocuments"),
    Fence("final-own-standard", "readiness/origin.py", "    if case.final and not case.own_standard:", "    if False:", ("cli/test_origin.py",)),
)  # fmt: skip
