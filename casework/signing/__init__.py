"""The electronic signature of papers as files: keys, what a signature states, signing and checking. It knows no case.

Nothing here needs Django or a database, so whoever has a file and the published key checks it with this package alone.
"""
