"""Benchmark the product as ratios to a peer or a limit within one run. Not part of the product."""
