"""From Excel's chart to Word's: language, East-Asian font, the link to the workbook, and every default in words."""

from __future__ import annotations

import re

from zcdoc.charts.kinds import LATIN, SONG

WORKBOOK_REL = "rId1"


def _off(*names: str) -> str:
    return "".join(f'<c:show{name} val="0"/>' for name in names)


_FACE = f'<a:latin typeface="{LATIN}"/>'
_FACES = f'{_FACE}<a:ea typeface="{SONG}"/>'
_TEXT = (
    '<c:txPr><a:bodyPr/><a:lstStyle/><a:p><a:pPr><a:defRPr sz="800">'
    f'<a:solidFill><a:srgbClr val="000000"/></a:solidFill>{_FACES}</a:defRPr></a:pPr><a:endParaRPr lang="zh-CN"/></a:p></c:txPr>'
)
_DATA = f'<c:externalData r:id="{WORKBOOK_REL}"><c:autoUpdate val="0"/></c:externalData>'


# XlsxWriter leaves out what Excel 2007 took for granted. Newer programs read the schema instead, whose defaults differ: labels with
# legend key and names, smoothed lines, gaps drawn as zero. So everything is said: what to find, what to put in its place.
_SAID: tuple[tuple[str, str], ...] = (
    (r'<c:lang val="en-US"/>', '<c:lang val="zh-CN"/><c:roundedCorners val="0"/>'),
    (r'lang="en-US"', 'lang="zh-CN"'),
    (re.escape(_FACE), _FACES),
    (r"</c:scaling>(?!<c:delete)", r'\g<0><c:delete val="0"/>'),
    (r'<c:(?:grouping|radarStyle) val="\w+"/>', r'\g<0><c:varyColors val="0"/>'),
    (r"(?<=</c:spPr>)(?=<c:dLbls>|<c:cat>)(?=.*</c:barChart>)", '<c:invertIfNegative val="0"/>'),
    (r"</c:val>(?=</c:ser>.*</c:lineChart>)", r'\g<0><c:smooth val="0"/>'),
    (
        r'<c:showVal val="1"/>',
        f'{_off("LegendKey")}<c:showVal val="1"/>{_off("CatName", "SerName", "Percent", "BubbleSize")}',
    ),
    (r"<c:layout/>(?=</c:title>)", r'\g<0><c:overlay val="0"/>'),
    (r"(<c:legend>.*?<c:layout/>)(?!<c:overlay)", r'\1<c:overlay val="0"/>'),
    (r'<c:plotVisOnly val="1"/>(?!<c:dispBlanksAs)', r'\g<0><c:dispBlanksAs val="gap"/>'),
    (r"(?=<c:printSettings>)", _TEXT + _DATA),
)


def for_word(xml: str) -> str:
    """Language, East-Asian font, the link to the workbook and all defaults in words, each where the schema wants it."""
    for pattern, new in _SAID:
        xml = re.sub(pattern, new, xml, flags=re.DOTALL)
    return xml
