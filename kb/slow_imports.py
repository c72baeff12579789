"""Import packages that take a second and more one at a time: `with import_lock: from scipy.stats import t`.

scipy checks whether its arguments are torch tensors. While another thread is importing torch, the module
exists but has no tensors yet, and the import of scipy.stats fails, once, for the person who opened that page.
"""

from __future__ import annotations

import threading

import_lock = threading.RLock()
