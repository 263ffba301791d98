"""The migrant certificate: three editions of one item, and a second office that answers."""
