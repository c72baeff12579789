"""Draw parts shared by many pages."""
