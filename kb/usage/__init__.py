"""Use and reuse: the ledger of what people open, take and apply, what it adds up to, and what they miss."""
