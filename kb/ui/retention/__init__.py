"""Draw parts of the retention page."""
