"""What the screen shows, and the commands that change it."""
