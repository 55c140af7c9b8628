"""Leads that may be one person: found, and merged."""
