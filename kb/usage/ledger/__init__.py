"""Record what readers did with documents: written once, never changed."""
