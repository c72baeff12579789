"""The words of one line of Markdown, as a page draws them."""

from __future__ import annotations

import re

_LINK = re.compile(r"!?\[([^\[\]]*)\]\([^()]*\)")
_CODE = re.compile(r"(?<![\\`])(`{1,3})(?!`)(.+?)(?<!`)\1(?!`)")
_STARS = re.compile(r"(?<![\\*0-9])(\*{1,3})(?![\s*])(.+?)(?<![\s*\\])\1(?!\*)")
_UNDERSCORES = re.compile(r"(?<![\\\w])(_{1,3})(?![\s_])(.+?)(?<![\s_\\])\1(?!\w)")
_STRUCK = re.compile(r"(?<![\\~])~~(?![\s~])(.+?)(?<![\s~\\])~~(?!~)")
_CLOSING = re.compile(r"(?:^|[ \t]+)#+[ \t]*$")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")


def plain_words(markdown: str) -> str:
    """Return a line without its emphasis, code and link marks; KYC_手册_V2.0 and 2*3*4 have none."""
    text = _CLOSING.sub("", markdown.strip(" \t\u3000"))
    text = _LINK.sub(r"\1", text)
    text = _CODE.sub(r"\2", text)
    text = _UNDERSCORES.sub(r"\2", _STARS.sub(r"\2", text))
    return _ESCAPED.sub(r"\1", _STRUCK.sub("", text)).strip(" \t\u3000")
