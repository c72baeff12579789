"""Benchmarks: ratios beside a peer or the limit, measured in one run. Not part of the product."""
