"""Compute the figures of usage and reuse, and what is hidden."""
