"""Make cards of stored rows: a lead, its lists, a session."""
