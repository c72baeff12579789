"""Packages that take a second and more to import are imported one at a time: `with alone: from scipy.stats import t`.

scipy asks its arguments whether they are tensors of torch. Where another thread is half through importing torch, torch
is there but has no tensors yet, and the import of scipy.stats fails, once, for whoever opened that page.
"""

from __future__ import annotations

import threading

alone = threading.RLock()
