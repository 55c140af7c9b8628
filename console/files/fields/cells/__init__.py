"""Cells read as values."""
