"""What a course left behind: curves, intervals, item analysis."""
