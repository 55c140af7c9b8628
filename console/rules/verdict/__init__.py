"""Decide whether a phone may ring now, and word the reasons."""
