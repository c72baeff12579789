"""Draw parts of the pages about cohorts and their tests."""
