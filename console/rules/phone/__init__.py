"""Read and show phone numbers, and look up their area codes."""
