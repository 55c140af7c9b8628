"""What a firm keeps: its settings, outcomes and texts."""
