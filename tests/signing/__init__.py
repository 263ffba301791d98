"""Signed files: what is genuine and what no longer is."""
