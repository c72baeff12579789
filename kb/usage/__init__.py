"""Record what readers do with documents, and compute the figures from it."""
