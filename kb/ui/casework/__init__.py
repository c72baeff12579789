"""Draw parts of the pages for writing and reviewing cases."""
