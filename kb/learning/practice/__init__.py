"""Daily practice: what is due, and the scheduler behind it."""
