"""Personal data: sealed, found, masked."""
