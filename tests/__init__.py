"""The tests of Anjuan, one folder for each area."""
