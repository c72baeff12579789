"""One file in, its text out: `read_file` and what it returns."""

from ingest.readers.document import Limits, Mark, ReadDocument, limits_of
from ingest.readers.reading import read_file

__all__ = ["Limits", "Mark", "ReadDocument", "limits_of", "read_file"]
