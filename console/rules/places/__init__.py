"""Where a person may be, by address and by number."""
