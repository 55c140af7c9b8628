"""Leads that other programs send: files in a watched folder, and rows from a pipe."""
