"""Claim the next lead, or say why nobody may be called."""
