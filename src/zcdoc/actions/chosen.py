"""Which standard and which round of a park a command means."""

from __future__ import annotations

from zcdoc.errors import UsageError, UserError
from zcdoc.model.record import Record, Round


def choose_standard(record: Record, standard: str | None) -> str:
    """The standard asked for, else the park's first."""
    if standard is None:
        if not record.standards:
            raise UserError(f"园区 {record.park} 没有登记任何标准", "用 zcdoc park new 建立园区时给出 --standard")
        return record.standards[0]
    if standard not in record.standards:
        raise UsageError(f"园区 {record.park} 没有登记标准“{standard}”", f"已登记：{'、'.join(record.standards)}")
    return standard


def choose_round(record: Record, round_id: str | None, prefer: str = "", *, open_only: bool = False) -> Round:
    """The round asked for, else the latest of the preferred kind, else the latest."""
    rounds = record.rounds
    if round_id is not None:
        found = next((r for r in rounds if r.id == round_id), None)
        if found is None:
            raise UsageError(
                f"园区 {record.park} 没有轮次“{round_id[:64]}”", f"现有轮次：{'、'.join(r.id for r in rounds)}"
            )
        return found
    usable = [r for r in rounds if not r.closed] or rounds if open_only else rounds
    if not usable:
        raise UserError(f"园区 {record.park} 还没有轮次", "用 zcdoc round new 开一轮")
    return ([r for r in usable if r.kind == prefer] or usable)[-1]


def refuse_closed(chosen: Round) -> None:
    """A closed round cannot be changed."""
    if chosen.closed:
        raise UserError(f"轮次 {chosen.id} 已于 {chosen.closed} 关闭，不能再改", "用 zcdoc round new --from 开新一轮")
