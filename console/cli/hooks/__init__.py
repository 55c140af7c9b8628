"""`smiledial hooks`."""
