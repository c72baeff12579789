"""Draw parts of the pages about questions."""
