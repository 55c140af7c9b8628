"""`smiledial sessions`."""
