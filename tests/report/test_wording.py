"""What Jinja says in English is told in Chinese."""

from __future__ import annotations

import re

import pytest

from zcdoc.report.sandbox import Sandbox
from zcdoc.report.wording import chinese

FAULTS = {
    "{{ a.b": "缺少“}}”",
    "{{ a b }}": "应为“}}”，写成了“b”",
    "{{ }}": "在“}}”之前缺少内容",
    "{% if a %}x": "要有配对的“endif”",
    "{% for x in %}": "在“%}”之前缺少内容",
    "{% endfor %}": "没有与它配对的开头",
    "{% if a %}{% endfor %}": "没有与它配对的开头",
    "{% foo %}": "没有“foo”这种标记",
    "{{ a|shout }}": "没有“shout”这个过滤器",
    "{{ a。b }}": "不能用字符“。”",
    "{% for x a %}{% endfor %}": "应为“in”，写成了“a”",
    "{{ a. }}": "点号之后缺少字段名",
    "{{ a[0 }}": "应为“]”",
    "{{ a) }}": "“)”的位置不对",
    "{{ a }": "“}”的位置不对",
    "{# x": "缺少“#}”",
    "{{ a }}": "没有字段“a”",
    "{{ b.c }}": "没有字段“c”",
    "{{ b[9] }}": "不能取用“9”",
    "{{ 1 / 0 }}": "除数是 0",
    "{{ b() }}": "不能调用函数",
}


@pytest.mark.parametrize(("source", "told"), FAULTS.items())
def test_a_fault_is_told_in_chinese(source, told):
    with pytest.raises(Exception) as caught:
        Sandbox(autoescape=True).from_string(source).render(b={})
    said = chinese(caught.value)
    assert told in said
    assert not re.search(r"expected|unexpected|token|template|tag|error", said, re.IGNORECASE)


def test_a_message_that_nobody_foresaw_is_quoted_after_a_chinese_word():
    assert chinese(ValueError("something new")) == "花括号里的写法不成立（something new）"
