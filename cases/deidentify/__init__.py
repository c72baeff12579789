"""Personal data in texts: found, shown and masked."""
