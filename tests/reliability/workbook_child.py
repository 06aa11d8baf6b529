"""Imports workbooks one by one, each in a process of its own within limits, and says what came of each.

Run as a script: `workbook_child.py WORKSPACE`; each line of input is a park and a path, each line of output JSON.
"""

from __future__ import annotations

import json
import os
import re
import resource
import subprocess
import sys
import time
import traceback
from pathlib import Path
from typing import Any

from oracle import Outcome

SECONDS, MEGABYTES = 5, 200  # what is promised
KILL_SECONDS, KILL_MEGABYTES = 20, 2_000  # when the child is ended


class Importer:
    """The script, ready to import: `importer.imported(park, data)`."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "handed-in.xlsx"
        command = [sys.executable, __file__, str(folder)]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def imported(self, park: str, data: bytes) -> dict[str, Any]:
        """`outcome`, `trace` ("" unless something that is no error of ours came out), `seconds` of CPU, `megabytes`."""
        self._path.write_bytes(data)
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(f"{park} {self._path}\n")
        self._process.stdin.flush()
        said = json.loads(self._process.stdout.readline())
        taken = {place: tuple(rest) for place, *rest in said.pop("taken")}
        said["outcome"] = Outcome(said.pop("refused"), taken, [tuple(p) for p in said.pop("problems")])
        return said

    def close(self) -> None:
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait(30)


def main() -> None:
    import parks

    from zcdoc.store import Workspace

    workspace = Workspace(Path(sys.argv[1]))
    for park in (parks.SMALL, parks.FULL):  # libraries and packs are loaded once, before the children are made
        _import(workspace, park, parks.workbook(workspace, park))
    for line in sys.stdin:
        park, path = line.split()
        sys.stdout.write(_apart(workspace, park, Path(path).read_bytes()) + "\n")
        sys.stdout.flush()


def _apart(workspace: Any, park: str, data: bytes) -> str:
    reader, writer = os.pipe()
    child = os.fork()
    if not child:
        os.close(reader)
        resource.setrlimit(resource.RLIMIT_CPU, (KILL_SECONDS, KILL_SECONDS))
        resource.setrlimit(resource.RLIMIT_AS, (KILL_MEGABYTES << 20, KILL_MEGABYTES << 20))
        with os.fdopen(writer, "w") as out:
            out.write(json.dumps(_measured(workspace, park, data)))
        os._exit(0)
    os.close(writer)
    with os.fdopen(reader) as pipe:
        said = pipe.read()
    os.waitpid(child, 0)
    nothing = {"refused": "", "taken": [], "problems": [], "trace": "killed", "seconds": KILL_SECONDS, "megabytes": 0}
    return said or json.dumps(nothing)


def _measured(workspace: Any, park: str, data: bytes) -> dict[str, Any]:
    begin = time.process_time()
    said = _import(workspace, park, data)
    status = Path("/proc/self/status").read_text()
    peak = int(re.search(r"VmHWM:\s+(\d+)", status)[1]) // 1024  # type: ignore[index]
    return said | {"seconds": time.process_time() - begin, "megabytes": peak}


def _import(workspace: Any, park: str, data: bytes) -> dict[str, Any]:
    """A dry run, with the reading that it rests on."""
    from zcdoc import notices
    from zcdoc.actions import checklist
    from zcdoc.errors import DefectError, ZcdocError

    path = workspace.root / "read.xlsx"
    path.write_bytes(data)
    said: dict[str, Any] = {"refused": "", "taken": [], "problems": [], "trace": ""}
    settle = checklist.settle
    checklist.settle = lambda found, *args, **more: _noted(said, found.reading) or settle(found, *args, **more)
    try:
        with notices.gathering():
            result = checklist.import_checklist(workspace, path, park, dry_run=True)
        said["problems"] = [(p.rule, p.severity, p.where, p.message) for p in result.problems]
    except DefectError:
        said["trace"] = traceback.format_exc()
    except ZcdocError as err:
        said["refused"] = err.message
    except BaseException:  # noqa: BLE001  whatever comes out is what the row counts
        said["trace"] = traceback.format_exc()
    finally:
        checklist.settle = settle
    return said


def _noted(said: dict[str, Any], reading: Any) -> None:
    said["taken"] = [(i.where, i.at.key, i.at.field, i.value) for i in reading.incoming] + [
        (where, "", name, value) for row in reading.new_rows for name, (value, where) in row.values.items()
    ]


if __name__ == "__main__":
    sys.path.insert(0, str(Path(__file__).parent))
    main()
