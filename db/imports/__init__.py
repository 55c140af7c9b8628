"""Store imported leads, and undo imports."""
