"""Do-not-call: the firm's own list, patterns, registries and evidence."""
