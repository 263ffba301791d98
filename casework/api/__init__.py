"""The interface for programs: what the pages do, for other systems of the county. No rule of a procedure stands here."""
