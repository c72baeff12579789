"""What readers do with documents: the ledger, and the figures made from it."""
