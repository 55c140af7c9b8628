"""The wordings of each language that say not to call."""
