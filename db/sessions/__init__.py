"""Calling sessions: planned, read, changed, handed over."""
