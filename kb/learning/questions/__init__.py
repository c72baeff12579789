"""Define, score, store and review questions."""
