"""Backups, and checks of a database's health."""
