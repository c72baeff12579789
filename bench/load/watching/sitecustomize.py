"""Read by Python at start of the measured server: full collections are counted in a file, with their processor time."""

import gc
import json
import os
import time
from pathlib import Path

_seen = {"count": 0, "seconds": 0.0, "longest": 0.0}
_started = 0.0


def _watch(phase: str, information: dict[str, int]) -> None:
    global _started
    if information["generation"] < 2:
        return
    if phase == "start":
        _started = time.thread_time()
        return
    taken = time.thread_time() - _started
    _seen["count"] += 1
    _seen["seconds"] += taken
    _seen["longest"] = max(_seen["longest"], taken)
    Path(os.environ["BENCH_COLLECTIONS"]).write_text(json.dumps(_seen))


if "BENCH_COLLECTIONS" in os.environ:
    gc.callbacks.append(_watch)
