"""Find and merge leads that may be one person."""
