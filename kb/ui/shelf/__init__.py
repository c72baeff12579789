"""Draw parts of the pages about materials and templates."""
