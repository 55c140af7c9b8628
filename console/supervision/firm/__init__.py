"""Settings, stops, emergencies, territories: what a supervisor sets."""
