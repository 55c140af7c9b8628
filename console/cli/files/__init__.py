"""`smiledial import`, `imports`, `export` and `scrub`."""
