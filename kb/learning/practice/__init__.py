"""Run daily practice: what is due, and its scheduler."""
