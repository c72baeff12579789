"""Cache results for the duration of one page run."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import wraps
from typing import ParamSpec, TypeVar

from kb.ui.frame.streamlit_internals import run_memory

P = ParamSpec("P")
T = TypeVar("T")


def once_per_run(function: Callable[P, T]) -> Callable[P, T]:
    """Cache a function's result for the current run; arguments must be hashable.

    Outside a run the function is called each time. Exceptions are not cached.
    """

    @wraps(function)
    def _once(*args: P.args, **kwargs: P.kwargs) -> T:
        memory = run_memory()
        if memory is None:
            return function(*args, **kwargs)
        key: Hashable = (_once, args, tuple(sorted(kwargs.items())))
        if key not in memory:
            memory[key] = function(*args, **kwargs)
        answer: T = memory[key]
        return answer

    return _once
