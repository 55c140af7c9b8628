"""Events for other programs: sent from the audit log to addresses or commands."""
