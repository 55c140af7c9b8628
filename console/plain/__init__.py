"""The plain console: lines of words, for a screen reader or a simple terminal."""
