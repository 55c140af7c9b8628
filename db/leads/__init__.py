"""Leads and their numbers: read, changed, searched, screened, erased."""
