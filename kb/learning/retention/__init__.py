"""Measure retention after a course: curves, intervals, item analysis."""
