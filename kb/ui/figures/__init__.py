"""Draw parts of the statistics page."""
