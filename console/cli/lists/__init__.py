"""`smiledial lists` and `segments`."""
