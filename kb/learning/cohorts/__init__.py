"""Manage cohorts and their checkpoints."""
