"""Rows of a file as leads, or as rejects."""
