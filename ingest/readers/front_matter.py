"""The head of a Markdown file: YAML between two `---` lines, read with no trust in it."""

from __future__ import annotations

from typing import Any

import yaml
from frontmatter.default_handlers import YAMLHandler

from ingest.readers import refusals
from ingest.readers.document import normalise
from kb.plain_yaml import UNREADABLE, LimitExceeded, load_yaml

_MAX_CHARACTERS = 64 * 1024
_MAX_DEPTH = 10


class _GuardedHandler(YAMLHandler):
    """python-frontmatter's YAML, refusing what expands (aliases) or digs deep before anything is built."""

    def load(self, fm: str, **_kwargs: object) -> Any:
        if len(fm) > _MAX_CHARACTERS:
            raise refusals.front_matter_excess()
        try:
            return load_yaml(fm, _MAX_DEPTH)
        except LimitExceeded as error:
            raise refusals.front_matter_excess() from error
        except yaml.MarkedYAMLError as error:
            mark = error.problem_mark or error.context_mark
            raise refusals.front_matter_syntax(1 if mark is None else mark.line + 1) from error
        except UNREADABLE as error:
            raise refusals.front_matter_value() from error


def split_front_matter(text: str) -> tuple[dict[str, Any], str]:
    """The head's values as plain JSON types, and the body. No head, or one that is no mapping: all is body.

    Raises BadInput, naming the line, for a head that is not YAML: landing without its id, kind and tags would
    make a second document once the head is mended.
    """
    handler = _GuardedHandler()
    if not text.startswith("---") or not handler.detect(text):
        return {}, text
    try:
        head, body = handler.split(text)
    except ValueError:  # a rule at the top and no second one: no head
        return {}, text
    values = handler.load(head)
    if values is None:
        return {}, body
    return (_plain(values), body) if isinstance(values, dict) else ({}, text)


def _plain(value: Any) -> Any:
    if isinstance(value, dict):
        return {normalise(str(key)): _plain(item) for key, item in value.items()}
    if isinstance(value, list | tuple | set):
        return [_plain(item) for item in value]
    if value is None or isinstance(value, bool | int):
        return value
    return normalise(str(value))
