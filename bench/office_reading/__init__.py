"""Office files made of known pieces, read, and compared with what was put in."""
