"""Name the errors of zip files that people upload."""

from __future__ import annotations

import lzma
import zipfile
import zlib

UNREADABLE = (
    *(zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, ValueError, OSError),
    *(NotImplementedError, RuntimeError, LookupError),
)
"""What zipfile raises for a damaged file; OSError comes from bz2, NotImplementedError for an unknown method."""
