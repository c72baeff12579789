"""Parts of the pages on questions."""
