"""The engine over viewflow: what it must not inherit from it, races, and the shape of the procedures."""
