"""Questions proposed from the text of a document."""
