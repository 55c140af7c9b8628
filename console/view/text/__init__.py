"""Text made safe, times and counts in words, roles of a line."""
