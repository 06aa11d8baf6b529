"""What Jinja says in English when a template or a phrase cannot be used, told in Chinese."""

from __future__ import annotations

import re

_ENDS = {
    "end of print statement": "}}",
    "end of statement block": "%}",
    "begin of print statement": "{{",
    "begin of statement block": "{%",
    "end of comment": "#}",
}

# Message of Jinja 3.1 -> our sentence; the groups are what it quotes.
_SAYINGS = (
    (r"unexpected end of template, expected '(.+)'", "花括号没有写完，缺少“{}”"),
    (r"Unexpected end of template.*block that needs to be closed is '(\w+)'.*", "“{0}”没有结束的标记，要有配对的“end{0}”"),
    (r"Encountered unknown tag '(end\w+|else|elif)'.*", "“{}”没有与它配对的开头"),
    (r"Encountered unknown tag '(.+?)'.*", "没有“{}”这种标记"),
    (r"Expected an expression, got '(.+)'", "在“{}”之前缺少内容"),
    (r"expected token '(.+)', got '(.+)'", "应为“{}”，写成了“{}”"),
    (r"unexpected '(.+)', expected '(.+)'", "应为“{1}”，写成了“{0}”"),
    (r"expected name or number", "点号之后缺少字段名"),
    (r"unexpected char ['\"](.+)['\"] at \d+", "花括号里不能用字符“{}”，括号、引号和点号要用半角，并且成对"),
    (r"unexpected '(.+)'", "“{}”的位置不对，花括号要成对，里面的内容要完整"),
    (r"No filter named '(.+)'\.?", "没有“{}”这个过滤器"),
    (r"No test named '(.+)'\.?", "没有“{}”这个判断"),
    (r"block '(.+)' defined twice", "“{}”定义了两次"),
    (r"Missing end of comment tag", "注释没有写完，缺少“#}}”"),
    (r"'(\w+)' is undefined", "没有字段“{}”"),
    (r"'.+' has no attribute '(.+)'", "没有字段“{}”"),
    (r"division by zero", "除数是 0"),
    (r".+ is not safely callable", "模板里不能调用函数"),
)  # fmt: skip


def chinese(error: Exception) -> str:
    """The message of an error in a template. One of ours is Chinese already; one we do not know is quoted after a general word."""
    message = str(getattr(error, "message", None) or error).strip()
    if any("\u4e00" <= char <= "\u9fff" for char in re.sub(r"['\"].*?['\"]", "", message)):
        return message
    for pattern, saying in _SAYINGS:
        found = re.fullmatch(pattern + r"\.?", message, re.DOTALL)
        if found:
            return saying.format(*(_ENDS.get(group, group) for group in found.groups()))
    return f"花括号里的写法不成立（{message}）"
