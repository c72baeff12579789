"""Parts of the pages on materials and templates."""
