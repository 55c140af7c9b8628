"""`smiledial report` and `forecast`."""
