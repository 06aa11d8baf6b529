"""Every disk state that a power cut may leave of whole commands: the promises hold, and they need every single flush.

The calls of a command are recorded once (`stories.py`); a model of the disk (`disk.py`) says what may stand there after each
of them. The store opens each state as the next command would.
"""

from __future__ import annotations

import ast
import os
import shutil
import tempfile
from pathlib import Path

import chain
import disk
import pytest
import shelf
from recorder import HOLDER
from stories import COMMANDS, NEW, STORIES, Story, Teller

from zcdoc import fsio
from zcdoc.errors import ZcdocError
from zcdoc.model.record import Address, Change, get
from zcdoc.problems import ProblemsError
from zcdoc.store import ParkStore, Workspace


@pytest.fixture(scope="module")
def teller(before, forks, tmp_path_factory):
    return Teller(before, tmp_path_factory.mktemp("stories"), forks)


@pytest.fixture(scope="module")
def stories_told(teller):
    """Each story once, whatever test asks for it."""
    told = {}
    return lambda name: told.get(name) or told.setdefault(name, teller.tell(name))


@pytest.fixture
def laid():
    """Where states are laid out: thousands of small folders, which are made and gone faster in memory."""
    memory = Path("/dev/shm")
    with tempfile.TemporaryDirectory(dir=memory if os.access(memory, os.W_OK) else None) as folder:
        yield Path(folder) / "parks"


@pytest.fixture
def violations(laid, monkeypatch):
    """What the states of a story break. The flushes of the opening itself are spared: they are not what is tried here."""
    monkeypatch.setattr(os, "fsync", lambda _: None)

    def found(story, drop=None, most=None):
        wrong = []
        for tree, ended in story.states(drop):
            parks = disk.lay_out(tree, laid)
            if (parks / story.park).is_dir():
                (parks / story.park / HOLDER).write_text('{"who": "钱', "utf-8")
            wrong += _wrong(story, parks, story.told if ended else "nothing")
            shutil.rmtree(laid.parent / "checklists", ignore_errors=True)
            shutil.rmtree(laid)
            if most is not None and len(wrong) >= most:
                break
        return wrong

    return found


def _wrong(story: Story, parks: Path, told: str) -> list[str]:
    """What of the promises a state breaks."""
    store = ParkStore(parks / story.park, story.park)
    if told == "done" and not (store.folder / "history.jsonl").is_file():
        return ["done was said, and the park is not there"]
    if told == "done" and story.sealed and not all(_stand(story, store, event) for event in story.must):
        return ["done was said, and the file is not in its place"]
    try:
        if told == "done" and story.sealed and chain.checkpoint_head(store.folder) != story.must[-1]:
            return ["done was said, and the checkpoint does not stand at the event"]
        _next(story, store)
        events = chain.read(store.folder)
    except (ZcdocError, chain.BrokenError, ValueError, KeyError) as err:
        return [f"{told} was said; the next command does not get through: {getattr(err, 'message', err)}"]
    return [f"{told} was said; {fault}" for fault in _missing(story, store, events, told)]


def _stand(story: Story, store: ParkStore, event: str) -> bool:
    """Whether the files that came with an event lie where its row says, without another command's help."""
    files = {store.evidence_folder / name: content for name, content in story.files.get(event, {}).items()}
    return all(path.is_file() and path.read_bytes() == content for path, content in files.items())


def _missing(story: Story, store: ParkStore, events: list[dict], told: str) -> list[str]:
    hashes = [event["hash"] for event in events]
    found = [] if events[: len(story.before)] == story.before else ["earlier events are gone"]
    if told == "done" and not set(story.must) <= set(hashes):
        found.append("the event is lost")
    if told == "not done" and len(events) != len(story.before) + 1:
        found.append("the event is there")
    for event, files in story.files.items():
        for name, content in files.items() if event in hashes else ():
            path = store.evidence_folder / name
            if not path.is_file() or path.read_bytes() != content:
                found.append(f"registered, and the file is not whole: {name}")
    if chain.checkpoint_head(store.folder) != hashes[-1]:
        found.append("the checkpoint stays behind")
    return found + [f"litter: {path.name}" for path in store.folder.rglob(".zcdoc-*")]


def _next(story: Story, store: ParkStore) -> None:
    """What a user does next: makes the park where there is none, and writes into it.

    Two states are not the next command's to settle: a line that is whole but for its last byte, and half a line where there is
    no checkpoint yet. Either may be an event that was said to be done and was damaged by something else; so the command says to
    look, and `history repair` adds the end or sets the half line aside.
    """
    try:
        _write(story, store)
    except ProblemsError as err:
        if {p.rule for p in err.problems} - {"history-unterminated", "history-half-line"}:
            raise
        store.repair("钱二")
        _write(story, store)


def _write(story: Story, store: ParkStore) -> None:
    if story.park == NEW and not store.exists():
        from zcdoc.actions.parks import new_park

        root = store.folder.parents[1]
        shutil.copytree(shelf.TESTS / "readiness" / shelf.PACK, root / "checklists" / shelf.PACK, dirs_exist_ok=True)
        new_park(Workspace(root, "钱二"), NEW, [shelf.PACK], "新园区", date="2026-01-05")
        return
    at = Address("park", "profile", "园区概况", "内容")
    store.commit(lambda record: [Change(at, get(record.state, at), "此后写的")], "此后", "钱二")


@pytest.mark.filterwarnings("ignore::zcdoc.notices.NoticeWarning")
@pytest.mark.parametrize("name", STORIES)
def test_no_state_of_the_disk_breaks_a_promise(name, stories_told, violations, reached):
    story = stories_told(name)
    states, wrong = list(story.states()), violations(story)
    assert not wrong, f"{len(wrong)} of {len(states)} states\n" + "\n".join(sorted(set(wrong)))
    reached(stories=1, states=len(states))


@pytest.mark.nightly
@pytest.mark.filterwarnings("ignore::zcdoc.notices.NoticeWarning")
@pytest.mark.parametrize("name", COMMANDS)
def test_nor_after_a_kill_at_any_call(name, teller, violations, reached):
    """What a killed command did is in the memory of the system, not on the disk, when the next command is acknowledged."""
    wrong, states, points = [], 0, teller.points(name)
    for call, number in points:
        story = teller.tell_killed(name, call, number)
        states += len(list(story.states()))
        wrong += [f"killed at {call} {number}; {fault}" for fault in violations(story)]
    assert not wrong, f"{len(wrong)} of {states} states\n" + "\n".join(sorted(set(wrong)))
    reached(stories=len(points), states=states)


@pytest.mark.filterwarnings("ignore::zcdoc.notices.NoticeWarning")
def test_without_any_one_flush_a_state_breaks_a_promise(stories_told, violations, reached):
    """Each flush in the source is left out in turn, in the stories in which it has something to flush."""
    needed, idle, tried = set(), [], 0
    for name in STORIES:
        story = stories_told(name)
        for number, site in story.flushes().items():
            tried += 1
            if violations(story, drop=number, most=1):
                needed.add(site)
            else:
                idle.append((name, site))
    assert needed == set(_flushes_in_the_source()), "not needed in any story, or unknown"
    reached(flushes=len(needed), dropped=tried)


def _flushes_in_the_source():
    """`_append:412` for every call that flushes, in the one module that writes."""
    tree = ast.parse(Path(fsio.__file__).read_text("utf-8"))
    for function in (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)):
        for node in ast.walk(function):
            if isinstance(node, ast.Call) and _flushes(node.func) and function.name != "_sync_folder":
                yield f"{function.name}:{node.lineno}"


def _flushes(function):
    return ast.unparse(function) in {"os.fsync", "_sync_folder"}
