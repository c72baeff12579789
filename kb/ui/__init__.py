"""What people see: thin pages over the services."""
