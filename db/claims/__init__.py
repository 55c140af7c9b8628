"""The queue: count it, and claim the next lead."""
