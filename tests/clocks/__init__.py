"""Limits on their way through the hall: reckoned, shown, compared, commanded."""
