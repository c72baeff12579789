"""Search by words and by meaning over the library's documents."""
