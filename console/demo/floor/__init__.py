"""A floor of ten invented agents who call invented leads through their own desks."""
