"""`zcdoc evidence package`: what a person and a script see."""

from __future__ import annotations


def filled(zcdoc, ws, typed):
    (ws / "批复.pdf").write_bytes(b"%PDF-1.7")
    assert zcdoc("evidence add 批复.pdf --park lingang --type 文件").code == 0
    typed("基本要求", "4.2.1.a", 结果="符合", 检查所见="有批文", 证据编号="EV-001#p2")
    assert zcdoc("checklist import lingang.xlsx --park lingang").code == 0


def test_a_package_stands_in_the_output_folder_and_the_command_names_its_files(zcdoc, ws, typed):
    filled(zcdoc, ws, typed)
    said = zcdoc("evidence package --park lingang")
    assert said.code == 0
    assert "装入  EV-001  05 4.2.1 设立与正常运行/EV-001 批复.pdf" in said.out
    assert (ws / "parks/lingang/output/lingang-baseline-1-evidence.zip").is_file()
    again = zcdoc("evidence package --park lingang")
    assert (again.code, "没有覆盖" in again.err) == (1, True)


def test_a_missing_file_is_told_with_its_place_and_a_script_gets_it_too(zcdoc, ws, typed):
    filled(zcdoc, ws, typed)
    (ws / "parks/lingang/evidence/批复.pdf").unlink()
    said = zcdoc("evidence package --park lingang")
    assert said.code == 1
    assert "证据清单!EV-001" in said.err
    assert "--draft" in said.err
    data = zcdoc("evidence package --park lingang --dry-run --json").json
    assert (data["path"], data["files"], data["problems"][0]["rule"]) == (None, [], "evidence-file-missing")
