"""Questions: what they are, how they are scored, kept and reviewed."""
