"""Draw parts of a document's page: use, ratings, outcomes."""
