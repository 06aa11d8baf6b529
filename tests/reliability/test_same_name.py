"""Two people register a file of one name at one moment: both files are there, whole, each under its own number."""

from __future__ import annotations

import subprocess
import sys

from zcdoc import fsio
from zcdoc.actions.evidence import verify_evidence
from zcdoc.model.record import Address, Change
from zcdoc.store import Workspace, init

NAME = "台账.pdf"
# Forks the two of each pair and lets both go at once. A refusal because the other held the lock is no loss: it is tried again.
PAIRS = """
import os, pathlib, sys
from zcdoc.actions.evidence import add_evidence
from zcdoc.errors import UserError
from zcdoc.store import Workspace
root, name, pairs = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])

def work(who, gate):
    refused = 0
    os.read(gate, 1)
    while True:
        try:
            made = add_evidence(Workspace(root, who), "demo", root.parent / who / name, {})
            assert not made.already
            os._exit(min(refused, 99))
        except UserError as err:
            assert "正在写" in err.message, err.message
            refused += 1
        except BaseException:
            import traceback; traceback.print_exc()
            os._exit(100)

refused = 0
for pair in range(pairs):
    gate, opener = os.pipe()
    children = [os.fork() or work(f"{pair}-{half}", gate) for half in "ab"]
    os.write(opener, b"go")
    codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
    assert max(codes) < 100 and min(codes) >= 0, codes
    refused += sum(codes)
    os.close(gate), os.close(opener)
print(refused)
"""


def test_both_of_every_pair_are_there_and_whole(tmp_path, size, reached):
    """How many pairs: `ZCDOC_RELIABILITY_SIZES=pairs=50`, or the nightly size."""
    contents = {
        f"{pair}-{half}": f"content of {pair}{half}".encode() * 9999 for pair in range(size["pairs"]) for half in "ab"
    }
    for who, content in contents.items():
        (tmp_path / who).mkdir()
        (tmp_path / who / NAME).write_bytes(content)
    workspace = Workspace(init(tmp_path / "ws"))
    store = workspace.store("demo")
    fsio.make_dirs(store.folder)
    store.commit(lambda _: [Change(Address("park", "park", "park", "name"), None, "示范园区")], "new", "x")
    said = subprocess.run(
        [sys.executable, "-c", PAIRS, str(workspace.root), NAME, str(size["pairs"])],
        capture_output=True,
        text=True,
        check=False,
    )
    assert said.returncode == 0, said.stderr
    register = store.load().rows("evidence", "park")
    assert len(register) == len(contents)
    assert len({row["文件"] for row in register.values()}) == len(contents)
    found = {row["sha256"]: (store.evidence_folder / row["文件"]).read_bytes() for row in register.values()}
    assert found == {fsio.sha256_bytes(content): content for content in contents.values()}
    assert sorted(p.name for p in store.evidence_folder.iterdir()) == sorted(row["文件"] for row in register.values())
    compared, problems = verify_evidence(workspace, "demo")
    assert (compared, list(problems)) == (len(contents), [])
    assert len(store.events()) == len(contents) + 1
    reached(pairs=size["pairs"], files=len(contents), retries=int(said.stdout))
