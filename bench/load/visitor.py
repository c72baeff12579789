"""What people do in the app: they search, read, say that they used a document, and practise.

Every action is one click and one rerun. What the server acknowledged is kept, to be compared with the database.
"""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from urllib.parse import parse_qs

from bench.load.page import Page, PageFailed, Value

OPEN_SEARCH, ASK, READ, USE = "open the search page", "search", "open a document", "say “I used this”"
PRACTISE, ANSWER, NEXT = "open practice", "answer a question", "next question"
ACTIONS = (OPEN_SEARCH, ASK, READ, USE, PRACTISE, ANSWER, NEXT)

_USES, _PRACTISES, _READS_AGAIN = 0.12, 0.12, 0.45


@dataclass
class ActionLog:
    """What the server acknowledged, and what was asked of it."""

    views: Counter[tuple[str, str]] = field(default_factory=Counter)
    clicks: set[tuple[str, str]] = field(default_factory=set)
    uses: Counter[str] = field(default_factory=Counter)
    searches: Counter[tuple[str, str]] = field(default_factory=Counter)
    answers: Counter[str] = field(default_factory=Counter)
    unsure: int = 0


class Visitor:
    """A person at work. `act` does the next thing and returns its name."""

    def __init__(
        self, page: Page, person_id: str, number: int, queries: Sequence[str], actions_done: ActionLog
    ) -> None:
        self.page, self.person_id, self.actions_done = page, person_id, actions_done
        self._queries, self._number = queries, number
        self._chance = random.Random(number)
        self._next, self._asked, self._uses, self._practised_out = OPEN_SEARCH, "", 0, False
        self._results: list[str] = []

    async def act(self) -> str:
        """Perform one click and return its kind. Raises PageFailed if the page fails; the next click starts over."""
        action, self._next = self._next, OPEN_SEARCH
        try:
            self._next = await {
                OPEN_SEARCH: self._open_search,
                ASK: self._ask,
                READ: self._read,
                USE: self._use,
                PRACTISE: self._practise,
                ANSWER: self._answer,
                NEXT: self._go_on,
            }[action]()
        except PageFailed:
            self.actions_done.unsure += action in (ASK, READ, USE, ANSWER)
            raise
        return action

    async def _open_search(self) -> str:
        drawn = await self.page.go("search")
        if not drawn.of("text_input"):
            raise PageFailed("no search field")
        return ASK

    async def _ask(self) -> str:
        text = self._chance.choice([query for query in self._queries if query != self._asked])
        self._asked = text
        drawn = await self.page.put({self.page.drawn.of("text_input")[0].id: text})
        self.actions_done.searches[self.person_id, text] += 1
        self._results = drawn.links("document")
        return READ if self._results else OPEN_SEARCH

    async def _read(self) -> str:
        query = self._chance.choice(self._results)
        asked = parse_qs(query)
        drawn = await self.page.go("document", query)
        if not drawn.of("text_area"):
            raise PageFailed("no document")
        self.actions_done.views[self.person_id, asked["id"][0]] += 1
        if "search" in asked:
            self.actions_done.clicks.add((asked["search"][0], asked["id"][0]))
        return self._after_reading()

    def _after_reading(self) -> str:
        chance = self._chance.random()
        if chance < _USES:
            return USE
        if chance < _USES + _PRACTISES and not self._practised_out:
            return PRACTISE
        return READ if chance < _USES + _PRACTISES + _READS_AGAIN else OPEN_SEARCH

    async def _use(self) -> str:
        area = self.page.drawn.of("text_area")[0]
        self._uses += 1
        situation = f"person {self._number}, use {self._uses}"
        drawn = await self.page.put({area.id: situation}, _submit_button(self.page, area.form_id))
        if not drawn.of("toast"):
            raise PageFailed("the use was not acknowledged")
        self.actions_done.uses[situation] += 1
        return OPEN_SEARCH

    async def _practise(self) -> str:
        return self._after_practice(len((await self.page.go("practice")).of("button")))

    async def _answer(self) -> str:
        values, form = _given(self.page)
        drawn = await self.page.put(values, _submit_button(self.page, form))
        if not any(button for button in drawn.of("button") if button.type == "primary" and not button.form_id):
            said = "; ".join(alert.body for alert in drawn.of("alert"))
            raise PageFailed(f"the answer was not acknowledged: {said or 'nothing was said'}")
        self.actions_done.answers[self.person_id] += 1
        return NEXT

    async def _go_on(self) -> str:
        button = next(one for one in self.page.drawn.of("button") if one.type == "primary" and not one.form_id)
        return self._after_practice(len((await self.page.put({}, button.id)).of("button")))

    def _after_practice(self, _buttons: int) -> str:
        if any(button.form_id for button in self.page.drawn.of("button")):
            return ANSWER
        self._practised_out = True
        return OPEN_SEARCH


def _submit_button(page: Page, form_id: str) -> str:
    return str(next(button.id for button in page.drawn.of("button") if button.form_id == form_id))


def _given(page: Page) -> tuple[dict[str, Value], str]:
    """Return some complete answer to the question on the page, right or wrong, and the form it is given in."""
    for kind in ("radio", "multiselect", "selectbox", "checkbox", "text_input", "text_area"):
        widgets = [widget for widget in page.drawn.of(kind) if widget.form_id]
        if widgets and kind == "radio":
            return {widgets[0].id: widgets[0].options[0]}, widgets[0].form_id
        if widgets and kind == "multiselect":
            return {widgets[0].id: list(widgets[0].options)}, widgets[0].form_id
        if widgets and kind == "selectbox":
            return {widget.id: widget.options[0] for widget in widgets}, widgets[0].form_id
        if widgets and kind == "checkbox":
            return {widgets[0].id: True}, widgets[0].form_id
        if widgets:
            return {widgets[0].id: "12"}, widgets[0].form_id
    raise PageFailed("no question")
