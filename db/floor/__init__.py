"""Who sits where, who is away, what is told, who calls for help."""
