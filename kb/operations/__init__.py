"""Running the place: backups, restoring, drills, figures for monitoring."""
