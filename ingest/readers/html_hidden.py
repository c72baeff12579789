"""What a page holds and does not show: taken out before its text is read."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator

from bs4 import BeautifulSoup, Tag
from bs4.element import PreformattedString
from soupsieve import SelectorSyntaxError

_NEVER_SHOWN = ("script", "style", "template", "noscript", "datalist", "rp", "rt", "rtc", "noframes")
_STRUCK = ("del", "s", "strike")
_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_RULE = re.compile(r"([^{}@;]{1,500})\{([^{}]{0,5000})\}")
_OTHER_MEDIA = re.compile(r"@media(?![^{]*\b(?:screen|all)\b)[^{]*\{(?:[^{}]*\{[^{}]*\})*[^{}]*\}", re.IGNORECASE)
_HIDING = re.compile(
    r"(?:^|[;\s])(?:display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|mso-hide\s*:\s*all"
    r"|font-size\s*:\s*0(?:p[xt]|em|%)?\s*(?:;|!|$)|opacity\s*:\s*0?(?:\.0+)?\s*(?:;|!|$))",
    re.IGNORECASE,
)
_STRIKING = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_MAX_RULES = 500


def take_out_hidden(page: BeautifulSoup) -> Counter[str]:
    """Remove what a browser does not show, and what is struck out; returns how many passages of words that were."""
    rules = list(_hiding_rules(page))
    notices: Counter[str] = Counter()
    for mark in page.find_all(string=lambda text: isinstance(text, PreformattedString)):
        mark.extract()  # comments, declarations, and the conditions that Word writes between them
    for element in page.find_all(_NEVER_SHOWN):
        element.extract()
    for element in page.find_all(True):
        if element.decomposed:
            continue
        kind = _kind(element)
        if kind:
            _take_out(element, kind, notices)
    for selector, kind in rules:
        try:
            found = page.select(selector)
        except (SelectorSyntaxError, NotImplementedError, ValueError):
            continue  # what browsers do not understand either, or what only a live page can tell (:hover)
        for element in found:
            if not element.decomposed:
                _take_out(element, kind, notices)
    return notices


def _take_out(element: Tag, kind: str, notices: Counter[str]) -> None:
    if element.get_text(strip=True):
        notices[kind] += 1
    element.decompose()


def _kind(element: Tag) -> str:
    if element.has_attr("hidden") or (element.name == "input" and element.get("type") == "hidden"):
        return "hidden_text"
    if element.name == "dialog" and not element.has_attr("open"):
        return "hidden_text"
    style = str(element.get("style", ""))
    if style and _HIDING.search(style):
        return "hidden_text"
    return "struck_text" if element.name in _STRUCK or (style and _STRIKING.search(style)) else ""


def _hiding_rules(page: BeautifulSoup) -> Iterator[tuple[str, str]]:
    """Selectors of the page's own style sheets that hide or strike out, with the kind of either."""
    count = 0
    for sheet in page.find_all("style"):
        text = _OTHER_MEDIA.sub("", _COMMENT.sub("", sheet.get_text().replace("<!--", "").replace("-->", "")))
        for selector, style in _RULE.findall(text):
            count += 1
            if count > _MAX_RULES:
                return
            if _HIDING.search(style):
                yield selector.strip(), "hidden_text"
            elif _STRIKING.search(style):
                yield selector.strip(), "struck_text"
