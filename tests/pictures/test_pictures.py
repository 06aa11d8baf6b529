"""One picture is decoded once in a process, and a command without pictures does not load Pillow."""

from __future__ import annotations

import hashlib
import subprocess
import sys

import pytest

from zcdoc import pictures


def test_a_picture_is_decoded_once(photo, monkeypatch):
    monkeypatch.setattr(pictures, "_results", {})
    content, reads = photo((90, 60)), []
    digest = hashlib.sha256(content).hexdigest()
    found = [pictures.look(digest, lambda: reads.append(1) or content) for _ in range(3)]
    assert found[0] is found[2]
    assert len(reads) == 1


def test_a_file_that_changed_since_is_not_remembered_under_its_old_name(photo, monkeypatch):
    monkeypatch.setattr(pictures, "_results", {})
    content = photo((90, 60))
    assert isinstance(pictures.look(hashlib.sha256(content).hexdigest(), lambda: b"changed"), pictures.Fault)
    assert isinstance(pictures.look(hashlib.sha256(content).hexdigest(), lambda: content), pictures.Picture)


def test_memory_has_an_end(photo, monkeypatch):
    monkeypatch.setattr(pictures, "_results", {})
    for number in range(100):
        pictures.look(None, lambda number=number: f"no picture {number}".encode())
    assert len(pictures._results) == 64


@pytest.mark.parametrize("module", ["zcdoc.actions.render", "zcdoc.report.render", "zcdoc.pictures"])
def test_pillow_is_loaded_only_for_a_picture(module):
    script = f"import sys, {module}; sys.exit('PIL' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", script], check=False).returncode == 0
