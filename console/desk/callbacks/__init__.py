"""Callbacks kept, moved and given away."""
