"""Draw the user interface: thin pages over the services."""
