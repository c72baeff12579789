from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import replace

import pytest

from kb.config import Settings
from kb.errors import NotReady
from kb.library import Library
from kb.search.documents import Saved
from kb.search.keeper import VectorKeeper
from kb.search.query import read_query
from tests.conftest import WordEncoder

Add = Callable[..., Saved]


class Models:
    """Stands in for loading: a model by the name in the settings."""

    def __init__(self, **models: WordEncoder) -> None:
        self._models = models

    def __call__(self, settings: Settings) -> WordEncoder:
        if settings.embedding_model not in self._models:
            raise NotReady("There is no model {name}.", name=settings.embedding_model)
        return self._models[settings.embedding_model]


def _keeper(library: Library, load: Models, model: str) -> VectorKeeper:
    return VectorKeeper(library.database, library.engine, replace(library.settings, embedding_model=model), load)


def _dense(library: Library, text: str) -> list[str]:
    return [hit.title for hit in library.engine.search(read_query(text), mode="dense").hits]


def test_what_is_published_later_is_found_by_meaning_soon(library: Library, add: Add) -> None:
    keeper = _keeper(library, Models(a=WordEncoder("a")), "a")
    keeper.prepare()
    add("x", "应收账款保理")
    assert _dense(library, "保理") == []
    keeper.catch_up()
    assert _dense(library, "保理") == ["x"]
    assert keeper.preparation.ready.is_set()


def test_search_goes_on_with_the_old_vectors_until_the_new_are_complete(library: Library, add: Add) -> None:
    old, new = WordEncoder("a"), WordEncoder("b", dimension=32)
    add("x", "应收账款保理")
    add("y", "大额存单")
    _keeper(library, Models(a=old), "a").prepare()
    seen: list[tuple[str, list[str]]] = []

    class Watching(WordEncoder):
        def encode_documents(self, texts):  # type: ignore[no-untyped-def]
            assert library.engine.encoder is not None
            seen.append((library.engine.encoder.fingerprint, _dense(library, "保理")))
            return super().encode_documents(texts)

    watching = Watching("b", dimension=32)
    _keeper(library, Models(a=old, b=watching), "b").prepare()
    assert seen == [(old.fingerprint, ["x", "y"])]
    assert library.engine.encoder is watching
    assert watching.fingerprint == new.fingerprint
    assert _dense(library, "保理")[0] == "x"


def test_a_stop_while_changing_models_is_made_good(library: Library, add: Add, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("kb.search.embedding._VERSIONS_PER_STEP", 1)
    old, new = WordEncoder("a"), WordEncoder("b", dimension=32)
    for name in "xyz":
        add(name, f"应收账款保理{name}")
    _keeper(library, Models(a=old), "a").prepare()

    class Stopping(WordEncoder):
        def encode_documents(self, texts):  # type: ignore[no-untyped-def]
            if len(self.encoded) == 2:
                raise KeyboardInterrupt
            return super().encode_documents(texts)

    with pytest.raises(KeyboardInterrupt):
        _keeper(library, Models(a=old, b=Stopping("b", dimension=32)), "b").prepare()
    assert len(_dense(library, "保理")) == 3
    _keeper(library, Models(a=old, b=new), "b").prepare()
    assert len(new.encoded) == 1
    assert len(_dense(library, "保理")) == 3


def test_without_a_model_the_reason_is_kept_and_words_still_answer(library: Library, add: Add) -> None:
    add("x", "应收账款保理")
    keeper = _keeper(library, Models(), "missing")
    assert keeper.prepare() is None
    assert isinstance(keeper.preparation.problem, NotReady)
    assert [hit.title for hit in library.engine.search(read_query("保理")).hits] == ["x"]


def test_the_keeper_stops_on_request(library: Library) -> None:
    stop = threading.Event()
    stop.set()
    _keeper(library, Models(a=WordEncoder("a")), "a").keep(stop)
