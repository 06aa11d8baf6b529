"""zcdoc pack pin: puts an open round under the pack as it is installed now."""

from __future__ import annotations

import typer

from zcdoc.cli.options import AsJson, By, Park, RoundId, workspace
from zcdoc.cli.pack import Id
from zcdoc.cli.show import as_json, line


def pin(
    ctx: typer.Context, pack: Id, park: Park, round_id: RoundId = None, by: By = None, json: AsJson = False
) -> None:
    from zcdoc.actions.pinned import repin

    done = repin(workspace(ctx), park, pack, round_id, by=by)
    if json:
        as_json({"round": done.round, "pack": pack, "was": done.was_json, "now": done.now_json})
        return
    line(f"轮次 {done.round} 改按标准包 {pack}（{done.now.label}）" + (f"；原为{done.was.label}" if done.was else ""))
    line(
        f"得分是否变化，用 zcdoc score --park {park} --round {done.round} 看；这一步记入历史，可用 zcdoc history undo 撤回"
    )
