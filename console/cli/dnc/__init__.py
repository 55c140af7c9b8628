"""`smiledial dnc`, `check`, `consent`, `erase` and `lines`."""
