"""An invented county for trying the hall out: never for real people's data."""
