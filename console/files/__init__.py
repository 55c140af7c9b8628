"""Files on disk: opened safely, read as tables, their columns matched to lead fields."""
