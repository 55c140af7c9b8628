"""Calling sessions, pace and waiting times in words."""
