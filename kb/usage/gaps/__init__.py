"""What was searched for without a good answer, and wanted cases."""
