"""Leads on their way in, and imports taken out again."""
