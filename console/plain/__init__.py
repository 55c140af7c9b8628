"""The console as lines of words: for a screen reader, or a terminal that can do no more."""
