"""Office files (OOXML) opened as forgivingly as the office programs open them."""
