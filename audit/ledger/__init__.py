"""The ledger: every legal act leaves one entry here that nobody can change unseen.

It lies below everything it watches. Actors, cases and offices are plain values, there is no foreign key
upward, and it imports nothing of ours but ``law``.

Entries are written by `entry.tell`, readings by `disclosure.disclose`, refused attempts by
`attempts.record_attempt`. `guards` keeps the tables append-only in the database, `sentences` tells an entry
in words, `verify` recomputes it.
"""
