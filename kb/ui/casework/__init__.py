"""Parts of the pages on writing and reviewing cases."""
