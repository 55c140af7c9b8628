"""The next lead claimed, and why nobody may be called."""
