"""Backups, and what a database says of its health."""
