"""An assistant that asks for counts and rules, and for people only if the firm lets it."""
