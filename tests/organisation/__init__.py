"""The organisation: who is charged with what, and whose data are erased."""
