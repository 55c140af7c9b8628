"""The law as data, and the firm's own rules beside it."""
