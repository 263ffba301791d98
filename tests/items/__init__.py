"""Items as data, and input that nobody expected."""
