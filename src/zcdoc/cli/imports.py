"""How an import tells what it did: changes, conflicts, problems."""

from __future__ import annotations

from typing import Any

import typer

from zcdoc.cli.show import as_json, line, value
from zcdoc.cli.show import problems as show_problems

SHOWN = 40


def show_import(result: Any, *, json: bool, dry_run: bool) -> None:
    """Prints the result; leaves with exit code 1 when there are errors or conflicts."""
    if json:
        as_json(result.as_dict())
    else:
        _people(result, dry_run=dry_run)
    if result.exit_code:
        raise typer.Exit(result.exit_code)


def show_imports(done: list[Any], *, json: bool, dry_run: bool) -> None:
    """One report for several files; leaves with exit code 1 when one has errors or conflicts, or could not be taken."""
    if json:
        as_json({"files": [{"file": one.path.name, **_as_dict(one)} for one in done]})
    else:
        for one in done:
            line(f"—— {one.path.name}")
            if one.result is None:
                line(f"没有收：{one.failed.message}")
                line(f"      {one.failed.fix}")
            else:
                _people(one.result, dry_run=dry_run)
        good = sum(one.exit_code == 0 for one in done)
        line(f"共 {len(done)} 份，{good} 份全部收下" + ("" if good == len(done) else "，其余见上"))
    if any(one.exit_code for one in done):
        raise typer.Exit(1)


def _as_dict(one: Any) -> dict[str, Any]:
    if one.result is not None:
        return dict(one.result.as_dict())
    return {"applied": False, "failed": one.failed.message, "fix": one.failed.fix}


def _people(result: Any, *, dry_run: bool) -> None:
    show_problems(list(result.problems))
    changes, conflicts = result.plan.changes, result.plan.conflicts
    ignored = getattr(result, "ignored", ())  # a park file has nothing beside its values
    for one in ignored[:SHOWN]:
        line(f"没有取  {one.where}  {one.what}：{one.why}")
    if len(ignored) > SHOWN:
        line(f"      其余 {len(ignored) - SHOWN} 处用 --json 查看")
    for conflict in conflicts:
        line(f"冲突  {conflict.where}  {_named(conflict.at)}")
        line(
            f"      导出时：{value(conflict.base, 41)}　文件：{value(conflict.file, 41)}　记录：{value(conflict.record, 41)}"
        )
    if dry_run:
        for change in changes[:SHOWN]:
            line(f"将改  {change.where}  {_named(change.at)}：{value(change.was, 41)} → {value(change.now, 41)}")
        if len(changes) > SHOWN:
            line(f"      其余 {len(changes) - SHOWN} 处用 --json 查看")
    line(_verdict(result, len(changes), len(conflicts), dry_run=dry_run))


def _named(at: Any) -> str:
    from zcdoc.actions.decided import on_sheet

    return " ".join(on_sheet(at).values())


def _verdict(result: Any, changes: int, conflicts: int, *, dry_run: bool) -> str:
    bad = len(result.problems.errors)
    if bad and not result.applied and not dry_run:
        return f"有 {bad} 个错误，没有写入任何内容；改正后再导入"
    left = f"；有 {bad} 处没有收，改正后再导入这份文件" if bad else ""
    if dry_run:
        return f"试运行：将改 {changes} 处，冲突 {conflicts} 处{left}；没有写入"
    tail = f"；另有 {conflicts} 处冲突没有动，用 --take file 或 --take record 取舍" if conflicts else ""
    return f"已写入 {changes} 处改动{left}{tail}"
