"""Frozen values that the desk hands to a screen.

They are read in one transaction and safe to keep.
"""
