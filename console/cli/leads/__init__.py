"""`smiledial lead`, `next`, `why`, `find` and `callbacks`."""
