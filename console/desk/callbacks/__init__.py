"""Callbacks: list, move, give away, export."""
