"""Results that are dear to work out, kept in the process for as long as what they rest on has not changed."""

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
    """The last results of one computation, per library (known by its search engine). Safe to share between threads.

    The key has to hold everything the result depends on, revisions first of all: nothing here ever expires.
    """

    def __init__(self, max_results: int) -> None:
        self._max_results = max_results
        self._lock = threading.Lock()
        self._results: WeakKeyDictionary[SearchEngine, OrderedDict[Key, Value]] = WeakKeyDictionary()

    def get(self, engine: SearchEngine, key: Key, compute: Callable[[], Value]) -> Value:
        """Return the result for a key, computed where it is not there yet."""
        with self._lock:
            results = self._results.setdefault(engine, OrderedDict())
            if key in results:
                results.move_to_end(key)
                return results[key]
        # Outside the lock: two threads may compute the same, but none waits for another's search.
        value = compute()
        with self._lock:
            results[key] = value
            while len(results) > self._max_results:
                results.popitem(last=False)
        return value
