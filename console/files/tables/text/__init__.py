"""Delimited text as rows."""
