"""The firm's settings, outcomes and texts."""
