"""What the ledger writes, refuses and finds."""
