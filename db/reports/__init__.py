"""Calls counted and listed for reports, and everything read out."""
