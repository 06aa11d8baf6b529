"""The guard of conftest.py: a run with a skipped test is green at a desk and red in CI."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

CONFTEST = Path(__file__).with_name("conftest.py")
CASES = {
    "a test that skips": "import pytest\ndef test_a():\n    pytest.skip('no tool')\ndef test_b():\n    pass\n",
    "a module that skips": "import pytest\npytest.importorskip('no_such_module')\ndef test_a():\n    pass\n",
    "nothing skipped": "def test_a():\n    pass\n",
    "an expected failure": "import pytest\n@pytest.mark.xfail\ndef test_a():\n    assert 0\n",
}


def run(folder: Path, source: str, *options: str, **env: str) -> int:
    shutil.copy(CONFTEST, folder / "conftest.py")
    (folder / "test_case.py").write_text(source, encoding="utf-8")
    (folder / "test_other.py").write_text("def test_other():\n    pass\n", encoding="utf-8")
    clean = {key: value for key, value in os.environ.items() if key not in ("CI", "ZCDOC_CI", "PYTEST_ADDOPTS")}
    clean["PYTEST_DISABLE_PLUGIN_AUTOLOAD"] = (
        "1"  # xdist alone is needed; the others take longer to load than the tests
    )
    command = [sys.executable, "-m", "pytest", "-q", "-p", "xdist", "-p", "no:cacheprovider", *options, str(folder)]
    return subprocess.run(command, cwd=folder, env=clean | env, capture_output=True, check=False).returncode


@pytest.mark.parametrize("workers", ["0", "2"])
@pytest.mark.parametrize("name", ["a test that skips", "a module that skips"])
def test_a_skip_fails_the_run_in_ci_only(tmp_path, name, workers):
    assert run(tmp_path, CASES[name], "-n", workers) == 0
    assert run(tmp_path, CASES[name], "-n", workers, ZCDOC_CI="1") == 1


@pytest.mark.parametrize("name", ["nothing skipped", "an expected failure"])
def test_a_run_without_skips_passes_in_ci(tmp_path, name):
    assert run(tmp_path, CASES[name], CI="true") == 0
