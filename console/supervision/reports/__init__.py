"""Reports of calls."""
