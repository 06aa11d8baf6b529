"""A history that was altered is found before anything is written over it; what a killed writer leaves is no alteration."""

from __future__ import annotations

import json
import re
import shutil

import alterations
import chain
import pytest
import shelf
from verdict import listing

WRITE = ["assumption", "set", "weight-b", "25%", "--park", shelf.PARK, "--source", "会议纪要"]
VERIFY = ["history", "verify", "--park", shelf.PARK]


@pytest.fixture(scope="module")
def workspace(before, tmp_path_factory):
    return shutil.copytree(before, tmp_path_factory.mktemp("altered") / "ws")


@pytest.fixture(scope="module")
def park(workspace, forks):
    """A sound park: its lines, and the checkpoint after each event that the commands below made."""
    folder = workspace / "parks" / shelf.PARK
    begun = (folder / "history.jsonl").read_bytes().splitlines(keepends=True)
    checkpoints = [(folder / "record.json").read_bytes()] * len(begun)
    for command in (*shelf.COMMANDS.values(), shelf.NEXT):
        assert forks.run(command.argv, workspace).code == 0
        checkpoints.append((folder / "record.json").read_bytes())
    made = ["park", "new", "other", "--standard", shelf.PACK, "--name", "另一个园区"]
    assert forks.run(made, workspace).code == 0
    lines = (folder / "history.jsonl").read_bytes().splitlines(keepends=True)
    chain.read(folder)
    # The events from before are not told apart by their checkpoints: their places are filled with the first known one.
    return alterations.Park(lines, checkpoints, (workspace / "parks" / "other" / "record.json").read_bytes())


@pytest.fixture
def lay(workspace, park):
    """Puts two files into the park's folder and takes everything else out."""
    folder = workspace / "parks" / shelf.PARK

    def put(files):
        for path in folder.glob("*"):
            if path.is_file():
                path.unlink()
        for name, content in zip(("history.jsonl", "record.json"), files, strict=True):
            if content is not None:
                (folder / name).write_bytes(content)
        return folder

    yield put
    put((park.whole, park.checkpoint))


@pytest.mark.parametrize("kind", alterations.FOUND)
def test_it_is_found_before_anything_is_written(kind, park, lay, workspace, forks, size, reached):
    wrong, cases = [], alterations.cases(alterations.FOUND[kind], park, size["each"])
    for number, files in enumerate(cases):
        assert files != (park.whole, park.checkpoint)
        folder = lay(files)
        stood = listing(folder)
        for argv in (WRITE, VERIFY):
            said = forks.run(argv, workspace)
            wrong += [f"case {number}: {' '.join(argv[:2])}: {fault}" for fault in _not_refused(said)]
            if listing(folder) != stood:
                wrong.append(f"case {number}: {' '.join(argv[:2])} wrote: {said.words.strip()}")
                break
    assert not wrong, "\n".join(wrong)
    reached(kinds=1, altered=len(cases))


def _not_refused(said):
    found = [f"not refused: {said.words.strip()}"] if said.code == 0 else []
    if said.code not in {0, 1, 2} or "Traceback" in said.words:
        found.append(f"left with {said.code}: {said.err.strip()}")
    if said.code and not re.search(r"history\.jsonl|record\.json|没有园区", said.words):
        found.append(f"does not say where: {said.words.strip()}")
    return found


@pytest.mark.parametrize("kind", alterations.LEGAL)
def test_what_is_legal_is_taken_as_it_was_meant(kind, park, lay, workspace, forks, size, reached):
    way, left, why = alterations.LEGAL[kind]
    cases = alterations.cases(way, park, size["each"])
    kept = [json.loads(line) for line in park.lines[: len(park.lines) + left]]
    for files in cases:
        folder = lay(files)
        said = forks.run(WRITE, workspace)
        assert said.code == 0, f"{why}: {said.words}"
        events = chain.read(folder)
        assert events[:-1] == kept
        assert chain.checkpoint_head(folder) == events[-1]["hash"]
    reached(legal=len(cases))


def test_the_printed_head_finds_what_was_set_back_together(park, lay, workspace, forks):
    """What the folder alone cannot tell: the head stands in every workbook and document."""
    head = park.event(-1)["hash"]
    assert forks.run([*VERIFY, "--head", head], workspace).code == 0
    (files,) = alterations.cases(alterations.set_back, park, 1)
    lay(files)
    said = forks.run([*VERIFY, "--head", head], workspace)
    assert said.code == 1
    assert head[:8] in said.words


def test_no_park_is_made_over_a_lost_history(park, lay, workspace, forks):
    folder = lay((None, park.checkpoint))
    said = forks.run(["park", "new", shelf.PARK, "--standard", shelf.PACK, "--name", "新园区"], workspace)
    assert said.code in {1, 2}, said.words
    assert listing(folder)["record.json"] == park.checkpoint
    assert not (folder / "history.jsonl").exists()


def test_verify_finds_a_checkpoint_that_says_what_no_event_says(park, lay, workspace, forks):
    """Somebody who can hash rewrites a value in the checkpoint alone: the history is sound, so a command goes on.

    Folding the whole history at each opening would find it at once and cost what the checkpoint saves; `history verify` does,
    before and after the next write.
    """
    data = json.loads(park.checkpoint)
    del data["sha256"]
    data["state"]["park"]["park"]["park"]["name"] = "别的园区"
    lay((park.whole, json.dumps(data | {"sha256": chain.digest(data)}, ensure_ascii=False).encode()))
    for argv in (VERIFY, WRITE, VERIFY):
        said = forks.run(argv, workspace)
        assert said.code == (1 if argv is VERIFY else 0)
        assert argv is WRITE or "record.json" in said.words
