"""Propose questions from the text of a document."""
