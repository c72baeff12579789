"""Build the small Chinese search model that ships with the knowledge base."""
