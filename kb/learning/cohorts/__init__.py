"""Cohorts and their checkpoints."""
