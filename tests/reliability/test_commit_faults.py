"""Every call to the system of a command that writes, disturbed: what it says is true, and the next command finds order."""

from __future__ import annotations

import random
import shutil

import faults
import pytest
import shelf
import straced
from verdict import Judge


@pytest.mark.parametrize("name", shelf.COMMANDS)
def test_whatever_call_of_the_program_fails_the_command_tells_the_truth(name, before, forks, tmp_path, size, reached):
    """Killed, torn, out of space for once or for good, an I/O error for once or for good: at each call below the parks."""
    command, judge = shelf.COMMANDS[name], Judge(forks, before, shelf.COMMANDS[name])
    wrong, points = [], _points(command, before, forks, tmp_path, size["points"])
    for plan in points:
        root = _copy(before, tmp_path / "ws")
        said = forks.run(command.argv, root, fault=vars(plan) | {"root": str(root / "parks")})
        assert "!" in said.marks, f"{plan} was not reached"
        wrong += [f"{plan.kind} at {plan.call} {plan.number}: {fault}" for fault in judge.faults(root, said)]
        shutil.rmtree(root)
    assert not wrong, f"{len(wrong)} of {len(points)} points\n" + "\n".join(wrong)
    reached(commands=1, points=len(points))


@pytest.mark.nightly
@pytest.mark.parametrize("name", shelf.COMMANDS)
def test_whatever_system_call_fails_the_command_tells_the_truth(name, before, forks, tmp_path, reached):
    """The same at the border of the kernel: every call on a file or a descriptor, also those of the libraries."""
    command, judge = shelf.COMMANDS[name], Judge(forks, before, shelf.COMMANDS[name])
    wrong, number = [], 0
    for point in straced.points(straced.calls(forks, command.argv, _copy(before, tmp_path / "survey"))):
        root = _copy(before, tmp_path / "ws")
        said, hit = straced.strike(forks, command.argv, root, point)
        wrong += [f"{' '.join(map(str, point))}: {fault}" for fault in judge.faults(root, said)]
        number += hit
        shutil.rmtree(root)
    assert not wrong, f"{len(wrong)} of {number} points\n" + "\n".join(wrong)
    reached(calls=number)


def _copy(before, root):
    return shutil.copytree(before, root)


def _points(command, before, forks, tmp_path, most):
    """All points of a command, or that many of them, the same ones in every run."""
    root = _copy(before, tmp_path / "survey")
    said = forks.run(command.argv, root, fault={"root": str(root / "parks"), "kind": "survey"})
    assert said.code == 0, said.words
    plans = faults.plans(root / "parks", said.marks)
    return plans if len(plans) <= most else random.Random(9).sample(plans, most)
