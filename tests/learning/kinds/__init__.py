"""Kinds of questions."""
