"""The firm's settings, stops, emergencies and territories."""
