"""A park in which nothing is left to do has no problem at all."""

from zcdoc.model.vocabulary import results_of


def test_a_well_filled_park_has_neither_errors_nor_warnings(park):
    assert [f.problem.line() for f in park.findings(final=True)] == []


def test_so_it_is_under_every_built_in_standard(real_park):
    assert [f.problem.line() for f in real_park.findings(final=True)] == []


def test_an_unmet_park_is_as_ready_as_a_perfect_one(park):
    """A conclusion is no defect: the report must be able to say 不符合."""
    issue = {
        "问题描述": "与要求差一半",
        "问题等级": "一般",
        "整改措施": "补建",
        "整改责任人": "赵一",
        "完成期限": "2026-12-31",
    }
    for key, (clause, check) in park.pack.checks.items():
        unmet = "不符合" if "不符合" in results_of(clause, check) else "未采用"
        park.set("checks", key, 结果=unmet, 实测值=None, **(issue if unmet == "不符合" else {}))
    park.set("checks", "5.1-1.a", 实测值="0.1").set("profile", "入驻工业企业占地面积", 内容="60")
    for number in ("1", "2"):
        park.set("indicators", number, 分子="0")
    park.set("indicators", "7", 现状值="无", 自评值="无")
    assert [f.problem.line() for f in park.findings(final=True)] == []
