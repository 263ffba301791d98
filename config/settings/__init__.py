"""Settings, one file per situation: `demo` (the default), `testing`, `production`; they share `base` and `signature`."""
