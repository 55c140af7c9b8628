"""Locate a person by address and by phone number."""
