"""zcdoc score, assumption list|confirm|set."""

from __future__ import annotations

from typing import Annotated, Any

import typer

from zcdoc.cli import complete
from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.options import AsJson, By, Park, RoundId, Standard, workspace
from zcdoc.cli.show import as_json, line, table

assumptions = typer.Typer(cls=Group, no_args_is_help=True, help="假设：标准没有写明之处，列出、确认或改定。")
Source = Annotated[str, typer.Option("--source", metavar="依据", help="谁定的、依据是什么，如会议纪要及其证据编号")]


def score(
    ctx: typer.Context, park: Park, standard: Standard = None, round_id: RoundId = None, json: AsJson = False
) -> None:
    from zcdoc.actions.judge import score_park

    desk, result = score_park(workspace(ctx), park, standard, round_id)
    if json:
        as_json({**result.as_dict(), "pack": desk.pack.provenance.as_dict()})
        return
    _show_score(desk, result)


def _show_score(desk: Any, score: Any) -> None:
    from fractions import Fraction

    from zcdoc.model.rounding import rounded
    from zcdoc.model.values import decimal_string

    line(f"{desk.record.name}　{desk.pack.label}　{desk.round.label} {desk.round.id}")
    if not score.scored:
        _show_verdict(desk, score)
        return
    rows = [
        (
            g.name,
            f"{decimal_string(Fraction(rounded(g.weight * 100)))}%{'（假设）' if g.assumed else ''}",
            str(g.applicable),
            rounded(g.in_force * 100),
            rounded(g.score),
        )
        for g in score.groups
    ]
    table("", ("一级指标", "权重", "适用指标", "满分", "得分"), rows, right=(1, 2, 3, 4))
    if score.remainder:
        line(f"各组得分分别修约，与公式得分相差 {score.remainder}，是尾差")
    line(f"公式得分 {score.printed(score.s_zce)}　加分 {score.printed(score.bonus)}　总分 {score.printed(score.total)}")
    line(_level(score))
    for note in _notes(score):
        line(note)
    lost = sorted((i for i in score.indicators if i.lost > 0), key=lambda i: -i.lost)[:10]
    rows = [
        (
            f"{i.number} {i.option}",
            i.group,
            rounded(i.points),
            rounded(i.lost),
            i.lacking or ("没有数值" if i.blank else ""),
        )
        for i in lost
    ]
    if rows:
        table("先补哪里", ("指标", "一级指标", "已得", "还可得", ""), rows, right=(2, 3))


def _show_verdict(desk: Any, score: Any) -> None:
    """Targets kept and missed, or results clause by clause where the standard gives neither points nor targets."""
    from zcdoc.model.rating import DUTY_LABEL
    from zcdoc.model.tables import RESULTS

    line(score.statement)
    rows = [
        (g.name, DUTY_LABEL[g.duty], *(str(n) for n in (g.applicable, g.met, g.unmet, g.open))) for g in score.groups
    ]
    if rows:
        table("", ("指标类别", "约束程度", "适用", "达到", "未达到", "不能判断"), rows, right=(2, 3, 4, 5))
    else:
        table("", ("章", "条款", *RESULTS), _by_chapter(desk, RESULTS), right=tuple(range(1, 2 + len(RESULTS))))
    line(_conclusion(score))
    short = [i for i in score.indicators if i.applicable and not i.met]
    named = [(f"{i.number} {i.option}", i.group, _missing(i)) for i in short[:10]]
    if named:
        table("先补哪里", ("指标", "类别", "情况"), named)


def _by_chapter(desk: Any, results: tuple[str, ...]) -> list[tuple[str, ...]]:
    rows = []
    for chapter in desk.pack.head.chapters:
        found = [desk.view.clause_result(c) for c in desk.pack.clauses if c.chapter == chapter.id]
        if found:
            counts = (str(found.count(name) or "") for name in results)
            rows.append((f"{chapter.printed} {chapter.title}", str(len(found)), *counts))
    return rows


def _missing(item: Any) -> str:
    if item.value is None:
        return item.lacking or "没有数值"
    return "来源没有给出目标值" if item.leading is None else "未达到目标值"


def _conclusion(score: Any) -> str:
    if score.blocked:
        return f"结论：不提出（基本要求不符合：{'、'.join(score.gate.unmet)}）"
    why = "；".join(score.why)
    if score.kind == "targets":
        return f"结论：{score.level}" if score.level else f"结论：尚不能下（{why}）"
    return f"不能计分：所据文本缺少{why}" if why else "本标准不计分，按条款判定"


def _level(score: Any) -> str:
    decided = "总分" if score.decided_by == "total" else "公式得分"
    if score.blocked:
        return f"级别：不提出（基本要求不符合：{'、'.join(score.gate.unmet)}）"
    if score.level is None:
        return f"级别：不能确定（{'；'.join(score.why)}）"
    without = score.level_without_bonus or "不能确定"
    other = f"；不计加分为{without}" if without != score.level else ""
    return f"级别：{score.level}（按{decided}{other}）"


def _notes(score: Any) -> list[str]:
    from zcdoc.model.values import decimal_string

    zero = {"yes": "是", "no": "否", "undeterminable": "无法判定"}[score.zero_carbon]
    notes = [f"零碳园区：{zero}（{score.zero_carbon_why}）"]
    if score.low != score.high:
        notes.append(
            f"由于有{'、'.join(score.open_for) or '未定的事项'}，总分为 {score.printed(score.low)} 至 {score.printed(score.high)}"
        )
    if not score.level_stable:
        undecided = score.level is None and not score.blocked
        names = "、".join(x or "不提出" for x in (score.levels if undecided else score.levels[1:]))
        notes.append(f"级别{'可能是' if undecided else '可能随之变为'}：{names}")
    notes += [f"  {told}" for told in score.by_choice]
    notes += score.beside
    if score.near is not None:
        notes.append(f"距 {decimal_string(score.near)} 分的界限不到 0.5 分，结论对数据误差敏感")
    if score.gate.open:
        notes.append(f"基本要求尚未查完：{'、'.join(score.gate.open)}")
    if score.incomplete:
        notes.append(f"适用而没有数值的指标按 0 分计：{'、'.join(score.incomplete)}")
    return notes


@assumptions.command("list", cls=Command, help="列出全部假设、取值与确认情况。")
def list_(
    ctx: typer.Context, park: Park, standard: Standard = None, round_id: RoundId = None, json: AsJson = False
) -> None:
    from zcdoc.actions.judge import assumptions as states

    found = states(workspace(ctx), park, standard, round_id)
    if json:
        as_json(
            [{**a.as_dict(), "shown": a.shown, "permitted": a.permitted, "by": a.by, "source": a.source} for a in found]
        )
        return
    rows = [(a.key, a.title, a.shown, a.permitted, _confirmed(a)) for a in found]
    table("", ("代号", "所补内容", "取值", "允许范围", "状态"), rows)
    lost = [a.key for a in found if a.kind == "lost" and not a.settled]
    if lost:
        line(
            f"所据文本缺损的 {len(lost)} 项（{'、'.join(lost)}）确认了也仍是假设；持有正式印本的，用 zcdoc pack complete 补入"
        )


def _confirmed(item: Any) -> str:
    said = str(item.standing) + (f"；{item.by}：{item.source}" if item.by else "")
    effect = "，会改变级别" if item.changes_level else "，会改变得分" if item.changes_score else ""
    return said if item.settled else said + effect


@assumptions.command(cls=Command, help="按现用取值确认假设。")
def confirm(
    ctx: typer.Context,
    park: Park,
    source: Source,
    keys: Annotated[
        list[str] | None,
        typer.Argument(metavar="代号", help="要确认的假设；可写多个", autocompletion=complete.assumption_keys),
    ] = None,
    everything: Annotated[bool, typer.Option("--all", help="确认全部尚未确认的假设")] = False,
    standard: Standard = None,
    round_id: RoundId = None,
    by: By = None,
) -> None:
    from zcdoc.actions.judge import confirm as decide

    done = decide(
        workspace(ctx), park, keys or [], source, standard=standard, round_id=round_id, everything=everything, by=by
    )
    line(f"已确认 {len(done)} 项假设")


@assumptions.command("set", cls=Command, help="把一项假设改定为另一个允许的值。")
def set_(
    ctx: typer.Context,
    key: Annotated[
        str,
        typer.Argument(
            metavar="代号", help="zcdoc assumption list 列出的代号", autocompletion=complete.assumption_keys
        ),
    ],
    value: Annotated[
        str,
        typer.Argument(
            metavar="取值", help="数值（可写 25%）、选项的代号或列出的文字", autocompletion=complete.assumption_values
        ),
    ],
    park: Park,
    source: Source,
    interpretation: Annotated[
        str,
        typer.Option(
            "--interpretation", metavar="证据编号", help="标准归口单位书面答复的证据编号；答复优先于任何人的决定"
        ),
    ] = "",
    standard: Standard = None,
    round_id: RoundId = None,
    by: By = None,
) -> None:
    from zcdoc.actions.judge import replace_value

    done = replace_value(
        workspace(ctx), park, key, value, source,
        interpretation=interpretation, standard=standard, round_id=round_id, by=by,
    )  # fmt: skip
    line(f"{done.key}　{done.title}：{done.shown}（代号 {done.value}；{done.standing}）")
    line(f"  可选：{done.permitted}")
