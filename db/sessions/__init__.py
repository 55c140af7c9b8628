"""Calling sessions: plan, read, change and hand them over."""
