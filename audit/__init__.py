"""What watches the work: the ledger at the bottom, the auditor's desk on top."""
