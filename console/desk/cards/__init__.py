"""Make cards from stored rows: a lead, its lists, a session."""
