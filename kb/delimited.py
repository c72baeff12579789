"""Tables as text (CSV), read as Excel reads them."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from itertools import islice

_DELIMITERS = "\t;,|"
_SEP_LINE = re.compile(r'"?sep=(.)"?[ \t]*(?:\r\n?|\n|$)', re.IGNORECASE)
_DECIMAL_COMMA = re.compile(r"(?<=\d),(?=\d)")
_AS_TEXT = re.compile(r'="(.*)"', re.DOTALL)
_SAMPLE_ROWS = 50
_SAMPLE_CHARACTERS = 64 * 1024
_ENOUGH = 0.8
_LONGEST_FIELD = 10_000_000


class NotDelimited(Exception):
    """The text cannot be read as CSV; `line` says where it stops."""

    def __init__(self, line: int) -> None:
        super().__init__(line)
        self.line = line


def read_delimited(text: str) -> Iterator[tuple[int, list[str]]]:
    """Yield each row's line number and cells. Raises NotDelimited for a field beyond all measure.

    A first line `sep=;` names what separates, and is no row; else what cuts the rows into the same number of
    columns does. Quotes inside quotes are doubled, and ="000123" is the text 000123.
    """
    text = text.removeprefix("\ufeff")
    named = _SEP_LINE.match(text)
    if named:
        yield from _rows(text[named.end() :], named[1], first_line=2)
    else:
        yield from _rows(text, _delimiter(text))


def _rows(text: str, delimiter: str, first_line: int = 1) -> Iterator[tuple[int, list[str]]]:
    limit = csv.field_size_limit(_LONGEST_FIELD)
    try:
        reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
        for cells in reader:
            yield reader.line_num + first_line - 1, [_AS_TEXT.sub(r"\1", cell) for cell in cells]
    except csv.Error as error:
        raise NotDelimited(reader.line_num + first_line - 1) from error
    finally:
        csv.field_size_limit(limit)


def _delimiter(text: str) -> str:
    sample = text[:_SAMPLE_CHARACTERS]
    best, best_rank = ",", (0.0, 0)
    for delimiter in _DELIMITERS:
        try:
            rows = [cells for _, cells in islice(_rows(sample, delimiter), _SAMPLE_ROWS) if any(cells)]
        except NotDelimited:
            continue
        if len(sample) < len(text) and len(rows) > 1 and len(rows) < _SAMPLE_ROWS:
            rows.pop()  # cut off in the middle
        rank = _rank(rows, delimiter)
        if rank > best_rank:
            best, best_rank = delimiter, rank
    return best


def _rank(rows: list[list[str]], delimiter: str) -> tuple[float, int]:
    """How evenly a separator cuts the rows, and into how many columns; (0, 0) where it does not cut the first."""
    if not rows or len(rows[0]) < 2:
        return 0.0, 0
    if delimiter == "," and all(_only_decimals(row) for row in rows):
        return 0.0, 1  # 1,5 is a number where semicolons separate
    columns, count = Counter(map(len, rows)).most_common(1)[0]
    share = count / len(rows)
    return (1.0 if share >= _ENOUGH else share), columns if columns > 1 else 0


def _only_decimals(row: list[str]) -> bool:
    line = ",".join(row)
    return len(_DECIMAL_COMMA.findall(line)) == line.count(",") > 0
