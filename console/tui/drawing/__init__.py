"""Styles and themes, private parts of Textual, and the loss of the terminal."""
