"""Ask questions about what the library teaches, and run the practice that keeps it remembered."""
