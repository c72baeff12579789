"""Read documents of common formats into the library."""
