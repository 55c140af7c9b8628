"""Find out which column of a file holds which field."""
