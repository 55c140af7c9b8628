"""The audit log: write, read, seal and verify it."""
