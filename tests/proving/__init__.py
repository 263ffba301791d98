"""Flows made for the tests: the engine on shapes that no item of the hall has yet."""
