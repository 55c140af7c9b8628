"""Calls: dial, record, skip, undo."""
