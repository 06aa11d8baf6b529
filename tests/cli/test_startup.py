"""Start-up: a command loads only the libraries that it needs."""

from __future__ import annotations

import re
import subprocess
import sys

HEAVY = {"pydantic", "openpyxl", "xlsxwriter", "docx", "docxtpl", "jinja2", "yaml", "lxml", "pypdf"}


def loaded_by(*arguments: str) -> set[str]:
    """Top-level names of every module that `python -m zcdoc …` loads."""
    command = [sys.executable, "-X", "importtime", "-m", "zcdoc", *arguments]
    done = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=60, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    names = re.findall(r"^import time:\s+\d+ \|\s+\d+ \|\s+(\S+)$", done.stderr, re.MULTILINE)
    assert "zcdoc" in names
    return {name.partition(".")[0] for name in names}


def test_help_loads_no_heavy_library():
    assert loaded_by("--help") & HEAVY == set()


def test_help_of_a_command_loads_nothing_heavy_but_what_typer_itself_needs():
    # Typer 0.29 reads the options of a command through pydantic.
    assert loaded_by("score", "--help") & HEAVY <= {"pydantic"}
