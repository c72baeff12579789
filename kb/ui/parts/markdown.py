"""Make text of documents safe to draw as Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from ingest.readers.markdown_text import unescape
from kb.search.highlight import Snippet

_SPECIAL = re.compile(r"([\\`*_{}\[\]()<>#+\-.!|~$:^=&])")
# No pattern can match across the start of another match, so nested brackets cannot cause quadratic time.
_IMAGE = re.compile(r"!\[([^\[\]]*)\]\([^()]*\)|!\[([^\[\]]*)\]\[[^\[\]]*\]")
_LINK = re.compile(r"\[([^\[\]]+)\]\([^()]*\)")
_HTML = re.compile(r"<(?=[A-Za-z/!?])")
_DIRECTIVE = re.compile(r"(?<!\\)\\*:(?=[a-z_][-\w/]*[\[{:])")
_DOLLAR = re.compile(r"(?<!\\)\\*\$")
_LEFT_OF_LINKS = re.compile(r"\](?=[(\[:])")
_ICON = re.compile(r":(?=(?:material/\w+|[\w+-]+):)", re.ASCII)
_SYMBOL = re.compile(r"(?<!\S)(?:<->|->|<-|--|>=|<=|~=)(?!\S)")
_SINGLE_TILDE = re.compile(r"(?<![~\\])~(?!~)")
_TIMES = re.compile(r"(?<=[0-9A-Za-z)）])\*(?=[0-9A-Za-z(（])")
_TURNING = re.compile("[\u202a-\u202e\u2066-\u2069]")
_JOINER = "\u2060"


def plain(text: str) -> str:
    """Return a text with all Markdown escaped, on one line."""
    return plain_part(text).strip()


def plain_lines(text: str) -> str:
    """Return lines with all Markdown escaped, keeping the line breaks; empty lines are dropped."""
    return "  \n".join(plain(line) for line in text.splitlines() if line.strip())


def marked_snippet(snippet: Snippet) -> str:
    """Return a snippet as Markdown with its matches highlighted."""
    parts, end = [], 0
    for start, stop in snippet.marks:
        parts += [
            plain_part(snippet.text[end:start]),
            f":primary-background[{plain_part(snippet.text[start:stop])}]",
        ]
        end = stop
    return "".join([*parts, plain_part(snippet.text[end:])])


def plain_part(text: str) -> str:
    """Return a text escaped like `plain` but with spaces at both ends kept, for a part of a line."""
    return _SPECIAL.sub(r"\\\1", _without_tricks(re.sub(r"\s+", " ", text)))


def document_markdown(text: str, *, authored: bool = False) -> str:
    """Return the Markdown that draws a document, without what could load, run or mislead.

    Of a file that a reader converted, only headings, tables and bullets are drawn as such, and every other line
    stands as it is written on a line of its own. With `authored` the text is Markdown that people wrote as such:
    its emphasis, lists and code are drawn too, and lines are joined as Markdown does.
    """
    return _authored(text) if authored else "\n".join(_converted(text))


def _authored(text: str) -> str:
    text = _IMAGE.sub(lambda match: match[1] or match[2] or "", text)
    text = _LINK.sub(lambda match: match[1], text)
    text = _LEFT_OF_LINKS.sub(r"]\\", text)
    text = _HTML.sub("&lt;", text)
    text = _DIRECTIVE.sub(r"\\:", _without_tricks(text))
    text = _SINGLE_TILDE.sub(r"\\~", text)  # 10~20万元 is a range; GitHub's Markdown would strike it through
    text = _TIMES.sub(r"\\*", text)
    return _DOLLAR.sub(r"\\$", text)


_HEADING = re.compile(r"(#{1,6}) (?=\S)")
_BULLET = re.compile(r"([ \t]*)- (?=\S)")
_ROW = re.compile(r"\|.*\|[ \t]*")
_RULE = re.compile(r"\|(?:[ \t]*:?-+:?[ \t]*\|)+[ \t]*")
_BAR = re.compile(r"(?<!\\)((?:\\\\)*)\|")
_INDENT = re.compile(r"[ \t]*")


def _converted(text: str) -> Iterator[str]:
    """Yield the lines to draw of text that a reader made; each block is set off by a blank line."""
    rows: list[str] = []
    before = ""
    depth = 0
    for line in [*text.split("\n"), ""]:
        kind = "row" if _ROW.fullmatch(line) else "blank" if not line.strip() else "line"
        if kind == "line":
            kind = "heading" if _HEADING.match(line) else "bullet" if _BULLET.match(line) else "line"
        if rows and kind != "row":
            yield from _table(rows)
            rows = []
        if kind != before or kind == "heading":
            yield ""
        if kind == "row":
            rows.append(line)
        elif kind == "heading":
            marks, _, words = line.partition(" ")
            yield f"{marks} {plain(unescape(words))}"
        elif kind == "bullet":
            indent, _, words = line.partition("- ")
            depth = min(len(indent.expandtabs(2)) // 2, depth + 1) if before == "bullet" else 0
            yield f"{'  ' * depth}- {plain(unescape(words))}"
        elif kind == "line":
            yield _literal_line(line)
        before = kind


def _literal_line(line: str) -> str:
    """A line with a break at its end, its indentation in spaces that Markdown keeps."""
    indent = _INDENT.match(line)
    width = len(indent.group().expandtabs(4)) if indent else 0
    return "\u00a0" * width + plain(unescape(line)) + "  "


def _table(rows: Sequence[str]) -> Iterator[str]:
    """The rows of a table; a passage cut out of one has no head, and gets an empty one."""
    width = max(len(_BAR.findall(row)) for row in rows) - 1
    if len(rows) < 2 or not _RULE.fullmatch(rows[1]):
        yield "|" + "  |" * width
        yield "|" + " --- |" * width
    for row in rows:
        if _RULE.fullmatch(row):
            yield "|" + " --- |" * width
        else:
            yield "| " + " | ".join(plain(unescape(cell)) for cell in _cells(row)) + " |"


def _cells(row: str) -> list[str]:
    marked = _BAR.sub("\\1\n", row.strip())
    return marked.split("\n")[1:-1]


def _without_tricks(text: str) -> str:
    """The text without what turns the text around it, and with names of icons and typed arrows as they stand.

    Streamlit puts pictures for `:100:` and `--` even where Markdown's special characters are escaped; a joiner,
    unseen, prevents that.
    """
    text = _ICON.sub(f":{_JOINER}", _TURNING.sub("", text))
    return _SYMBOL.sub(lambda match: match[0][0] + _JOINER + match[0][1:], text)
