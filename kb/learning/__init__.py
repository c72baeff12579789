"""Questions about what the library teaches, and practice that keeps it remembered."""
