"""The demonstration hall."""
