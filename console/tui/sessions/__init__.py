"""The sessions, their plan and their summaries."""
