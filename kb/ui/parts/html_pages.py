"""Pages of HTML outside Streamlit: forms for signing in, and reports to print. One environment fills all templates."""

from __future__ import annotations

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from kb.i18n import current_language
from kb.i18n import translate as _

_ROOMS = ("downloads", "signin")
# What is filled in is escaped, and a name that a template expects and does not get is an error, never a gap.
_templates = Environment(
    loader=FileSystemLoader([Path(__file__).parent.parent / room for room in _ROOMS]),
    autoescape=True,
    undefined=StrictUndefined,
)


def fill_template(name: str, *, language: str = "", **values: object) -> str:
    """Return a template of one of the rooms, filled in; every template gets `product` and `html_language`."""
    language = language or current_language()
    return _templates.get_template(name).render(
        product=_("Client manager case library"),
        html_language={"zh": "zh-CN"}.get(language, language),
        **values,
    )
