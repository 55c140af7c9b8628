"""Dated lists that look-up services answer with: line types and reassigned numbers."""
