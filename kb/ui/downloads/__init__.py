"""Answers that hand out a file or a printable report."""
