"""Lists of leads, their counts, and the owners of leads."""
