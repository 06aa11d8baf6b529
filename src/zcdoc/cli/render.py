"""zcdoc render scheme|inspection|report|all and zcdoc template list|fields|check."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from zcdoc.cli import complete
from zcdoc.cli.chinese import Command, Group
from zcdoc.cli.options import AsJson, AsOf, OwnStandard, Park, RoundId, Standard, workspace, workspace_or_none
from zcdoc.cli.show import as_json, line, table, working
from zcdoc.cli.show import problems as show_problems

app = typer.Typer(
    cls=Group,
    no_args_is_help=True,
    help="生成可提交的 Word 文件：创建方案、自查记录、评价报告；有人改过的旧文件先另存。",
)
templates = typer.Typer(cls=Group, no_args_is_help=True, help="文件模板：列出、查看可用字段、检查。")
Folder = Annotated[
    Path | None,
    typer.Option(
        "-o",
        "--output",
        metavar="文件夹或.docx",
        help="写到哪个文件夹，或一个 .docx 文件名；不写用园区的 output 文件夹。园区的第二部及以后的标准，写在其中以标准包编号命名的文件夹里",
    ),
]
Pdf = Annotated[bool, typer.Option("--pdf", help="同时出 PDF（需要 LibreOffice）")]
Final = Annotated[bool, typer.Option("--final", help="正式稿：检查有错误就不出")]
Template = Annotated[
    Path | None,
    typer.Option(
        "--template",
        metavar="文件夹或.docx",
        help="改用自己的模板：一个 .docx 文件，或含 template.docx 和 template.yaml 的文件夹",
    ),
]


@app.command(cls=Command, help="园区创建方案；不写 --round 用最近的摸底轮次。")
def scheme(
    ctx: typer.Context, park: Park, standard: Standard = None, round_id: RoundId = None, output: Folder = None,
    pdf: Pdf = False, final: Final = False, own_standard: OwnStandard = False, template: Template = None,
    as_of: AsOf = None, json: AsJson = False,
) -> None:  # fmt: skip
    _render(ctx, ("scheme",), park, standard, round_id, output, pdf, final, own_standard, template, as_of, json)


@app.command(cls=Command, help="园区自查记录，每轮一份；不写 --round 用最近的自查轮次。")
def inspection(
    ctx: typer.Context, park: Park, standard: Standard = None, round_id: RoundId = None, output: Folder = None,
    pdf: Pdf = False, final: Final = False, own_standard: OwnStandard = False, template: Template = None,
    as_of: AsOf = None, json: AsJson = False,
) -> None:  # fmt: skip
    _render(ctx, ("inspection",), park, standard, round_id, output, pdf, final, own_standard, template, as_of, json)


@app.command(cls=Command, help="第三方创建评价报告；不写 --round 用最近的评价轮次。")
def report(
    ctx: typer.Context, park: Park, standard: Standard = None, round_id: RoundId = None, output: Folder = None,
    pdf: Pdf = False, final: Final = False, own_standard: OwnStandard = False, template: Template = None,
    as_of: AsOf = None, json: AsJson = False,
) -> None:  # fmt: skip
    _render(ctx, ("report",), park, standard, round_id, output, pdf, final, own_standard, template, as_of, json)


@app.command("all", cls=Command, help="一次生成全部三种文件。")
def all_(
    ctx: typer.Context, park: Park, standard: Standard = None, round_id: RoundId = None, output: Folder = None,
    pdf: Pdf = False, final: Final = False, own_standard: OwnStandard = False, as_of: AsOf = None, json: AsJson = False,
) -> None:  # fmt: skip
    from zcdoc.actions.render import DOCUMENTS

    _render(ctx, DOCUMENTS, park, standard, round_id, output, pdf, final, own_standard, None, as_of, json)


def _render(
    ctx: Any, documents: tuple[Any, ...], park: str, standard: str | None, round_id: str | None, output: Path | None,
    pdf: bool, final: bool, own_standard: bool, template: Path | None, as_of: str | None, json: bool,
) -> None:  # fmt: skip
    from zcdoc.actions.render import TITLES, named_file, render_document

    named_file(output, len(documents))  # a wrong name is told before anything is written
    place, made = workspace(ctx), []
    for document in documents:
        with working(f"正在生成{TITLES[document]}……"):
            made.append(
                render_document(
                    place,
                    document,
                    park,
                    standard,
                    round_id,
                    output=output,
                    with_pdf=pdf,
                    final=final,
                    template=template,
                    as_of=as_of,
                    own_standard=own_standard,
                )
            )
    if json:
        as_json([_plain(item) for item in made])
        return
    under = f" --standard {standard}" if standard else ""
    for item in made:
        line(f"已写入 {item.docx}")
        if item.pdf:
            line(f"已写入 {item.pdf}")
        if not final and (item.errors or item.warnings):
            line(
                f"  草稿：轮次 {item.round} 还有 {item.errors} 个错误、{item.warnings} 个提醒，缺处已标出；用 zcdoc check --park {park}{under} --round {item.round} --document {item.document} 查看"
            )


def _plain(item: Any) -> dict[str, Any]:
    return {
        "document": item.document, "docx": str(item.docx), "pdf": str(item.pdf) if item.pdf else None, "round": item.round,
        "errors": item.errors, "warnings": item.warnings, "set_aside": [str(path) for path in item.set_aside],
        "pack": item.pack.as_dict(), "templates": [one.as_dict() for one in item.templates],
    }  # fmt: skip


@templates.command("list", cls=Command, help="列出模板；用不了的一并列出，退出码 1。")
def list_(ctx: typer.Context, json: AsJson = False) -> None:
    from zcdoc.actions.render import list_templates

    found = list_templates(workspace_or_none(ctx))
    if json:
        as_json([_template(t) for t in found])
    else:
        table("", ("名称", "文件", "说明"), [(t.name, t.error or t.title, _whose(t)) for t in found])
    if any(t.error for t in found):
        raise typer.Exit(1)


def _template(item: Any) -> dict[str, Any]:
    return {
        "name": item.name, "title": item.title, "path": str(item.path), "origin": item.origin,
        "hides_built_in": item.hides_built_in, "sha256": item.sha256 or None, "error": item.error or None,
    }  # fmt: skip


def _whose(item: Any) -> str:
    if item.hides_built_in:
        return "工作区自带，代替了同名的内置模板"
    return "内置" if item.origin == "built-in" else "工作区自带"


@templates.command(cls=Command, help="列出模板可用的字段。")
def fields(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="模板", help="scheme、inspection、report，或工作区自带的", autocompletion=complete.templates
        ),
    ] = "report",
    template: Template = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.render import template_fields

    found = template_fields(workspace_or_none(ctx), name, template)
    if json:
        as_json(found)
        return
    for path, text in _leaves(found, ""):
        line(f"{path}　{text}")


def _leaves(node: Any, path: str) -> list[tuple[str, str]]:
    if isinstance(node, dict):
        return [leaf for key, value in node.items() for leaf in _leaves(value, f"{path}.{key}" if path else key)]
    if isinstance(node, list):
        return [leaf for value in node for leaf in _leaves(value, f"{path}[]")]
    return [(path, str(node))]


@templates.command(cls=Command, help="检查模板：语法、字段和句子，指出所在段落。")
def check(
    ctx: typer.Context,
    name: Annotated[
        str,
        typer.Argument(
            metavar="模板", help="scheme、inspection、report，或工作区自带的", autocompletion=complete.templates
        ),
    ] = "report",
    template: Template = None,
    json: AsJson = False,
) -> None:
    from zcdoc.actions.render import check_template

    found = check_template(workspace_or_none(ctx), name, template)
    if json:
        as_json([p.as_dict() for p in found])
    else:
        show_problems(found)
        line(f"{sum(p.severity == 'error' for p in found)} 个错误")
    if any(p.severity == "error" for p in found):
        raise typer.Exit(1)
