"""Sessions, pace and waiting in words."""
