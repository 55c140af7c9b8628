"""`smiledial team` and `territory`."""
