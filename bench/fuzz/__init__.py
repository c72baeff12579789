"""Fuzz everything that reads external input, with mutated files and requests."""
