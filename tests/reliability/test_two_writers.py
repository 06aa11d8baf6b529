"""Several people at once: nobody's commit is lost."""

from __future__ import annotations

import subprocess
import sys

from zcdoc.store import ParkStore

# Commits that many times and says how often it was refused because another held the lock too long; a refusal is no loss.
WRITER = """
import sys, pathlib
from zcdoc.errors import UserError
from zcdoc.model.record import Address, Change, get
from zcdoc.store import ParkStore
folder, name, wanted = pathlib.Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])
store = ParkStore(folder, "demo")
counter = Address("park", "profile", "入驻企业数", "内容")
def one_more(record):
    was = get(record.state, counter)
    return [Change(counter, was, str(int(was or 0) + 1)), Change(Address("park", "profile", f"{name}{was}", "内容"), None, "x")]
done = refused = 0
while done < wanted:
    try:
        store.commit(one_more, "count", name)
        done += 1
    except UserError as err:
        assert "另一个" in err.message or "正在" in err.message, err.message
        refused += 1
print(refused)
"""


def test_every_commit_of_every_writer_is_there(tmp_path, size, reached):
    names = [f"写入者{number}" for number in range(size["writers"])]
    writers = [
        subprocess.Popen(
            [sys.executable, "-c", WRITER, str(tmp_path), name, str(size["commits"])],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for name in names
    ]
    said = [writer.communicate(timeout=600) for writer in writers]
    assert [writer.returncode for writer in writers] == [0] * len(names), said
    store, total = ParkStore(tmp_path, "demo"), len(names) * size["commits"]
    events, problems = store.verify()
    assert not list(problems)
    assert [event.seq for event in events] == list(range(1, total + 1))
    assert {name: sum(e.by == name for e in events) for name in names} == dict.fromkeys(names, size["commits"])
    assert store.load().state["park"]["profile"]["入驻企业数"]["内容"] == str(total)
    reached(writers=len(names), commits=total, retries=sum(int(out) for out, _ in said))
