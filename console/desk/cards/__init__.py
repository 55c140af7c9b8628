"""Cards made of what is stored: the lead, its lists, a session."""
