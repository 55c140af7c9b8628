"""Answers of the reassigned numbers database: read from a file, loaded, removed."""
