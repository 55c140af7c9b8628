"""Hooks, and the events that wait for an answer."""
