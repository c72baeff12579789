"""Parts of the retention page."""
