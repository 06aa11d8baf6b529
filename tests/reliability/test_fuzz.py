"""Readers of what comes from outside say what is wrong, whatever they are given."""

from __future__ import annotations

import re
import resource
import subprocess
import sys
import time
from pathlib import Path

import fuzz_targets
import pytest

SCRIPT = Path(fuzz_targets.__file__)
LIMITS = ("-rss_limit_mb=1024", "-timeout=20")  # of one input: seconds; of the whole process: memory


@pytest.mark.parametrize("name", fuzz_targets.TARGETS)
def test_a_spoiled_file_is_read_or_refused_in_words(name, size, reached):
    """The same inputs at every run."""
    begun = time.process_time()
    assert fuzz_targets.uncaught(name, size["inputs"]) == []
    reached(**{name: size["inputs"], f"{name}_cpu": round(time.process_time() - begun)})


def test_what_is_raised_is_told():
    found = fuzz_targets.uncaught(fuzz_targets.PLANTED, 100)
    assert 0 < len(found) <= 100
    assert all("IndexError('planted')" in line for line in found)


@pytest.mark.parametrize("name", fuzz_targets.TARGETS)
def test_an_input_can_be_made_again(name):
    assert [fuzz_targets.made(name, n) for n in range(5)] == [fuzz_targets.made(name, n) for n in range(5)]
    assert len({fuzz_targets.made(name, n) for n in range(20)}) > 15


@pytest.mark.nightly
@pytest.mark.parametrize("name", fuzz_targets.TARGETS)
def test_what_a_fuzzer_finds_is_read_or_refused_in_words(name, size, reached, tmp_path):
    """Rounds, until the CPU time is used up: on a busy machine a minute by the clock is less than one."""
    fuzz_targets.lay_seeds(name, tmp_path / "corpus")
    executed, used = 0, 0.0
    while used < size["cpu"]:
        said, seconds = _fuzzed(name, tmp_path, size["cpu"] - used)
        assert said.returncode == 0, said.stderr[-5000:]
        assert "Is the code instrumented" not in said.stderr, "the fuzzer sees nothing of the code"
        executed, used = executed + _executed(said.stderr), used + seconds
    reached(**{name: executed, f"{name}_cpu": round(used)})


@pytest.mark.nightly
def test_the_fuzzer_finds_what_was_planted(tmp_path):
    fuzz_targets.lay_seeds(fuzz_targets.PLANTED, tmp_path / "corpus")
    said, _ = _fuzzed(fuzz_targets.PLANTED, tmp_path, 60)
    assert said.returncode != 0
    assert "planted" in said.stdout + said.stderr


def _fuzzed(name, folder, seconds):
    """One round, at most so long by the clock; with the CPU time that it took."""
    command = [sys.executable, str(SCRIPT), name, "corpus", f"-max_total_time={max(1, round(seconds))}", *LIMITS]
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    said = subprocess.run(command, cwd=folder, capture_output=True, text=True, errors="replace", check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return said, after.ru_utime - before.ru_utime + after.ru_stime - before.ru_stime


def _executed(words):
    found = re.search(r"stat::number_of_executed_units:\s+(\d+)", words)
    assert found, words[-2000:]
    assert int(found[1]) > 0
    return int(found[1])
