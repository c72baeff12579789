"""Pages that stand still: a click into a page that is being drawn is lost, however quick the machine.

Each action of a test waits until Streamlit has nothing running and the document has not changed for a moment.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from playwright.sync_api import Error, Locator, Page

_WAIT = """
(quiet) => new Promise((resolve, reject) => {
  if (!window.kbChangedAt) {
    const changed = () => { window.kbChangedAt = performance.now(); };
    const watched = { subtree: true, childList: true, attributes: true, characterData: true };
    new MutationObserver(changed).observe(document, watched);
    changed();
  }
  const started = performance.now();
  const look = () => {
    const app = document.querySelector('[data-testid="stApp"]');
    const busy = document.readyState !== 'complete' || (app && app.dataset.testScriptState !== 'notRunning');
    if (!busy && performance.now() - window.kbChangedAt > quiet) resolve(true);
    else if (performance.now() - started > 30000) reject(new Error('the page never stood still'));
    else setTimeout(look, 20);
  };
  look();
})
"""
_QUIET_MS = 150
_ACTIONS = ("click", "check", "uncheck", "fill", "press", "press_sequentially", "set_input_files", "select_option")
_NAVIGATIONS = 20


def settle(page: Page) -> None:
    """Wait until nothing runs and nothing has changed for a moment; raises where that takes half a minute."""
    for _navigation in range(_NAVIGATIONS):
        try:
            page.evaluate(_WAIT, _QUIET_MS)
            return
        except Error as error:
            # A page that is left while it is watched answers from the next one.
            if "context was destroyed" not in str(error) and "navigation" not in str(error):
                raise
    raise AssertionError("the page was left again and again")


def wait_before_actions() -> None:
    """Let every action of Playwright's locators wait for a still page first; call it once in a process."""
    for name in _ACTIONS:
        setattr(Locator, name, _after_settling(getattr(Locator, name)))


def _after_settling(action: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(action)
    def _act(locator: Locator, *args: Any, **kwargs: Any) -> Any:
        settle(locator.page)
        return action(locator, *args, **kwargs)

    return _act
