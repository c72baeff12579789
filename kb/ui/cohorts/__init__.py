"""Parts of the pages on cohorts and their tests."""
