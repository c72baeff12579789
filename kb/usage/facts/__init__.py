"""Hold the ledger as columns in memory, packed by month."""
