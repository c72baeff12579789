"""What people wrote stays text on pages, also where an error repeats it."""

from __future__ import annotations

import pytest

from kb.errors import Conflict
from kb.i18n import using_language
from kb.ui.parts import errors
from kb.ui.parts.markdown import document_markdown, plain, plain_lines

NAME = "![x](http://example.com/a.png) :red[*loud*]"


def test_nothing_in_a_plain_text_is_markdown() -> None:
    assert plain(NAME) == r"\!\[x\]\(http\://example\.com/a\.png\) \:red\[\*loud\*\]"
    assert plain_lines("a *b*\n\n c_d \n") == "a \\*b\\*  \nc\\_d"
    assert "![" not in document_markdown(NAME)


def test_an_error_repeats_what_people_wrote_as_text(monkeypatch: pytest.MonkeyPatch) -> None:
    shown: list[str] = []
    monkeypatch.setattr(errors.st, "error", lambda text, **_options: shown.append(text))
    with using_language("en"), errors.show_errors():
        raise Conflict("{person} changed this material meanwhile. Open it again to see how it is now.", person=NAME)
    assert shown == [plain(f"{NAME} changed this material meanwhile. Open it again to see how it is now.")]
