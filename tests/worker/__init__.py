"""The worker: what the passing of time brings."""
