"""Whether a command that was disturbed told the truth, and whether the next one finds everything in order.

Three things may be said: done, not done, unknown. A killed command has said what it had printed. The truth is read from the
history after the next command, by `chain.py`.
"""

from __future__ import annotations

import re
from pathlib import Path

import chain
import shelf
from forks import Forks, Said

UNSURE = re.compile("不能确认")
SAVED = re.compile("出错之前，.*已经保存，有效")
CLAIMS_NOTHING_HAPPENED = re.compile("未动|没有改动|未做任何改动|没有被改动|没有生效|未改动")
IGNORED = {".lock"}


def claim(said: Said) -> str:
    """What the command says happened: done, not done, unknown, or nothing (killed before it said anything).

    A command that fails after its deed leaves with 1 and says that the deed is done.
    """
    if said.code == 0 or (said.killed and said.out.strip()) or SAVED.search(said.err):
        return "done"
    if said.killed:
        return "nothing"
    return "unknown" if UNSURE.search(said.err) else "not done"


def listing(park: Path) -> dict[str, bytes]:
    """Every file of a park's folder but the lock."""
    return {
        path.relative_to(park).as_posix(): path.read_bytes()
        for path in sorted(park.rglob("*"))
        if path.is_file() and path.name not in IGNORED
    }


class Judge:
    """Knows the park as it stood and the command; `faults` lists what was not true."""

    def __init__(self, forks: Forks, before: Path, command: shelf.Command) -> None:
        self.forks, self.command = forks, command
        park = before / "parks" / shelf.PARK
        self.events, self.files = chain.read(park), listing(park)

    def faults(self, root: Path, said: Said) -> list[str]:
        """Everything wrong with what the command said and left in the workspace; runs the next command in it."""
        park, told = root / "parks" / shelf.PARK, claim(said)
        found = self._said_wrong(said, told, park)
        after = self.forks.run(shelf.NEXT.argv, root)
        if after.code != 0:
            return [*found, f"{told}; the next command failed: {after.words.strip()}"]
        try:
            events = chain.read(park)
        except (ValueError, KeyError, chain.BrokenError) as err:
            return [*found, f"{told}; the history is broken: {err}"]
        return found + self._events_wrong(events, told) + self._files_wrong(park, events, told)

    def _said_wrong(self, said: Said, told: str, park: Path) -> list[str]:
        found = []
        if "Traceback" in said.words or said.code == 3:
            found.append(f"called a defect of ours: {said.err.strip()}")
        if told == "not done" and _settled(listing(park)) != _settled(self.files):
            found.append(f"said not done, but the files changed: {said.err.strip()}")
        if told != "not done" and CLAIMS_NOTHING_HAPPENED.search(said.err):
            found.append(f"{told}, yet claims that nothing changed: {said.err.strip()}")
        return found

    def _events_wrong(self, events: list[dict], told: str) -> list[str]:
        kept, rest = events[: len(self.events)], [e["command"] for e in events[len(self.events) :]]
        if kept != self.events:
            return ["events from before are gone"]
        there = bool(rest) and rest[0].startswith(self.command.event)
        wanted = [self.command.event, shelf.NEXT.event] if there else [shelf.NEXT.event]
        if [name[: len(want)] for name, want in zip(rest, wanted, strict=False)] != wanted or len(rest) != len(wanted):
            return [f"the history went on with {rest}"]
        if told == "done" and not there:
            return ["acknowledged and lost"]
        return ["reported not done though it is there"] if told == "not done" and there else []

    def _files_wrong(self, park: Path, events: list[dict], told: str) -> list[str]:
        there = any(e["command"].startswith(self.command.event) for e in events[len(self.events) :])
        wanted = {f"evidence/{name}": content for name, content in self.command.files.items()}
        files, known = listing(park), {"history.jsonl", "record.json", *self.files} | (set(wanted) if there else set())
        found = [f"lost or half written: {name}" for name, data in wanted.items() if there and files.get(name) != data]
        found += [f"{told}; litter after the next command: {name}" for name in sorted(files.keys() - known)]
        if chain.checkpoint_head(park) != events[-1]["hash"]:
            found.append("the checkpoint is not at the head after the next command")
        return found


def _settled(files: dict[str, bytes]) -> dict[str, bytes]:
    """Without what the next command clears away: temporary files, and who held the lock."""
    passing = (".zcdoc-", ".lock-holder")
    return {name: data for name, data in files.items() if not name.rpartition("/")[2].startswith(passing)}
