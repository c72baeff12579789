"""Documents as people have them, read into the library."""
