"""What the keys of the plain console do, a file a subject."""
