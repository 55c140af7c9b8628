"""The state of the calling screen, and the commands that change it."""
