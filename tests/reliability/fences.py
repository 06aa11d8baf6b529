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


def _read(name: str, file: str, old: str, new: str, tests: str = "workbook/test_sheet.py", only: str = "") -> Fence:
    return Fence(f"reader-{name}", f"workbook/{file}.py", old, new, (tests,), only)


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
    _office("one-name-twice", "        if key in seen:", "        if False:"),
    _office("names", '    if not raw or raw.startswith("/") or', "    if False and"),
    _office("encrypted", "    if info.flag_bits & 0x1:", "    if False:"),
    _office("lists-of-parts", "    if is_listing and info.file_size > MAX_LISTING:", "    if False:"),
    _office("checksum", "    if size != info.file_size or checksum != info.CRC:", "    if False:"),
    _office("mark-cut-in-two", "_refuse_dtd(info.filename, tail + piece, name)", "_refuse_dtd(info.filename, piece, name)"),
    # templates
    _sandbox("key", "        if type(obj) is not dict or type(name) is not str:", "        if False:"),
    _sandbox("range", "if len(found) > MAX_RANGE or self._steps < 0:", "if False:"),
    _sandbox("text-arithmetic", 'if operator == "**" or not all(', 'if operator == "**" and not all('),
    _sandbox("plain-context", "    if type(node) in _PLAIN:", "    if True:"),
    _sandbox("attribute", "        return self._key(obj, attribute)", "        return getattr(obj, attribute)"),
    _sandbox("loop", "if attribute in _LOOP else self._refused(attribute)", ""),
    _sandbox("blanks", "undefined=StrictUndefined,", "undefined=Undefined,"),
    _sandbox("filters", "        self.filters = {name: self.filters[name] for name in _FILTERS}\n", ""),
    _sandbox("raw", "        if raw:\n", "        if False:\n"),
    _sandbox("tags", "        if odd is not None:", "        if False:"),
    _sandbox("printable", "    if isinstance(value, (*_PLAIN, Undefined)):", "    if True:"),
    Fence("context-plain", "report/render.py", "    require_plain(context)\n", "", ("report/test_verify.py",)),
    Fence("child-time", "report/child.py", "    resource.setrlimit(resource.RLIMIT_CPU, (allowed.seconds, allowed.seconds))\n", "", ("report/test_child.py",)),
    Fence("child-memory", "report/child.py", "    resource.setrlimit(resource.RLIMIT_AS, (space, space))\n", "", ("report/test_child.py",)),
    Fence("child-isolated", "report/child.py", '[sys.executable, "-I", "-c", _START]', '[sys.executable, "-c", _START]', ("report/test_child.py",)),
    Fence("document-external", "report/verify.py", "    if bad:\n", "    if False:\n", ("report/test_verify.py",)),
    Fence("field-codes", "report/fieldcodes.py", "    if name not in ALLOWED:", "    if False:", ("report/test_fieldcodes.py",)),
    Fence("objects", "report/refusals.py", "        for element, (what, fix) in _found(story.root):", "        for element, (what, fix) in ():", ("report/test_refusals.py",)),
    Fence("left-over-braces", "report/verify.py", "        if found[0] not in own:\n            if form is None:", "        if False:\n            if form is None:", ("report/test_render.py",)),
    Fence("autoescape", "report/render.py", "Sandbox(autoescape=True)", "Sandbox(autoescape=False)", ("report/test_render.py",)),
    # workbooks
    Fence("workbook-rows", "workbook/raw.py", "        if at - found.header_at > MAX_ROWS:", "        if False:", ("hostile/test_workbooks.py",)),
    _read("row-order", "sheet", "        if not self._row < number <= LAST_ROW:", "        if False:"),
    _read("cell-order", "sheet", "        if not self._column < column <= LAST_COLUMN:", "        if False:"),
    _read("place", "sheet", "        if self._depth != _DEPTH[tag] or", "        if False and"),
    _read("strangers", "sheet", "        elif self._in_data and self._depth in {3, 4} and tag != _MORE:", "        elif False:"),
    _read("merged-count", "sheet", "        if len(self.merged) > MAX_MERGED:", "        if False:"),
    _read("text-length", "sheet", "        if self._length > MAX_TEXT:", "        if False:"),
    _read("marks", "stream", "        if self._marks < 0:", "        if False:"),
    _read("run", "stream", "        if run + (first if first >= 0 else len(chunk)) > MAX_RUN:", "        if False:"),
    _read("part-size", "stream", "        if self._zip.getinfo(part).file_size > MAX_PART:", "        if False:"),
    _read("sheets-apart", "book", "        if title.casefold() in {known.casefold() for known in sheets}:", "        if False:"),
    _read("text-in-text", "book", "            if self._depth != 2:", "            if False:"),
    _read("escapes", "book", '    if "_x" not in text:', "    if True:"),
    _read("reading-aids", "book", '        if tag == f"{MAIN}t" and self._path in ([], [f"{MAIN}r"]):', '        if tag == f"{MAIN}t":'),
    _read("calendar", "book", "    epoch = EPOCH_1904 if frame.is_1904 else EPOCH", "    epoch = EPOCH"),
    _read("local-dates", "book", "is_date_format(code)} | local", "is_date_format(code)}"),
    _read("text-number", "stored", "int(number) < len(book.texts)", "True"),
    _read("number", "stored", "    if not _NUMBER.fullmatch(written):", "    if False:"),
    _read("merged-hidden", "raw", "    sheet.rows = [(n, _visible(n, row, hidden[n], shown) if n in hidden else row) for n, row in sheet.rows]\n", "", "workbook/test_edits.py", "Merged"),
    _read("merged-told", "raw", "    _unmerge(found, [a for a in sheet.merged() if a[2] > found.header_at], book, problems)\n", "", "workbook/test_edits.py", "Merged"),
    _read("formula-without-value", "read", "        if value.stored is None:", "        if False:", "workbook/test_edits.py", "Formulas"),
    _read("key-twice", "read", "        if key in seen:", "        if False:", "workbook/test_edits.py"),
    _read("standard-changed", "read", '            if _plain(row[at - 1]) != _plain(grid.values.get(column.name, "")):', "            if False:", "workbook/test_edits.py", "standard"),
    Fence("text-no-markup", "xlsx.py", "            if not (_MARKUP.fullmatch(string) or _TWO_ESCAPES.search(string)):", "            if True:", ("test_xlsx.py",)),
    Fence("text-no-formula", "workbook/write.py", '    quote = number == "text" and text[:1] in {"=", "+", "-", "@", "\\t"}', "    quote = False", ("workbook/test_edits.py",), "looks_like_a_formula"),
    Fence("text-too-long", "workbook/write.py", "        if text_length(v) > MAX_TEXT\n", "        if False\n", ("workbook/test_layout.py",), "longer_than_a_cell"),
    Fence("import-paths", "actions/names.py", "        fsio.child(store.evidence_folder, one.name)\n    except UnsafeError as err:\n        problems", "        pass\n    except UnsafeError as err:\n        problems", ("cli/test_evidence.py", "cli/test_commands.py")),
    Fence("export-over-work", "actions/overwrite.py", "    if lost := _lost(found, own):", "    if (lost := {}):", ("cli/test_overwrite.py",)),
    Fence("document-over-work", "actions/aside.py", 'kept = None if found == "whole" else _copied(path)', "kept = None", ("actions/test_aside.py",)),
    # evidence, pictures, final documents
    Fence("evidence-changed-meanwhile", "actions/intake.py", "        if written != digest:", "        if False:", ("actions/test_intake.py",)),
    Fence("evidence-names", "actions/names.py", "    if wrong:\n", "    if False:\n", ("actions/test_names.py", "cli/test_evidence.py")),
    Fence("picture-pixels", "pictures/gate.py", "    if image.width * image.height > bound:", "    if False:", ("pictures/test_gate.py",)),
    Fence("final-with-errors", "actions/render.py", "    if blocking:\n", "    if False:\n", ("cli/test_commands.py",), "TestDocuments"),
    Fence("final-own-standard", "readiness/origin.py", "    if case.final and not case.own_standard:", "    if False:", ("cli/test_origin.py",)),
)  # fmt: skip
