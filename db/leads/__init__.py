"""Leads and their numbers: read, change, search, screen and erase them."""
