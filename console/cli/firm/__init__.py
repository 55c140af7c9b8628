"""`smiledial settings`, `rules`, `outcomes`, `caller-ids`, `scripts` and `mail`."""
