"""One lead looked up, set right, merged, written to."""
