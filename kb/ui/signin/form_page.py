"""A page that is a form, as data; drawn by one template, without scripts or inline styles."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

from starlette.responses import HTMLResponse, Response

from kb.i18n import LANGUAGES
from kb.ui.parts.html_pages import fill_template
from kb.ui.signin.cookies import set_form_cookie
from kb.ui.signin.visit import LANGUAGE_COOKIE, Visit

STYLE_PATH = "/signin/style.css"
_FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Field:
    """A line of a form."""

    name: str
    label: str
    kind: str = "text"
    value: str = ""
    hint: str = ""
    autocomplete: str = "off"


@dataclass(frozen=True)
class FormPage:
    """What a form page says and asks."""

    title: str
    lead: str = ""
    fields: tuple[Field, ...] = ()
    button: str = ""
    hidden: dict[str, str] = field(default_factory=dict)
    links: tuple[tuple[str, str], ...] = ()
    error: str = ""
    notice: str = ""
    action: str = ""
    """Where the form goes; empty means the page's own address."""


def draw(visit: Visit, page: FormPage, status: int = 200) -> Response:
    """The page as a response."""
    query = dict(visit.request.query_params)
    text = fill_template(
        "form_page.html",
        language=visit.language,
        page=page,
        form_token=visit.form_token,
        style_path=STYLE_PATH,
        languages=[
            (name, "?" + urlencode(query | {"lang": code}))
            for code, name in LANGUAGES.items()
            if code != visit.language
        ],
    )
    response = HTMLResponse(text, status)
    if not visit.brought_form_cookie:
        set_form_cookie(response, visit.form_secret, visit.settings.secure_cookies)
    if "lang" in query:
        response.set_cookie(LANGUAGE_COOKIE, visit.language, max_age=365 * 86400, httponly=True, samesite="lax")
    return response


def style_sheet() -> str:
    """The style sheet of all form pages."""
    return (_FOLDER / "form_page.css").read_text("utf-8")
