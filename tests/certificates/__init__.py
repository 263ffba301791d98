"""Certificates: issued with a registration, revoked, replaced, verified by anybody."""
