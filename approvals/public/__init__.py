"""The citizen's side of the hall: no account, no trace of who looked but that somebody did."""
