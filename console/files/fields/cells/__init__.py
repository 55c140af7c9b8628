"""Read cells as values."""
