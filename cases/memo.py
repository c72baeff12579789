"""Cache expensive results in the process, keyed by everything they depend on."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar
from weakref import WeakKeyDictionary

from kb.search.engine import SearchEngine

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Memo(Generic[Key, Value]):
    """A thread-safe LRU cache of one computation, per library (identified by its search engine).

    The key must contain everything the result depends on, revisions above all: entries never expire.
    """

    def __init__(self, max_results: int) -> None:
        self._max_results = max_results
        self._lock = threading.Lock()
        self._results: WeakKeyDictionary[SearchEngine, OrderedDict[Key, Value]] = WeakKeyDictionary()

    def get(self, engine: SearchEngine, key: Key, compute: Callable[[], Value]) -> Value:
        """Return the result for a key, computing it if it is not cached."""
        with self._lock:
            results = self._results.setdefault(engine, OrderedDict())
            if key in results:
                results.move_to_end(key)
                return results[key]
        # Outside the lock: two threads may compute the same result, but neither waits for the other's search.
        value = compute()
        with self._lock:
            results[key] = value
            while len(results) > self._max_results:
                results.popitem(last=False)
        return value
