"""Phone numbers: read, shown, and what their area codes say."""
