"""Parts that many pages draw."""
