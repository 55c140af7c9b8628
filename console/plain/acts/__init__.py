"""What the keys of the plain console do, one module for each subject."""
