"""Hours, days and zones: windows of time, and times as people type them."""
