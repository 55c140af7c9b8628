"""The queue: counted, and the next lead claimed from it."""
