"""Places that leads stand in, and the marks by which the queue passes over a number."""
