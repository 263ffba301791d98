"""Registrations after the slip: at the residence, corrected, cancelled, looked at again by the county."""
