"""Screening expressions: read, and asked of a lead."""
