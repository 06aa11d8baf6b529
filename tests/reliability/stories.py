"""What a program did to the disk, from the first call of one command to the last of another, and what it said of it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import chain
import disk
import faults
import shelf
from forks import Forks
from verdict import claim

NEW = "neu"  # a park that is not there yet
MAKE = shelf.Command(
    ["park", "new", NEW, "--standard", shelf.PACK, "--name", "新园区", "--date", "2026-01-05"], f"park new {NEW}"
)
IN_NEW = shelf.Command(["round", "new", "evaluation", "--park", NEW], "round new")


@dataclass(frozen=True)
class Step:
    """A command, and the call at which it is disturbed: `dead` at the first flush that stands in `_append`."""

    command: shelf.Command
    kind: str = ""
    call: str = ""
    site: str = ""
    number: int = 1
    may_fail: bool = False


COMMANDS = {
    **{name: [Step(command)] for name, command in shelf.COMMANDS.items()},
    "first evidence": [Step(shelf.COMMANDS["evidence"])],  # of a park that has no folder for it yet
    "park": [Step(MAKE)],
}
# Commands that follow one which failed, was killed or ended in doubt, and such that take back what they could not finish.
AFTER_FAULTS = {
    "half a line taken back": [Step(shelf.COMMANDS["assumption"], "ENOSPC", "write")],
    "a line taken back": [Step(shelf.COMMANDS["assumption"], "EIO", "fsync", "_append")],
    "after a flush that failed": [
        Step(shelf.COMMANDS["assumption"], "dead", "fsync", "_append"), Step(shelf.COMMANDS["evidence"]),
    ],
    "a park whose first flush failed": [Step(MAKE, "dead", "fsync", "_append"), Step(IN_NEW)],
    "a park whose name was not flushed": [Step(MAKE, "EIO", "fsync", "append_line"), Step(IN_NEW, "ENOSPC", "create", "_replacing")],
    "a park whose maker was killed": [Step(MAKE, "kill", "fsync", "make_dirs"), Step(MAKE)],
}  # fmt: skip
STORIES = COMMANDS | AFTER_FAULTS


@dataclass
class Story:
    """`told` is what the last command said; `must` are the events that were said to be done, `before` those from before."""

    park: str
    parks: Path
    calls: list[dict[str, Any]] = field(default_factory=list)
    before: list[dict[str, Any]] = field(default_factory=list)
    must: list[str] = field(default_factory=list)
    files: dict[str, dict[str, bytes]] = field(default_factory=dict)  # event -> what it registered
    told: str = ""
    sealed: bool = True  # the last command wrote an event, and did not say that its checkpoint has to wait

    def states(self, drop: int | None = None) -> Iterator[tuple[disk.Tree, bool]]:
        """Every state at any moment, and whether the last command had ended by then; one flush may be left out.

        From the last moment back to the first: what a missing flush breaks is mostly what was said to be done.
        """
        model = disk.Disk(self.parks)
        moments = [model.states()]
        for number, call in enumerate(self.calls):
            if number != drop:
                model.play(call)
                moments.append(model.states())
        seen: set[disk.Tree] = set()
        for back, moment in enumerate(reversed(moments)):
            yield from ((tree, back == 0) for tree in moment - seen)
            seen |= moment

    def flushes(self) -> dict[int, str]:
        """The flushes that had something to flush, and where in the product they stand."""
        model = disk.Disk(self.parks)
        played = [model.play(call) for call in self.calls]
        return {n: c["site"] for n, c in enumerate(self.calls) if c["call"] == "fsync" and played[n]}


class Teller:
    """Runs the steps of a story in a copy of the workspace and writes down what they did."""

    def __init__(self, before: Path, folder: Path, forks: Forks) -> None:
        self.before, self.folder, self.forks = before, folder, forks

    def tell(self, name: str) -> Story:
        root, story = self._begin(name)
        for step in STORIES[name]:
            self.play(root, story, step)
        shutil.rmtree(root)
        return story

    def points(self, name: str) -> list[tuple[str, int]]:
        """The calls of a command that change something: (call, number)."""
        root, _ = self._begin(name)
        said = self.forks.run(
            COMMANDS[name][0].command.argv, root, fault={"root": str(root / "parks"), "kind": "survey"}
        )
        shutil.rmtree(root)
        return [(p.call, p.number) for p in faults.plans(root, said.marks, ("kill",))]

    def tell_killed(self, name: str, call: str, number: int) -> Story:
        """The command is killed, then typed again; where that is refused, because it was done after all, another one follows."""
        root, story = self._begin(name)
        command = COMMANDS[name][0].command
        self.play(root, story, Step(command, "kill", call, number=number))
        self.play(root, story, Step(command, may_fail=True))
        if story.told != "done":
            self.play(root, story, Step(IN_NEW if story.park == NEW else shelf.NEXT))
        shutil.rmtree(root)
        return story

    def _begin(self, name: str) -> tuple[Path, Story]:
        root, kept = self.folder / "played", self.folder / name
        shutil.copytree(self.before, root)
        if name == "first evidence":
            self._without_evidence(root)
        shutil.copytree(root / "parks", kept, dirs_exist_ok=True)
        story = Story(NEW if STORIES[name][0].command is MAKE else shelf.PARK, kept)
        story.before = self._events(root, story)
        return root, story

    def play(self, root: Path, story: Story, step: Step) -> None:
        """One command, which may have been disturbed."""
        known = {event["hash"] for event in self._events(root, story)}
        plan = None
        if step.kind:
            plan = {"kind": step.kind, "call": step.call, "number": step.number, "site": step.site}
            plan["root"] = str(root / "parks")
        said = self.forks.run(step.command.argv, root, fault=plan, record=str(root / "parks"))
        assert "!" in said.marks if plan else said.code == 0 or step.may_fail, said.words
        story.calls += disk.calls_of(said.calls.replace(str(root / "parks"), str(story.parks)))
        story.told = claim(said)
        events = self._events(root, story)
        new = [event["hash"] for event in events if event["hash"] not in known]
        story.files |= dict.fromkeys(new, step.command.files)
        # Done, and nothing new: it was there already, which is an answer to be relied upon as well.
        story.must += (new or [events[-1]["hash"]]) if story.told == "done" else []
        story.sealed = bool(new) and "检查点没有写成" not in said.err

    def _events(self, root: Path, story: Story) -> list[dict[str, Any]]:
        park = root / "parks" / story.park
        # Also after a kill, when half a line may stand at the end.
        return chain.read(park, torn=True) if (park / "history.jsonl").is_file() else []

    def _without_evidence(self, root: Path) -> None:
        """A park that has not registered anything: its folder for evidence is made by the first file."""
        shutil.rmtree(root / "parks" / shelf.PARK)
        made = ["park", "new", shelf.PARK, "--standard", shelf.PACK, "--name", "示范园区"]
        assert self.forks.run(made, root).code == 0
        shutil.rmtree(root / "parks" / shelf.PARK / "evidence", ignore_errors=True)
