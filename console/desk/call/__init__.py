"""A call: dialled, recorded, skipped, undone."""
