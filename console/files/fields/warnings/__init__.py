"""Find doubts about a mapping before it is used."""
