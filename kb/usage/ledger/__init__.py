"""What readers did with documents: written once, never changed."""
