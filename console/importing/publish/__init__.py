"""Publish what was read, and finish imports."""
