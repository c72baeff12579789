"""Filling in the sign-in pages as a browser does."""

from __future__ import annotations

import re

import httpx2

_HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')


def hidden_fields(page: httpx2.Response) -> dict[str, str]:
    """The hidden fields of a form page, its token among them."""
    return dict(_HIDDEN.findall(page.text))


def fill_in(browser: httpx2.Client, path: str, **values: str) -> httpx2.Response:
    """Open a form page and send it; does not follow where it leads."""
    page = browser.get(path)
    return browser.post(path.split("?", 1)[0], data=hidden_fields(page) | values)
