"""The ledger as columns in memory, packed by month."""
